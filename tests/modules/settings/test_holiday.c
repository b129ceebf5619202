#include "core/core_database.h"
#include "db/statements.h"
#include "modules/settings/setting.h"

/* BR-CA-04 */
static const struct {
    const char *day;
    bool is_business_day;
} days[] = {
    {"2026-11-20", true},                         /* Friday */
    {"2026-11-21", false},                        /* Saturday */
    {"2026-11-22", false},                        /* Sunday */
    {"2026-11-23", false},                        /* 勤労感謝の日, a Monday */
    {"2026-11-24", true},  {"2026-09-21", false}, /* 敬老の日 */
    {"2026-09-22", false},                        /* between two holidays */
    {"2026-09-23", false}, {"2026-05-06", false}, /* 振替休日 */
    {"2026-05-07", true},  {"2026-12-28", true},
    {"2026-12-29", false}, {"2026-12-31", false},
    {"2027-01-01", false}, {"2027-01-03", false},
    {"2027-01-04", true},  {"2027-03-22", false}, /* 春分の日 fell on a Sunday */
    {"2024-02-12", false}, {"2024-02-13", true},
    {"2028-01-10", true}, /* 成人の日, but nobody has entered 2028 */
};

START_TEST(business_day)
{
    ck_assert_str_eq(sql_format("SELECT is_business_day('%s')", days[_i].day),
                     days[_i].is_business_day ? "t" : "f");
}
END_TEST

static const struct {
    const char *from, *to, *days;
} spans[] = {
    {"2026-11-20", "2026-11-20", "0"}, {"2026-11-20", "2026-11-23", "0"},
    {"2026-11-20", "2026-11-24", "1"}, {"2026-11-24", "2026-11-20", "-1"},
    {"2026-11-21", "2026-11-27", "4"}, {"2026-12-28", "2027-01-04", "1"},
    {"2026-09-18", "2026-09-24", "1"}, {"2026-04-01", "2027-03-31", "240"},
};

START_TEST(business_days)
{
    ck_assert_str_eq(
        sql_format("SELECT business_days_between('%s', '%s')", spans[_i].from, spans[_i].to),
        spans[_i].days);
}
END_TEST

/* Counted by hand once more: by the year's weekdays less what the law and the turn of the year
 * take. */
START_TEST(every_year_has_its_national_holidays)
{
    ck_assert_str_eq(sql("SELECT string_agg(n::text, ' ' ORDER BY year) FROM"
                         " (SELECT extract(year FROM day) AS year, count(*) AS n"
                         " FROM holiday_in_force GROUP BY 1) y"),
                     "21 19 18 17");
    ck_assert_str_eq(sql("SELECT count(*) FROM holiday WHERE name LIKE '%振替%'"
                         " AND extract(isodow FROM day) > 5"),
                     "0");
}
END_TEST

START_TEST(the_last_entry_of_a_day_holds)
{
    sql("INSERT INTO holiday (day, name, is_holiday) VALUES ('2026-11-23', '勤労感謝の日', false)");
    ck_assert_str_eq(sql("SELECT is_business_day('2026-11-23')"), "t");
    sql("INSERT INTO holiday (day, name) VALUES ('2026-11-23', '勤労感謝の日')");
    ck_assert_str_eq(sql("SELECT is_business_day('2026-11-23')"), "f");
    ck_assert_str_eq(sql("SELECT count(*) FROM holiday WHERE day = '2026-11-23'"), "3");
}
END_TEST

START_TEST(the_last_entry_of_a_setting_holds)
{
    sql("INSERT INTO setting (key, value, valid_from) VALUES ('k', 'old', '2020-01-01'),"
        " ('k', 'typo', '2020-04-01'), ('k', 'right', '2020-04-01'), ('k', 'later', '2999-01-01')");
    ck_assert_str_eq(sql("SELECT setting_text('k')"), "right");
}
END_TEST

/* ---- what is read has a page -------------------------------------------------------------------
 */

/* Every function and view of the database, as it stands there. */
static const char bodies[] =
    "SELECT string_agg(body, E'\n') FROM"
    " (SELECT pg_get_functiondef(p.oid) AS body FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang"
    "   WHERE p.pronamespace = 'public'::regnamespace AND l.lanname IN ('sql', 'plpgsql')"
    "     AND p.prokind = 'f'"
    " UNION ALL SELECT pg_get_viewdef(c.oid) FROM pg_class c"
    "   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v') b";

/* The key of a setting, and what holds while nothing was entered, where a number says it. */
static int settings_read_in(const char *text, const char *where)
{
    int count = 0, length;
    char key[80];
    long fallback;

    while ((text = strstr(text, "setting_"))) {
        const struct setting *setting;

        text += strlen("setting_");
        if (sscanf(text, "%*[a-z]('%79[a-z_.]'%n", key, &length) != 1)
            continue;
        setting = setting_find(key);
        ck_assert_msg(setting != NULL, "%s reads %s: it has no row in setting.c", where, key);
        text += length;
        text += strncmp(text, "::text", 6) ? 0 : 6;
        if (sscanf(text, ", %ld)", &fallback) == 1)
            ck_assert_msg(strtol(setting->fallback, NULL, 10) == fallback,
                          "%s: %s falls back to %ld", where, key, fallback);
        count++;
    }
    return count;
}

START_TEST(what_is_read_is_a_setting)
{
    ck_assert_int_gt(settings_read_in(sql(bodies), "a migration"), 8);
    for (const struct statement_text *text = statement_texts; text->name; text++)
        settings_read_in(text->sql, text->name);
}
END_TEST

Suite *test_holiday_suite(void);

Suite *test_holiday_suite(void)
{
    Suite *s = suite_create("modules/settings/holiday");
    TCase *tc = core_case("days");

    EACH(tc, business_day, days);
    EACH(tc, business_days, spans);
    tcase_add_test(tc, every_year_has_its_national_holidays);
    tcase_add_test(tc, the_last_entry_of_a_day_holds);
    tcase_add_test(tc, the_last_entry_of_a_setting_holds);
    tcase_add_test(tc, what_is_read_is_a_setting);
    suite_add_tcase(s, tc);
    return s;
}

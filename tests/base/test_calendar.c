#include <string.h>

#include "base/calendar.h"
#include "support/work_fixture.h"

static const struct {
    const char *iso;
    bool is_valid;
} days[] = {
    {"2026-11-22", true},  {"2024-02-29", true},  {"2026-02-29", false},  {"1900-02-29", false},
    {"2000-02-29", true},  {"2026-13-01", false}, {"2026-00-01", false},  {"2026-04-31", false},
    {"2026-11-00", false}, {"0000-01-01", false}, {"0001-01-01", true},   {"9999-12-31", true},
    {"2026-1-1", false},   {"2026/11/22", false}, {"2026-11-22 ", false}, {"", false},
    {"+026-11-22", false}, {NULL, false},
};

START_TEST(test_days_of_the_calendar)
{
    ck_assert_int_eq(calendar_valid(days[_i].iso), days[_i].is_valid);
}
END_TEST

static const struct {
    const char *text;
    const char *iso; /* NULL: refused */
} typed[] = {
    {"2026-11-22", "2026-11-22"},
    {"2026/11/22", "2026-11-22"},
    {"2026.1.2", "2026-01-02"},
    {"2026年11月22日", "2026-11-22"},
    {"R8.11.22", "2026-11-22"},
    {"r8/11/22", "2026-11-22"},
    {"R8-11-22", "2026-11-22"},
    {"Ｒ８．１１．２２", "2026-11-22"},
    {"令和8年11月22日", "2026-11-22"},
    {"令和８年１１月２２日", "2026-11-22"},
    {"　令和 8年 11月 22日 ", "2026-11-22"},
    {"㋿8年11月22日", "2026-11-22"},
    {"令和元年5月1日", "2019-05-01"},
    {"R1.5.1", "2019-05-01"},
    {"R元.5.1", "2019-05-01"},
    {"平成31年4月30日", "2019-04-30"},
    {"H31.4.30", "2019-04-30"},
    {"平成元年1月8日", "1989-01-08"},
    {"昭和64年1月7日", "1989-01-07"},
    {"S1.12.25", "1926-12-25"},
    {"2024-02-29", "2024-02-29"},
    {"1900-01-01", "1900-01-01"},
    {"R1.4.30", NULL},        /* before the era */
    {"平成31年5月1日", NULL}, /* after it */
    {"昭和64年1月8日", NULL},
    {"S1.12.24", NULL},
    {"R0.1.1", NULL},
    {"R100.1.1", NULL},
    {"2026-02-29", NULL},
    {"2026-11-31", NULL},
    {"2026-11", NULL},
    {"2026-11-22-", NULL},
    {"2026-11/22", NULL},
    {"2026年11月22", NULL},
    {"2026-11-22日", NULL},
    {"26-11-22", NULL},
    {"0226-11-22", NULL}, /* a slip of the finger */
    {"20266-11-22", NULL},
    {"3000-01-01", NULL},
    {"2026-011-22", NULL},
    {"22/11/2026", NULL},
    {"明治元年1月1日", NULL},
    {"あした", NULL},
    {"", NULL},
    {"-", NULL},
};

START_TEST(test_what_people_type)
{
    const char *iso = NULL;
    bool is_read = calendar_parse(arena, typed[_i].text, &iso);

    ck_assert_int_eq(is_read, typed[_i].iso != NULL);
    if (is_read)
        ck_assert_str_eq(iso, typed[_i].iso);
}
END_TEST

static const struct {
    const char *text;
    const char *time; /* NULL: refused */
} times[] = {
    {"9:05", "09:05"},
    {"09:05", "09:05"},
    {"９：０５", "09:05"},
    {"9時5分", "09:05"},
    {"18時", "18:00"},
    {"0:00", "00:00"},
    {"　23時 59分 ", "23:59"},
    {"24:00", NULL},
    {"9:60", NULL},
    {"9", NULL},
    {"9:", NULL},
    {"9時5", NULL},
    {"009:05", NULL},
    {"9:005", NULL},
    {"午後3時", NULL},
    {"", NULL},
    {"9:05:00", NULL},
};

START_TEST(test_times_people_type)
{
    const char *time = NULL;
    bool is_read = calendar_parse_time(arena, times[_i].text, &time);

    ck_assert_int_eq(is_read, times[_i].time != NULL);
    if (is_read)
        ck_assert_str_eq(time, times[_i].time);
}
END_TEST

START_TEST(test_long_text_is_no_date)
{
    char text[4096];
    const char *iso;

    memset(text, '2', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ck_assert(!calendar_parse(arena, text, &iso));
}
END_TEST

static const struct {
    const char *iso;
    const char *text;
} written[] = {
    {"2026-11-22", "2026年（令和8年）11月22日"},
    {"2019-05-01", "2019年（令和元年）5月1日"},
    {"2019-04-30", "2019年（平成31年）4月30日"},
    {"1989-01-08", "1989年（平成元年）1月8日"},
    {"1989-01-07", "1989年（昭和64年）1月7日"},
    {"1926-12-25", "1926年（昭和元年）12月25日"},
    {"1926-12-24", "1926年12月24日"},
    {"2020-01-01", "2020年（令和2年）1月1日"},
};

START_TEST(test_days_are_written_with_the_era)
{
    ck_assert_str_eq(calendar_date_text(arena, written[_i].iso), written[_i].text);
}
END_TEST

static const struct {
    const char *iso;
    int year;
    const char *text;
} fiscal_years[] = {
    {"2026-04-01", 2026, "2026年度（令和8年度）"},
    {"2026-03-31", 2025, "2025年度（令和7年度）"},
    {"2019-04-01", 2019, "2019年度（令和元年度）"},
    {"2019-03-31", 2018, "2018年度（平成30年度）"},
    {"1989-04-01", 1989, "1989年度（平成元年度）"},
    {"1989-03-31", 1988, "1988年度（昭和63年度）"},
    {"1925-04-01", 1925, "1925年度"},
};

START_TEST(test_fiscal_years_begin_in_april)
{
    int year = calendar_fiscal_year(fiscal_years[_i].iso);

    ck_assert_int_eq(year, fiscal_years[_i].year);
    ck_assert_str_eq(calendar_fiscal_year_text(arena, year), fiscal_years[_i].text);
}
END_TEST

static const struct {
    const char *from;
    long days;
    const char *to; /* NULL: outside the calendar */
} sums[] = {
    {"2026-11-22", 0, "2026-11-22"},
    {"2026-11-22", 1, "2026-11-23"},
    {"2026-12-31", 1, "2027-01-01"},
    {"2024-02-28", 1, "2024-02-29"},
    {"2026-02-28", 1, "2026-03-01"},
    {"2026-03-01", -1, "2026-02-28"},
    {"2000-02-29", 366, "2001-03-01"},
    {"1970-01-01", 20000, "2024-10-04"},
    {"0001-01-01", 3652058, "9999-12-31"},
    {"9999-12-31", 1, NULL},
    {"0001-01-01", -1, NULL},
    {"2026-11-22", __LONG_MAX__, NULL},
};

START_TEST(test_days_are_added)
{
    const char *sum = calendar_add_days(arena, sums[_i].from, sums[_i].days);

    if (!sums[_i].to) {
        ck_assert_ptr_null(sum);
        return;
    }
    ck_assert_str_eq(sum, sums[_i].to);
    ck_assert_int_eq(calendar_days_between(sums[_i].from, sum), sums[_i].days);
    ck_assert_int_eq(calendar_days_between(sum, sums[_i].from), -sums[_i].days);
}
END_TEST

/* Every day of 800 years, each the day after the one before, the weekdays in turn. */
START_TEST(test_days_follow_one_another)
{
    const char *day = "1700-01-01"; /* a Friday */
    int weekday = 5;
    struct arena *scratch = arena_new();

    while (strcmp(day, "2500-01-01") < 0) {
        char kept[11];
        const char *next = calendar_add_days(scratch, day, 1);

        ck_assert(calendar_valid(next) && strcmp(next, day) > 0);
        ck_assert_int_eq(calendar_weekday(day), weekday);
        weekday = (weekday + 1) % 7;
        memcpy(kept, next, sizeof kept);
        arena_clear(scratch);
        day = arena_strdup(scratch, kept);
    }
    ck_assert_str_eq(day, "2500-01-01");
    arena_free(scratch);
}
END_TEST

START_TEST(test_weekdays_have_names)
{
    ck_assert_str_eq(calendar_weekday_text("2026-11-22"), "日");
    ck_assert_str_eq(calendar_weekday_text("2026-11-28"), "土");
    ck_assert_str_eq(calendar_weekday_text("1970-01-01"), "木");
    ck_assert_str_eq(calendar_weekday_text("0001-01-01"), "月");
}
END_TEST

Suite *test_calendar_suite(void)
{
    Suite *suite = suite_create("calendar");
    TCase *tcase = work_case("calendar");

    tcase_set_timeout(tcase, 60);
    EACH(tcase, test_days_of_the_calendar, days);
    EACH(tcase, test_what_people_type, typed);
    EACH(tcase, test_times_people_type, times);
    tcase_add_test(tcase, test_long_text_is_no_date);
    EACH(tcase, test_days_are_written_with_the_era, written);
    EACH(tcase, test_fiscal_years_begin_in_april, fiscal_years);
    EACH(tcase, test_days_are_added, sums);
    tcase_add_test(tcase, test_days_follow_one_another);
    tcase_add_test(tcase, test_weekdays_have_names);
    suite_add_tcase(suite, tcase);
    return suite;
}

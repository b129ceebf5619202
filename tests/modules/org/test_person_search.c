#include "core/search/name_search.h"
#include "modules/org/city_database.h"

/* Written in any way, everybody is found: 髙橋 and 高橋 are two families of the sample. */
static const struct {
    const char *query, *expected; /* SQL: how many */
} queries[] = {
    {"髙橋", "family_name IN ('髙橋', '高橋')"},
    {"高橋", "family_name IN ('髙橋', '高橋')"},
    {"タカハシ", "family_kana = 'タカハシ'"},
    {"たかはし", "family_kana = 'タカハシ'"},
    {"ﾀｶﾊｼ", "family_kana = 'タカハシ'"},
    {"﨑山", "family_name = '﨑山' OR family_name = '崎山'"},
    {"崎山", "family_name = '﨑山' OR family_name = '崎山'"},
    {"渡辺", "family_name IN ('渡辺', '渡邉', '渡邊')"},
    {"渡邊", "family_name IN ('渡辺', '渡邉', '渡邊')"},
    {"吉野", "family_name IN ('吉野', '𠮷野')"},
    {"齋藤", "family_name IN ('齋藤', '斎藤', '斉藤')"},
    {"辻", "family_name LIKE '辻%' OR given_name LIKE '%辻%'"},
    {"鵠渡みなみ", "staff_no = '304182'"},
    {"鵠渡 みなみ", "staff_no = '304182'"},
    {"みなみ　鵠渡", "staff_no = '304182'"},
    {"３０４１８２", "staff_no = '304182'"},
    {"304182", "staff_no = '304182'"},
    {"保育課 江ノ口", "staff_no = '220316'"},
    {"ほいくか えのぐち", "staff_no = '220316'"},
    {"保育課 304182", "false"},
    {"100%", "false"},
    {"_", "false"},
    {"宇宙船", "false"},
    {"保育課", "id IN (SELECT person_id FROM person_assignment a JOIN org_unit u"
               " ON u.id = a.org_unit_id WHERE u.code = '0902'"
               " AND is_in_force(a.valid_from, a.valid_to, '2026-11-22'))"},
    {"課", "false"}, /* the name of nobody, and of too many units */
};

static struct name_query prepared;
static const struct rows *found;

static bool search(struct work *w, void *context)
{
    (void)context;
    access_begin_work(w, "test");
    found =
        db_take(w, SQL_PERSON_SEARCH,
                PARAMS("2026-11-22", NULL, NULL, NULL, prepared.patterns, prepared.grams, NULL));
    return found != NULL;
}

START_TEST(query_finds_exactly)
{
    const char *where =
        arena_printf(arena,
                     "FROM person JOIN person_on('2026-11-22') a ON a.person_id = id"
                     " WHERE a.out_of_scope_reason IS NULL AND (%s)",
                     queries[_i].expected);

    ck_assert(name_query_prepare(arena, queries[_i].query, &prepared));
    core_clock("2026-11-22T00:00:00.000000Z", "2026-11-22");
    ck_assert(db_transaction(work, pool, DB_READ, search, NULL));
    ck_assert_msg(found->count == sql_number(arena_printf(arena, "SELECT count(*) %s", where)),
                  "%s: %d found", queries[_i].query, found->count);
    for (int i = 0; i < found->count; i++)
        ck_assert_int_eq(sql_number(arena_printf(arena, "SELECT count(*) %s AND staff_no = '%s'",
                                                 where, rows_text(found, i, "staff_no"))),
                         1);
    if (found->count)
        ck_assert_int_eq(rows_integer(found, 0, "_total"), found->count);
}
END_TEST

static const char *const nothing[] = {"", " ", "　", "ー", NULL};

START_TEST(nothing_is_no_query)
{
    ck_assert(!name_query_prepare(arena, nothing[_i], &prepared));
}
END_TEST

/* By reading, then number; each page goes on where the one before ended, and none is left out. */
static const char *page_after;

static bool take_page(struct work *w, void *context)
{
    (void)context;
    access_begin_work(w, "test");
    found = db_take(w, SQL_PERSON_LIST, PARAMS("2026-11-22", page_after, "200", NULL));
    return found != NULL;
}

START_TEST(pages_follow_each_other)
{
    long seen = 0;

    core_clock("2026-11-22T00:00:00.000000Z", "2026-11-22");
    sql("CREATE TEMPORARY TABLE seen (no serial, staff_no text)");
    for (page_after = NULL;; page_after = rows_text(found, found->count - 1, "staff_no")) {
        ck_assert(db_transaction(work, pool, DB_READ, take_page, NULL));
        if (!found->count)
            break;
        ck_assert_int_eq(rows_integer(found, 0, "_total"), 3700);
        for (int i = 0; i < found->count; i++)
            sql_format("INSERT INTO seen (staff_no) VALUES ('%s')",
                       rows_text(found, i, "staff_no"));
        seen += found->count;
    }
    ck_assert_int_eq(seen, 3700);
    ck_assert_int_eq(sql_number("SELECT count(DISTINCT staff_no) FROM seen"), 3700);
    ck_assert_int_eq(
        sql_number("SELECT count(*) FROM (SELECT no, row_number() OVER (ORDER BY"
                   " p.family_kana COLLATE \"ja-x-icu\", p.given_kana COLLATE \"ja-x-icu\","
                   " p.staff_no) AS place FROM seen JOIN person p USING (staff_no)) s"
                   " WHERE no <> place"),
        0);
}
END_TEST

Suite *test_person_search_suite(void)
{
    Suite *s = suite_create("modules/org/person_search");
    TCase *tc = city_reading_case("search");

    EACH(tc, query_finds_exactly, queries);
    EACH(tc, nothing_is_no_query, nothing);
    tcase_add_test(tc, pages_follow_each_other);
    suite_add_tcase(s, tc);
    return s;
}

#include "modules/exceptions/exception_sample_database.h"

/*
 * What the database holds of a migration. 松風谷 奏 217730 is of the secretariat since 2022; who
 * came to it in April 2026 may still take in what was permitted the year before.
 */
static void act_as(const char *person)
{
    sql_format("SELECT set_config('mamori.now', '2026-11-22T00:00:00Z', false),"
               " set_config('mamori.permissions', 'policy_read_non_public', false),"
               " set_config('mamori.person', (%s)::text, false)",
               person);
}

#define BY_NUMBER(no) "SELECT id FROM person WHERE staff_no = '" no "'"
#define NEWCOMER                                                                                   \
    "SELECT min(e.person_id) FROM effective_role e WHERE e.role_code = 'secretariat'"              \
    " AND e.valid_from = '2026-04-01' AND e.valid_to IS NULL"

/* The name of the rule that refuses, or "" where it is done. */
static const char *refusal(const char *statement)
{
    PGresult *result = PQexec(super, statement);
    ExecStatusType status = PQresultStatus(result);
    const char *name = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    const char *found = status == PGRES_FATAL_ERROR
                            ? arena_strdup(work->arena, name ? name : PQresultErrorMessage(result))
                            : "";

    PQclear(result);
    return found;
}

static const char *request(void)
{
    const char *id = sql("INSERT INTO exception_request (kind, applicant_role, applicant_unit_id,"
                         " drafter_id, is_migrated) SELECT 'prior', 'system_security_manager', id,"
                         " viewer(), true FROM org_unit WHERE code = '0502' RETURNING id");

    sql_format("INSERT INTO exception_revision (request_id, title) VALUES (%s, '移行')", id);
    return id;
}

static const char *migration(const char *request, const char *number, const char *day)
{
    return arena_printf(
        work->arena,
        "INSERT INTO exception_step (request_id, event, from_state, to_state,"
        " actor_role, result, at) VALUES (%s, 'migrate', 'draft', 'permitted',"
        " 'secretariat', '%s', '%s');"
        " INSERT INTO exception_period (request_id, step_id, period_from, period_to)"
        " SELECT s.request_id, s.id, '2026-04-01', '2027-03-31' FROM exception_step s"
        " WHERE s.request_id = %s AND s.event = 'migrate'",
        request, number, day, request);
}

static const struct {
    const char *words, *slug; /* NULL: none */
} citations[] = {
    {"詳細編4(2)ウ", "4.2.u"},
    {"詳細編　４（２）ウ", "4.2.u"},
    {"対策基準＜詳細編＞第4(2)ウ", "4.2.u"},
    {"藤沢市情報セキュリティポリシー対策基準＜詳細編＞の5(2)", "5.2"},
    {"基本編8(1)", "8.1"},
    {"standard_detailed/4.2.u", "4.2.u"},
    {"standard_detailed/9.9.u", NULL},
    {"詳細編9(9)ウ", NULL},
    {"4(2)ウ", NULL},
    {"詳細編", NULL},
    {"", NULL},
};

START_TEST(clause_is_found_by)
{
    act_as(BY_NUMBER("217730"));
    ck_assert_str_eq(sql_format("SELECT coalesce((SELECT slug FROM clause WHERE id ="
                                " clause_cited('%s', '2026-10-01')), 'none')",
                                citations[_i].words),
                     citations[_i].slug ? citations[_i].slug : "none");
}
END_TEST

START_TEST(non_public_clause_is_none_for_who_may_not_read)
{
    sql("SELECT set_config('mamori.permissions', '', false)");
    ck_assert_str_eq(sql("SELECT clause_cited('詳細編4(2)ウ', '2026-10-01')"), "");
}
END_TEST

/* The version in force on the day of the decision goes before today's. */
START_TEST(clause_is_that_of_the_day)
{
    act_as(BY_NUMBER("217730"));
    ck_assert_str_eq(
        sql("SELECT v.version_no FROM clause c JOIN policy_version v"
            " ON v.id = c.version_id WHERE c.id = clause_cited('基本編8(1)', '2024-05-01')"),
        "8");
    ck_assert_str_eq(
        sql("SELECT v.version_no FROM clause c JOIN policy_version v"
            " ON v.id = c.version_id WHERE c.id = clause_cited('基本編8(1)', '2026-05-01')"),
        "9");
}
END_TEST

static const struct {
    const char *person, *refused;
} migrators[] = {
    {BY_NUMBER("217730"), ""},
    {NEWCOMER, ""},
    {BY_NUMBER("206611"), "exception_actor_role"}, /* the head of the section itself */
    {BY_NUMBER("100002"), "exception_actor_role"}, /* the CISO */
};

START_TEST(secretariat_of_today_migrates)
{
    act_as(migrators[_i].person);
    ck_assert_str_eq(refusal(migration(request(), "2025-例-201", "2025-06-02T03:00:00Z")),
                     migrators[_i].refused);
}
END_TEST

START_TEST(numbers_go_on_after_it)
{
    act_as(BY_NUMBER("217730"));
    ck_assert_str_eq(refusal(migration(request(), "2026-例-040", "2026-06-02T03:00:00Z")), "");
    ck_assert_int_eq(sql_number("SELECT exception_take_number(2026)"), 41);
    ck_assert_str_eq(refusal(migration(request(), "2026-例-033", "2026-06-02T03:00:00Z")), "");
    ck_assert_int_eq(sql_number("SELECT exception_take_number(2026)"), 42);
    ck_assert_str_eq(refusal(migration(request(), "2026-例-033", "2026-06-02T03:00:00Z")),
                     "exception_request_no_unique");
}
END_TEST

#define MIGRATED                                                                                   \
    "INSERT INTO exception_migrated (request_id, import_id, line, filed_on) VALUES (%s, %s, 2, '2026-05-20')"

START_TEST(filing_is_said_with_the_migration_and_not_later)
{
    const char *id, *import, *migrated;

    act_as(BY_NUMBER("217730"));
    id = request();
    import = sql("INSERT INTO exception_import (source_name, source_sha256, encoding, rows)"
                 " VALUES ('a.csv', '', 'UTF-8', '[]') RETURNING id");
    migrated = arena_printf(work->arena, MIGRATED, id, import);
    ck_assert_str_eq(refusal(migrated), "exception_part_of_step");
    ck_assert_str_eq(
        refusal(arena_printf(work->arena, "BEGIN; %s; %s; COMMIT",
                             migration(id, "2026-例-050", "2026-06-02T03:00:00Z"), migrated)),
        "");
    ck_assert_str_eq(sql_format("SELECT tokyo_day(filed_at) || ' ' || tokyo_day(decided_at)"
                                " FROM exception_request WHERE id = %s",
                                id),
                     "2026-05-20 2026-06-02");
    sql_format("DELETE FROM exception_migrated WHERE request_id = %s", id);
    ck_assert_str_eq(refusal(migrated), "exception_part_of_step");
}
END_TEST

Suite *test_exception_import_suite(void);

Suite *test_exception_import_suite(void)
{
    Suite *s = suite_create("modules/exceptions/exception_import");
    TCase *reading = exception_reading_case("clauses in a sheet", exception_migrate);
    TCase *writing = tcase_create("migrating");

    EACH(reading, clause_is_found_by, citations);
    tcase_add_test(reading, non_public_clause_is_none_for_who_may_not_read);
    tcase_add_test(reading, clause_is_that_of_the_day);
    suite_add_tcase(s, reading);
    tcase_add_unchecked_fixture(writing, exception_migrate, NULL);
    tcase_add_checked_fixture(writing, core_set_up, core_tear_down);
    tcase_set_timeout(writing, 240);
    EACH(writing, secretariat_of_today_migrates, migrators);
    tcase_add_test(writing, numbers_go_on_after_it);
    tcase_add_test(writing, filing_is_said_with_the_migration_and_not_later);
    suite_add_tcase(s, writing);
    return s;
}

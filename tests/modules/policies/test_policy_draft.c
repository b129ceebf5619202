#include "core/core_database.h"

/* A document with two versions, as a command left it. */
static void set_up(void)
{
    core_set_up();
    core_morning(NULL);
    sql("INSERT INTO policy_document (code, title, level, publicity, sort_order) VALUES"
        " ('standard_basic', '基本編', 'standard_basic', 'public', 2),"
        " ('rules', '実施手順', 'procedure', 'non_public', 4),"
        " ('plan', '計画', 'emergency_plan', 'non_public', 5),"
        " ('other', '関係規程', 'related_regulation', 'public', 6)");
    sql("INSERT INTO policy_version (document_id, version_no, in_force_from, source_name,"
        " source_sha256) SELECT id, '1', '2025-04-01', '', '' FROM policy_document"
        " WHERE code <> 'plan'");
}

/* The SQLSTATE and constraint of what the server's role is refused, "" where it is not. */
static const char *refusal(const char *statement)
{
    PGresult *result;
    const char *name, *found = "";

    sql("BEGIN; SET LOCAL ROLE mamori_server");
    sql_format("SELECT set_config('mamori.now', '2026-11-22T09:00:00+09:00', true),"
               " set_config('mamori.person', '%s', true)",
               sql("SELECT id FROM person WHERE staff_no = '304182'"));
    result = PQexec(super, statement);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK) {
        name = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
        found = arena_strdup(work->arena,
                             name ? name : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
    }
    PQclear(result);
    sql("ROLLBACK");
    return found;
}

/* Days evaluated, approved, decided; NULL: left out. BR-PO-04, BR-PO-05. */
static const struct {
    const char *code, *evaluated, *approved, *decided, *wanted;
} revisions[] = {
    {"standard_basic", NULL, NULL, NULL, "policy_version_evaluated"},
    {"standard_basic", NULL, "2026-11-10", "2026-11-20", "policy_version_evaluated"},
    {"standard_basic", "2026-11-01", NULL, "2026-11-20", "policy_version_approved"},
    {"standard_basic", "2026-11-01", "2026-11-10", NULL, "policy_version_decided"},
    {"standard_basic", "2026-11-01", "2026-11-10", "2026-11-20", ""},
    {"standard_basic", "2026-11-20", "2026-11-20", "2026-11-20", ""},
    {"standard_basic", "2026-11-11", "2026-11-10", "2026-11-20", "policy_version_evaluated_first"},
    {"standard_basic", "2026-11-01", "2026-11-21", "2026-11-20", "policy_version_approved_first"},
    {"standard_basic", "2026-11-01", "2026-11-10", "2026-11-23", "policy_version_not_yet"},
    {"plan", NULL, NULL, NULL, "policy_version_decided"},
    {"plan", NULL, NULL, "2026-11-20", ""},
    {"rules", NULL, NULL, NULL, ""},
    {"other", NULL, NULL, NULL, ""},
    {"other", NULL, NULL, "2026-11-23", "policy_version_not_yet"},
};

static const char *quoted(const char *day)
{
    return day ? arena_printf(work->arena, "'%s'", day) : "NULL";
}

START_TEST(revision_needs_its_steps)
{
    ck_assert_str_eq(
        refusal(arena_printf(
            work->arena,
            "UPDATE policy_version SET in_force_to = '2027-03-31';"
            " INSERT INTO policy_version (document_id, version_no, in_force_from, source_name,"
            " source_sha256, evaluated_on, approved_on, decided_on)"
            " SELECT id, '2', '2027-04-01', '', '', %s, %s, %s FROM policy_document"
            " WHERE code = '%s'",
            quoted(revisions[_i].evaluated), quoted(revisions[_i].approved),
            quoted(revisions[_i].decided), revisions[_i].code)),
        revisions[_i].wanted);
}
END_TEST

START_TEST(decision_comes_before_its_day)
{
    ck_assert_str_eq(refusal("INSERT INTO policy_version (document_id, version_no, in_force_from,"
                             " in_force_to, source_name, source_sha256, decided_on)"
                             " SELECT id, '0', '2024-04-01', '2025-03-31', '', '', '2024-04-02'"
                             " FROM policy_document WHERE code = 'other'"),
                     "policy_version_decided_first");
}
END_TEST

static const struct {
    const char *statement, *wanted;
} refused[] = {
    {"UPDATE policy_document SET publicity = 'non_public' WHERE code = 'standard_basic'",
     "policy_document_public_level"},
    {"UPDATE policy_document SET publicity = 'public' WHERE code = 'rules'",
     "policy_document_secret_level"},
    {"UPDATE policy_document SET publicity = 'public', publicity_decision = '第1号'"
     " WHERE code = 'rules'",
     ""},
    {"UPDATE policy_document SET publicity = 'public' WHERE code = 'plan'", ""},
    {"UPDATE policy_document SET audience = 'sections' WHERE code = 'rules'",
     "policy_document_audience_known"},
    {"UPDATE policy_document SET code = 'x'", "permission denied for table policy_document"},
    {"UPDATE policy_draft SET status = 'discarded'", "policy_draft_decided"},
    {"UPDATE policy_draft SET status = 'applied', decided_at = instant()", "policy_draft_applied"},
    {"UPDATE policy_draft SET source_sha256 = 'x'", "permission denied for table policy_draft"},
    {"DELETE FROM policy_draft", "permission denied for table policy_draft"},
    {"UPDATE policy_draft_text SET content = 'x'", "permission denied for table policy_draft_text"},
    {"DELETE FROM policy_draft_text", "permission denied for table policy_draft_text"},
    {"UPDATE policy_draft SET publicity = 'non_public'", "policy_draft_published"},
    {"UPDATE policy_draft SET status = 'discarded', decided_at = instant();"
     " UPDATE policy_draft SET status = 'draft', decided_at = NULL",
     "policy_draft_is_over"},
    {"UPDATE policy_version SET published_on = '2026-11-22' WHERE document_id ="
     " (SELECT id FROM policy_document WHERE code = 'other')",
     ""},
    {"UPDATE policy_version SET published_on = '2026-11-22' WHERE document_id ="
     " (SELECT id FROM policy_document WHERE code = 'other');"
     " UPDATE policy_version SET published_on = '2026-11-21' WHERE published_on IS NOT NULL",
     "policy_version_published_once"},
    {"UPDATE policy_version SET published_on = '2026-11-22' WHERE document_id ="
     " (SELECT id FROM policy_document WHERE code = 'rules')",
     "policy_version_published_public"},
    {"UPDATE policy_version SET published_on = '2026-11-23' WHERE document_id ="
     " (SELECT id FROM policy_document WHERE code = 'other')",
     "policy_version_published_ahead"},
    {"UPDATE policy_version SET decided_on = '2026-01-01'",
     "permission denied for table policy_version"},
};

START_TEST(server_is_refused)
{
    sql("INSERT INTO policy_draft (code, title, level, publicity, audience, version_no,"
        " in_force_from, published_on, source_name, source_sha256, base_state)"
        " VALUES ('other', '関係規程', 'related_regulation', 'public', 'all_staff', '2',"
        " '2027-04-01', '2027-04-01', 'a.txt', '', '');"
        " INSERT INTO policy_draft_text (draft_id, content) SELECT id, '１ 甲' FROM policy_draft");
    ck_assert_str_eq(refusal(refused[_i].statement), refused[_i].wanted);
}
END_TEST

/* domain 3.13: in-scope staff read by audience, the others whatever it is. */
static const struct {
    const char *publicity, *audience, *roles, *permissions, *may_read;
} readers[] = {
    {"public", "all_staff", "", "", "t"},
    {"public", "roles", "", "", "t"},
    {"non_public", "all_staff", "", "", "f"},
    {"non_public", "all_staff", "staff", "org_read policy_read_non_public", "t"},
    {"non_public", "roles", "staff", "org_read policy_read_non_public", "f"},
    {"non_public", "roles", "it_promotion_leader staff", "policy_read_non_public", "t"},
    {"non_public", "roles", "staff auditor", "policy_read_non_public", "t"},
    {"non_public", "roles", "portal_admin", "portal_administer", "f"},
    {"non_public", "roles", "", "", "f"},
    {"non_public", "roles", "", "policy_read_non_public", "t"}, /* a command */
};

START_TEST(reads_by_audience)
{
    sql_format("UPDATE policy_document SET publicity = '%s', audience = '%s' WHERE code = 'plan'",
               readers[_i].publicity, readers[_i].audience);
    sql_format("SELECT set_config('mamori.roles', '%s', false),"
               " set_config('mamori.permissions', '%s', false)",
               readers[_i].roles, readers[_i].permissions);
    ck_assert_str_eq(sql("SELECT may_read(d) FROM policy_document d WHERE code = 'plan'"),
                     readers[_i].may_read);
}
END_TEST

START_TEST(state_changes_with_document_and_versions)
{
    const char *first = sql("SELECT policy_state('other')"), *second;

    ck_assert_str_eq(sql("SELECT policy_state('no_such_document')"), "");
    sql("UPDATE policy_document SET row_version = row_version + 1 WHERE code = 'other'");
    second = sql("SELECT policy_state('other')");
    ck_assert_str_ne(first, second);
    sql("UPDATE policy_version SET in_force_to = '2026-03-31';"
        " INSERT INTO policy_version (document_id, version_no, in_force_from, source_name,"
        " source_sha256) SELECT id, '2', '2026-04-01', '', '' FROM policy_document"
        " WHERE code = 'other'");
    ck_assert_str_ne(sql("SELECT policy_state('other')"), second);
    ck_assert_str_eq(sql("SELECT v.version_no FROM policy_version v"
                         " WHERE v.id = policy_version_before('other', '2026-04-02')"),
                     "2");
    ck_assert_str_eq(sql("SELECT v.version_no FROM policy_version v"
                         " WHERE v.id = policy_version_before('other', '2026-04-01')"),
                     "1");
    ck_assert_str_eq(sql("SELECT policy_version_before('other', '2025-04-01')"), "");
}
END_TEST

Suite *test_policy_draft_suite(void);

Suite *test_policy_draft_suite(void)
{
    Suite *s = suite_create("modules/policies/policy_draft");
    TCase *tc = core_case_with("database", set_up, core_tear_down);

    EACH(tc, revision_needs_its_steps, revisions);
    tcase_add_test(tc, decision_comes_before_its_day);
    EACH(tc, server_is_refused, refused);
    EACH(tc, reads_by_audience, readers);
    tcase_add_test(tc, state_changes_with_document_and_versions);
    suite_add_tcase(s, tc);
    return s;
}

#include "exception_database.h"

/* What was filed, done and decided stays as it was (8(3), BR-EX-07, BR-EX-13), also for the
 * server's own role. */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define DENIED "42501"

static const char *const tables[] = {
    "exception_request",   "exception_revision",      "exception_step",      "exception_period",
    "exception_condition", "exception_condition_met", "exception_extension", "exception_end_report",
    "exception_review",    "exception_counter"};

/* Beside DELETE and TRUNCATE of every table. */
static const char *const forbidden[] = {
    "UPDATE exception_request SET state = 'permitted';",
    "UPDATE exception_request SET request_no = '2026-例-999';",
    "UPDATE exception_request SET decision = 'permitted', decided_at = instant();",
    "UPDATE exception_request SET period_to = '2030-03-31';",
    "UPDATE exception_request SET drafter_id = viewer();",
    "UPDATE exception_request SET applicant_id = viewer();",
    "UPDATE exception_request SET created_by = viewer();",
    "UPDATE exception_revision SET frozen_at = NULL, canonical = NULL, sha256 = NULL;",
    "UPDATE exception_revision SET request_id = 1;",
    "UPDATE exception_revision SET revision_no = 2;",
    "UPDATE exception_step SET text = '';",
    "UPDATE exception_step SET actor_id = viewer();",
    "UPDATE exception_period SET period_to = '2030-03-31';",
    "UPDATE exception_condition SET text = 'x';",
    "UPDATE exception_condition_met SET met_on = today();",
    "UPDATE exception_extension SET period_to = '2030-03-31';",
    "UPDATE exception_end_report SET result = 'x';",
    "UPDATE exception_review SET still_needed = true;",
    "UPDATE exception_counter SET last_no = 1;",
    "INSERT INTO exception_counter VALUES (2030, 7);",
    "SELECT exception_take_number(2030);",
    "SELECT exception_freeze(max(id), '2026-例-001', instant()) FROM exception_request;",
    "INSERT INTO exception_request (kind, state, applicant_role, applicant_unit_id, drafter_id)"
    " SELECT 'prior', 'permitted', applicant_role, applicant_unit_id, drafter_id"
    " FROM exception_request;",
    "INSERT INTO exception_request (kind, request_no, applicant_role, applicant_unit_id, drafter_id)"
    " SELECT 'prior', '2026-例-999', applicant_role, applicant_unit_id, drafter_id"
    " FROM exception_request;",
    "INSERT INTO exception_step (request_id, seq, event, from_state, to_state, actor_role)"
    " SELECT id, 1, 'interim_review', state, state, 'staff' FROM exception_request;",
    "INSERT INTO exception_step (request_id, revision_id, event, from_state, to_state, actor_role)"
    " SELECT id, 1, 'interim_review', state, state, 'staff' FROM exception_request;",
    "INSERT INTO exception_step (request_id, recorded_at, event, from_state, to_state, actor_role)"
    " SELECT id, instant(), 'interim_review', state, state, 'staff' FROM exception_request;",
    "ALTER TABLE exception_step DISABLE TRIGGER ALL;",
    "DROP TRIGGER exception_step_apply ON exception_step;",
    "SET session_replication_role = replica;",
};

static void denied(const char *statement)
{
    ck_assert_msg(!strcmp(attempt(CISO, NOON, statement, false), DENIED), "%s", statement);
}

START_TEST(server_cannot_rewrite_what_was_done)
{
    make_permitted();
    for (size_t t = 0; t < COUNT(tables); t++) {
        denied(arena_printf(arena, "DELETE FROM %s;", tables[t]));
        denied(arena_printf(arena, "TRUNCATE %s CASCADE;", tables[t]));
    }
    for (size_t i = 0; i < COUNT(forbidden); i++)
        denied(forbidden[i]);
}
END_TEST

/* Nor can it say that somebody else did it, or when. */
START_TEST(step_is_of_who_acts_and_of_now)
{
    make_draft();
    done(
        LEADER, NOON,
        "INSERT INTO exception_step (request_id, event, from_state, to_state, actor_role, actor_id,"
        " at) VALUES (" REQUEST
        ", 'leader_file', 'draft', 'awaiting_manager', 'staff', " PERSON(CISO) ", '2020-01-01');");
    ck_assert_str_eq(sql("SELECT p.staff_no || ' ' || (s.at = '" NOON "') FROM exception_step s"
                         " JOIN person p ON p.id = s.actor_id"),
                     LEADER " true");
}
END_TEST

/* ---- revisions ---------------------------------------------------------------------------------
 */

#define EDIT(revision)                                                                             \
    "UPDATE exception_revision SET measure_text = '別の措置' WHERE revision_no = " revision ";"
#define HASHES                                                                                     \
    "SELECT bool_and(sha256 = encode(sha256(convert_to(canonical, 'UTF8')), 'hex'))"               \
    " FROM exception_revision WHERE frozen_at IS NOT NULL"
#define STABLE_TEXT                                                                                 \
    "SELECT bool_and(v.canonical = exception_canonical(v, r.request_no)) FROM exception_revision v" \
    " JOIN exception_request r ON r.id = v.request_id WHERE v.frozen_at IS NOT NULL"

START_TEST(filing_freezes_the_text)
{
    make_draft();
    passes(LEADER, NOON, EDIT("1"));
    done(LEADER, NOON, FILED);
    refused(LEADER, NOON, EDIT("1"), "exception_revision_is_draft");
    done(HEAD, NOON, CONFIRMED);
    refused(LEADER, NOON, EDIT("1"), "exception_revision_is_frozen");
    ck_assert_str_eq(sql(HASHES), "t");
    done(CLERK, NOON, CHECKED);
    done(CLERK, NOON, STEP("return", "under_review", "returned", "secretariat", REASON));
    /* The next revision begins with the same text; the former stays (BR-EX-07). */
    refused(LEADER, NOON, EDIT("1"), "exception_revision_is_frozen");
    done(LEADER, NOON, EDIT("2"));
    done(HEAD, NOON, STEP("manager_file", "returned", "filed", "system_security_manager", ""));
    refused(LEADER, NOON, EDIT("2"), "exception_revision_is_frozen");
    ck_assert_str_eq(sql("SELECT string_agg(measure_text, ' ' ORDER BY revision_no) || ' ' ||"
                         " count(DISTINCT sha256) FROM exception_revision"),
                     "延長 別の措置 2");
    ck_assert_str_eq(sql(HASHES), "t");
    /* Each step names the revision it was about. */
    ck_assert_str_eq(
        sql("SELECT string_agg(v.revision_no::text, '' ORDER BY s.seq)"
            " FROM exception_step s JOIN exception_revision v ON v.id = s.revision_id"),
        "11112");
}
END_TEST

START_TEST(hash_is_of_the_same_text_everywhere)
{
    static const char *const settings[] = {"SET timezone = 'Asia/Tokyo'",
                                           "SET timezone = 'America/New_York'",
                                           "SET timezone = 'UTC'; SET datestyle = 'German'",
                                           "RESET datestyle; SET timezone = 'Asia/Kolkata'"};

    make_reported();
    for (size_t i = 0; i < COUNT(settings); i++) {
        sql(settings[i]);
        ck_assert_msg(!strcmp(sql(STABLE_TEXT), "t"), "%s", settings[i]);
    }
    ck_assert_ptr_nonnull(strstr(sql("SELECT canonical FROM exception_revision"),
                                 "\"started_at\": \"2026-11-20T09:40:00+00:00\""));
}
END_TEST

/* Every field of the form is in the text that the hash is of: none can be changed unseen. */
START_TEST(hash_is_of_every_field)
{
    make_filed();
    ck_assert_str_eq(
        sql("SELECT string_agg(column_name, ' ') FROM information_schema.columns"
            " WHERE table_name = 'exception_revision' AND NOT EXISTS (SELECT FROM"
            " exception_revision v WHERE v.canonical::jsonb ? column_name)"
            " AND column_name NOT IN ('id', 'request_id', 'frozen_at', 'canonical', 'sha256',"
            " 'created_at', 'created_by', 'updated_at', 'updated_by')"),
        "");
    ck_assert_str_eq(
        sql("SELECT canonical::jsonb ->> 'request_no' || ' ' ||"
            " (canonical::jsonb -> 'clauses' -> 0 ->> 'slug') FROM exception_revision"),
        "2026-例-001 8.1");
}
END_TEST

START_TEST(clause_of_a_revision_exists)
{
    make_draft();
    refused(LEADER, NOON, "UPDATE exception_revision SET clauses = '{999999}';",
            "exception_revision_clause_exists");
}
END_TEST

/* ---- the log and the words ----------------------------------------------------------------------
 */

START_TEST(every_table_is_audited)
{
    ck_assert_str_eq(sql("SELECT string_agg(c.relname, ' ') FROM pg_class c WHERE c.relkind = 'r'"
                         " AND c.relname LIKE 'exception\\_%' AND obj_description(c.oid) IS NULL"),
                     "");
    make_permitted();
    ck_assert_str_eq(sql("SELECT count(*) FROM audit_log WHERE object_type = 'exception_step'"),
                     "6");
    ck_assert_str_eq(sql("SELECT DISTINCT login || p.staff_no FROM audit_log a"
                         " JOIN person p ON p.id = a.person_id"
                         " WHERE object_type = 'exception_period'"),
                     CISO);
}
END_TEST

/* The names that rules refuse by, as the functions write them. */
START_TEST(every_rule_has_its_words)
{
    PGresult *result = PQexec(
        super, "SELECT DISTINCT m[1] FROM pg_proc, regexp_matches(prosrc,"
               " '''(exception_[a-z_]+)''', 'g') AS m WHERE proname LIKE 'exception\\_%'"
               " AND proname NOT IN ('exception_due_today', 'exception_notify', 'exception_remind')"
               " ORDER BY 1");                   /* these name notices */
    static const char *const of_the_program[] = {/* Only a defect of the program meets these. */
                                                 "exception_part_of_step",
                                                 "exception_period_of_permission",
                                                 "exception_revision_clause_exists"};
    char *source = NULL;
    size_t size = 0;
    FILE *file = fopen(
        arena_printf(arena, "%s/server/db/constraint_errors.c", getenv("MAMORI_SOURCE")), "r");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_gt(getdelim(&source, &size, '\0', file), 0);
    fclose(file);
    ck_assert_int_gt(PQntuples(result), 15);
    for (int i = 0; i < PQntuples(result); i++) {
        const char *name = PQgetvalue(result, i, 0);
        bool is_known = strstr(source, arena_printf(arena, "\"%s\"", name));

        for (size_t k = 0; k < COUNT(of_the_program); k++)
            is_known = is_known || !strcmp(name, of_the_program[k]);
        ck_assert_msg(is_known, "%s stands not in constraint_errors.c", name);
    }
    free(source);
    PQclear(result);
}
END_TEST

Suite *test_exception_evidence_suite(void);

Suite *test_exception_evidence_suite(void)
{
    Suite *s = suite_create("modules/exceptions/exception_evidence");
    TCase *tc = exception_case("evidence");

    tcase_add_test(tc, server_cannot_rewrite_what_was_done);
    tcase_add_test(tc, step_is_of_who_acts_and_of_now);
    tcase_add_test(tc, filing_freezes_the_text);
    tcase_add_test(tc, hash_is_of_the_same_text_everywhere);
    tcase_add_test(tc, hash_is_of_every_field);
    tcase_add_test(tc, clause_of_a_revision_exists);
    tcase_add_test(tc, every_table_is_audited);
    tcase_add_test(tc, every_rule_has_its_words);
    suite_add_tcase(s, tc);
    return s;
}

#include "core/audit/audit.h"
#include "core/core_database.h"

/* ---- triggers ---------------------------------------------------------------------------------
 */

/* One row into each audited table as the server's role inserts it; what the log must say. */
static const struct {
    const char *table;
    const char *sql;
    const char *object_id;
} acts[] = {
    {"setting", "INSERT INTO setting (key, value, valid_from) VALUES ('k', 'v', '2026-11-22')",
     "k"},
    {"person",
     "INSERT INTO person (staff_no, family_name, given_name, family_kana, given_kana)"
     " VALUES ('100001', '松風谷', '凪', 'マツカゼヤ', 'ナギ')",
     "100001"},
    {"employment",
     "INSERT INTO employment (person_id, employment_type, valid_from)"
     " VALUES (1, 'regular', '2020-04-01')",
     "1"},
    {"account",
     "INSERT INTO account (person_id, login, password_hash) VALUES (1, '304182', '$argon2id$')",
     "1"},
    {"portal_grant",
     "INSERT INTO portal_grant (person_id, role_code, valid_from) VALUES (1, 'auditor',"
     " '2026-04-01')",
     "1"},
};

static const char *sqlstate;

/* As the server's role, told who acts. */
static bool run_as_server(const char *text)
{
    PGconn *pg = PQconnectdb(server_url(CORE_DATABASE));
    PGresult *result;
    bool is_done;

    PQclear(PQexec(pg, "BEGIN; SELECT set_config('mamori.now', '2026-11-22T00:00:00Z', true),"
                       " set_config('mamori.person', '7', true),"
                       " set_config('mamori.login', '304182', true),"
                       " set_config('mamori.roles', 'staff auditor', true),"
                       " set_config('mamori.address', '192.0.2.7', true),"
                       " set_config('mamori.request_id', 'r1', true)"));
    result = PQexec(pg, text);
    is_done =
        PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
    sqlstate = arena_strdup(work->arena, PQresultErrorField(result, PG_DIAG_SQLSTATE));
    PQclear(result);
    PQclear(PQexec(pg, is_done ? "COMMIT" : "ROLLBACK"));
    PQfinish(pg);
    return is_done;
}

START_TEST(each_change_is_written)
{
    if (_i >= 2)
        sql("INSERT INTO person (staff_no, family_name, given_name, family_kana, given_kana)"
            " VALUES ('304182', 'a', 'b', 'c', 'd')");
    sql("DELETE FROM audit_pending; DELETE FROM audit_log");
    ck_assert_msg(run_as_server(acts[_i].sql), "%s", acts[_i].sql);
    ck_assert_str_eq(sql("SELECT concat_ws('|', action, object_type, object_id, person_id, login,"
                         " roles, address, request_id, at AT TIME ZONE 'UTC') FROM audit_log"),
                     arena_printf(work->arena,
                                  "create|%s|%s|7|304182|staff auditor|192.0.2.7|r1|"
                                  "2026-11-22 00:00:00",
                                  acts[_i].table, acts[_i].object_id));
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log"), 1);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_pending JOIN audit_log"
                                " ON audit_id = id"),
                     1);
}
END_TEST

START_TEST(change_says_before_and_after)
{
    sql("INSERT INTO person (staff_no, family_name, given_name, family_kana, given_kana)"
        " VALUES ('304182', '湘田', 'b', 'c', 'd')");
    sql("UPDATE person SET family_name = '江ノ口', phone_ext = '2345', row_version = 2,"
        " updated_at = now()");
    ck_assert_str_eq(sql("SELECT changes FROM audit_log WHERE action = 'update'"),
                     "{\"phone_ext\": [null, \"2345\"],"
                     " \"family_name\": [\"湘田\", \"江ノ口\"]}");
    /* Nothing but the stamps of a save changed: nothing is written. */
    sql("UPDATE person SET row_version = 3, updated_at = now()");
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log WHERE action = 'update'"), 1);
    sql("DELETE FROM person");
    ck_assert_str_eq(sql("SELECT changes -> 'family_name' FROM audit_log WHERE action = 'delete'"),
                     "[\"江ノ口\", null]");
}
END_TEST

START_TEST(secrets_are_never_valued)
{
    core_person("304182", "regular", NULL);
    sql("UPDATE account SET password_hash = 'second-secret'");
    sql("DELETE FROM account");
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log WHERE object_type = 'account'"
                                " AND changes -> 'password_hash' = '[\"***\", \"***\"]'"),
                     3);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log l WHERE l::text LIKE '%argon2%'"
                                " OR l::text LIKE '%second-secret%'"),
                     0);
}
END_TEST

START_TEST(rolled_back_act_leaves_no_trace)
{
    sql("BEGIN; INSERT INTO setting (key, value, valid_from) VALUES ('k', 'v', '2026-04-01');"
        " ROLLBACK");
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log"), 0);
}
END_TEST

/* ---- the catalogue ----------------------------------------------------------------------------
 */

static const char not_covered[] =
    "SELECT coalesce(string_agg(c.relname, ' ' ORDER BY c.relname), '')"
    "  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
    "   AND NOT EXISTS (SELECT FROM audit_exempt e WHERE e.table_name = c.relname)"
    "   AND NOT EXISTS (SELECT FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid"
    "        WHERE t.tgrelid = c.oid AND f.proname = 'audit_change' AND t.tgenabled = 'O'"
    "          AND t.tgtype & 1 = 1 AND t.tgtype & 28 = 28)"; /* each row; insert, update, delete */

START_TEST(every_table_is_written_or_exempt)
{
    ck_assert_str_eq(sql(not_covered), "");
    sql("CREATE TABLE forgotten (a int)");
    ck_assert_str_eq(sql(not_covered), "forgotten");
    sql("CREATE TRIGGER t AFTER INSERT ON forgotten FOR EACH ROW EXECUTE FUNCTION audit_change('a')");
    ck_assert_str_eq(sql(not_covered), "forgotten");
}
END_TEST

/* What is named by a mere number says what it is called: audit_naming (0043). */
static const char without_name[] =
    "SELECT coalesce(string_agg(c.relname, ' ' ORDER BY c.relname), '')"
    "  FROM pg_trigger t"
    "  JOIN pg_proc f ON f.oid = t.tgfoid AND f.proname = 'audit_change'"
    "  JOIN pg_class c ON c.oid = t.tgrelid"
    "  JOIN pg_attribute a ON a.attrelid = c.oid"
    "                     AND a.attname = split_part(encode(t.tgargs, 'escape'), E'\\\\000', 1)"
    "  LEFT JOIN audit_naming n ON n.object_type = c.relname AND n.by_number"
    " WHERE a.atttypid IN ('bigint'::regtype, 'integer'::regtype)"
    "   AND (n.naming IS NULL AND c.relname <> 'account'"
    "        OR to_regprocedure(n.naming || '(text, text)') IS NULL AND n.naming IS NOT NULL)";

START_TEST(every_number_has_a_name)
{
    ck_assert_str_eq(sql(without_name), "");
    sql("CREATE TABLE forgotten (id bigint);"
        " CREATE TRIGGER t AFTER INSERT OR UPDATE OR DELETE ON forgotten FOR EACH ROW"
        " EXECUTE FUNCTION audit_change('id')");
    ck_assert_str_eq(sql(without_name), "forgotten");
    sql("INSERT INTO audit_naming (object_type, naming) VALUES ('forgotten', 'audit_name_of_none')");
    ck_assert_str_eq(sql(without_name), "forgotten");
    sql("UPDATE audit_naming SET naming = 'audit_name_of_file' WHERE object_type = 'forgotten'");
    ck_assert_str_eq(sql(without_name), "");
}
END_TEST

/* Of each function, also of one that nothing was called by yet. */
START_TEST(every_naming_answers)
{
    ck_assert_int_gt(sql_number("SELECT count(*) FROM audit_naming WHERE"
                                " audit_object_name('update', object_type, '0') IS NULL"),
                     30);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_naming WHERE"
                                " audit_object_name('update', object_type, '0') IS NOT NULL"
                                " OR audit_object_name('update', object_type, 'none') IS NOT NULL"),
                     0);
}
END_TEST

START_TEST(exemptions_name_tables_and_reasons)
{
    ck_assert_str_eq(sql("SELECT count(*) FROM audit_exempt WHERE to_regclass(table_name) IS NULL"
                         " OR length(reason) < 5"),
                     "0");
}
END_TEST

/* What is only ever appended is evidence: the log must prove it. Settings and holidays are no
 * evidence. */
static const char without_proof[] =
    "SELECT coalesce(string_agg(c.relname, ' ' ORDER BY c.relname), '')"
    "  FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid"
    "  JOIN pg_proc f ON f.oid = t.tgfoid AND f.proname = 'audit_change'"
    " WHERE has_any_column_privilege('mamori_server', c.oid, 'INSERT')"
    "   AND NOT has_any_column_privilege('mamori_server', c.oid, 'UPDATE')"
    "   AND c.relname NOT IN ('setting', 'holiday')"
    "   AND NOT EXISTS (SELECT FROM evidence_table e WHERE e.table_name = c.relname)";

START_TEST(what_is_appended_is_proved)
{
    ck_assert_str_eq(sql(without_proof), "");
    sql("CREATE TABLE forgotten (a int); GRANT INSERT ON forgotten TO mamori_server;"
        " CREATE TRIGGER t AFTER INSERT ON forgotten FOR EACH ROW EXECUTE FUNCTION audit_change('a')");
    ck_assert_str_eq(sql(without_proof), "forgotten");
    ck_assert_str_eq(sql("SELECT count(*) FROM evidence_table e"
                         " CROSS JOIN LATERAL evidence_faults(e.table_name)"),
                     "0");
}
END_TEST

/* A column whose name says that it is secret is named to the trigger. */
START_TEST(columns_that_sound_secret_are_secrets)
{
    ck_assert_str_eq(
        sql("SELECT coalesce(string_agg(c.relname || '.' || a.attname, ' '), '')"
            "  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            "  JOIN pg_trigger t ON t.tgrelid = c.oid JOIN pg_proc f ON f.oid = t.tgfoid"
            " WHERE f.proname = 'audit_change' AND a.attnum > 0"
            "   AND a.attname ~ '(password|secret|token)' AND a.attname !~ '_at$'"
            "   AND position(a.attname::text IN encode(t.tgargs, 'escape')) = 0"),
        "");
}
END_TEST

/* ---- what the server's role may not -----------------------------------------------------------
 */

static const char *const forbidden[] = {
    "UPDATE audit_log SET reason = ''",
    "DELETE FROM audit_log",
    "TRUNCATE audit_log",
    "UPDATE audit_seal SET hash = ''",
    "DELETE FROM audit_seal",
    "TRUNCATE audit_seal",
    "UPDATE audit_pending SET audit_id = 1",
    "TRUNCATE audit_pending",
    "UPDATE clause SET text = ''",
    "DELETE FROM clause",
    "UPDATE policy_version SET source_sha256 = ''",
    "DELETE FROM policy_version",
    "DELETE FROM person",
    "DELETE FROM account",
    "UPDATE account SET login = 'x'",
    "UPDATE session SET expires_at = 'infinity'",
    "UPDATE session SET person_id = 1",
    "UPDATE portal_grant SET role_code = 'portal_admin'",
    "INSERT INTO audit_exempt (table_name, reason) VALUES ('person', 'to hide')",
    "INSERT INTO role_definition (code, name, assignment_rule, sort_order) VALUES ('x', 'x', 'portal', 1)",
    "UPDATE setting SET value = ''",
    "DELETE FROM setting",
    "INSERT INTO schema_migration (number, name, sha256, applied_at) VALUES (9, '', '', now())",
    "CREATE TABLE mine (a int)",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql RETURN 1",
    "CREATE SCHEMA mine",
    "CREATE ROLE mine",
    "ALTER TABLE audit_log DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_log_queue ON audit_log",
    "SET session_replication_role = replica",
    "COPY (SELECT 1) TO PROGRAM 'true'",
};

START_TEST(server_may_not)
{
    ck_assert_msg(!run_as_server(forbidden[_i]), "%s", forbidden[_i]);
    ck_assert_msg(!strcmp(sqlstate, "42501"), "%s: %s", forbidden[_i], sqlstate);
}
END_TEST

START_TEST(server_role_is_small)
{
    ck_assert_str_eq(sql("SELECT concat_ws(' ', rolsuper, rolcreaterole, rolcreatedb,"
                         " rolreplication, rolbypassrls) FROM pg_roles"
                         " WHERE rolname = 'mamori_server'"),
                     "f f f f f");
    ck_assert_str_eq(sql("SELECT count(*) FROM pg_class WHERE relowner = 'mamori_server'::regrole"),
                     "0");
}
END_TEST

/* ---- rows by name -----------------------------------------------------------------------------
 */

static bool note(struct work *w, void *context)
{
    access_begin_work(w, "job:test");
    return audit_note(w, context);
}

START_TEST(entry_by_name_is_written)
{
    struct audit_entry entry = {.action = "view_restricted",
                                .object_type = "policy_document",
                                .object_id = "standard_detailed"};

    ck_assert(db_transaction(work, pool, DB_WRITE, note, &entry));
    ck_assert_str_eq(sql("SELECT concat_ws('|', action, object_type, object_id, login, reason)"
                         " FROM audit_log"),
                     "view_restricted|policy_document|standard_detailed|job:test|");
}
END_TEST

START_TEST(unknown_action_is_refused)
{
    struct audit_entry entry = {.action = "shred", .object_type = "x", .object_id = "x"};

    ck_assert(!db_transaction(work, pool, DB_WRITE, note, &entry));
    ck_assert_int_ne(work->error.code, ERR_NONE);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log"), 0);
}
END_TEST

Suite *test_audit_suite(void)
{
    Suite *s = suite_create("core/audit/audit");
    TCase *tc = core_case("audit");

    EACH(tc, each_change_is_written, acts);
    tcase_add_test(tc, change_says_before_and_after);
    tcase_add_test(tc, secrets_are_never_valued);
    tcase_add_test(tc, rolled_back_act_leaves_no_trace);
    tcase_add_test(tc, every_table_is_written_or_exempt);
    tcase_add_test(tc, every_number_has_a_name);
    tcase_add_test(tc, every_naming_answers);
    tcase_add_test(tc, exemptions_name_tables_and_reasons);
    tcase_add_test(tc, what_is_appended_is_proved);
    tcase_add_test(tc, columns_that_sound_secret_are_secrets);
    EACH(tc, server_may_not, forbidden);
    tcase_add_test(tc, server_role_is_small);
    tcase_add_test(tc, entry_by_name_is_written);
    tcase_add_test(tc, unknown_action_is_refused);
    suite_add_tcase(s, tc);
    return s;
}

#include "core/core_database.h"
#include "view/label.h"

#define TOKEN "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/*
 * Thirty acts, three at an instant, by somebody, a job and a login that nobody has, over the
 * midnight of Tokyo; the last six were committed late, so ids are no order of time.
 */
static void set_up(void)
{
    core_set_up();
    core_morning("auditor");
    core_employed("217730", "regular", "松風谷", "奏");
    sql_format("INSERT INTO session SELECT '%s', id, '2026-11-21T23:00Z', '2026-11-21T23:55Z',"
               " '2026-11-22T11:00Z', '', '' FROM person WHERE staff_no = '304182'",
               crypto_sha256_hex(work->arena, TOKEN, 64));
    sql("TRUNCATE audit_pending; TRUNCATE audit_log RESTART IDENTITY;"
        " INSERT INTO audit_log (at, person_id, login, roles, address, action, object_type,"
        " object_id, changes)"
        " SELECT '2026-11-21T14:46:00Z'::timestamptz"
        " + (CASE WHEN g < 24 THEN g / 3 ELSE g / 3 - 6 END) * interval '3 minutes',"
        " CASE g % 3 WHEN 0 THEN (SELECT id FROM person WHERE staff_no = '304182') END,"
        " (ARRAY['304182', 'job:x', 'Nobody'])[g % 3 + 1], 'staff auditor', '192.0.2.7',"
        " (ARRAY['view_restricted', 'update', 'login_failed'])[g % 3 + 1],"
        " (ARRAY['policy_document', 'person', 'account'])[g % 3 + 1],"
        " (ARRAY['standard_detailed', '217730', 'Nobody'])[g % 3 + 1],"
        " CASE g % 3 WHEN 1 THEN '{\"phone_ext\": [null, \"2345\"]}'::jsonb END"
        "  FROM generate_series(0, 29) g;"
        " INSERT INTO audit_log (at, login, action, object_type, object_id)"
        " SELECT '2026-11-20T00:00:00Z', 'job:x', 'create', 'employment', id::text FROM person"
        " WHERE staff_no = '217730'");
}

static const char *token_sha256;
static enum statement statement;
static struct params params;
static const struct rows *rows;

static bool ask(struct work *w, void *context)
{
    (void)context;
    access_begin_request(w, token_sha256);
    rows = db_take(w, statement, params);
    return rows != NULL;
}

static const struct rows *answer(enum statement asked, struct params with)
{
    statement = asked;
    params = with;
    ck_assert(db_transaction(work, pool, DB_READ, ask, NULL));
    return rows;
}

static void signed_in(void)
{
    token_sha256 = crypto_sha256_hex(work->arena, TOKEN, 64);
}

/* ---- each list holds the rows it shall, in order ----------------------------------------------
 */

#define LISTS(name) SQL_AUDIT_LIST##name
static const struct {
    enum statement statement;
    const char *since, *until, *more[5]; /* the parameters from $5 on */
    int count;
    const char *wanted; /* of the rows of audit_log */
} lists[] = {
    {LISTS(), NULL, NULL, {0}, 0, "true"},
    {LISTS(), "2026-11-22", NULL, {0}, 0, "at >= '2026-11-22 00:00+09'"},
    {LISTS(), NULL, "2026-11-21", {0}, 0, "at < '2026-11-22 00:00+09'"},
    {LISTS(),
     "2026-11-21",
     "2026-11-21",
     {0},
     0,
     "at >= '2026-11-21 00:00+09' AND at < '2026-11-22 00:00+09'"},
    {LISTS(), NULL, "2020-01-01", {0}, 0, "false"},
    {LISTS(_OF_ACTION), NULL, NULL, {"update"}, 1, "action = 'update'"},
    {LISTS(_OF_ACTION),
     "2026-11-22",
     "2026-11-22",
     {"login_failed"},
     1,
     "action = 'login_failed' AND at >= '2026-11-22 00:00+09'"},
    {LISTS(_OF_ACTION), NULL, NULL, {"print"}, 1, "false"},
    {LISTS(_OF_TYPE), NULL, NULL, {NULL, "person"}, 2, "object_type = 'person'"},
    {LISTS(_OF_TYPE),
     NULL,
     "2026-11-21",
     {NULL, "account"},
     2,
     "object_type = 'account' AND at < '2026-11-22 00:00+09'"},
    {LISTS(_OF_TYPE), NULL, NULL, {"create", "person"}, 2, "false"},
    {LISTS(_OF_TYPE), NULL, NULL, {"update", "person"}, 2, "object_type = 'person'"},
    {LISTS(_OF_OBJECT), NULL, NULL, {NULL, "person", "217730"}, 4, "object_id = '217730'"},
    {LISTS(_OF_OBJECT),
     NULL,
     NULL,
     {NULL, "person", "217730", "yes"},
     4,
     "object_type IN ('person', 'employment')"},
    {LISTS(_OF_OBJECT),
     NULL,
     NULL,
     {"create", "person", "217730", "yes"},
     4,
     "object_type = 'employment'"},
    {LISTS(_OF_OBJECT), NULL, NULL, {NULL, "person", "304182", "yes"}, 4, "false"},
    {LISTS(_OF_OBJECT), NULL, NULL, {NULL, NULL, "Nobody"}, 4, "object_id = 'Nobody'"},
    {LISTS(_OF_OBJECT), NULL, NULL, {"update", NULL, "Nobody"}, 4, "false"},
    {LISTS(_OF_LOGIN), NULL, NULL, {NULL, NULL, NULL, NULL, "304182"}, 5, "login = '304182'"},
    {LISTS(_OF_LOGIN), NULL, NULL, {NULL, NULL, NULL, NULL, "nobody"}, 5, "login = 'Nobody'"},
    {LISTS(_OF_LOGIN), NULL, NULL, {"create", NULL, NULL, NULL, "job:x"}, 5, "action = 'create'"},
    {LISTS(_OF_LOGIN),
     NULL,
     NULL,
     {NULL, "person", NULL, NULL, "job:x"},
     5,
     "object_type = 'person'"},
    {LISTS(_OF_LOGIN),
     NULL,
     NULL,
     {NULL, "person", "217730", "yes", "job:x"},
     5,
     "login = 'job:x'"},
    {LISTS(_OF_LOGIN), NULL, NULL, {NULL, "person", "217730", NULL, "304182"}, 5, "false"},
    {LISTS(_OF_LOGIN),
     "2026-11-22",
     NULL,
     {NULL, NULL, NULL, NULL, "304182"},
     5,
     "login = '304182' AND at >= '2026-11-22 00:00+09'"},
    {LISTS(_OF_ACT),
     NULL,
     NULL,
     {NULL, NULL, "5"},
     3,
     "at = (SELECT at FROM audit_log WHERE id = 5)"},
    {LISTS(_OF_ACT), NULL, NULL, {"update", NULL, "4"}, 3, "id = 5"},
    {LISTS(_OF_ACT), NULL, NULL, {NULL, "account", "4"}, 3, "id = 6"},
    {LISTS(_OF_ACT), "2026-11-22", NULL, {NULL, NULL, "1"}, 3, "false"},
    {LISTS(_OF_ACT), NULL, NULL, {NULL, NULL, "999"}, 3, "false"},
};

static const struct rows *page_of(int list, const char *after, const char *size)
{
    const char **values = arena_array(work->arena, 9, sizeof *values);

    values[0] = lists[list].since;
    values[1] = lists[list].until;
    values[2] = after;
    values[3] = size;
    memcpy(values + 4, lists[list].more, sizeof lists[list].more);
    return answer(lists[list].statement, (struct params){values, 4 + lists[list].count});
}

static const char *wanted_rows(int list, const char *select)
{
    return sql_format("SELECT %s FROM audit_log WHERE %s", select, lists[list].wanted);
}

START_TEST(list_is_whole_and_in_order)
{
    const char *ids = "", *total = wanted_rows(_i, "count(*)");
    const struct rows *found;

    signed_in();
    found = page_of(_i, NULL, NULL);
    for (int i = 0; i < found->count; i++) {
        ids = arena_printf(work->arena, "%s%s ", ids, rows_text(found, i, "id"));
        ck_assert_str_eq(rows_text(found, i, "_total"), total);
    }
    ck_assert_str_eq(
        ids, wanted_rows(_i, "coalesce(string_agg(id || ' ', '' ORDER BY at DESC, id DESC), '')"));
}
END_TEST

START_TEST(pages_are_the_whole)
{
    const char *paged = "", *after = NULL;
    const struct rows *found;

    signed_in();
    do {
        found = page_of(_i, after, "4");
        for (int i = 0; i < found->count; i++) {
            after = rows_text(found, i, "id");
            paged = arena_printf(work->arena, "%s%s ", paged, after);
        }
    } while (found->count == 4);
    ck_assert_str_eq(
        paged,
        wanted_rows(_i, "coalesce(string_agg(id || ' ', '' ORDER BY at DESC, id DESC), '')"));
}
END_TEST

/* The route asks for the permission; the rows ask again. */
START_TEST(nobody_else_reads_a_row)
{
    token_sha256 = NULL;
    ck_assert_int_eq(page_of(0, NULL, NULL)->count, 0);
    ck_assert_int_eq(answer(SQL_AUDIT_SHOW, PARAMS("1"))->count, 0);
    ck_assert_int_eq(answer(SQL_AUDIT_PERSON, PARAMS("304182"))->count, 0);
    sql("UPDATE portal_grant SET valid_to = '2026-11-21'");
    signed_in();
    ck_assert_int_eq(page_of(0, NULL, NULL)->count, 0);
}
END_TEST

/* ---- words ------------------------------------------------------------------------------------
 */

static const struct {
    const char *change, *shown;
} changes[] = {
    {"'update', 'person', '1', '{\"phone_ext\": [\"2345\", null]}'",
     "[{\"field\" : \"phone_ext\", \"before\" : {\"phone_ext\" : \"2345\"}, \"after\" : {\"phone_ext\" : "
     "null}}]"},
    {"'create', 'role_assignment', '1', '{\"id\": [null, 7], \"role_code\": [null, \"csirt_member\"]}'",
     "[{\"field\" : \"role_code\", \"before\" : null, \"after\" : {\"role\" : \"csirt_member\"}}]"},
    {"'delete', 'post', 'x', '{\"is_head\": [true, null]}'",
     "[{\"field\" : \"is_head\", \"before\" : {\"true_false\" : true}, \"after\" : null}]"},
    {"'update', 'account', '1', '{\"password_hash\": [\"***\", \"***\"]}'",
     "[{\"field\" : \"password_hash\", \"before\" : {\"password_hash\" : \"***\"}, \"after\" : "
     "{\"password_hash\" : \"***\"}}]"},
    {"'update', 'account', '1', '{\"status\": [\"active\", \"suspended\"]}'",
     "[{\"field\" : \"status\", \"before\" : {\"account_status\" : \"active\"}, \"after\" : "
     "{\"account_status\" : \"suspended\"}}]"},
    {"'create', 'person_assignment', '1', jsonb_build_object('org_unit_id', jsonb_build_array(NULL,"
     " (SELECT id FROM org_unit WHERE code = '1703')))",
     "[{\"field\" : \"org_unit_id\", \"before\" : null, \"after\" : {\"org_unit_id\" : \"1703 医事課\"}}]"},
    {"'update', 'post_holding', '1', jsonb_build_object('person_id', jsonb_build_array(999999,"
     " (SELECT id FROM person WHERE staff_no = '217730')))",
     "[{\"field\" : \"person_id\", \"before\" : {\"person_id\" : 999999}, \"after\" : {\"person_id\" : "
     "\"217730 松風谷 奏\"}}]"},
    {"'update', 'account', '1',"
     " jsonb_build_object('password_set_at', jsonb_build_array(NULL, to_jsonb('2026-01-02T03:04:05Z'"
     "::timestamptz)))",
     "[{\"field\" : \"password_set_at\", \"before\" : {\"password_set_at\" : null}, \"after\" : "
     "{\"password_set_at\" : \"2026-01-02T03:04:05Z\"}}]"},
};

/* An entry that follows another says from what to what, by what held on its day. */
static const struct {
    const char *entry, *action, *shown;
} entries[] = {
    {"setting (key, value, valid_from) VALUES ('contact.phone', '2', '2027-01-01')",
     "config_change", "valid_from:2026-04-01>2027-01-01 value:1>2"},
    {"setting (key, value, valid_from) VALUES ('contact.phone', '2', '2026-04-01')",
     "config_change", "value:1>2"},
    {"setting (key, value, valid_from) VALUES ('contact.phone', '2', '2026-03-31')", "create",
     "key:>contact.phone valid_from:>2026-03-31 value:>2"},
    {"setting (key, value, valid_from) VALUES ('contact.unit', '2', '2027-01-01')", "create",
     "key:>contact.unit valid_from:>2027-01-01 value:>2"},
    {"holiday (day, name, is_holiday) VALUES ('2027-05-06', '休み', false)", "config_change",
     "is_holiday:true>false"},
};

START_TEST(appended_entry_says_from_what)
{
    sql("INSERT INTO setting (key, value, valid_from) VALUES ('contact.phone', '1', '2026-04-01');"
        " INSERT INTO holiday (day, name) VALUES ('2027-05-06', '休み')");
    sql_format("INSERT INTO %s", entries[_i].entry);
    ck_assert_str_eq(sql("SELECT action FROM audit_log ORDER BY id DESC LIMIT 1"),
                     entries[_i].action);
    ck_assert_str_eq(
        sql("SELECT string_agg(key || ':' || coalesce(value ->> 0, '') || '>' || (value ->> 1), ' '"
            " ORDER BY key) FROM jsonb_each((SELECT changes FROM audit_log ORDER BY id DESC LIMIT 1)"
            " - '{id,entered_at,note}'::text[])"),
        entries[_i].shown);
}
END_TEST

/* ---- whom and what words may mean -------------------------------------------------------------
 */

static const struct {
    const char *pattern, *typed, *found;
} subjects[] = {
    {"{%渚%}", "渚", "person:304182"},
    {"{%304182%}", "304182", "person:304182"},
    {"{%医事課%}", "医事課", "org_unit:1703"},
    {"{%詳細編%}", "詳細編", "policy_document:standard_detailed"},
    {"{%宇宙%}", "宇宙", ""},
    {NULL, NULL, ""},
};

START_TEST(words_mean)
{
    const char *found = "";

    sql("INSERT INTO policy_document (code, title, level, publicity, sort_order) VALUES"
        " ('standard_detailed', '対策基準＜詳細編＞', 'standard_detailed', 'non_public', 2);"
        " INSERT INTO person_search SELECT id, '湘田渚 ショウダナギサ 304182', '{}' FROM person"
        " WHERE staff_no = '304182' ON CONFLICT DO NOTHING;"
        " INSERT INTO org_unit_search SELECT id, '医事課' FROM org_unit WHERE code = '1703'"
        " ON CONFLICT DO NOTHING");
    signed_in();
    answer(SQL_AUDIT_SUBJECTS, PARAMS(subjects[_i].pattern, subjects[_i].typed, "20"));
    for (int i = 0; i < rows->count; i++)
        found = arena_printf(work->arena, "%s%s:%s", found, rows_text(rows, i, "object_type"),
                             rows_text(rows, i, "object_id"));
    ck_assert_str_eq(found, subjects[_i].found);
    token_sha256 = NULL;
    ck_assert_int_eq(answer(SQL_AUDIT_SUBJECTS, PARAMS(subjects[_i].pattern, NULL, "20"))->count,
                     0);
}
END_TEST

START_TEST(change_is_shown)
{
    const char *id = sql_format("INSERT INTO audit_log (action, object_type, object_id, changes)"
                                " VALUES (%s) RETURNING id",
                                changes[_i].change);

    signed_in();
    ck_assert_str_eq(rows_text(answer(SQL_AUDIT_SHOW, PARAMS(id)), 0, "changes"),
                     changes[_i].shown);
}
END_TEST

START_TEST(entry_says_who_and_what)
{
    const struct rows *found;

    signed_in();
    found = answer(SQL_AUDIT_SHOW, PARAMS("1"));
    ck_assert_str_eq(rows_text(found, 0, "name"), "湘田 渚");
    ck_assert_str_eq(rows_text(found, 0, "_at_text"), "2026/11/21 23:46:00");
    ck_assert_str_eq(rows_text(found, 0, "roles"),
                     "[{\"role\" : \"staff\"}, {\"role\" : \"auditor\"}]");
    ck_assert_str_eq(rows_text(found, 0, "object_path"), "/policies/standard_detailed");
    found = answer(SQL_AUDIT_SHOW, PARAMS("2"));
    ck_assert_str_eq(rows_text(found, 0, "object_name"), "松風谷 奏");
    ck_assert_ptr_null(rows_text(found, 0, "name"));
    found = answer(SQL_AUDIT_SHOW, PARAMS("31"));
    ck_assert_str_eq(rows_text(found, 0, "object_name"), "松風谷 奏");
}
END_TEST

/* Whoever adds a table or a column also says what people call it (server/view/labels.tsv). */
static void every_code_has_a_word(const char *field, const char *query)
{
    PGresult *result = PQexec(super, query);
    const char *without = "";

    ck_assert_int_gt(PQntuples(result), 0);
    for (int i = 0; i < PQntuples(result); i++)
        if (!label_find(field, PQgetvalue(result, i, 0)))
            without = arena_printf(work->arena, "%s %s", without, PQgetvalue(result, i, 0));
    PQclear(result);
    ck_assert_msg(!*without, "labels.tsv, %s:%s", field, without);
}

#define AUDITED                                                                                    \
    "pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid AND f.proname = 'audit_change'"               \
    " JOIN pg_class c ON c.oid = t.tgrelid"

START_TEST(everything_logged_has_words)
{
    every_code_has_a_word("object_type", "SELECT c.relname FROM " AUDITED);
    every_code_has_a_word("field", "SELECT DISTINCT a.attname FROM " AUDITED
                                   " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
                                   " AND NOT a.attisdropped WHERE a.attname NOT IN ('id',"
                                   " 'created_at', 'created_by', 'updated_at', 'updated_by',"
                                   " 'row_version')");
    every_code_has_a_word("action", "SELECT m[1] FROM pg_constraint, regexp_matches("
                                    "pg_get_constraintdef(oid), '''([a-z_]+)''', 'g') m"
                                    " WHERE conname = 'audit_log_action_known'");
}
END_TEST

Suite *test_audit_read_suite(void)
{
    Suite *s = suite_create("core/audit/audit_read");
    TCase *tc = core_case_with("audit_read", set_up, core_tear_down);

    EACH(tc, list_is_whole_and_in_order, lists);
    EACH(tc, pages_are_the_whole, lists);
    tcase_add_test(tc, nobody_else_reads_a_row);
    EACH(tc, change_is_shown, changes);
    EACH(tc, appended_entry_says_from_what, entries);
    EACH(tc, words_mean, subjects);
    tcase_add_test(tc, entry_says_who_and_what);
    tcase_add_test(tc, everything_logged_has_words);
    suite_add_tcase(s, tc);
    return s;
}

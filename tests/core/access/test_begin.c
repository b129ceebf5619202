#include "core/access/permission.h"
#include "core/core_database.h"

/* A session of 304182 whose token hash is "t": seen and begun so long before 09:00 of 22 November.
 */
static void add_session(const char *seen_before, const char *begun_before)
{
    sql_format("INSERT INTO session (token_sha256, person_id, created_at, last_seen_at, expires_at,"
               " address, user_agent)"
               " SELECT 't', id, i - '%s'::interval, i - '%s'::interval,"
               " i - '%s'::interval + '12 hours', '', ''"
               " FROM person, (SELECT '2026-11-22T00:00:00Z'::timestamptz) AS at(i)"
               " WHERE staff_no = '304182'",
               begun_before, seen_before, begun_before);
}

struct asked {
    const char *token_sha256;
    const struct rows *row;
    const char *now, *person, *viewer, *today, *in_scope, *roles;
};

static bool begin(struct work *w, void *context)
{
    struct asked *asked = context;
    struct query *begun = access_begin_request(w, asked->token_sha256);

    asked->row = db_rows(w, begun);
    if (!asked->row)
        return false;
    actor_fill(w, asked->row, "token");
    return true;
}

static bool is_signed_in(const char *token_sha256)
{
    struct asked asked = {.token_sha256 = token_sha256};

    /* As pages do it: read only. */
    ck_assert(db_transaction(work, pool, DB_READ, begin, &asked));
    ck_assert_int_eq(asked.row->count, 1);
    return work->actor.person != NULL;
}

static const struct {
    const char *seen, *begun;
    bool is_valid;
} lives[] = {
    {"0 seconds", "0 seconds", true}, {"29 minutes 59 seconds", "1 hour", true},
    {"30 minutes", "1 hour", false},  {"1 minute", "11 hours 59 minutes 59 s", true},
    {"1 minute", "12 hours", false},  {"3 days", "3 days", false},
};

START_TEST(session_lives_so_long)
{
    core_morning(NULL);
    add_session(lives[_i].seen, lives[_i].begun);
    ck_assert_int_eq(is_signed_in("t"), lives[_i].is_valid);
}
END_TEST

/* What ends a session at once that is otherwise valid, and what does not. */
static const struct {
    const char *sql;
    bool ends;
} changes[] = {
    {"UPDATE account SET status = 'suspended'", true},
    {"UPDATE account SET password_set_at = '2026-11-21'", true},
    {"UPDATE employment SET valid_to = '2026-11-21';"
     " UPDATE person_assignment SET valid_to = '2026-11-21'",
     true},
    {"UPDATE employment SET valid_from = '2026-11-23';"
     " UPDATE person_assignment SET valid_from = '2026-11-23'",
     true},
    {"DELETE FROM session", true},
    {"INSERT INTO portal_grant (person_id, role_code, valid_from) SELECT id, 'auditor', '2026-11-01' FROM person",
     true},
    {"UPDATE employment SET valid_to = '2026-11-22';" /* the last day counts */
     " UPDATE person_assignment SET valid_to = '2026-11-22'",
     false},
    {"UPDATE account SET password_hash = 'other'", false}, /* renewed, not set anew */
};

START_TEST(session_ends_at_once_or_stays)
{
    core_morning(NULL);
    add_session("1 minute", "1 hour");
    ck_assert(is_signed_in("t"));
    sql("SET mamori.now = '2026-11-22T00:00:00Z'"); /* what is of today ends sessions */
    sql(changes[_i].sql);
    ck_assert_int_eq(is_signed_in("t"), !changes[_i].ends);
}
END_TEST

START_TEST(nobody_is_signed_in_without_a_token)
{
    core_morning(NULL);
    add_session("1 minute", "1 hour");
    ck_assert(!is_signed_in(NULL));
    ck_assert(!is_signed_in(""));
    ck_assert(!is_signed_in("u"));
    ck_assert_ptr_null(work->actor.csrf);
    ck_assert_uint_eq(work->actor.permissions, 0);
}
END_TEST

static const struct statement_text told = {
    "test_told",
    "SELECT to_char(instant() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS instant,"
    " today()::text AS today, viewer()::text AS viewer, current_setting('mamori.login') AS login,"
    " current_setting('mamori.roles') AS roles, current_setting('mamori.permissions') AS permissions,"
    " current_setting('mamori.address') AS address,"
    " current_setting('mamori.request_id') AS request_id",
    0};

static const struct rows *told_row;
static const char *told_token;

static bool ask_told(struct work *w, void *context)
{
    (void)context;
    access_begin_request(w, told_token);
    told_row = db_rows(w, db_queue_text(w, &told, PARAMS()));
    return told_row != NULL;
}

static const struct {
    const char *employment, *role, *roles, *permissions;
} people[] = {
    {"regular", NULL, "staff",
     "asset_read contractor_read meeting_read org_read policy_read_non_public"},
    {"regular", "auditor", "staff auditor",
     "absence_read advice_read asset_read asset_read_all audit_read contractor_read directive_read_all exception_read exception_read_all guidance_read "
     "meeting_read meeting_read_all org_read policy_read_non_public"},
    /* Who keeps the accounts acts as nothing else. */
    {"regular", "portal_admin", "portal_admin", "portal_administer"},
    {"hospital_hired", NULL, "", ""},
    {"hospital_hired", "portal_admin", "portal_admin", "portal_administer"},
};

START_TEST(roles_are_those_in_force)
{
    struct asked asked = {.token_sha256 = "t"};

    core_clock("2026-11-22T00:00:00.000000Z", "2026-11-22");
    core_person("304182", people[_i].employment, people[_i].role);
    add_session("1 minute", "1 hour");
    ck_assert(db_transaction(work, pool, DB_READ, begin, &asked));
    ck_assert_str_eq(rows_text(asked.row, 0, "roles"), people[_i].roles);
    ck_assert_str_eq(work->actor.person, "304182");
    ck_assert_str_eq(work->actor.name, "湘田 渚");
    ck_assert_str_eq(work->actor.unit, "市民病院事務局 医事課");
    told_token = "t";
    ck_assert(db_transaction(work, pool, DB_READ, ask_told, NULL));
    ck_assert_str_eq(rows_text(told_row, 0, "permissions"), people[_i].permissions);
    ck_assert_int_eq(may(work, PERMISSION_PORTAL_ADMINISTER),
                     people[_i].role && !strcmp(people[_i].role, "portal_admin"));
}
END_TEST

START_TEST(role_out_of_its_period_carries_nothing)
{
    core_morning("auditor");
    sql("UPDATE portal_grant SET valid_to = '2026-11-21'");
    add_session("1 minute", "1 hour");
    ck_assert(is_signed_in("t"));
    ck_assert(!may(work, PERMISSION_AUDIT_READ));
}
END_TEST

START_TEST(touch_is_due_after_a_minute)
{
    struct asked asked = {.token_sha256 = "t"};

    core_morning(NULL);
    add_session("60 seconds", "1 hour");
    ck_assert(db_transaction(work, pool, DB_READ, begin, &asked));
    ck_assert(!rows_boolean(asked.row, 0, "touch_due"));
    core_clock("2026-11-22T00:00:01.000000Z", "2026-11-22");
    ck_assert(db_transaction(work, pool, DB_READ, begin, &asked));
    ck_assert(rows_boolean(asked.row, 0, "touch_due"));
}
END_TEST

/* ---- what later statements read -------------------------------------------------------------- */

/* 23:30 of 21 November in UTC is 08:30 of the 22nd in Tokyo. */
START_TEST(later_statements_know_who_and_when)
{
    core_clock("2026-11-21T23:30:00.000000Z", "2026-11-22");
    work->address = "192.0.2.7";
    core_person("304182", "regular", "auditor");
    add_session("31 minutes", "1 hour");
    told_token = "t";
    ck_assert(db_transaction(work, pool, DB_READ, ask_told, NULL));
    ck_assert_str_eq(rows_text(told_row, 0, "instant"), "2026-11-21 23:30");
    ck_assert_str_eq(rows_text(told_row, 0, "today"), "2026-11-22");
    ck_assert_str_eq(rows_text(told_row, 0, "viewer"), sql("SELECT id FROM person"));
    ck_assert_str_eq(rows_text(told_row, 0, "login"), "304182");
    ck_assert_str_eq(rows_text(told_row, 0, "roles"), "staff auditor");
    ck_assert_str_eq(
        rows_text(told_row, 0, "permissions"),
        "absence_read advice_read asset_read asset_read_all audit_read contractor_read directive_read_all exception_read exception_read_all guidance_read "
        "meeting_read meeting_read_all org_read policy_read_non_public");
    ck_assert_str_eq(rows_text(told_row, 0, "address"), "192.0.2.7");
    ck_assert_str_eq(rows_text(told_row, 0, "request_id"), work->request_id);
}
END_TEST

/* The same connection, so whatever stayed of the request before would show. */
START_TEST(nothing_stays_for_the_next_request)
{
    struct db_pool *one = open_pool(CORE_DATABASE, 1);

    core_morning("auditor");
    add_session("1 minute", "1 hour");
    told_token = "t";
    ck_assert(db_transaction(work, one, DB_READ, ask_told, NULL));
    ck_assert_str_eq(rows_text(told_row, 0, "login"), "304182");
    told_token = NULL;
    ck_assert(db_transaction(work, one, DB_READ, ask_told, NULL));
    ck_assert_ptr_null(rows_text(told_row, 0, "viewer"));
    ck_assert_str_eq(rows_text(told_row, 0, "login"), "");
    ck_assert_str_eq(rows_text(told_row, 0, "roles"), "");
    ck_assert_str_eq(rows_text(told_row, 0, "permissions"), "");
    db_pool_close(one);
}
END_TEST

START_TEST(contact_is_that_of_the_day)
{
    struct asked asked = {.token_sha256 = NULL};

    sql("INSERT INTO setting (key, value, valid_from) VALUES"
        " ('contact.unit', '古い課', '2020-04-01'), ('contact.unit', 'デジタル戦略課', '2026-04-01'),"
        " ('contact.unit', '新しい課', '2027-04-01'), ('contact.phone', '内線 2345', '2020-04-01')");
    core_clock("2026-11-22T00:00:00.000000Z", "2026-11-22");
    ck_assert(db_transaction(work, pool, DB_READ, begin, &asked));
    ck_assert_str_eq(rows_text(asked.row, 0, "contact_unit"), "デジタル戦略課");
    ck_assert_str_eq(rows_text(asked.row, 0, "contact_phone"), "内線 2345");
    ck_assert_str_eq(rows_text(asked.row, 0, "contact_night_phone"), "");
    core_clock("2026-03-31T14:59:00.000000Z", "2026-03-31");
    ck_assert(db_transaction(work, pool, DB_READ, begin, &asked));
    ck_assert_str_eq(rows_text(asked.row, 0, "contact_unit"), "古い課");
}
END_TEST

Suite *test_begin_suite(void)
{
    Suite *s = suite_create("core/access/begin");
    TCase *tc = core_case("begin_request");

    EACH(tc, session_lives_so_long, lives);
    EACH(tc, session_ends_at_once_or_stays, changes);
    tcase_add_test(tc, nobody_is_signed_in_without_a_token);
    EACH(tc, roles_are_those_in_force, people);
    tcase_add_test(tc, role_out_of_its_period_carries_nothing);
    tcase_add_test(tc, touch_is_due_after_a_minute);
    tcase_add_test(tc, later_statements_know_who_and_when);
    tcase_add_test(tc, nothing_stays_for_the_next_request);
    tcase_add_test(tc, contact_is_that_of_the_day);
    suite_add_tcase(s, tc);
    return s;
}

#include "core/auth/account_code.h"
#include "core/auth/first_sign_in.h"
#include "core/auth/password_change.h"
#include "core/auth/sign_in.h"
#include "core/core_database.h"

static const char new_password[] = "a cat sings at three";

static const char *session_of(const char *staff_no)
{
    const char *token = crypto_random_hex(work->arena, 32);
    const char *hash = crypto_sha256_hex(work->arena, token, 64);

    sql_format("INSERT INTO session (token_sha256, person_id, created_at, last_seen_at, expires_at,"
               " address, user_agent) SELECT '%s', id, '2026-11-21T23:00Z', '2026-11-21T23:59Z',"
               " '2026-11-22T11:00Z', '', '' FROM person WHERE staff_no = '%s'",
               hash, staff_no);
    return hash;
}

static bool has_session(const char *hash)
{
    return *sql_format("SELECT 1 FROM session WHERE token_sha256 = '%s'", hash) != '\0';
}

/* ---- what ends sessions -----------------------------------------------------------------------
 */

/* 304182 is in the section 1703 of the hospital since 2010, by core_employed(). */
static const struct {
    const char *change;
    bool ends;
} changes[] = {
    {"INSERT INTO role_assignment (role_code, person_id, source, valid_from)"
     " SELECT 'csirt_member', id, 'appointed_by_ciso', '2026-11-22' FROM person",
     true},
    {"INSERT INTO role_assignment (role_code, person_id, source, valid_from)"
     " SELECT 'csirt_member', id, 'appointed_by_ciso', '2026-11-23' FROM person",
     false},
    {"INSERT INTO role_assignment (role_code, person_id, source, valid_from, valid_to)"
     " SELECT 'csirt_member', id, 'appointed_by_ciso', '2026-04-01', '2026-11-21' FROM person",
     false},
    {"UPDATE employment SET employment_type = 'reappointed'", true},
    {"UPDATE employment SET valid_to = '2027-03-31';"
     " UPDATE person_assignment SET valid_to = '2027-03-31'",
     false},
    {"UPDATE person_assignment SET valid_to = '2026-11-21'", true},
    {"UPDATE person_assignment SET rank = 'manager'", true},
    {"UPDATE person_assignment SET title = '主査', order_ref = '令8第1号', row_version = 2", false},
    {"INSERT INTO post (code, name, valid_from) VALUES ('x', 'x', '2020-04-01');"
     " INSERT INTO post_holding (post_id, person_id, valid_from)"
     " SELECT o.id, p.id, '2026-11-01' FROM post o, person p",
     true},
    {"INSERT INTO post (code, name, valid_from) VALUES ('x', 'x', '2020-04-01');"
     " INSERT INTO post_holding (post_id, person_id, valid_from)"
     " SELECT o.id, p.id, '2027-04-01' FROM post o, person p",
     false},
};

START_TEST(what_changes_rights_today_ends_sessions)
{
    const char *session;

    core_morning(NULL);
    sql("SET mamori.now = '2026-11-22T00:00:00Z'");
    session = session_of("304182");
    sql(changes[_i].change);
    ck_assert_int_eq(has_session(session), !changes[_i].ends);
}
END_TEST

START_TEST(end_of_a_role_ends_sessions_of_its_bearer_alone)
{
    const char *bearer, *other;

    core_morning(NULL);
    core_person("304183", "regular", NULL);
    sql("SET mamori.now = '2026-11-22T00:00:00Z'");
    sql("INSERT INTO role_assignment (role_code, person_id, source, valid_from)"
        " SELECT 'csirt_member', id, 'appointed_by_ciso', '2026-04-01' FROM person"
        " WHERE staff_no = '304182'");
    bearer = session_of("304182");
    other = session_of("304183");
    sql("UPDATE role_assignment SET valid_to = '2026-11-21'");
    ck_assert(!has_session(bearer));
    ck_assert(has_session(other));
    bearer = session_of("304182");
    sql("UPDATE role_assignment SET valid_to = NULL, person_id ="
        " (SELECT id FROM person WHERE staff_no = '304183')");
    ck_assert(has_session(bearer)); /* what was over already took nothing away */
    ck_assert(!has_session(other));
}
END_TEST

/* ---- who may not be suspended ------------------------------------------------------------------
 */

static const char *refused_by(const char *text)
{
    PGresult *result = PQexec(super, text);
    const char *name = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);

    name = arena_strdup(work->arena, name ? name : "");
    PQclear(result);
    return name;
}

#define SUSPEND(staff_no)                                                                          \
    "UPDATE account SET status = 'suspended' FROM person p"                                        \
    " WHERE p.id = person_id AND staff_no = '" staff_no "'"

START_TEST(somebody_keeps_the_portal)
{
    core_morning("portal_admin");
    core_person("304183", "regular", "portal_admin");
    core_person("304184", "regular", NULL);
    sql("SET mamori.now = '2026-11-22T00:00:00Z'");
    ck_assert_str_eq(refused_by(SUSPEND("304184")), "");
    ck_assert_str_eq(refused_by(SUSPEND("304183")), "");
    ck_assert_str_eq(refused_by(SUSPEND("304182")), "account_last_admin");
    /* One who cannot sign in yet does not count. */
    sql("UPDATE account SET status = 'active', password_hash = NULL");
    ck_assert_str_eq(refused_by(SUSPEND("304182")), "account_last_admin");
}
END_TEST

START_TEST(nobody_suspends_himself)
{
    core_morning("portal_admin");
    core_person("304183", "regular", "portal_admin");
    sql("SELECT set_config('mamori.now', '2026-11-22T00:00:00Z', false),"
        " set_config('mamori.person', id::text, false) FROM person WHERE staff_no = '304182'");
    ck_assert_str_eq(refused_by(SUSPEND("304182")), "account_not_oneself");
    ck_assert_str_eq(refused_by(SUSPEND("304183")), "");
}
END_TEST

/* ---- codes -------------------------------------------------------------------------------------
 */

static const struct {
    const char *typed;
    bool is_same;
} spellings[] = {
    {"ABCD-EFGH-2345-6789", true},
    {"abcd efgh 2345 6789", true},
    {"ＡＢＣＤＥＦＧＨ２３４５６７８９", true},
    {"ABCD-EFGH-2345-678", false},
    {"", false},
    {NULL, false},
};

START_TEST(code_is_compared_by_its_characters)
{
    const char *hash = account_code_hash(work->arena, "ABCDEFGH23456789");

    ck_assert_int_eq(!strcmp(account_code_hash(work->arena, spellings[_i].typed), hash),
                     spellings[_i].is_same);
}
END_TEST

static const struct {
    const char *given, *day; /* NULL: refused */
} days[] = {
    {NULL, "2026-12-06"}, {"2026-11-22", "2026-11-22"}, {"2027-02-20", "2027-02-20"},
    {"2027-02-21", NULL}, {"2026-11-21", NULL},
};

START_TEST(code_is_good_for_so_long)
{
    const char *day = NULL;

    core_clock("2026-11-22T00:00:00.000000Z", "2026-11-22");
    ck_assert_int_eq(account_code_day(work, days[_i].given, &day), days[_i].day != NULL);
    if (days[_i].day)
        ck_assert_str_eq(day, days[_i].day);
}
END_TEST

static const char code[] = "ABCD-EFGH-2345-6789";

static void core_code(const char *staff_no, const char *valid_to)
{
    sql_format("INSERT INTO account_code (person_id, code_sha256, valid_to)"
               " SELECT id, '%s', '%s' FROM person WHERE staff_no = '%s'",
               account_code_hash(work->arena, code), valid_to, staff_no);
}

static enum error_code come(const char *login, const char *given)
{
    struct first_sign_in first = {
        .login = login, .code = given, .password = new_password, .again = new_password};
    const char *token;

    error_clear(work);
    work->address = "192.0.2.10";
    return first_sign_in(work, pool, &first, &token) ? ERR_NONE : work->error.code;
}

/* What a right code is worth nothing for; the reason is in the log, not in the answer. */
static const struct {
    const char *change, *login, *code, *reason;
} failures[] = {
    {"", "304182", "AAAA-AAAA-AAAA-AAAA", "code"},
    {"", "999999", code, "unknown"},
    {"", "304183", code, "code"},                                        /* another person's */
    {"UPDATE account SET status = 'suspended'", "304182", code, "code"}, /* withdrawn */
    {"UPDATE account SET password_set_at = '2026-11-22'", "304182", code, "code"},
    {"UPDATE account_code SET valid_to = '2026-11-21'", "304182", code, "code"},
    {"UPDATE employment SET valid_to = '2026-11-21';"
     " UPDATE person_assignment SET valid_to = '2026-11-21'",
     "304182", code, "not_employed"},
};

/* 304182 bears a role; a code for that account by whoever has the portal open, or by a command. */
#define HOLDS(code, from)                                                                          \
    "INSERT INTO post (code, name, valid_from) VALUES ('" code "', 'x', '2020-04-01');"            \
    " INSERT INTO post_holding (post_id, person_id, valid_from)"                                   \
    " SELECT o.id, p.id, '" from "' FROM post o, person p WHERE staff_no = '304182'"
#define CSIRT_MEMBER                                                                               \
    "INSERT INTO role_assignment (role_code, person_id, source, valid_from)"                       \
    " SELECT 'csirt_member', id, 'appointed_by_ciso', '2026-04-01' FROM person"                    \
    "  WHERE staff_no = '304182'"

static const struct {
    const char *change, *by, *refused;
} issues[] = {
    {HOLDS("vice_mayor_1", "2026-04-01"), "304183", "account_code_sole_bearer"},
    {HOLDS("vice_mayor_1", "2026-04-01"), "304182", "account_code_sole_bearer"},
    {HOLDS("vice_mayor_1", "2026-04-01"), NULL, ""},
    {HOLDS("vice_mayor_1", "2027-04-01"), "304183", ""},
    {CSIRT_MEMBER, "304183", ""},
};

START_TEST(no_administrator_makes_the_code_of_a_sole_bearer)
{
    core_morning(NULL);
    core_person("304183", "regular", "portal_admin");
    sql("SET mamori.now = '2026-11-22T00:00:00Z'");
    sql(issues[_i].change);
    if (issues[_i].by)
        sql_format("SELECT set_config('mamori.person', id::text, false) FROM person"
                   " WHERE staff_no = '%s'",
                   issues[_i].by);
    ck_assert_str_eq(refused_by("INSERT INTO account_code (person_id, code_sha256, valid_to)"
                                " SELECT id, 'x', '2026-11-30' FROM person"
                                "  WHERE staff_no = '304182'"),
                     issues[_i].refused);
}
END_TEST

START_TEST(every_failure_looks_the_same)
{
    unsigned long before;

    core_morning(NULL);
    core_person("304183", "regular", NULL);
    core_code("304182", "2026-11-22");
    if (*failures[_i].change)
        sql(failures[_i].change);
    before = password_verifications();
    ck_assert_int_eq(come(failures[_i].login, failures[_i].code), ERR_SIGN_IN_FAILED);
    ck_assert_str_eq(work->error.message,
                     "職員番号とコード、コードの有効期限を確認して、もう一度入力してください。"
                     "コードは、1回だけ使用できます。5回続けて誤ると、15分間ログインできません。");
    ck_assert_uint_eq(password_verifications(), before + 1);
    ck_assert_str_eq(sql("SELECT reason FROM audit_log WHERE action = 'login_failed'"),
                     failures[_i].reason);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM session"), 0);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM sign_in_throttle WHERE attempts = 1"), 2);
}
END_TEST

START_TEST(code_works_once_for_its_person)
{
    core_morning(NULL);
    core_code("304182", "2026-11-22");
    ck_assert_int_eq(come("304182", code), ERR_NONE);
    ck_assert_str_eq(work->actor.person, "304182");
    ck_assert_str_eq(sql("SELECT ended_how FROM account_code"), "used");
    ck_assert_str_eq(sql("SELECT login || ' ' || reason FROM audit_log WHERE action = 'login'"),
                     "304182 code");
    ck_assert_int_eq(sql_number("SELECT count(*) FROM session"), 1);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM sign_in_throttle WHERE kind = 'account'"), 0);
    work->actor = (struct actor){0};
    ck_assert_int_eq(come("304182", code), ERR_SIGN_IN_FAILED);
}
END_TEST

START_TEST(password_with_the_name_costs_no_attempt_and_no_code)
{
    struct first_sign_in first = {.login = "304182",
                                  .code = code,
                                  .password = "304182 and a cat",
                                  .again = "304182 and a cat"};
    const char *token;

    core_morning(NULL);
    core_code("304182", "2026-11-22");
    for (int i = 0; i < 8; i++) {
        error_clear(work);
        ck_assert(!first_sign_in(work, pool, &first, &token));
        ck_assert_int_eq(work->error.code, ERR_INVALID);
    }
    ck_assert_int_eq(come("304182", code), ERR_NONE);
}
END_TEST

/* ---- the password ------------------------------------------------------------------------------
 */

static enum error_code change(const char *current, const char *session, const char **token)
{
    error_clear(work);
    work->actor.login = "304182";
    work->actor.name = "湘田 渚";
    work->address = "192.0.2.10";
    return password_change(work, pool,
                           &(struct password_change){.current = current,
                                                     .password = new_password,
                                                     .again = new_password,
                                                     .token_sha256 = session},
                           token)
               ? ERR_NONE
               : work->error.code;
}

START_TEST(change_leaves_one_new_session)
{
    const char *here, *token = NULL;

    core_morning(NULL);
    here = session_of("304182");
    session_of("304182");
    sql("UPDATE session SET previous_at = '2026-11-20T00:00Z', previous_address = '192.0.2.9'");
    ck_assert_int_eq(change(CORE_PASSWORD, here, &token), ERR_NONE);
    ck_assert_str_eq(sql("SELECT string_agg(token_sha256 || ' ' || previous_address, ',')"
                         " FROM session"),
                     arena_printf(work->arena, "%s 192.0.2.9",
                                  crypto_sha256_hex(work->arena, token, strlen(token))));
    ck_assert_str_eq(work->actor.person, "304182");
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log WHERE object_type = 'account'"
                                " AND action = 'update' AND login = '304182'"
                                " AND changes -> 'password_hash' = '[\"***\", \"***\"]'"),
                     1);
}
END_TEST

START_TEST(wrong_present_password_counts_as_a_sign_in)
{
    const char *here, *token = NULL;
    unsigned long before;

    core_morning(NULL);
    here = session_of("304182");
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(change("wrong", here, &token), ERR_INVALID);
    before = password_verifications();
    ck_assert_int_eq(change(CORE_PASSWORD, here, &token), ERR_THROTTLED);
    ck_assert_uint_eq(password_verifications(), before);
    ck_assert(has_session(here));
}
END_TEST

START_TEST(ended_session_changes_nothing)
{
    const char *here, *before, *token = NULL;

    core_morning(NULL);
    here = session_of("304182");
    before = sql("SELECT password_hash FROM account");
    sql("DELETE FROM session");
    ck_assert_int_eq(change(CORE_PASSWORD, here, &token), ERR_SIGN_IN_REQUIRED);
    ck_assert_str_eq(sql("SELECT password_hash FROM account"), before);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM session"), 0);
}
END_TEST

START_TEST(sign_in_tells_of_the_one_before)
{
    struct sign_in given = {.login = "304182", .password = CORE_PASSWORD};
    struct sign_in wrong = {.login = "304182", .password = "wrong"};
    const char *token;

    core_morning(NULL);
    work->address = "192.0.2.10";
    ck_assert(sign_in(work, pool, &given, &token));
    ck_assert(!sign_in(work, pool, &wrong, &token));
    error_clear(work);
    core_clock("2026-11-22T01:00:00.000000Z", "2026-11-22");
    ck_assert(sign_in(work, pool, &given, &token));
    ck_assert_str_eq(sql_format("SELECT concat_ws('|', previous_at AT TIME ZONE 'UTC',"
                                " previous_address, failures_before) FROM session"
                                " WHERE token_sha256 = '%s'",
                                crypto_sha256_hex(work->arena, token, strlen(token))),
                     "2026-11-22 00:00:00|192.0.2.10|1");
}
END_TEST

Suite *test_account_suite(void)
{
    Suite *s = suite_create("core/auth/account");
    TCase *tc = core_case("account");

    EACH(tc, what_changes_rights_today_ends_sessions, changes);
    tcase_add_test(tc, end_of_a_role_ends_sessions_of_its_bearer_alone);
    tcase_add_test(tc, somebody_keeps_the_portal);
    tcase_add_test(tc, nobody_suspends_himself);
    EACH(tc, code_is_compared_by_its_characters, spellings);
    EACH(tc, code_is_good_for_so_long, days);
    EACH(tc, no_administrator_makes_the_code_of_a_sole_bearer, issues);
    EACH(tc, every_failure_looks_the_same, failures);
    tcase_add_test(tc, code_works_once_for_its_person);
    tcase_add_test(tc, password_with_the_name_costs_no_attempt_and_no_code);
    tcase_add_test(tc, change_leaves_one_new_session);
    tcase_add_test(tc, wrong_present_password_counts_as_a_sign_in);
    tcase_add_test(tc, ended_session_changes_nothing);
    tcase_add_test(tc, sign_in_tells_of_the_one_before);
    suite_add_tcase(s, tc);
    return s;
}

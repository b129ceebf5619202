#include <pthread.h>
#include <sys/resource.h>
#include <time.h>

#include "core/auth/auth_jobs.h"
#include "core/auth/sign_in.h"
#include "core/core_database.h"

static const char *const address = "192.0.2.10";

/* One attempt in a unit of work of its own, at the instant of `work`. */
struct outcome {
    enum error_code code;
    char message[400];
    int retry_after;
    char token[65];
    char login[80];
};

static struct outcome attempt_from(const char *login, const char *password, const char *from)
{
    struct work *w = work_new();
    struct sign_in given = {.login = login, .password = password, .user_agent = "test"};
    struct outcome outcome = {0};
    const char *token = NULL;

    w->now = work->now;
    w->today = work->today;
    w->address = from;
    if (sign_in(w, pool, &given, &token)) {
        memcpy(outcome.token, token, 64);
        snprintf(outcome.login, sizeof outcome.login, "%s", w->actor.login);
    }
    outcome.code = w->error.code;
    outcome.retry_after = w->error.retry_after;
    snprintf(outcome.message, sizeof outcome.message, "%s",
             w->error.message ? w->error.message : "");
    work_free(w);
    return outcome;
}

static struct outcome attempt(const char *login, const char *password)
{
    return attempt_from(login, password, address);
}

static const char *hash_of(const char *token)
{
    return crypto_sha256_hex(work->arena, token, strlen(token));
}

/* ---- who gets in ------------------------------------------------------------------------------
 */

static const struct {
    const char *login;
    bool gets_in;
} spellings[] = {
    {"304182", true}, {"３０４１８２", true},   {" 304182　", true},   {"304183", false},
    {"", false},      {"304182 OR 1=1", false}, {"304182' --", false},
};

START_TEST(login_is_compared_by_its_meaning)
{
    core_morning(NULL);
    ck_assert_int_eq(attempt(spellings[_i].login, CORE_PASSWORD).code,
                     spellings[_i].gets_in ? ERR_NONE : ERR_SIGN_IN_FAILED);
}
END_TEST

START_TEST(case_of_letters_does_not_matter)
{
    core_morning(NULL);
    sql("UPDATE account SET login = 'Nagisa'");
    ck_assert_int_eq(attempt("ＮＡＧＩＳＡ", CORE_PASSWORD).code, ERR_NONE);
    attempt("nagisa", "wrong");
    attempt("NAGISA", "wrong");
    ck_assert_int_eq(sql_number("SELECT attempts FROM sign_in_throttle WHERE kind = 'account'"), 2);
}
END_TEST

START_TEST(success_makes_a_session)
{
    struct outcome first, second;

    core_morning(NULL);
    first = attempt("304182", CORE_PASSWORD);
    second = attempt("304182", CORE_PASSWORD);
    ck_assert_int_eq(first.code, ERR_NONE);
    ck_assert_str_ne(first.token, second.token);
    ck_assert_uint_eq(strlen(first.token), 64);
    ck_assert_str_eq(sql_format("SELECT address || ' ' || (expires_at - created_at) FROM session"
                                " WHERE token_sha256 = '%s'",
                                hash_of(first.token)),
                     "192.0.2.10 12:00:00");
    ck_assert_int_eq(sql_number("SELECT count(*) FROM session"), 2);
    ck_assert_str_eq(
        sql_format("SELECT count(*) FROM session s WHERE s::text LIKE '%%%s%%'", first.token), "0");
}
END_TEST

START_TEST(old_session_ends_with_a_new_one)
{
    struct outcome first;
    struct sign_in again = {.login = "304182", .password = CORE_PASSWORD};
    const char *token;

    core_morning(NULL);
    first = attempt("304182", CORE_PASSWORD);
    again.old_token_sha256 = hash_of(first.token);
    ck_assert(sign_in(work, pool, &again, &token));
    ck_assert_str_ne(token, first.token);
    ck_assert_str_eq(sql("SELECT string_agg(token_sha256, ' ') FROM session"), hash_of(token));
}
END_TEST

START_TEST(sign_out_ends_the_session)
{
    struct outcome in;

    core_morning(NULL);
    in = attempt("304182", CORE_PASSWORD);
    ck_assert(sign_out(work, pool, hash_of(in.token)));
    ck_assert_int_eq(sql_number("SELECT count(*) FROM session"), 0);
    ck_assert_str_eq(sql("SELECT string_agg(action || ':' || login, ' ' ORDER BY id) FROM audit_log"
                         " WHERE action LIKE 'log%'"),
                     "login:304182 logout:304182");
    /* Once more, as a form sent twice does: nothing happens. */
    ck_assert(sign_out(work, pool, hash_of(in.token)));
    ck_assert(sign_out(work, pool, NULL));
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log WHERE action = 'logout'"), 1);
}
END_TEST

/* ---- who doesn't, and that it looks the same --------------------------------------------------
 */

static char too_long[1100];

static const struct {
    const char *change; /* before the attempt */
    const char *login, *password;
    const char *reason;
} failures[] = {
    {"", "304182", "wrong", "password"},
    {"", "999999", CORE_PASSWORD, "unknown"},
    {"", "304182", "", "password"},
    {"", "304182", NULL, "password"},
    {"", NULL, CORE_PASSWORD, "unknown"},
    {"", "304182", too_long, "password"},
    {"UPDATE account SET status = 'suspended'", "304182", CORE_PASSWORD, "suspended"},
    {"UPDATE employment SET valid_to = '2026-11-21';"
     " UPDATE person_assignment SET valid_to = '2026-11-21'",
     "304182", CORE_PASSWORD, "not_employed"},
    {"UPDATE account SET password_hash = NULL", "304182", CORE_PASSWORD, "password"},
    {"UPDATE account SET password_hash = NULL", "304182", "", "password"},
};

START_TEST(every_failure_looks_the_same)
{
    struct outcome outcome;
    unsigned long before;

    core_morning(NULL);
    memset(too_long, 'x', sizeof too_long - 1);
    if (*failures[_i].change)
        sql(failures[_i].change);
    before = password_verifications();
    outcome = attempt(failures[_i].login, failures[_i].password);
    ck_assert_int_eq(outcome.code, ERR_SIGN_IN_FAILED);
    ck_assert_str_eq(outcome.message, "職員番号とパスワードを確認して、もう一度入力してください。"
                                      "5回続けて誤ると、15分間ログインできません。");
    ck_assert_uint_eq(password_verifications(), before + 1);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM session"), 0);
    ck_assert_str_eq(sql("SELECT reason FROM audit_log WHERE action = 'login_failed'"),
                     failures[_i].reason);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM sign_in_throttle WHERE attempts = 1"), 2);
}
END_TEST

static double seconds_of(const char *login)
{
    struct timespec from, to;

    sql("DELETE FROM sign_in_throttle");
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    attempt(login, "wrong");
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/*
 * Processor time, since the wall's measures what else runs on the machine. Taken in turns, the
 * least of each.
 */
START_TEST(unknown_logins_take_as_long)
{
    double known = 1e9, unknown = 1e9;

    password_set_strength(&(struct password_strength){2, 32 * 1024 * 1024});
    core_morning(NULL);
    attempt("000000", "wrong"); /* the decoy is made */
    for (int i = 0; i < 15; i++) {
        double seconds = seconds_of("304182");

        known = seconds < known ? seconds : known;
        seconds = seconds_of("999999");
        unknown = seconds < unknown ? seconds : unknown;
    }
    printf("sign-in, unknown / known login: %.2f (%.0f ms)\n", unknown / known, known * 1e3);
    ck_assert_double_gt(unknown / known, 0.8);
    ck_assert_double_lt(unknown / known, 1.25);
}
END_TEST

/* ---- the limit --------------------------------------------------------------------------------
 */

START_TEST(right_password_is_refused_over_the_limit)
{
    struct outcome outcome;
    unsigned long verified;

    core_morning(NULL);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(attempt("304182", "wrong").code, ERR_SIGN_IN_FAILED);
    verified = password_verifications();
    core_clock("2026-11-22T00:04:30.000000Z", "2026-11-22");
    for (int i = 0; i < 3; i++) {
        outcome = attempt("304182", CORE_PASSWORD);
        ck_assert_int_eq(outcome.code, ERR_THROTTLED);
        ck_assert_int_eq(outcome.retry_after, 630);
        ck_assert_ptr_nonnull(strstr(outcome.message, "5回続けて誤ったため、あと11分ほど"));
    }
    ck_assert_uint_eq(password_verifications(), verified);
    /* Noted once, so that a flood of refused attempts does not fill the log. */
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log WHERE reason = 'throttled'"), 1);
    /* Another account from the same address goes on. */
    ck_assert_int_eq(attempt("999999", "wrong").code, ERR_SIGN_IN_FAILED);
    core_clock("2026-11-22T00:15:01.000000Z", "2026-11-22");
    ck_assert_int_eq(attempt("304182", CORE_PASSWORD).code, ERR_NONE);
}
END_TEST

START_TEST(unknown_logins_are_counted_alike)
{
    core_morning(NULL);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(attempt("999999", "wrong").code, ERR_SIGN_IN_FAILED);
    ck_assert_int_eq(attempt("999999", "wrong").code, ERR_THROTTLED);
    ck_assert_str_eq(sql("SELECT count(*) FROM sign_in_throttle WHERE subject LIKE '%999999%'"),
                     "0");
}
END_TEST

START_TEST(success_clears_the_account)
{
    core_morning(NULL);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 4; i++)
            ck_assert_int_eq(attempt("304182", "wrong").code, ERR_SIGN_IN_FAILED);
        ck_assert_int_eq(attempt("304182", CORE_PASSWORD).code, ERR_NONE);
    }
    ck_assert_int_eq(sql_number("SELECT attempts FROM sign_in_throttle WHERE kind = 'address'"),
                     12);
}
END_TEST

/* One machine that tries every staff number locks out nobody beyond its own limit. */
START_TEST(address_over_its_limit_counts_no_account)
{
    core_morning(NULL);
    sql("INSERT INTO setting (key, value, valid_from) VALUES"
        " ('sign_in.address_limit', '3', '2026-04-01')");
    for (int i = 0; i < 12; i++)
        attempt(arena_printf(work->arena, "90000%d", i), "wrong");
    for (int i = 0; i < 9; i++)
        ck_assert_int_eq(attempt("304182", "wrong").code, ERR_THROTTLED);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM sign_in_throttle WHERE kind = 'account'"), 3);
    ck_assert_int_eq(attempt_from("304182", CORE_PASSWORD, "192.0.2.99").code, ERR_NONE);
}
END_TEST

START_TEST(ipv6_clients_count_by_network)
{
    core_morning(NULL);
    attempt_from("900001", "wrong", "2001:db8:1:2::1");
    attempt_from("900002", "wrong", "2001:db8:1:2:ffff::9");
    attempt_from("900003", "wrong", "2001:db8:1:3::1");
    ck_assert_str_eq(sql("SELECT string_agg(subject || ' ' || attempts, ', ' ORDER BY subject)"
                         " FROM sign_in_throttle WHERE kind = 'address'"),
                     "2001:db8:1:2::/64 2, 2001:db8:1:3::/64 1");
}
END_TEST

START_TEST(address_has_a_limit_of_its_own)
{
    core_morning(NULL);
    sql("INSERT INTO setting (key, value, valid_from) VALUES"
        " ('sign_in.address_limit', '7', '2026-04-01')");
    for (int i = 0; i < 7; i++)
        ck_assert_int_eq(attempt(arena_printf(work->arena, "10000%d", i), "wrong").code,
                         ERR_SIGN_IN_FAILED);
    ck_assert_int_eq(attempt("304182", CORE_PASSWORD).code, ERR_THROTTLED);
    ck_assert_int_eq(attempt_from("304182", CORE_PASSWORD, "192.0.2.11").code, ERR_NONE);
}
END_TEST

START_TEST(settings_of_the_day_hold)
{
    core_morning(NULL);
    sql("INSERT INTO setting (key, value, valid_from) VALUES"
        " ('sign_in.account_limit', '2', '2026-04-01'), ('sign_in.account_limit', '9', '2027-04-01'),"
        " ('sign_in.window_minutes', 'soon', '2026-04-01')");
    attempt("304182", "wrong");
    ck_assert_ptr_nonnull(strstr(attempt("304182", "wrong").message, "2回続けて誤ると、15分間"));
    ck_assert_int_eq(attempt("304182", "wrong").code, ERR_THROTTLED);
}
END_TEST

/* A request that waited has an earlier instant than the counter: no way to begin a new window. */
START_TEST(late_request_opens_no_new_window)
{
    core_morning(NULL);
    for (int i = 0; i < 5; i++)
        attempt("304182", "wrong");
    core_clock("2026-11-21T23:59:50.000000Z", "2026-11-22");
    ck_assert_int_eq(attempt("304182", "wrong").code, ERR_THROTTLED);
}
END_TEST

/* ---- many at once -----------------------------------------------------------------------------
 */

enum { PARALLEL = 200 };

static struct outcome outcomes[PARALLEL];

static void *attempt_one(void *slot)
{
    *(struct outcome *)slot = attempt("304182", "wrong");
    return NULL;
}

static void attempt_all(void)
{
    pthread_t threads[PARALLEL];

    for (int i = 0; i < PARALLEL; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, attempt_one, &outcomes[i]), 0);
    for (int i = 0; i < PARALLEL; i++)
        pthread_join(threads[i], NULL);
}

START_TEST(parallel_attempts_pass_the_limit_once)
{
    unsigned long before;
    int failed = 0, throttled = 0, busy = 0;
    const char *text = NULL;

    core_morning(NULL);
    before = password_verifications();
    attempt_all();
    for (int i = 0; i < PARALLEL; i++) {
        failed += outcomes[i].code == ERR_SIGN_IN_FAILED;
        busy += outcomes[i].code == ERR_BUSY;
        if (outcomes[i].code != ERR_THROTTLED)
            continue;
        throttled++;
        ck_assert_str_eq(outcomes[i].message, text ? text : outcomes[i].message);
        text = outcomes[i].message;
    }
    ck_assert_uint_le(password_verifications() - before, 5);
    ck_assert_int_eq(failed, (int)(password_verifications() - before));
    ck_assert_int_eq(failed + throttled + busy, PARALLEL);
    ck_assert_int_gt(throttled, 0);
}
END_TEST

/* With the strength of production, unknown logins from many addresses: nothing but the places hold.
 */
static void *attempt_unthrottled(void *slot)
{
    struct outcome *outcome = slot;
    char login[20], from[20];

    snprintf(login, sizeof login, "5%05d", (int)(outcome - outcomes));
    snprintf(from, sizeof from, "10.0.0.%d", (int)(outcome - outcomes));
    *outcome = attempt_from(login, "wrong", from);
    return NULL;
}

START_TEST(memory_stays_bounded)
{
    enum { MANY = 60, MEMORY = 64 * 1024 * 1024 };
    pthread_t threads[MANY];
    struct rusage before, after;
    long grown;

    core_morning(NULL);
    password_set_strength(&(struct password_strength){1, MEMORY});
    attempt("000000", "wrong");
    getrusage(RUSAGE_SELF, &before);
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, attempt_unthrottled, &outcomes[i]), 0);
    for (int i = 0; i < MANY; i++)
        pthread_join(threads[i], NULL);
    getrusage(RUSAGE_SELF, &after);
    grown = (after.ru_maxrss - before.ru_maxrss) / 1024;
    printf("sign-in, %d at once: at most %d hashes, %ld MiB more\n", MANY, password_most_at_once(),
           grown);
    ck_assert_int_le(password_most_at_once(), PASSWORD_AT_ONCE);
    ck_assert_int_lt(grown, (PASSWORD_AT_ONCE + 1) * 64);
    for (int i = 0; i < MANY; i++) {
        bool is_known = outcomes[i].code == ERR_SIGN_IN_FAILED || outcomes[i].code == ERR_BUSY;

        ck_assert(is_known);
        /* Whoever was sent away without a verification has no attempt less. */
        ck_assert_int_eq(
            sql_number(arena_printf(
                work->arena, "SELECT attempts FROM sign_in_throttle WHERE subject = '10.0.0.%d'",
                i)),
            outcomes[i].code == ERR_BUSY ? 0 : 1);
    }
}
END_TEST

/* ---- what is kept -----------------------------------------------------------------------------
 */

START_TEST(weaker_hash_is_renewed)
{
    const char *before, *reason;

    core_morning(NULL);
    before = sql("SELECT password_hash FROM account");
    password_set_strength(&(struct password_strength){2, 16384});
    ck_assert_int_eq(attempt("304182", "wrong").code, ERR_SIGN_IN_FAILED);
    ck_assert_str_eq(sql("SELECT password_hash FROM account"), before);
    ck_assert_int_eq(attempt("304182", CORE_PASSWORD).code, ERR_NONE);
    ck_assert_str_ne(sql("SELECT password_hash FROM account"), before);
    ck_assert_int_eq(attempt("304182", CORE_PASSWORD).code, ERR_NONE);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM session"), 2);
    reason =
        sql("SELECT changes FROM audit_log WHERE object_type = 'account' AND action = 'update'");
    ck_assert_str_eq(reason, "{\"password_hash\": [\"***\", \"***\"]}");
}
END_TEST

START_TEST(log_says_who_tried)
{
    core_morning(NULL);
    attempt("９９９９９９", "wrong");
    ck_assert_str_eq(sql("SELECT concat_ws('|', login, object_id, address, reason, person_id)"
                         " FROM audit_log WHERE action = 'login_failed'"),
                     "９９９９９９|９９９９９９|192.0.2.10|unknown");
    attempt("304182", CORE_PASSWORD);
    ck_assert_str_eq(sql("SELECT concat_ws('|', login, roles, person_id = (SELECT id FROM person))"
                         " FROM audit_log WHERE action = 'login'"),
                     "304182|staff|t");
    ck_assert_str_eq(
        sql("SELECT count(*) FROM audit_log l WHERE l::text LIKE '%" CORE_PASSWORD "%'"), "0");
}
END_TEST

static bool sweep(struct work *w, void *context)
{
    (void)context;
    access_begin_work(w, "job:sweep");
    return auth_sweep(w);
}

START_TEST(sweep_takes_only_what_is_over)
{
    core_morning(NULL);
    sql("INSERT INTO session SELECT k, id, '2026-11-21T20:00Z', seen::timestamptz,"
        " ends::timestamptz, '', '' FROM person,"
        " (VALUES ('idle', '2026-11-21T23:30Z', '2026-11-22T08:00Z'),"
        "         ('over', '2026-11-21T23:59Z', '2026-11-22T00:00Z'),"
        "         ('kept', '2026-11-21T23:31Z', '2026-11-22T08:00Z')) AS v(k, seen, ends)");
    sql("INSERT INTO sign_in_throttle VALUES ('account', 'old', '2026-11-21T22:59Z', 3),"
        " ('account', 'kept', '2026-11-21T23:01Z', 3)");
    sql("INSERT INTO idempotency_key VALUES (1, 'r', 'old', '', 201, '/', '2026-11-20T23:00Z'),"
        " (1, 'r', 'kept', '', 201, '/', '2026-11-21T01:00Z')");
    ck_assert(db_transaction(work, pool, DB_WRITE, sweep, NULL));
    ck_assert_str_eq(sql("SELECT string_agg(token_sha256, ' ') FROM session"), "kept");
    ck_assert_str_eq(sql("SELECT string_agg(subject, ' ') FROM sign_in_throttle"), "kept");
    ck_assert_str_eq(sql("SELECT string_agg(key, ' ') FROM idempotency_key"), "kept");
}
END_TEST

Suite *test_sign_in_suite(void)
{
    Suite *s = suite_create("core/auth/sign_in");
    TCase *tc = core_case("sign_in");

    EACH(tc, login_is_compared_by_its_meaning, spellings);
    tcase_add_test(tc, case_of_letters_does_not_matter);
    tcase_add_test(tc, success_makes_a_session);
    tcase_add_test(tc, old_session_ends_with_a_new_one);
    tcase_add_test(tc, sign_out_ends_the_session);
    EACH(tc, every_failure_looks_the_same, failures);
    tcase_add_test(tc, unknown_logins_take_as_long);
    tcase_add_test(tc, right_password_is_refused_over_the_limit);
    tcase_add_test(tc, unknown_logins_are_counted_alike);
    tcase_add_test(tc, success_clears_the_account);
    tcase_add_test(tc, address_over_its_limit_counts_no_account);
    tcase_add_test(tc, ipv6_clients_count_by_network);
    tcase_add_test(tc, address_has_a_limit_of_its_own);
    tcase_add_test(tc, settings_of_the_day_hold);
    tcase_add_test(tc, late_request_opens_no_new_window);
    tcase_add_test(tc, parallel_attempts_pass_the_limit_once);
    tcase_add_test(tc, memory_stays_bounded);
    tcase_add_test(tc, weaker_hash_is_renewed);
    tcase_add_test(tc, log_says_who_tried);
    tcase_add_test(tc, sweep_takes_only_what_is_over);
    suite_add_tcase(s, tc);
    return s;
}

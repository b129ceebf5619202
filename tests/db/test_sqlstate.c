#include "db/sqlstate.h"
#include "item_database.h"

STATEMENT(echo, 1, "SELECT $1::text AS text");
STATEMENT(add_whole, 5,
          "INSERT INTO item (id, code, amount, owner, period)"
          " VALUES ($1::integer, $2, $3::integer, $4::integer, $5::daterange)");
STATEMENT(sleep_long, 0, "SELECT pg_sleep(30)");
STATEMENT(be_impatient, 0, "SET LOCAL lock_timeout = '50ms'");
STATEMENT(lock_table, 0, "LOCK TABLE moving");
STATEMENT(forbidden, 0, "CREATE TABLE mine (a integer)");

static bool sleep_too_long(struct work *w, void *context)
{
    (void)context;
    return take(w, &sleep_long, PARAMS());
}

START_TEST(a_slow_statement_is_stopped)
{
    ck_assert(!db_transaction(work, pool, DB_READ, sleep_too_long, NULL));
    ck_assert_int_eq(work->error.code, ERR_UNAVAILABLE);
    ck_assert_str_eq(work->error.sqlstate, "57014");
}
END_TEST

static bool wait_for_lock(struct work *w, void *context)
{
    (void)context;
    db_queue_text(w, &be_impatient, PARAMS());
    return take(w, &lock_table, PARAMS());
}

START_TEST(a_lock_held_too_long_is_busy)
{
    PGconn *other = PQconnectdb(owner_url(DATABASE));

    PQclear(PQexec(other, "BEGIN"));
    PQclear(PQexec(other, "LOCK TABLE moving"));
    ck_assert(!db_transaction(work, pool, DB_WRITE, wait_for_lock, NULL));
    ck_assert_int_eq(work->error.code, ERR_BUSY);
    ck_assert_int_eq(work->error.retry_after, 1);
    ck_assert_str_eq(work->error.sqlstate, "55P03");
    PQfinish(other);
}
END_TEST

static bool send_no_text(struct work *w, void *context)
{
    (void)context;
    return take(w, &echo, PARAMS("\xff"));
}

static bool create_table(struct work *w, void *context)
{
    (void)context;
    return take(w, &forbidden, PARAMS());
}

static const struct defect {
    bool (*body)(struct work *work, void *context);
    const char *state;
} defects[] = {
    {send_no_text, "22021"},
    {create_table, "42501"},
};

START_TEST(a_defect_is_internal_and_says_nothing)
{
    ck_assert(!db_transaction(work, pool, DB_WRITE, defects[_i].body, NULL));
    ck_assert_int_eq(work->error.code, ERR_INTERNAL);
    ck_assert_ptr_null(work->error.message);
    ck_assert_str_eq(work->error.sqlstate, defects[_i].state);
}
END_TEST

static const struct constraint_error known[] = {
    {"item_code_key", "code", ERR_NONE, "この符号は使われています。"},
    {"item_amount_check", "amount", ERR_NONE, "0以上で入力してください。"},
    {"item.code", "code", ERR_NONE, "入力してください。"},
    {"item_owner_fkey", NULL, ERR_CONFLICT, "持ち主がありません。"},
    {"item_rule", NULL, ERR_CONFLICT, "登録できません。"},
    {NULL, NULL, ERR_NONE, NULL},
};

static const struct violation {
    const char *id, *code, *amount, *owner, *period;
    const char *state;
    enum error_code expected;      /* with `known` */
    enum error_code expected_bare; /* without */
    const char *field;
} violations[] = {
    {"2", "a", NULL, NULL, NULL, "23505", ERR_INVALID, ERR_CONFLICT, "code"},
    {"1", "b", NULL, NULL, NULL, "23505", ERR_CONFLICT, ERR_CONFLICT, NULL},
    {"2", "b", "-1", NULL, NULL, "23514", ERR_INVALID, ERR_INTERNAL, "amount"},
    {"2", NULL, NULL, NULL, NULL, "23502", ERR_INVALID, ERR_INTERNAL, "code"},
    {"2", "b", NULL, "9", NULL, "23503", ERR_CONFLICT, ERR_INTERNAL, NULL},
    {"2", "forbidden", NULL, NULL, NULL, "P0001", ERR_CONFLICT, ERR_INTERNAL, NULL},
    {"2", "b", NULL, NULL, "[2026-04-01,2026-05-01)", "23P01", ERR_CONFLICT, ERR_CONFLICT, NULL},
};

static bool violate(struct work *w, void *context)
{
    const struct violation *v = context;

    db_queue_text(w, &add_whole, PARAMS("1", "a", "0", NULL, "[2026-04-01,2027-04-01)"));
    db_queue_text(w, &add_whole, PARAMS(v->id, v->code, v->amount, v->owner, v->period));
    return true;
}

static void check_violation(const struct violation *v, bool is_known)
{
    struct work *w = work_new();

    db_know_constraints_for_tests(is_known ? known : NULL);
    ck_assert(!db_transaction(w, pool, DB_WRITE, violate, (void *)(uintptr_t)v));
    ck_assert_str_eq(w->error.sqlstate, v->state);
    ck_assert_int_eq(w->error.code, is_known ? v->expected : v->expected_bare);
    if (is_known && v->field)
        ck_assert_str_eq(w->error.fields->field, v->field);
    else
        ck_assert_ptr_null(w->error.fields);
    work_free(w);
}

/* The foreign key is deferred: its error comes at the end, and still reaches the form. */
START_TEST(constraints_become_errors_of_fields)
{
    check_violation(&violations[_i], true);
    check_violation(&violations[_i], false);
    ck_assert_int_eq(items(), 0);
}
END_TEST

Suite *test_sqlstate_suite(void)
{
    Suite *suite = suite_create("sqlstate");
    TCase *tests = item_case("sqlstate");

    tcase_add_test(tests, a_slow_statement_is_stopped);
    tcase_add_test(tests, a_lock_held_too_long_is_busy);
    EACH(tests, a_defect_is_internal_and_says_nothing, defects);
    EACH(tests, constraints_become_errors_of_fields, violations);
    suite_add_tcase(suite, tests);
    return suite;
}

#include <pthread.h>

#include "item_database.h"

STATEMENT(lock_item, 1, "SELECT id FROM item WHERE id = $1::integer FOR UPDATE");
STATEMENT(serialization, 0, "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$");

static bool conflict(struct work *w, void *context)
{
    int *attempts = context;

    if (++*attempts <= 3 && !take(w, &serialization, PARAMS()))
        return fail_field(w, "of_a_failed_attempt", "x");
    return add_one(w, NULL);
}

static bool conflict_always(struct work *w, void *context)
{
    ++*(int *)context;
    return take(w, &serialization, PARAMS());
}

START_TEST(a_serialization_failure_is_tried_again)
{
    int attempts = 0;

    ck_assert(db_transaction(work, pool, DB_WRITE, conflict, &attempts));
    ck_assert_int_eq(attempts, 4);
    ck_assert_int_eq(work->error.code, ERR_NONE);
    ck_assert_int_eq(items(), 1);
    attempts = 0;
    ck_assert(!db_transaction(work, pool, DB_WRITE, conflict_always, &attempts));
    ck_assert_int_eq(attempts, 4);
    ck_assert_int_eq(work->error.code, ERR_BUSY);
    ck_assert_str_eq(work->error.sqlstate, "40001");
}
END_TEST

START_TEST(an_error_of_before_survives_a_retry)
{
    int attempts = 0;

    fail_field(work, "name", "x");
    ck_assert(db_transaction(work, pool, DB_WRITE, conflict, &attempts));
    ck_assert_int_eq(work->error.code, ERR_INVALID);
    ck_assert_str_eq(work->error.fields->field, "name");
    ck_assert_ptr_null(work->error.fields->next);
}
END_TEST

/* Two that lock the same rows in opposite order meet after the first lock. */
struct deadlocker {
    const char *first, *second;
    pthread_barrier_t *barrier;
    int attempts;
    bool is_done;
};

static bool lock_both(struct work *w, void *context)
{
    struct deadlocker *me = context;

    if (!take(w, &lock_item, PARAMS(me->first)))
        return false;
    if (me->attempts++ == 0)
        pthread_barrier_wait(me->barrier);
    return take(w, &lock_item, PARAMS(me->second));
}

static void *run_deadlocker(void *context)
{
    struct deadlocker *me = context;
    struct work *w = work_new();

    me->is_done = db_transaction(w, pool, DB_WRITE, lock_both, me);
    ck_assert_int_eq(w->error.code, ERR_NONE);
    work_free(w);
    return NULL;
}

static bool add_two(struct work *w, void *context)
{
    return add_one(w, context) && take(w, &add_item, PARAMS("2", "b"));
}

START_TEST(a_deadlock_is_tried_again)
{
    pthread_barrier_t barrier;
    struct deadlocker a = {"1", "2", &barrier, 0, false}, b = {"2", "1", &barrier, 0, false};
    pthread_t thread;

    ck_assert(db_transaction(work, pool, DB_WRITE, add_two, NULL));
    pthread_barrier_init(&barrier, NULL, 2);
    pthread_create(&thread, NULL, run_deadlocker, &a);
    run_deadlocker(&b);
    pthread_join(thread, NULL);
    pthread_barrier_destroy(&barrier);
    ck_assert(a.is_done && b.is_done);
    ck_assert_int_ge(a.attempts + b.attempts, 3);
}
END_TEST

Suite *test_retry_suite(void)
{
    Suite *suite = suite_create("retry");
    TCase *tests = item_case("retry");

    tcase_add_test(tests, a_serialization_failure_is_tried_again);
    tcase_add_test(tests, an_error_of_before_survives_a_retry);
    tcase_add_test(tests, a_deadlock_is_tried_again);
    suite_add_tcase(suite, tests);
    return suite;
}

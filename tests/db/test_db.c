#include "item_database.h"

STATEMENT(select_one, 0, "SELECT 1 AS one");
STATEMENT(echo, 1, "SELECT $1::text AS text");
STATEMENT(divide, 1, "SELECT 1 / $1::integer AS quotient");
STATEMENT(broken, 0, "SELECT nothing FROM nowhere");
STATEMENT(clear_items, 0, "DELETE FROM item");

static bool do_nothing(struct work *w, void *context)
{
    (void)w;
    (void)context;
    return true;
}

START_TEST(a_body_without_statements_needs_no_connection)
{
    struct db_pool_figures figures;

    ck_assert(db_transaction(work, pool, DB_WRITE, do_nothing, NULL));
    db_pool_read_figures(pool, &figures);
    ck_assert_uint_eq(figures.acquired, 0);
}
END_TEST

static bool fail_in_the_middle(struct work *w, void *context)
{
    struct query *added = db_queue_text(w, &add_item, PARAMS("1", "a"));
    struct query *divided = db_queue_text(w, &divide, PARAMS("0"));
    struct query *late = db_queue_text(w, &echo, PARAMS("late"));

    ck_assert_ptr_null(db_rows(w, divided));
    ck_assert_ptr_null(db_rows(w, late));
    ck_assert_ptr_null(db_rows(w, added));
    return *(bool *)context;
}

START_TEST(an_error_undoes_all_and_is_recorded_once)
{
    struct db_pool_figures figures;
    bool says = _i;

    ck_assert(!db_transaction(work, pool, DB_WRITE, fail_in_the_middle, &says));
    ck_assert_int_eq(work->error.code, ERR_INTERNAL);
    ck_assert_str_eq(work->error.sqlstate, "22012");
    ck_assert_int_eq(items(), 0);
    db_pool_read_figures(pool, &figures);
    ck_assert_int_eq(figures.open, 1);
    ck_assert_uint_eq(figures.lost, 0);
}
END_TEST

START_TEST(reading_is_enforced)
{
    ck_assert(!db_transaction(work, pool, DB_READ, add_one, NULL));
    ck_assert_int_eq(work->error.code, ERR_UNAVAILABLE);
    ck_assert_str_eq(work->error.sqlstate, "25006");
    ck_assert_int_eq(items(), 0);
}
END_TEST

static bool change_one(struct work *w, void *context)
{
    struct query *query = db_queue_text(w, &clear_items, PARAMS());

    if (!add_one(w, NULL) || !db_rows(w, query))
        return false;
    *(long *)context = db_changed(query);
    return true;
}

START_TEST(a_write_is_committed)
{
    long changed = -1;

    ck_assert(db_transaction(work, pool, DB_WRITE, add_one, NULL));
    ck_assert_int_eq(items(), 1);
    ck_assert(db_transaction(work, pool, DB_WRITE, change_one, &changed));
    ck_assert_int_eq(changed, 1);
    ck_assert_int_eq(items(), 1);
}
END_TEST

/* The gate: `allows`, and whether the body took anything. */
struct gate_case {
    bool allows;
    bool takes;
    bool breaks;
    enum db_mode mode;
    struct query *session;
    int calls;
};

static bool decide(struct work *w, void *context)
{
    struct gate_case *at = context;
    const struct rows *rows = db_rows(w, at->session);

    at->calls++;
    ck_assert_ptr_nonnull(rows);
    ck_assert_int_eq(rows_integer(rows, 0, "one"), 1);
    return at->allows || fail(w, ERR_FORBIDDEN, NULL);
}

static bool gated(struct work *w, void *context)
{
    struct gate_case *at = context;
    struct query *query;

    db_set_gate(w, decide, at);
    at->session = db_queue_text(w, &select_one, PARAMS());
    if (at->mode == DB_WRITE)
        db_queue_text(w, &add_item, PARAMS("1", "a"));
    query = db_queue_text(w, at->breaks ? &broken : &count_items, PARAMS());
    if (at->takes)
        ck_assert(!db_rows(w, query) == (!at->allows || at->breaks));
    return true;
}

START_TEST(the_gate_decides_before_any_result)
{
    struct gate_case at = {
        .allows = _i & 1, .takes = _i & 2, .breaks = _i & 4, .mode = _i & 8 ? DB_WRITE : DB_READ};
    enum error_code expected = !at.allows ? ERR_FORBIDDEN : at.breaks ? ERR_INTERNAL : ERR_NONE;
    bool is_expected = expected == ERR_NONE;

    ck_assert(db_transaction(work, pool, at.mode, gated, &at) == is_expected);
    ck_assert_int_eq(work->error.code, expected);
    ck_assert_int_eq(at.calls, 1);
    ck_assert_int_eq(items(), is_expected && at.mode == DB_WRITE ? 1 : 0);
}
END_TEST

static bool nest(struct work *w, void *context)
{
    return db_transaction(w, pool, DB_READ, do_nothing, context);
}

START_TEST(a_transaction_inside_another_is_a_defect)
{
    bool is_done = db_transaction(work, pool, DB_READ, nest, NULL);

    ck_abort_msg("came back with %d", is_done);
}
END_TEST

static bool give_too_few(struct work *w, void *context)
{
    (void)context;
    return take(w, &echo, PARAMS());
}

START_TEST(a_wrong_number_of_parameters_is_a_defect)
{
    bool is_done = db_transaction(work, pool, DB_READ, give_too_few, NULL);

    ck_abort_msg("came back with %d", is_done);
}
END_TEST

Suite *test_db_suite(void)
{
    Suite *suite = suite_create("db");
    TCase *tests = item_case("db");

    tcase_add_test(tests, a_body_without_statements_needs_no_connection);
    tcase_add_loop_test(tests, an_error_undoes_all_and_is_recorded_once, 0, 2);
    tcase_add_test(tests, reading_is_enforced);
    tcase_add_test(tests, a_write_is_committed);
    tcase_add_loop_test(tests, the_gate_decides_before_any_result, 0, 16);
    tcase_add_test_raise_signal(tests, a_transaction_inside_another_is_a_defect, 6);
    tcase_add_test_raise_signal(tests, a_wrong_number_of_parameters_is_a_defect, 6);
    suite_add_tcase(suite, tests);
    return suite;
}

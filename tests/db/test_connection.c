#include "item_database.h"

STATEMENT(select_one, 0, "SELECT 1 AS one");
STATEMENT(echo, 1, "SELECT $1::text AS text");
STATEMENT(many_rows, 1, "SELECT n, n::text AS text FROM generate_series(1, $1::integer) AS n");
STATEMENT(large_row, 1, "SELECT repeat('あ', $1::integer) AS text");
STATEMENT(broken, 0, "SELECT nothing FROM nowhere");
STATEMENT(read_moving, 0, "SELECT * FROM moving");
STATEMENT(types, 0,
          "SELECT true AS boolean, 7::int8 AS integer, 1.50::numeric AS number,"
          "  DATE '2026-11-22' AS date, TIMESTAMPTZ '2026-11-22 09:00:00.12+09' AS instant,"
          "  TIMESTAMPTZ '2026-11-22 09:00:00+09' AS whole, 'infinity'::timestamptz AS never,"
          "  ARRAY['a', 'b'] AS list, '{\"a\":1}'::jsonb AS json, NULL::text AS nothing,"
          "  'x'::text AS text");
STATEMENT(settings, 0,
          "SELECT current_setting('TimeZone') AS zone, current_setting('search_path') AS path,"
          "  current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS run,"
          "  current_setting('transaction_read_only') AS read_only,"
          "  current_setting('idle_in_transaction_session_timeout') AS idle,"
          "  current_setting('application_name') AS name,"
          "  current_setting('client_encoding') AS encoding,"
          "  current_setting('transaction_isolation') AS isolation");

static bool take_types(struct work *w, void *context)
{
    const struct rows **rows = context;

    *rows = take(w, &types, PARAMS());
    return *rows;
}

START_TEST(cells_have_types_and_instants_are_utc)
{
    static const struct {
        const char *column;
        enum cell_type type;
        const char *text;
    } cases[] = {
        {"boolean", CELL_BOOLEAN, "t"},
        {"integer", CELL_INTEGER, "7"},
        {"number", CELL_NUMBER, "1.50"},
        {"date", CELL_DATE, "2026-11-22"},
        {"instant", CELL_INSTANT, "2026-11-22T00:00:00.120000Z"},
        {"whole", CELL_INSTANT, "2026-11-22T00:00:00.000000Z"},
        {"never", CELL_INSTANT, "infinity"},
        {"list", CELL_TEXT_LIST, "{a,b}"},
        {"json", CELL_JSON, "{\"a\": 1}"},
        {"text", CELL_TEXT, "x"},
    };
    const struct rows *rows = NULL;

    ck_assert(db_transaction(work, pool, DB_READ, take_types, &rows));
    ck_assert_int_eq(rows->count, 1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int column = rows_column(rows, cases[i].column);

        ck_assert_int_eq(rows->columns[column].type, cases[i].type);
        ck_assert_str_eq(rows->cells[column].text, cases[i].text);
        ck_assert_uint_eq(rows->cells[column].length, strlen(cases[i].text));
    }
    ck_assert_ptr_null(rows_text(rows, 0, "nothing"));
}
END_TEST

static bool take_settings(struct work *w, void *context)
{
    const struct rows **rows = context;

    *rows = take(w, &settings, PARAMS());
    return *rows;
}

START_TEST(sessions_are_set_up)
{
    static const char *const cases[][2] = {
        {"zone", "UTC"},    {"path", "public"},   {"lock", "3s"},
        {"run", "3s"},      {"read_only", "on"},  {"idle", "15s"},
        {"name", "mamori"}, {"encoding", "UTF8"}, {"isolation", "read committed"},
    };
    const struct rows *rows = NULL;

    ck_assert(db_transaction(work, pool, DB_READ, take_settings, &rows));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(rows_text(rows, 0, cases[i][0]), cases[i][1]);
}
END_TEST

enum { MANY = 300 };

static bool queue_many(struct work *w, void *context)
{
    struct query *queries[MANY];
    const struct rows *rows;
    char text[16];

    for (int i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "%d", i);
        queries[i] = db_queue_text(w, &echo, PARAMS(text));
    }
    for (int i = 0; i < MANY; i++) {
        rows = db_rows(w, queries[i]);
        snprintf(text, sizeof text, "%d", i);
        ck_assert(rows && !strcmp(rows_text(rows, 0, "text"), text));
    }
    return *(bool *)context;
}

START_TEST(what_is_queued_costs_one_trip)
{
    bool yes = true;

    ck_assert(db_transaction(work, pool, DB_READ, queue_many, &yes));
    ck_assert_uint_eq(trips(), 1);
    ck_assert(db_transaction(work, pool, DB_READ, queue_many, &yes));
    ck_assert_uint_eq(trips(), 2);
    ck_assert(db_transaction(work, pool, DB_WRITE, queue_many, &yes));
    ck_assert_uint_eq(trips(), 4);
}
END_TEST

static bool queue_only(struct work *w, void *context)
{
    *(struct query **)context = db_queue_text(w, &select_one, PARAMS());
    return true;
}

START_TEST(rows_can_be_taken_after_the_transaction)
{
    struct query *query;
    const struct rows *rows;

    ck_assert(db_transaction(work, pool, DB_READ, queue_only, &query));
    rows = db_rows(work, query);
    ck_assert_int_eq(rows_integer(rows, 0, "one"), 1);
    ck_assert(db_transaction(work, pool, DB_WRITE, queue_only, &query));
    ck_assert_ptr_nonnull(db_rows(work, query));
    ck_assert_uint_eq(trips(), 2);
}
END_TEST

static bool take_large(struct work *w, void *context)
{
    struct query *rows = db_queue_text(w, &many_rows, PARAMS("1000"));
    struct query *large = db_queue_text(w, &large_row, PARAMS("1800000"));
    char *sent = arena_alloc(w->arena, 5000001);
    struct query *back;

    (void)context;
    memset(sent, 'a', 5000000);
    back = db_queue_text(w, &echo, PARAMS(sent));
    ck_assert_int_eq(db_rows(w, rows)->count, 1000);
    ck_assert_str_eq(rows_text(db_rows(w, rows), 999, "text"), "1000");
    ck_assert_uint_eq(db_rows(w, large)->cells[0].length, 5400000);
    ck_assert_str_eq(rows_text(db_rows(w, back), 0, "text"), sent);
    return true;
}

START_TEST(large_results_and_parameters_pass)
{
    ck_assert(db_transaction(work, pool, DB_READ, take_large, NULL));
    ck_assert_uint_eq(trips(), 1);
}
END_TEST

static bool use_after_failure(struct work *w, void *context)
{
    struct query *query;

    (void)context;
    db_queue_text(w, &broken, PARAMS());
    query = db_queue_text(w, &many_rows, PARAMS("3"));
    return db_rows(w, query);
}

static bool take_three(struct work *w, void *context)
{
    const struct rows *rows = take(w, &many_rows, PARAMS("3"));

    (void)context;
    return rows && rows->count == 3;
}

START_TEST(a_statement_whose_preparing_was_aborted_is_prepared_later)
{
    ck_assert(!db_transaction(work, pool, DB_READ, use_after_failure, NULL));
    ck_assert_str_eq(work->error.sqlstate, "42P01");
    error_clear(work);
    ck_assert(db_transaction(work, pool, DB_READ, take_three, NULL));
    ck_assert(!db_transaction(work, pool, DB_READ, use_after_failure, NULL));
    ck_assert_str_eq(work->error.sqlstate, "42P01");
}
END_TEST

static bool take_moving(struct work *w, void *context)
{
    const struct rows *rows = take(w, &read_moving, PARAMS());

    *(int *)context = rows ? rows->width : -1;
    return rows;
}

START_TEST(a_changed_table_does_not_break_prepared_statements)
{
    int width = 0;

    must_run(owner_url(DATABASE), "ALTER TABLE moving DROP COLUMN IF EXISTS b");
    ck_assert(db_transaction(work, pool, DB_READ, take_moving, &width));
    ck_assert_int_eq(width, 1);
    must_run(owner_url(DATABASE), "ALTER TABLE moving ADD COLUMN b text");
    ck_assert(db_transaction(work, pool, DB_READ, take_moving, &width));
    ck_assert_int_eq(width, 2);
}
END_TEST

Suite *test_connection_suite(void)
{
    Suite *suite = suite_create("connection");
    TCase *tests = item_case("connection");

    tcase_add_test(tests, cells_have_types_and_instants_are_utc);
    tcase_add_test(tests, sessions_are_set_up);
    tcase_add_test(tests, what_is_queued_costs_one_trip);
    tcase_add_test(tests, rows_can_be_taken_after_the_transaction);
    tcase_add_test(tests, large_results_and_parameters_pass);
    tcase_add_test(tests, a_statement_whose_preparing_was_aborted_is_prepared_later);
    tcase_add_test(tests, a_changed_table_does_not_break_prepared_statements);
    suite_add_tcase(suite, tests);
    return suite;
}

#include "db/db.h"
#include "db/statement.h"
#include "modules/org/city_database.h"

/*
 * What the database itself refuses of a chart, whoever writes: the field that a form marks. The
 * clock stands at 2026-11-22.
 */
#define BOX(code, row, x, width, from, to)                                                         \
    "INSERT INTO chart_node (code, label_lines, row_no, x, width, ord, valid_from, valid_to)"      \
    " VALUES ('" code "', '{枠}', " row ", " x ", " width ", 20, " from ", " to ")"
#define LINE(from_code, to_code, sides, places, from, to)                                          \
    "INSERT INTO chart_edge (from_code, to_code, kind, line, label, from_side, to_side,"           \
    " from_shift, to_shift, lane_x, ord, valid_from, valid_to) VALUES ('" from_code "', '" to_code \
    "', 'advice', 'dashed', '助言', " sides ", " places ", 30, " from ", " to ")"
#define DOWN "'bottom', 'top'"
#define END_BOX(code) "UPDATE chart_node SET valid_to = '2026-11-30' WHERE code = '" code "'"
#define END_LINES(code)                                                                            \
    "UPDATE chart_edge SET valid_to = '2026-11-30' WHERE '" code "' IN (from_code, to_code)"

static const struct rule {
    const char *sql;
    const char *field; /* NULL: it is done */
} rules[] = {
    /* Boxes of a row stand apart, on every day that both are there. */
    {BOX("new", "3", "850", "120", "'2026-12-01'", "NULL"), "x"},
    {BOX("new", "5", "920", "200", "'2026-12-01'", "NULL"), NULL},
    {BOX("new", "5", "919", "200", "'2026-12-01'", "NULL"), "x"},
    {BOX("new", "3", "850", "120", "'1990-01-01'", "'1999-12-31'"), NULL},
    {"WITH gone AS (UPDATE chart_node SET valid_to = '2026-11-30' WHERE code = 'staff'), lines AS"
     " (" END_LINES("staff") ") " BOX("new", "5", "720", "180", "'2026-12-01'", "NULL"),
     NULL},
    {BOX("new", "6", "1091", "120", "'2026-12-01'", "NULL"), "width"},
    {BOX("staff", "6", "10", "120", "'2026-12-01'", "NULL"), "role"},
    /* What has begun is not rewritten; what begins today or later may be. */
    {"UPDATE chart_node SET x = 60 WHERE code = 'security_expert'", "valid_from"},
    {"UPDATE chart_edge SET label = '指導' WHERE label = '助言'", "valid_from"},
    {"UPDATE chart_edge SET is_inferred = false, checked_against = '原本', checked_on = today()"
     " WHERE label = '助言'",
     NULL},
    /* A line needs its boxes on all its days, and leaves them between their corners. */
    {LINE("ciso", "nobody", DOWN, "0, 0, NULL", "'2026-12-01'", "NULL"), "to_code"},
    {LINE("nobody", "ciso", DOWN, "0, 0, NULL", "'2026-12-01'", "NULL"), "from_code"},
    {LINE("staff", "ciso", DOWN, "0, 0, NULL", "'1999-12-31'", "NULL"), "from_code"},
    {LINE("staff", "ciso", DOWN, "0, 0, NULL", "'2026-12-01'", "NULL"), NULL},
    {LINE("staff", "staff", DOWN, "0, 0, NULL", "'2026-12-01'", "NULL"), "to_code"},
    {LINE("staff", "ciso", DOWN, "81, 0, NULL", "'2026-12-01'", "NULL"), "from_shift"},
    {LINE("staff", "ciso", DOWN, "80, 190, NULL", "'2026-12-01'", "NULL"), NULL},
    {LINE("staff", "ciso", "'left', 'left'", "21, 0, 20", "'2026-12-01'", "NULL"), "from_shift"},
    {LINE("security_expert", "ciso", "'right', 'left'", "0, 0, NULL", "'2026-12-01'", "NULL"),
     "to_code"},
    {"INSERT INTO chart_edge (from_code, to_code, kind, line, label, from_side, to_side, ord,"
     " valid_from) VALUES ('staff', 'ciso', 'advice', 'dashed', '助言', 'left', 'left', 20,"
     " '2026-12-01')",
     "lane_x"},
    /* A box ends with its lines or not at all. */
    {END_BOX("staff"), "with_lines"},
    {"WITH lines AS (" END_LINES("staff") ") " END_BOX("staff"), NULL},
    {"WITH gone AS (UPDATE chart_node SET valid_to = '2026-11-30' WHERE code = 'staff') " BOX(
         "staff", "5", "720", "200", "'2026-12-01'", "NULL"),
     NULL},
    {"WITH gone AS (UPDATE chart_node SET valid_to = '2026-11-30' WHERE code = 'staff') " BOX(
         "staff", "5", "720", "200", "'2026-12-02'", "NULL"),
     "with_lines"},
    {"WITH gone AS (UPDATE chart_node SET valid_to = '2026-11-30' WHERE code = 'staff') " BOX(
         "staff", "5", "720", "120", "'2026-12-01'", "NULL"),
     NULL},
    {"WITH gone AS (UPDATE chart_node SET valid_to = '2026-11-30' WHERE code ="
     " 'it_promotion_leader') " BOX("it_promotion_leader", "5", "380", "140", "'2026-12-01'",
                                    "NULL"),
     "width"},
};

static bool run(struct work *w, void *context)
{
    struct statement_text statement = {"test_rule", context, 0};

    access_begin_work(w, "test");
    return db_rows(w, db_queue_text(w, &statement, PARAMS())) != NULL;
}

START_TEST(database_refuses_by_itself)
{
    const struct rule *rule = &rules[_i];
    struct db_pool *owner =
        db_pool_open(&(struct db_settings){owner_url(CORE_DATABASE), 1, 30000, 30000});
    bool is_done;

    core_clock("2026-11-22T00:00:00.000000Z", "2026-11-22");
    is_done = db_transaction(work, owner, DB_WRITE, run, (void *)(uintptr_t)rule->sql);
    ck_assert_msg(is_done == !rule->field, "%s: %s", rule->sql,
                  work->error.fields ? work->error.fields->message : "done");
    if (rule->field) {
        ck_assert_int_eq(work->error.code, ERR_INVALID);
        ck_assert_msg(!strcmp(work->error.fields->field, rule->field), "%s: %s", rule->sql,
                      work->error.fields->field);
    }
    db_pool_close(owner);
}
END_TEST

START_TEST(server_takes_nothing_away)
{
    static const char *const tables[] = {"chart_node", "chart_edge"};
    static const char *const fixed[] = {"id", "valid_from", "created_at", "created_by"};

    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        ck_assert_str_eq(
            sql_format("SELECT has_table_privilege('mamori_server', '%s', 'DELETE')", tables[t]),
            "f");
        for (size_t c = 0; c < sizeof fixed / sizeof *fixed; c++)
            ck_assert_str_eq(
                sql_format("SELECT has_column_privilege('mamori_server', '%s', '%s', 'UPDATE')",
                           tables[t], fixed[c]),
                "f");
    }
    ck_assert_str_eq(
        sql("SELECT has_column_privilege('mamori_server', 'chart_node', 'code', 'UPDATE')"), "f");
}
END_TEST

Suite *test_chart_rules_suite(void)
{
    Suite *s = suite_create("modules/org/chart_rules");
    TCase *tc = city_case("rules");

    EACH(tc, database_refuses_by_itself, rules);
    tcase_add_test(tc, server_takes_nothing_away);
    suite_add_tcase(s, tc);
    return s;
}

#include "db/statement.h"
#include "modules/contractors/contractor_database.h"

/*
 * What the database itself refuses and derives. 潮見台 遥 218842 is IT promotion leader of
 * 市民窓口課 0502 and 帆足崎 正人 206611 its head; 江ノ口 さくら 220316 leads 保育課 0902; 松風谷
 * 奏 217730 is of the secretariat; 鵠渡 みなみ 304182 a clerk of 0502.
 */
#define UNIT(code_) "(SELECT id FROM org_unit WHERE code = '" code_ "')"
#define CONTRACT(title_) "(SELECT id FROM contract WHERE title = '" title_ "')"
#define CONTRACTOR(name_) "(SELECT id FROM contractor WHERE name = '" name_ "')"
#define ADD(contractor, unit, from, to)                                                            \
    "INSERT INTO contract (contractor_id, title, org_unit_id, period_from, period_to,"             \
    " information_class) VALUES (" CONTRACTOR(contractor) ", '試験', " UNIT(unit) ", '" from       \
                                                                                  "', '" to        \
                                                                                  "', '2')"
#define NOTE(title, act, day, note)                                                                \
    "INSERT INTO contract_record (contract_id, act, day, note) VALUES (" CONTRACT(                 \
        title) ", '" act "', '" day "', '" note "')"
#define RETRACT(title, act_, why)                                                                  \
    "INSERT INTO contract_record (contract_id, act, day, note, retracts_id) SELECT contract_id,"   \
    " 'retracted', today(), '" why                                                                 \
    "', id FROM contract_record WHERE contract_id = " CONTRACT(title) " AND act = '" act_ "'"
#define PRINTER "潮見台印刷株式会社"
#define GONE "有限会社浜辺文書管理"
#define QUEUE "窓口受付番号システム保守業務委託"
#define NURSERY "保育所入所選考システム運用保守業務委託"
#define CARDS "マイナンバーカード交付窓口支援業務委託"
#define TWICE "分庁舎清掃業務委託"
#define KEEPER "217730", "contractor_read contractor_maintain contract_enter"
#define LEADER "218842", "contractor_read contract_enter"

/* ---- corporate numbers ------------------------------------------------------------------------
 */

static const struct {
    const char *number;
    bool is_one;
} numbers[] = {
    {"7000012050002", true}, /* of public bodies, as the State publishes them */
    {"8000012010038", true},   {"2000012020001", true},  {"7000012050003", false},
    {"7000012050020", false}, /* a digit, two digits exchanged */
    {"8000012050002", false},  {"0000012050002", false}, {"700001205000", false},
    {"70000120500021", false}, {"700001205000x", false}, {"", false},
};

START_TEST(number_checks_itself)
{
    ck_assert_str_eq(sql_format("SELECT is_corporate_no('%s')", numbers[_i].number),
                     numbers[_i].is_one ? "t" : "f");
}
END_TEST

/* ---- what is refused ---------------------------------------------------------------------------
 */

static const struct rule {
    const char *staff_no, *permissions; /* NULL: a command */
    const char *sql;
    const char *field; /* NULL: it is done; "": refused without a field */
} rules[] = {
    {KEEPER, ADD(PRINTER, "0902", "2026-12-01", "2027-03-31"), NULL},
    {KEEPER, ADD(PRINTER, "0902", "2026-12-01", "2026-11-30"), "period_to"},
    {KEEPER, ADD(GONE, "0103", "2026-12-01", "2027-03-31"), "period_to"},
    {KEEPER, ADD(GONE, "0103", "2024-04-01", "2025-03-31"), NULL /* long over */},
    {LEADER, ADD(PRINTER, "0502", "2026-12-01", "2027-03-31"), NULL},
    {LEADER, ADD(PRINTER, "0902", "2026-12-01", "2027-03-31"), "unit"},
    {"206611", "contract_enter", ADD(PRINTER, "0502", "2026-12-01", "2027-03-31"), NULL},
    {"220316", "contract_enter", ADD(PRINTER, "0502", "2026-12-01", "2027-03-31"), "unit"},
    {"304182", "contract_enter", ADD(PRINTER, "0502", "2026-12-01", "2027-03-31"), "unit"},
    {"218842", "contractor_read", ADD(PRINTER, "0502", "2026-12-01", "2027-03-31"), "unit"},
    {LEADER, "UPDATE contract SET org_unit_id = " UNIT("0902") " WHERE id = " CONTRACT(QUEUE),
     "unit"},
    {KEEPER, "UPDATE contract SET subcontractors = 'あ' WHERE id = " CONTRACT(QUEUE),
     "subcontractors"},
    {KEEPER, "UPDATE contract SET title = 'あ' WHERE id = " CONTRACT(TWICE), ""},
    {LEADER,
     "UPDATE contract SET cancelled_at = instant(), cancel_reason = '誤り' WHERE id = " CONTRACT(
         QUEUE),
     NULL},
    {KEEPER, "UPDATE contractor SET status = 'ended' WHERE name = '" PRINTER "'", "status"},
    {KEEPER, "UPDATE contractor SET status = 'ended' WHERE name = '湘田ビル管理株式会社'",
     "status"},
    {KEEPER, "UPDATE contractor SET corporate_no = '7000012050003' WHERE name = '" PRINTER "'",
     "corporate_no"},
    {KEEPER, "UPDATE contractor SET corporate_no = '4999999000137' WHERE name = '" PRINTER "'",
     "corporate_no"},
    {KEEPER, "UPDATE contractor SET corporate_no = NULL WHERE name = '" PRINTER "'", NULL},
    {KEEPER, "UPDATE contractor SET name_kana = 'しおみだい' WHERE name = '" PRINTER "'",
     "name_kana"},
    {KEEPER, "UPDATE contractor SET name_kana = 'シオミダイ ABC' WHERE name = '" PRINTER "'",
     "name_kana"},
    {KEEPER, "UPDATE contractor SET email = '電話のみ' WHERE name = '" PRINTER "'", "email"},
    {KEEPER, "UPDATE contractor SET email = 'a@b.example' WHERE name = '" PRINTER "'", NULL},
    /* What was done. */
    {LEADER, NOTE(CARDS, "policy_informed", "2026-11-22", ""), NULL},
    {LEADER, NOTE(CARDS, "policy_informed", "2026-11-23", ""), "day"},
    {LEADER, NOTE(NURSERY, "policy_informed", "2026-11-20", ""), "unit"},
    {LEADER, NOTE(CARDS, "checked_to_mend", "2026-11-20", ""), "note"},
    {LEADER, NOTE(CARDS, "checked_to_mend", "2026-11-20", "管理簿の記載漏れ"), NULL},
    {KEEPER, NOTE(TWICE, "policy_informed", "2026-11-20", ""), ""},
    {NULL, NULL, NOTE(CARDS, "policy_informed", "2026-12-24", ""), NULL},
    {LEADER, RETRACT(QUEUE, "policy_informed", "日付の誤り"), NULL},
    {LEADER, RETRACT(QUEUE, "policy_informed", ""), "note"},
    {KEEPER,
     "INSERT INTO contract_record (contract_id, act, day, note, retracts_id) SELECT " CONTRACT(
         CARDS) ", 'retracted', today(), 'x', id FROM contract_record LIMIT 1",
     "" /* of another contract */},
};

STATEMENT(tell, 2,
          "SELECT set_config('mamori.person', coalesce((SELECT id::text FROM person WHERE"
          " staff_no = $1), ''), true), set_config('mamori.permissions', $2, true)");

static bool run(struct work *w, void *context)
{
    const struct rule *rule = context;
    static int runs; /* a name of its own: the connection keeps what it prepared */
    struct statement_text statement = {arena_printf(w->arena, "test_rule_%d", ++runs), rule->sql,
                                       0};

    access_begin_work(w, "test");
    if (rule->staff_no &&
        !db_rows(w, db_queue_text(w, &tell, PARAMS(rule->staff_no, rule->permissions))))
        return false;
    return db_rows(w, db_queue_text(w, &statement, PARAMS())) != NULL;
}

/* As the server's own role: what is done is also what it was granted. */
static bool try_rule(const struct rule *rule)
{
    core_clock("2026-11-22T00:00:00.000000Z", "2026-11-22");
    return db_transaction(work, pool, DB_WRITE, run, (void *)(uintptr_t)rule);
}

START_TEST(database_refuses_by_itself)
{
    const struct rule *rule = &rules[_i];
    bool is_done = try_rule(rule);
    const struct field_error *field = work->error.fields;

    if (!rule->field) {
        ck_assert_msg(is_done, "%s: %s", rule->sql, field ? field->message : work->error.sqlstate);
        return;
    }
    ck_assert_msg(!is_done, "%s", rule->sql);
    ck_assert_msg(!strcmp(field ? field->field : "", rule->field), "%s: %s", rule->sql,
                  field ? field->field : "no field");
}
END_TEST

START_TEST(nothing_is_taken_back_twice)
{
    static const struct rule once = {LEADER, RETRACT(QUEUE, "policy_informed", "日付の誤り"), NULL};
    static const struct rule itself = {LEADER, RETRACT(QUEUE, "retracted", "取消しの取消し"), NULL};

    ck_assert(try_rule(&once));
    ck_assert(!try_rule(&once));
    ck_assert_str_eq(work->error.fields->field, "record_id");
    error_clear(work);
    ck_assert(!try_rule(&itself));
    ck_assert_str_eq(work->error.fields->field, "record_id");
}
END_TEST

START_TEST(nothing_is_entered_twice)
{
    static const struct rule twice[] = {
        {KEEPER, ADD(PRINTER, "0902", "2026-12-01", "2027-03-31"), "title"},
        {KEEPER, "INSERT INTO contractor (name, name_kana) VALUES ('四月', 'シガツ')", "name"},
    };
    static const struct rule cancel = {
        KEEPER,
        "UPDATE contract SET cancelled_at = instant(), cancel_reason = '誤り'"
        " WHERE period_from = '2026-12-01' AND cancelled_at IS NULL",
        NULL};

    for (size_t i = 0; i < sizeof twice / sizeof *twice; i++) {
        ck_assert(try_rule(&twice[i]));
        ck_assert(!try_rule(&twice[i]));
        ck_assert_str_eq(work->error.fields->field, twice[i].field);
        error_clear(work);
    }
    ck_assert(try_rule(&cancel));
    ck_assert(try_rule(&twice[0]));
}
END_TEST

START_TEST(server_cannot_rewrite_what_was_done)
{
    static const char *const forbidden[][2] = {
        {"contract_record", "UPDATE"},  {"contract_record", "DELETE"},
        {"contract", "DELETE"},         {"contractor", "DELETE"},
        {"contractor", "TRUNCATE"},     {"contract_record", "TRUNCATE"},
        {"contractor_search", "DELETE"}};
    static const char *const columns[][3] = {{"contract", "contractor_id", "UPDATE"},
                                             {"contract", "created_by", "INSERT"},
                                             {"contract_record", "recorded_by", "INSERT"},
                                             {"contract_record", "recorded_at", "INSERT"}};

    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        ck_assert_str_eq(sql_format("SELECT has_table_privilege('mamori_server', '%s', '%s')",
                                    forbidden[i][0], forbidden[i][1]),
                         "f");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        ck_assert_str_eq(
            sql_format("SELECT has_column_privilege('mamori_server', '%s', '%s', '%s')",
                       columns[i][0], columns[i][1], columns[i][2]),
            "f");
}
END_TEST

/* ---- how a contract stands ----------------------------------------------------------------------
 */

/* state, then i: informing lacks, c: clause lacks, o: check overdue, m: to be mended. */
#define STANDING                                                                                   \
    "SELECT s.contract_state || ' ' || CASE WHEN s.lacks_informing THEN 'i' ELSE '' END || CASE"   \
    " WHEN s.lacks_clause THEN 'c' ELSE '' END || CASE WHEN s.is_check_overdue THEN 'o' ELSE ''"   \
    " END || CASE WHEN s.needs_mending THEN 'm' ELSE '' END FROM contract_standing s JOIN"         \
    " contract c ON c.id = s.contract_id WHERE c.title = '%s'"

static const char *standing(const char *title, const char *instant)
{
    return sql_format("BEGIN; SET LOCAL mamori.now = '%s'; " STANDING, instant, title);
}

static const struct {
    const char *title, *day, *standing;
} standings[] = {
    {QUEUE, "2026-11-22", "in_effect "},
    {QUEUE, "2026-03-31", "planned "},
    {QUEUE, "2026-04-01", "in_effect "},
    {QUEUE, "2027-03-31", "in_effect "},
    {QUEUE, "2027-04-01", "closed "},
    {CARDS, "2026-11-22", "in_effect ic"},
    {CARDS, "2026-06-30", "planned "},
    {CARDS, "2027-03-31", "in_effect ic"}, /* never checked, but not a year old yet */
    {TWICE, "2026-11-22", "revoked "},
    {"介護保険システム運用保守業務委託", "2026-07-18", "in_effect "},
    {"介護保険システム運用保守業務委託", "2026-07-19", "in_effect o"},
    {"督促状印刷・封入封緘業務委託", "2026-11-22", "in_effect m"},
    {"住民記録システム運用保守業務委託", "2026-11-22", "in_effect "}, /* was mended */
};

START_TEST(contract_stands)
{
    ck_assert_str_eq(
        standing(standings[_i].title, arena_printf(arena, "%s 12:00:00+09", standings[_i].day)),
        standings[_i].standing);
    sql("ROLLBACK");
}
END_TEST

START_TEST(what_is_taken_back_does_not_count)
{
    static const struct rule rule = {LEADER, RETRACT(QUEUE, "policy_informed", "日付の誤り"), NULL};

    ck_assert(try_rule(&rule));
    ck_assert_str_eq(standing(QUEUE, "2026-11-22 12:00:00+09"), "in_effect i");
}
END_TEST

START_TEST(months_between_checks_are_a_setting)
{
    ck_assert_str_eq(standing(QUEUE, "2027-01-06 12:00:00+09"), "in_effect ");
    sql("ROLLBACK; INSERT INTO setting (key, value, valid_from) VALUES ('contract.check_months',"
        " '3', '2026-01-01')");
    ck_assert_str_eq(standing(QUEUE, "2027-01-05 12:00:00+09"), "in_effect ");
    sql("ROLLBACK");
    ck_assert_str_eq(standing(QUEUE, "2027-01-06 12:00:00+09"), "in_effect o");
}
END_TEST

/* A reorganization: from its day on the successor's head keeps the contracts, not before. */
START_TEST(successor_has_the_contracts)
{
    sql("INSERT INTO org_unit (code, name, kind, organ, parent_id, valid_from)"
        " SELECT '0599', '窓口サービス課', 'section', organ, parent_id, '2027-04-01' FROM org_unit"
        " WHERE code = '0502'; UPDATE org_unit SET successor_id = " UNIT(
            "0599") " WHERE code = '0502'");
    ck_assert_str_eq(
        sql("BEGIN; SET LOCAL mamori.now = '2027-03-31 12:00:00+09';"
            " SELECT unit_code FROM contract_standing WHERE contract_id = " CONTRACT(QUEUE)),
        "0502");
    sql("ROLLBACK");
    ck_assert_str_eq(
        sql("BEGIN; SET LOCAL mamori.now = '2027-04-01 12:00:00+09';"
            " SELECT unit_code FROM contract_standing WHERE contract_id = " CONTRACT(QUEUE)),
        "0599");
}
END_TEST

/* ---- the list
 * ------------------------------------------------------------------------------------ */

static const struct {
    const char *state;
    int contractors;
} states[] = {{"in_effect", 11}, {"uninformed", 3}, {"unconfirmed", 2},
              {"overdue", 2},    {"to_mend", 1},    {"ended", 1}};

START_TEST(so_many_stand_there)
{
    ck_assert_str_eq(sql_format("BEGIN; SET LOCAL mamori.now = '2026-11-22 12:00:00+09';"
                                " SELECT count(*) FROM contractor_found(NULL, NULL)"
                                " WHERE '%s' = ANY (states)",
                                states[_i].state),
                     arena_printf(arena, "%d", states[_i].contractors));
}
END_TEST

Suite *test_contract_rules_suite(void);

Suite *test_contract_rules_suite(void)
{
    Suite *s = suite_create("modules/contractors/contract_rules");
    TCase *tc = contractor_case("rules");

    EACH(tc, number_checks_itself, numbers);
    EACH(tc, database_refuses_by_itself, rules);
    tcase_add_test(tc, nothing_is_taken_back_twice);
    tcase_add_test(tc, nothing_is_entered_twice);
    tcase_add_test(tc, server_cannot_rewrite_what_was_done);
    EACH(tc, contract_stands, standings);
    tcase_add_test(tc, what_is_taken_back_does_not_count);
    tcase_add_test(tc, months_between_checks_are_a_setting);
    tcase_add_test(tc, successor_has_the_contracts);
    EACH(tc, so_many_stand_there, states);
    suite_add_tcase(s, tc);
    return s;
}

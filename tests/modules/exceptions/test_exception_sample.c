#include "modules/exceptions/exception_sample_database.h"

/* domain 6.4 on 22 November 2026. */
static const struct {
    const char *unit, *title, *status; /* NULL: any */
} of_2026[] = {
    {"市民税課", "登録ＵＳＢによる税データ受渡し", "in_effect"},
    {"中央図書館", "図書館端末の共用ＩＤ", "in_effect"},
    {"警防課", "消防車載端末の画面ロック延長", "in_effect"},
    {NULL, NULL, "in_effect"},
    {NULL, NULL, "in_effect"},
    {NULL, NULL, "in_effect"},
    {NULL, NULL, "in_effect"},
    {NULL, NULL, "in_effect"},
    {NULL, NULL, "in_effect"},
    {NULL, NULL, "in_effect"},
    {NULL, NULL, "in_effect"},
    {NULL, NULL, "in_effect"},
    {"公共建築課", "サポート終了ＣＡＤ用ＰＣの継続利用（スタンドアロン）", "extension_pending"},
    {"市民窓口課", "窓口混雑時の共用端末自動ログオフ延長", "permitted"},
    {"保育課", "保育園１４園の写真データの庁外印刷", "permitted_with_conditions"},
    {"観光課", "約款型クラウドでのアンケート集計", "refused"},
    {"デジタル戦略課", "保守回線の時限開放", "pending_ciso"},
    {"河川水路課", "水位計ゲートウェイの未更新ファームウェア", "under_review"},
    {"学務保健課", "就学通知の外部ＵＳＢ", "returned"},
    {"農業委員会事務局", "地図データの持出し", "withdrawn"},
    {"第7地区市民センター", "臨時回線の設置", "expired"},
    {"医事課", "旧暗号方式の医療機器接続", "revoked"},
    {"納税課", "督促状印刷の委託先ＵＳＢ", "closed"},
    {"危機管理課", "台風時の私物スマートフォン連絡", "acknowledged"},
    {"通信指令課", "指令系障害時の迂回接続", "reported"},
};

static const char *said(int number, const char *what)
{
    return sql_format("SELECT %s FROM exception_request r"
                      " JOIN exception_current c ON c.request_id = r.id"
                      " JOIN org_unit u ON u.id = r.applicant_unit_id"
                      " WHERE r.request_no = '2026-例-%03d'",
                      what, number);
}

START_TEST(each_of_2026_has_its_state)
{
    ck_assert_str_eq(
        said(_i + 1, "exception_status(r.state, r.period_from, r.period_to, '2026-11-22')"),
        of_2026[_i].status);
    if (of_2026[_i].unit) {
        ck_assert_str_eq(said(_i + 1, "u.name"), of_2026[_i].unit);
        ck_assert_str_eq(said(_i + 1, "c.title"), of_2026[_i].title);
    }
}
END_TEST

#define OF(number, what) "SELECT " what " FROM exception_request r WHERE request_no = '" number "'"

static const struct {
    const char *sql;
    long expected;
} counts[] = {
    {"SELECT count(*) FROM exception_request WHERE fiscal_year = 2024", 40},
    {"SELECT count(*) FROM exception_request WHERE fiscal_year = 2025", 41},
    {"SELECT count(*) FROM exception_request WHERE fiscal_year = 2026", 25},
    {"SELECT last_no FROM exception_counter WHERE fiscal_year = 2026", 25},
    {"SELECT count(*) FROM exception_request r JOIN org_unit u ON u.id = r.applicant_unit_id"
     " WHERE request_no IS NULL AND state = 'awaiting_manager' AND u.name = '広報課'",
     1},
    {"SELECT count(*) FROM exception_request WHERE request_no IS NULL", 1},
    {"SELECT count(*) FROM exception_request WHERE fiscal_year < 2026"
     " AND state NOT IN ('closed', 'refused', 'withdrawn')",
     0},
    {"SELECT count(*) FROM exception_search", 107},
    {"SELECT count(*) FROM exception_current WHERE cardinality(clauses) = 0", 0},
    {"SELECT count(DISTINCT measure_type) FROM exception_current", 2},
    {"SELECT count(DISTINCT residual_risk) FROM exception_current", 3},
    {"SELECT count(*) FROM exception_request WHERE fiscal_year = 2026 AND state LIKE 'permitted%'"
     " AND period_from <= '2026-11-22' AND period_to - date '2026-11-22' = 20",
     2},
    {OF("2026-例-013", "(SELECT count(*) FROM exception_extension e WHERE e.request_id = r.id)"),
     3},
    {OF("2026-例-013", "(SELECT count(*) FROM exception_period p WHERE p.request_id = r.id)"), 3},
    {OF("2026-例-017", "(SELECT business_days_between(tokyo_day(s.at), '2026-11-22')"
                       " FROM exception_step s WHERE s.request_id = r.id AND s.event = 'forward')"),
     6},
    {OF("2026-例-019", "(SELECT revision_no FROM exception_current c WHERE c.request_id = r.id"
                       " AND c.frozen_at IS NULL)"),
     2},
    {OF("2026-例-019", "(SELECT count(DISTINCT measure_text) FROM exception_revision v"
                       " WHERE v.request_id = r.id)"),
     2},
    {OF("2026-例-021", "date '2026-11-22' - period_to"), 18},
    {OF("2026-例-022", "(SELECT count(*) FROM exception_end_report e WHERE e.request_id = r.id)"),
     0},
    {"SELECT count(*) FROM exception_request WHERE fiscal_year = 2026 AND kind = 'emergency'", 2},
};

START_TEST(figures_are_those_of_the_domain)
{
    ck_assert_int_eq(sql_number(counts[_i].sql), counts[_i].expected);
}
END_TEST

START_TEST(permission_starts_in_december)
{
    ck_assert_str_eq(said(14, "r.period_from"), "2026-12-01");
}
END_TEST

#define LAG                                                                                        \
    "business_days_between(tokyo_day(c.started_at), tokyo_day(r.filed_at)) || ' ' || coalesce("    \
    "r.outcome, '-')"

START_TEST(emergencies_lag_so_much)
{
    ck_assert_str_eq(said(24, LAG), "1 ended_confirmed");
    ck_assert_str_eq(said(25, LAG), "5 -");
    ck_assert_str_ne(said(25, "c.delay_reason"), "");
}
END_TEST

/* What no trigger holds: the section's part is done by whoever led or headed it then. */
START_TEST(everybody_bore_the_role_he_acted_in)
{
    ck_assert_str_eq(
        sql("SELECT coalesce(string_agg(DISTINCT r.request_no || ' ' || s.event, ', '), 'all')"
            " FROM exception_step s JOIN exception_request r ON r.id = s.request_id"
            " WHERE NOT EXISTS (SELECT FROM effective_role e WHERE e.person_id = s.actor_id"
            " AND e.role_code = s.actor_role AND (e.org_unit_id IS NULL OR"
            " e.org_unit_id = r.applicant_unit_id)"
            " AND is_in_force(e.valid_from, e.valid_to, tokyo_day(s.at)))"),
        "all");
}
END_TEST

START_TEST(steps_are_in_order_and_on_business_days)
{
    ck_assert_int_eq(sql_number("SELECT count(*) FROM exception_step WHERE at > '2026-11-22'"), 0);
    ck_assert_int_eq(
        sql_number("SELECT count(*) FROM exception_step WHERE NOT is_business_day(tokyo_day(at))"),
        0);
    ck_assert_int_eq(
        sql_number("SELECT count(*) FROM exception_step a JOIN exception_step b"
                   " ON b.request_id = a.request_id AND b.seq > a.seq WHERE b.at < a.at"),
        0);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM exception_request a JOIN exception_request b"
                                " ON b.fiscal_year = a.fiscal_year AND b.seq_no = a.seq_no + 1"
                                " WHERE b.filed_at < a.filed_at"),
                     0);
}
END_TEST

/* A year later, in May: numbers go on without gaps, and nothing is done that lies ahead. */
START_TEST(a_later_year_has_what_was_done_by_then)
{
    ck_assert_int_eq(sql_number("SELECT count(*) FROM exception_request WHERE fiscal_year = 2025"),
                     40);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM exception_request WHERE fiscal_year = 2026"),
                     41);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM exception_request WHERE fiscal_year = 2027"),
                     4);
    ck_assert_str_eq(sql("SELECT state FROM exception_request WHERE request_no = '2027-例-001'"),
                     "permitted");
    ck_assert_int_eq(
        sql_number("SELECT count(*) FROM exception_step WHERE at > '2027-05-10T00:00:00Z'"), 0);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM exception_search"), 85);
}
END_TEST

Suite *test_exception_sample_suite(void);

Suite *test_exception_sample_suite(void)
{
    Suite *s = suite_create("modules/exceptions/exception_sample");
    TCase *now = exception_reading_case("on 22 November 2026", exception_migrate);
    TCase *later = exception_reading_case("a year later", exception_migrate_shifted);

    EACH(now, each_of_2026_has_its_state, of_2026);
    EACH(now, figures_are_those_of_the_domain, counts);
    tcase_add_test(now, permission_starts_in_december);
    tcase_add_test(now, emergencies_lag_so_much);
    tcase_add_test(now, everybody_bore_the_role_he_acted_in);
    tcase_add_test(now, steps_are_in_order_and_on_business_days);
    suite_add_tcase(s, now);
    tcase_add_test(later, a_later_year_has_what_was_done_by_then);
    suite_add_tcase(s, later);
    return s;
}

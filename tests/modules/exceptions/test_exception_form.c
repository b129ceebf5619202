#include "core/core_database.h"
#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_draft.h"
#include "modules/exceptions/exception_form.h"

/* ---- what filing needs (BR-EX-02, BR-EX-04, BR-EX-05, BR-EX-11), on Sunday 22 November 2026 -----
 */

#define TEXT_OF_20 "'一二三四五六七八九十一二三四五六七八九十'"
#define TEXT_OF_19 "'一二三四五六七八九十一二三四五六七八九'"

enum { PRIOR_ID = 1, EMERGENCY_ID };

/* Two whole texts; each case then takes something away. */
static void set_up(void)
{
    core_set_up();
    core_clock("2026-11-22T00:00:00.000000Z", "2026-11-22");
    core_employed("304182", "regular", "鵠渡", "みなみ");
    sql("SET session_replication_role = replica;" /* who may write what is no matter here */
        " INSERT INTO policy_document (code, title, level, publicity, sort_order)"
        " VALUES ('rules', '実施手順', 'procedure', 'non_public', 4);"
        " INSERT INTO policy_version (document_id, version_no, in_force_from, in_force_to, source_name,"
        " source_sha256) SELECT d.id, v.no, v.day::date, v.last::date, '', '' FROM policy_document d,"
        " (VALUES ('1', '2020-04-01', '2025-03-31'), ('2', '2025-04-01', NULL)) v (no, day, last);"
        " INSERT INTO clause (version_id, ord, kind, level, code, slug, number, heading, text)"
        " SELECT id, 1, 'text', 1, '1', '1', '1', '', 'きまり' FROM policy_version;"
        " INSERT INTO exception_request (kind, applicant_role, applicant_unit_id, drafter_id)"
        " SELECT k, 'system_security_manager', u.id, p.id FROM org_unit u, person p,"
        " (VALUES ('prior'), ('emergency')) v (k) WHERE u.code = '1703';"
        " INSERT INTO exception_revision (request_id, title, clauses, requirement_text, measure_type,"
        " ground_difficulty, ground_continuity, ground_reason, measure_text, compensating, threats,"
        " risk_text, residual_risk, assets, info_class, users, period_from, period_to, resolution_plan)"
        " SELECT id, '件名', ARRAY[(SELECT max(id) FROM clause)], '遵守', 'alternative_method'," TEXT_OF_20
        "," TEXT_OF_20 "," TEXT_OF_20
        ", '措置', '代替', '{insider}', '影響', 'low', '端末', '2', '職員',"
        " '2026-12-01', '2027-03-31', '計画' FROM exception_request WHERE kind = 'prior';"
        " INSERT INTO exception_revision (request_id, title, clauses, measure_text, compensating,"
        " risk_text, started_at, urgency_reason, why_unavoidable, current_condition, still_needed)"
        " SELECT id, '件名', ARRAY[(SELECT max(id) FROM clause)], '措置', '代替', '影響',"
        " '2026-11-20T09:00:00+09:00', '緊急', '不可避', '継続中', false"
        " FROM exception_request WHERE kind = 'emergency';"
        " SET session_replication_role = origin");
}

struct judged {
    int request;
    const char *fields; /* what is said to be missing, in the order found */
};

static bool judge(struct work *w, void *context)
{
    struct judged *judged = context;
    struct exception ex = {.id = judged->request == PRIOR_ID ? "1" : "2",
                           .kind =
                               judged->request == PRIOR_ID ? EXCEPTION_PRIOR : EXCEPTION_EMERGENCY};

    access_begin_work(w, "test");
    judged->fields = "";
    if (!exception_draft_is_complete(w, &ex))
        for (const struct field_error *e = w->error.fields; e; e = e->next)
            judged->fields = arena_printf(w->arena, "%s%s%s", judged->fields,
                                          *judged->fields ? " " : "", e->field);
    error_clear(w);
    return true;
}

static const struct {
    int request;
    const char *change; /* of the revision */
    const char *fields;
} cases[] = {
    {PRIOR_ID, "title = title", ""},
    {PRIOR_ID, "title = ''", "title"},
    {PRIOR_ID, "clauses = '{}'", "clauses"},
    {PRIOR_ID, "clauses = ARRAY[(SELECT min(id) FROM clause)]",
     "clauses"}, /* of the former version */
    {PRIOR_ID, "requirement_text = ''", "requirement_text"},
    {PRIOR_ID, "measure_type = NULL", "measure_type"},
    {PRIOR_ID, "ground_difficulty = " TEXT_OF_19, "ground_difficulty"},
    {PRIOR_ID, "ground_continuity = " TEXT_OF_19, "ground_continuity"},
    {PRIOR_ID, "ground_reason = " TEXT_OF_19, "ground_reason"},
    {PRIOR_ID, "ground_reason = ''", "ground_reason"},
    {PRIOR_ID, "measure_text = ''", "measure_text"},
    {PRIOR_ID, "compensating = ''", "compensating"},
    {PRIOR_ID, "threats = '{}'", "threats"},
    {PRIOR_ID, "risk_text = ''", "risk_text"},
    {PRIOR_ID, "residual_risk = NULL", "residual_risk"},
    {PRIOR_ID, "assets = ''", "assets"},
    {PRIOR_ID, "assets = '', no_asset_reason = '運用だけの変更'", ""},
    {PRIOR_ID, "info_class = NULL", "info_class"},
    {PRIOR_ID, "users = ''", "users"},
    {PRIOR_ID, "resolution_plan = ''", "resolution_plan"},
    {PRIOR_ID, "period_from = NULL", "period_from"},
    {PRIOR_ID, "period_to = NULL", "period_to"},
    {PRIOR_ID, "period_to = '2026-11-30'", "period_to"},
    {PRIOR_ID, "period_from = '2026-11-22', period_to = '2026-11-22'", ""},
    {PRIOR_ID, "period_from = '2026-11-21'", "period_from"}, /* that would be a report */
    {PRIOR_ID, "period_to = '2027-04-01'", "period_to"},
    {PRIOR_ID, "period_from = '2027-04-01', period_to = '2028-03-31'", ""},
    {PRIOR_ID, "title = '', period_to = '2027-04-01'", "title period_to"},
    {EMERGENCY_ID, "title = title", ""},
    {EMERGENCY_ID, "title = ''", "title"},
    {EMERGENCY_ID, "clauses = '{}'", "clauses"},
    {EMERGENCY_ID, "measure_text = ''", "measure_text"},
    {EMERGENCY_ID, "compensating = ''", "compensating"},
    {EMERGENCY_ID, "risk_text = ''", "risk_text"},
    {EMERGENCY_ID, "started_at = NULL", "started_on"},
    {EMERGENCY_ID, "started_at = '2026-11-22T09:00:01+09:00'", "started_on"}, /* ahead */
    {EMERGENCY_ID, "started_at = '2026-11-22T09:00:00+09:00'", ""},
    {EMERGENCY_ID, "urgency_reason = ''", "urgency_reason"},
    {EMERGENCY_ID, "why_unavoidable = ''", "why_unavoidable"},
    {EMERGENCY_ID, "current_condition = ''", "current_condition"},
    {EMERGENCY_ID, "still_needed = NULL", "still_needed"},
    /* Three business days are prompt, on the fourth the delay has its reason, and is accepted. */
    {EMERGENCY_ID, "started_at = '2026-11-17T23:00:00+09:00'", ""},
    {EMERGENCY_ID, "started_at = '2026-11-16T23:00:00+09:00'", "delay_reason"},
    {EMERGENCY_ID, "started_at = '2026-11-16T23:00:00+09:00', delay_reason = '復旧を優先した'", ""},
    {EMERGENCY_ID, "started_at = '2020-01-01T00:00:00+09:00', delay_reason = '気付かなかった'", ""},
};

/* One database serves all the cases: each begins with the whole texts again. */
static const char *found_of(int i)
{
    struct judged judged = {.request = cases[i].request};

    sql_format("SET session_replication_role = replica; DELETE FROM exception_revision;"
               " INSERT INTO exception_revision OVERRIDING SYSTEM VALUE SELECT * FROM whole;"
               " UPDATE exception_revision SET %s WHERE request_id = %d",
               cases[i].change, cases[i].request);
    ck_assert(db_transaction(work, pool, DB_READ, judge, &judged));
    return judged.fields;
}

START_TEST(filing_names_what_is_missing)
{
    const char *wrong = "";

    sql("CREATE TABLE whole AS SELECT * FROM exception_revision");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *found = found_of((int)i);

        if (strcmp(found, cases[i].fields) != 0)
            wrong = arena_printf(work->arena, "%s%s: \"%s\", not \"%s\"\n", wrong, cases[i].change,
                                 found, cases[i].fields);
    }
    ck_assert_str_eq(wrong, "");
}
END_TEST

START_TEST(the_length_of_the_grounds_is_a_setting)
{
    struct judged judged = {.request = PRIOR_ID};

    sql("INSERT INTO setting (key, value, valid_from) VALUES ('exception.ground_minimum', '21', '2026-11-22')");
    ck_assert(db_transaction(work, pool, DB_READ, judge, &judged));
    ck_assert_str_eq(judged.fields, "ground_difficulty ground_continuity ground_reason");
}
END_TEST

/* ---- the chosen clauses ------------------------------------------------------------------------
 */

static const struct {
    const char *clauses[4], *add, *remove, *chosen;
} choices[] = {
    {{"a/1", "a/2", NULL}, NULL, NULL, "a/1 a/2 "},
    {{"a/1", "a/2", NULL}, "b/1", NULL, "a/1 a/2 b/1 "},
    {{"a/1", "a/2", NULL}, "a/1", NULL, "a/1 a/2 "},
    {{"a/1", "a/2", NULL}, NULL, "a/1", "a/2 "},
    {{"a/1", NULL}, NULL, "a/9", "a/1 "},
    {{NULL}, "a/1", NULL, "a/1 "},
    {{NULL}, "", "", ""},
    {{"a/1", NULL}, "b/1", "a/1", "b/1 "},
};

START_TEST(buttons_change_the_list)
{
    const char *const *chosen = exception_draft_chosen(work->arena, choices[_i].clauses,
                                                       choices[_i].add, choices[_i].remove);
    const char *all = "";

    for (; *chosen; chosen++)
        all = arena_printf(work->arena, "%s%s ", all, *chosen);
    ck_assert_str_eq(all, choices[_i].chosen);
}
END_TEST

/* ---- the words of the rule ---------------------------------------------------------------------
 */

#define RULE                                                                                       \
    "管理者は、規程を遵守することが難しく、かつ、事務の継続のため、理由があるときは、許可を受ける。継続は別に定める。"

static const struct {
    const char *rule, *keyword, *quote;
} quotes[] = {
    {RULE, "遵守することが", "規程を遵守することが難しく"},
    {RULE, "継続", "事務の継続のため"},
    {RULE, "理由", "理由があるときは"},
    {RULE, "管理者", "管理者は"},
    {RULE, "別に", "継続は別に定める"},
    {RULE, "緊急", NULL},
    {"", "緊急", NULL},
    {"緊急", "緊急", "緊急"},
};

START_TEST(a_ground_stands_beside_its_words)
{
    const char *quote = exception_form_quote(work, quotes[_i].rule, quotes[_i].keyword);

    if (quotes[_i].quote)
        ck_assert_str_eq(quote, quotes[_i].quote);
    else
        ck_assert_ptr_null(quote);
}
END_TEST

Suite *test_exception_form_suite(void);

Suite *test_exception_form_suite(void)
{
    Suite *s = suite_create("modules/exceptions/exception_form");
    TCase *database = core_case_with("filing", set_up, core_tear_down), *tc = tcase_create("words");

    tcase_add_test(database, filing_names_what_is_missing);
    tcase_add_test(database, the_length_of_the_grounds_is_a_setting);
    suite_add_tcase(s, database);
    tcase_add_checked_fixture(tc, start_work, stop_work);
    EACH(tc, buttons_change_the_list, choices);
    EACH(tc, a_ground_stands_beside_its_words, quotes);
    suite_add_tcase(s, tc);
    return s;
}

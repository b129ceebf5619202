#include "exception_database.h"

/* Periods, numbers and the passing of the year: BR-EX-04, 05, 08, 09 and BR-CA-05. */

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- the permitted period ----------------------------------------------------------------------
 */

/* Asked for: 2026-12-01 to 2027-03-31. */
static const struct {
    const char *moment, *statements, *rule;
} permissions[] = {
    {NOON, PERMIT("") PERIOD("2026-12-01", "2027-03-31"), ""},
    {NOON, PERMIT(REASON) PERIOD("2026-11-22", "2026-11-22"), ""},
    {NOON, PERMIT(REASON) PERIOD("2026-11-21", "2027-03-31"),
     "exception_period_not_before_decision"},
    {NOON, PERMIT(REASON) PERIOD("2026-12-02", "2026-12-01"), "exception_period_order"},
    /* BR-EX-05 */
    {NOON, PERMIT(REASON) PERIOD("2026-12-01", "2027-04-01"), "exception_period_fiscal_year"},
    {NOON, PERMIT(REASON) PERIOD("2027-04-01", "2028-03-31"), ""},
    {NOON, PERMIT(REASON) PERIOD("2027-04-01", "2028-04-01"), "exception_period_fiscal_year"},
    /* The day of the decision is a day in Japan; 31 March, 29 February. */
    {"2027-03-31 23:59:59+09", PERMIT(REASON) PERIOD("2027-03-31", "2027-03-31"), ""},
    {"2027-04-01 00:00:00+09", PERMIT(REASON) PERIOD("2027-03-31", "2027-03-31"),
     "exception_period_not_before_decision"},
    {"2028-02-29 00:00:00+09", PERMIT(REASON) PERIOD("2028-02-29", "2028-03-31"), ""},
    {"2028-02-29 00:00:00+09", PERMIT(REASON) PERIOD("2028-02-28", "2028-03-31"),
     "exception_period_not_before_decision"},
    {"2028-02-28 00:00:00+09", PERMIT(REASON) PERIOD("2028-02-28", "2028-02-29"), ""},
    {"2027-02-28 00:00:00+09", PERMIT(REASON) PERIOD("2027-02-28", "2027-02-29"), "22008"},
    /* BR-EX-06: another period than asked for says why. */
    {NOON, PERMIT("") PERIOD("2026-12-01", "2027-03-30"), "exception_period_other_why"},
    {NOON, PERMIT("あいうえおかきくけ") PERIOD("2026-12-02", "2027-03-31"),
     "exception_period_other_why"},
    {NOON, PERMIT("あいうえおかきくけこ") PERIOD("2026-12-02", "2027-03-31"), ""},
    /* A permission has one period, and nothing else has any. */
    {NOON, PERMIT(""), "exception_period_given"},
    {NOON, PERMIT(REASON) PERIOD("2026-12-01", "2026-12-31") PERIOD("2027-01-01", "2027-03-31"),
     "exception_period_step"},
    {NOON, PERIOD("2026-12-01", "2027-03-31"), "exception_period_of_permission"},
    {NOON,
     STEP("refuse", "pending_ciso", "refused", "ciso", REASON) PERIOD("2026-12-01", "2027-03-31"),
     "exception_period_of_permission"},
    /* Conditions: with 条件付許可, never without; never beside 許可. */
    {NOON,
     STEP("permit_with_conditions", "pending_ciso", "permitted_with_conditions", "ciso", REASON)
         PERIOD("2026-12-01", "2027-03-31"),
     "exception_conditions_given"},
    {NOON,
     STEP("permit_with_conditions", "pending_ciso", "permitted_with_conditions", "ciso", REASON)
         PERIOD("2026-12-01", "2027-03-31") CONDITION("記録を提出する。"),
     ""},
    {NOON, PERMIT("") PERIOD("2026-12-01", "2027-03-31") CONDITION("記録を提出する。"),
     "exception_part_of_step"},
};

START_TEST(permitted_for)
{
    make_pending();
    for (size_t i = 0; i < COUNT(permissions); i++) {
        const char *rule = attempt(CISO, permissions[i].moment, permissions[i].statements, false);

        ck_assert_msg(!strcmp(rule, permissions[i].rule), "%s: %s", permissions[i].statements,
                      rule);
    }
}
END_TEST

START_TEST(nothing_is_added_to_a_decision)
{
    make_pending();
    done(CISO, NOON,
         STEP("permit_with_conditions", "pending_ciso", "permitted_with_conditions", "ciso", REASON)
             PERIOD("2026-12-01", "2027-03-31") CONDITION("記録を提出する。"));
    refused(CISO, NOON,
            "INSERT INTO exception_condition (request_id, step_id, ord, text) VALUES (" REQUEST
            ", " LAST_STEP ", 2, '後から');",
            "exception_part_of_step");
    refused(CISO, NOON, PERIOD("2027-04-01", "2028-03-31"), "exception_period_of_permission");
    /* A condition is met by the step that says so, not ahead of the day, and once. */
    done(HEAD, "2026-12-10 12:00:00+09",
         STEP("condition_met", "permitted_with_conditions", "permitted_with_conditions", "staff",
              ""));
    refused(HEAD, "2026-12-10 12:00:00+09",
            "INSERT INTO exception_condition_met SELECT id, " LAST_STEP
            ", today() FROM exception_condition;",
            "exception_part_of_step");
#define MET(day)                                                                                   \
    STEP("condition_met", "permitted_with_conditions", "permitted_with_conditions", "staff", "")   \
    "INSERT INTO exception_condition_met SELECT id, " LAST_STEP ", " day                           \
    " FROM exception_condition;"
    refused(HEAD, "2026-12-10 12:00:00+09", MET("today() + 1"),
            "exception_condition_met_not_ahead");
    done(HEAD, "2026-12-10 12:00:00+09", MET("today()"));
    refused(HEAD, "2026-12-10 12:00:00+09", MET("today()"), "exception_condition_met_pk");
}
END_TEST

/* ---- extensions --------------------------------------------------------------------------------
 */

static const struct {
    const char *staff_no, *moment, *statements, *rule;
} askings[] = {
    /* Permitted from 2026-12-01 to 2027-03-31: only meanwhile (BR-EX-08). */
    {HEAD, "2026-11-30 23:59:59+09", ASK_EXTENSION, "exception_extension_in_effect"},
    {HEAD, "2026-12-01 00:00:00+09", ASK_EXTENSION, ""},
    {HEAD, "2027-03-31 23:59:59+09", ASK_EXTENSION, ""},
    {HEAD, "2027-04-01 00:00:00+09", ASK_EXTENSION, "exception_extension_in_effect"},
    {HEAD, "2027-03-31 12:00:00+09", ASK_EXTENSION EXTENSION("2027-04-01", "2027-03-31"),
     "exception_extension_period"},
};

START_TEST(extension_is_asked_for_in_time)
{
    make_permitted();
    for (size_t i = 0; i < COUNT(askings); i++)
        ck_assert_str_eq(
            attempt(askings[i].staff_no, askings[i].moment, askings[i].statements, false),
            askings[i].rule);
}
END_TEST

static const struct {
    const char *moment, *statements, *rule;
} extensions[] = {
    /* Asked for on 10 March 2027: 2027-04-01 to 2028-03-31. */
    {"2027-03-31 23:59:59+09", EXTEND("") PERIOD("2027-04-01", "2028-03-31"), ""},
    {"2027-04-01 00:00:00+09", EXTEND("") PERIOD("2027-04-01", "2028-03-31"),
     "exception_has_expired"},
    {"2027-03-31 12:00:00+09", EXTEND(REASON) PERIOD("2027-04-02", "2028-03-31"),
     "exception_period_continues"},
    {"2027-03-31 12:00:00+09", EXTEND(REASON) PERIOD("2027-03-31", "2028-03-31"),
     "exception_period_continues"},
    {"2027-03-31 12:00:00+09", EXTEND(REASON) PERIOD("2027-04-01", "2028-04-01"),
     "exception_period_fiscal_year"},
    {"2027-03-31 12:00:00+09", EXTEND("") PERIOD("2027-04-01", "2027-09-30"),
     "exception_period_other_why"},
    {"2027-03-31 12:00:00+09", EXTEND(REASON) PERIOD("2027-04-01", "2027-09-30"), ""},
    {"2027-03-31 12:00:00+09", EXTEND(""), "exception_period_given"},
    {"2027-03-31 12:00:00+09",
     EXTEND("") PERIOD("2027-04-01", "2028-03-31") CONDITION("記録を提出する。"),
     "exception_conditions_why"},
    {"2027-03-31 12:00:00+09",
     EXTEND(REASON) PERIOD("2027-04-01", "2028-03-31") CONDITION("記録を提出する。"), ""},
    /* Over the year's end: not before the March in front of it (BR-EX-05). */
    {"2027-03-01 00:00:00+09", EXTEND("") PERIOD("2027-04-01", "2028-03-31"), ""},
    {"2027-02-28 23:59:59+09", EXTEND("") PERIOD("2027-04-01", "2028-03-31"),
     "exception_extension_in_march"},
};

START_TEST(extended_for)
{
    make_extension();
    for (size_t i = 0; i < COUNT(extensions); i++) {
        const char *rule = attempt(CISO, extensions[i].moment, extensions[i].statements, false);

        ck_assert_msg(!strcmp(rule, extensions[i].rule), "%s %s: %s", extensions[i].moment,
                      extensions[i].statements, rule);
    }
    sql("INSERT INTO setting (key, value, valid_from)"
        " VALUES ('exception.within_fiscal_year', 'no', '2026-01-01')");
    passes(CISO, "2027-02-28 12:00:00+09", EXTEND(REASON) PERIOD("2027-04-01", "2029-03-31"));
}
END_TEST

/* Two in one March: the second crosses the next year's end, whose March is not yet. */
START_TEST(each_year_waits_for_its_march)
{
    make_extension();
    done(CISO, "2027-03-12 12:00:00+09", EXTEND("") PERIOD("2027-04-01", "2028-03-31"));
    done(HEAD, "2027-03-20 12:00:00+09", ASK_EXTENSION EXTENSION("2028-04-01", "2029-03-31"));
    refused(CISO, "2027-03-25 12:00:00+09", EXTEND("") PERIOD("2028-04-01", "2029-03-31"),
            "exception_extension_in_march");
    passes(CISO, "2028-03-01 12:00:00+09", EXTEND("") PERIOD("2028-04-01", "2029-03-31"));
}
END_TEST

START_TEST(periods_follow_without_gap)
{
    make_pending();
    done(CISO, "2027-12-01 12:00:00+09", PERMIT(REASON) PERIOD("2027-12-01", "2028-02-29"));
    done(HEAD, "2028-02-29 12:00:00+09", ASK_EXTENSION EXTENSION("2028-03-01", "2028-03-31"));
    done(CISO, "2028-02-29 13:00:00+09", EXTEND("") PERIOD("2028-03-01", "2028-03-31"));
    ck_assert_str_eq(sql("SELECT string_agg(period_no || ' ' || period_from || ' ' || period_to,"
                         " ', ' ORDER BY period_no) FROM exception_period"),
                     "1 2027-12-01 2028-02-29, 2 2028-03-01 2028-03-31");
    ck_assert_str_eq(sql("SELECT period_from || ' ' || period_to FROM exception_request"),
                     "2027-12-01 2028-03-31");
}
END_TEST

/* ---- the year passes ---------------------------------------------------------------------------
 */

static const char *status_on(const char *day)
{
    return sql_format("SELECT exception_status(state, period_from, period_to, '%s')"
                      " FROM exception_request ORDER BY id DESC LIMIT 1",
                      day);
}

START_TEST(day_says_what_is_in_effect)
{
    make_permitted();
    ck_assert_str_eq(status_on("2026-11-30"), "permitted");
    ck_assert_str_eq(status_on("2026-12-01"), "in_effect");
    ck_assert_str_eq(status_on("2027-02-28"), "in_effect");
    ck_assert_str_eq(status_on("2027-03-31"), "in_effect");
    ck_assert_str_eq(status_on("2027-04-01"), "expired");
    ck_assert_str_eq(status_on("2030-01-01"), "expired");
    done(HEAD, "2027-03-31 12:00:00+09", ASK_EXTENSION EXTENSION("2027-04-01", "2028-03-31"));
    ck_assert_str_eq(status_on("2027-03-31"), "extension_pending");
    ck_assert_str_eq(status_on("2027-04-01"), "expired"); /* BR-EX-09 */
    done(CISO, "2027-03-31 17:00:00+09", EXTEND("") PERIOD("2027-04-01", "2028-03-31"));
    ck_assert_str_eq(status_on("2027-04-01"), "in_effect");
    ck_assert_str_eq(status_on("2028-02-29"), "in_effect");
    ck_assert_str_eq(status_on("2028-04-01"), "expired");
    done(CISO, "2027-05-01 12:00:00+09", STEP("revoke", "permitted", "revoked", "ciso", REASON));
    ck_assert_str_eq(status_on("2028-04-01"), "revoked");
}
END_TEST

/* ---- numbers (BR-CA-05) ------------------------------------------------------------------------
 */

#define NUMBER "SELECT coalesce(request_no, '') FROM exception_request ORDER BY id DESC LIMIT 1"
#define FILE_DRAFT STEP("manager_file", "draft", "filed", "system_security_manager", "")

static const char *filed_at(const char *moment)
{
    ck_assert_str_eq(attempt(HEAD, moment, DRAFT_OF("prior", LEADER) REVISION FILE_DRAFT, true),
                     "");
    return sql(NUMBER);
}

START_TEST(numbers_have_no_gap)
{
    ck_assert_str_eq(filed_at("2027-03-31 23:59:59+09"), "2026-例-001");
    ck_assert_str_eq(filed_at("2027-04-01 00:00:00+09"), "2027-例-001");
    done(HEAD, "2027-04-01 09:00:00+09", STEP("withdraw", "filed", "withdrawn", "staff", REASON));
    ck_assert_str_eq(filed_at("2027-04-01 10:00:00+09"), "2027-例-002");
    /* What comes to nothing takes none. */
    refused(HEAD, "2027-04-02 09:00:00+09",
            DRAFT_OF("prior", LEADER) REVISION FILE_DRAFT "SELECT 1 / 0;", "22012");
    done(LEADER, "2027-04-02 09:00:00+09", DRAFT_OF("prior", LEADER) REVISION);
    done(LEADER, "2027-04-02 09:00:00+09", STEP("discard", "draft", "discarded", "staff", ""));
    ck_assert_str_eq(sql(NUMBER), "");
    ck_assert_str_eq(filed_at("2027-04-03 09:00:00+09"), "2027-例-003");
    sql("UPDATE exception_counter SET last_no = 999 WHERE fiscal_year = 2027");
    ck_assert_str_eq(filed_at("2027-04-04 09:00:00+09"), "2027-例-1000");
}
END_TEST

START_TEST(returned_request_keeps_its_number)
{
    make_under_review();
    done(CLERK, NOON, STEP("return", "under_review", "returned", "secretariat", REASON));
    ck_assert_str_eq(sql(NUMBER), "2026-例-001");
    done(HEAD, "2027-05-01 12:00:00+09",
         STEP("manager_file", "returned", "filed", "system_security_manager", ""));
    ck_assert_str_eq(sql(NUMBER), "2026-例-001");
    ck_assert_str_eq(sql("SELECT last_no FROM exception_counter"), "1");
}
END_TEST

/* ---- what was permitted before the portal was there ---------------------------------------------
 */

#define MIGRATED(number)                                                                           \
    "INSERT INTO exception_request (kind, applicant_role, applicant_unit_id, drafter_id,"          \
    " is_migrated) SELECT 'prior', 'system_security_manager', u.id, " PERSON(                      \
        CLERK) ", true FROM org_unit u WHERE u.code = '0502';" REVISION                            \
    BRING(number, "draft")
#define BRING(number, from)                                                                        \
    "INSERT INTO exception_step (request_id, event, from_state, to_state, actor_role, result, at)" \
    " VALUES (" REQUEST ", 'migrate', '" from "', 'permitted', 'secretariat', '" number            \
    "', '2019-04-01');"
#define RUNNING PERIOD("2026-04-01", "2027-03-31")

START_TEST(running_ones_are_brought_in)
{
    done(CLERK, NOON, MIGRATED("2026-例-040") RUNNING);
    ck_assert_str_eq(status_on("2026-11-22"), "in_effect");
    ck_assert_str_eq(filed_at(NOON), "2026-例-041");
    done(CLERK, NOON, MIGRATED("2026-例-005") RUNNING);
    ck_assert_str_eq(filed_at(NOON), "2026-例-042");
    refused(CLERK, NOON, MIGRATED("2026-例-040") RUNNING, "exception_request_no_unique");
    refused(CLERK, NOON, MIGRATED("2026-例-050"), "exception_period_given");
    refused(HEAD, NOON, MIGRATED("2026-例-050") RUNNING, "exception_actor_role");
    refused(CLERK, NOON, MIGRATED("２０２６-例-050") RUNNING, "22P02");
    /* It is no way around the CISO. */
    make_draft();
    refused(CLERK, NOON, BRING("2026-例-060", "draft") RUNNING, "exception_migrates_draft");
    make_pending();
    refused(CLERK, NOON, BRING("2026-例-060", "pending_ciso") RUNNING, "exception_migrates_draft");
}
END_TEST

Suite *test_exception_periods_suite(void);

Suite *test_exception_periods_suite(void)
{
    Suite *s = suite_create("modules/exceptions/exception_periods");
    TCase *tc = exception_case("periods");

    tcase_add_test(tc, permitted_for);
    tcase_add_test(tc, nothing_is_added_to_a_decision);
    tcase_add_test(tc, extension_is_asked_for_in_time);
    tcase_add_test(tc, extended_for);
    tcase_add_test(tc, each_year_waits_for_its_march);
    tcase_add_test(tc, periods_follow_without_gap);
    tcase_add_test(tc, day_says_what_is_in_effect);
    tcase_add_test(tc, numbers_have_no_gap);
    tcase_add_test(tc, returned_request_keeps_its_number);
    tcase_add_test(tc, running_ones_are_brought_in);
    suite_add_tcase(s, tc);
    return s;
}

#include "directive_database.h"

/* What the database holds of directives by itself: to whom an issue delivers, who answers, once. */

static const char *ask(const char *question)
{
    PGresult *result = PQexec(server, question);
    const char *answer = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result)
                             ? arena_strdup(work->arena, PQgetvalue(result, 0, 0))
                             : PQresultErrorMessage(result);

    answer = arena_strdup(work->arena, answer);
    PQclear(result);
    return answer;
}

#define answers(question, wanted) ck_assert_str_eq(ask(question), wanted)

/* ---- issuing (BR-CM-11) ------------------------------------------------------------------------
 */

START_TEST(all_sections_of_the_day)
{
    done(BY_CLERK, DRAFT STEP("issue"));
    answers(
        "SELECT count(*) = (SELECT count(*) FROM org_unit WHERE is_user_section AND is_in_force("
        "valid_from, valid_to, '2026-11-22')) FROM directive_delivery",
        "t");
    answers("SELECT fiscal_year || '-' || number FROM directive", "2026-1");
    done(BY_CLERK, DRAFT_FOR("listed", "(SELECT array_agg(id) FROM org_unit WHERE code = '0502')",
                             "NULL") STEP("issue"));
    answers("SELECT count(*) FROM directive_delivery WHERE directive_id = " DIRECTIVE, "1");
    answers("SELECT max(number) FROM directive", "2");
}
END_TEST

static const struct {
    struct doer doer;
    const char *statements, *rule;
} refusals[] = {
    {{HEAD, ANSWERS, NULL}, DRAFT, "directive_by_secretariat"},
    {{CISO, "directive_read_all", NULL}, DRAFT, "directive_by_secretariat"},
    {{CLERK, KEEPS, NULL},
     DRAFT_FOR("listed", "'{}'", "NULL") STEP("issue"),
     "directive_units_given"},
    {{CLERK, KEEPS, NULL}, DRAFT_FOR("listed", "'{-1}'", "NULL"), "directive_units_exist"},
    {{CLERK, KEEPS, NULL},
     DRAFT_FOR("all", "(SELECT array_agg(id) FROM org_unit WHERE code = '0502')", "NULL"),
     "directive_units_listed"},
    {{CLERK, KEEPS, NULL},
     DRAFT_FOR("all", "'{}'", "'2026-11-21'") STEP("issue"),
     "directive_due_ahead"},
    {{CLERK, KEEPS, NULL}, DRAFT STEP("remind"), "directive_state_changed"},
    {{CLERK, KEEPS, NULL}, DRAFT STEP("close"), "directive_state_changed"},
    {{CLERK, KEEPS, NULL}, DRAFT STEP("issue") STEP("discard"), "directive_state_changed"},
    {{CLERK, KEEPS, NULL},
     DRAFT STEP("issue") "UPDATE directive SET title = '別';",
     "directive_is_issued"},
    {{CLERK, KEEPS, NULL}, DRAFT STEP("issue") "DELETE FROM directive;", "42501"},
    {{CLERK, KEEPS, NULL}, DRAFT "UPDATE directive SET state = 'issued';", "42501"},
};

START_TEST(what_is_refused)
{
    refused(refusals[_i].doer, refusals[_i].statements, refusals[_i].rule);
    answers("SELECT count(*) FROM directive", "0");
}
END_TEST

START_TEST(manager_issues_own)
{
    done(
        BY(NSM, "directive_issue directive_read_all"),
        "INSERT INTO directive (source, title, body) VALUES ('nsm_instruction', '点検', '点検');" STEP(
            "issue"));
    answers("SELECT state FROM directive", "issued");
}
END_TEST

/* ---- answering ---------------------------------------------------------------------------------
 */

START_TEST(section_answers)
{
    done(BY_CLERK, DRAFT STEP("issue"));
    refused(BY_HEAD, ANSWER("report", "0502", "した"), "directive_confirmed_first");
    refused(BY(OTHER_HEAD, ANSWERS), ANSWER("confirm", "0502", ""), "directive_answer_by_section");
    refused(BY(CISO, "directive_read_all"), ANSWER("confirm", "0502", ""),
            "directive_answer_by_section");
    done(BY(LEADER, ANSWERS), ANSWER("confirm", "0502", ""));
    refused(BY_HEAD, ANSWER("confirm", "0502", ""), "directive_confirmed_once");
    refused(BY_HEAD, ANSWER("report", "0502", ""), "directive_answer_report_says");
    done(BY_HEAD, ANSWER("report", "0502", "した"));
    done(BY_HEAD, ANSWER("report", "0502", "さらにした"));
    refused(BY_HEAD, "UPDATE directive_answer SET text = '';", "42501");
    done(BY_CLERK, STEP("close"));
    refused(BY_HEAD, ANSWER("report", "0502", "遅れて"), "directive_state_changed");
}
END_TEST

#define STANDING                                                                                   \
    "SELECT s.delivery_state FROM directive_standing s JOIN org_unit u ON u.id = s.org_unit_id"    \
    " WHERE u.code = '0502'"
#define ON(day) "SELECT set_config('mamori.now', '" day " 12:00+09', false)"

START_TEST(where_a_section_stands)
{
    done(BY_CLERK, DRAFT STEP("issue"));
    ask(ON("2026-12-25"));
    answers(STANDING, "delivered");
    done(BY_HEAD, ANSWER("confirm", "0502", ""));
    answers(STANDING, "confirmed");
    ask(ON("2026-12-26"));
    answers(STANDING, "overdue");
    done(BY_HEAD, ANSWER("report", "0502", "した"));
    answers(STANDING, "done");
}
END_TEST

START_TEST(confirmed_is_done_where_no_report_is_asked)
{
    done(BY_CLERK, "INSERT INTO directive (source, title, body, needs_reply)"
                   " VALUES ('operational_review', '点検', '点検', false);" STEP("issue"));
    done(BY_HEAD, ANSWER("confirm", "0502", ""));
    answers(STANDING, "done");
}
END_TEST

Suite *test_directive_suite(void)
{
    Suite *suite = suite_create("directive");
    TCase *tc = directive_case("directive");

    tcase_add_test(tc, all_sections_of_the_day);
    tcase_add_loop_test(tc, what_is_refused, 0, sizeof refusals / sizeof *refusals);
    tcase_add_test(tc, manager_issues_own);
    tcase_add_test(tc, section_answers);
    tcase_add_test(tc, where_a_section_stands);
    tcase_add_test(tc, confirmed_is_done_where_no_report_is_asked);
    suite_add_tcase(suite, tc);
    return suite;
}

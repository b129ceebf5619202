#include "exception_database.h"
#include "modules/exceptions/exception.h"

/* What the database holds by itself: who may do what, above all who decides, and where each event
 * leads. */

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- who decides (BR-EX-03, BR-AB-05) -----------------------------------------------------------
 */

static const struct {
    void (*make)(void);
    const char *moment, *statements;
} decisions[] = {
    {make_pending, NOON, PERMIT(REASON) PERIOD("2026-12-01", "2027-03-31")},
    {make_pending, NOON,
     STEP("permit_with_conditions", "pending_ciso", "permitted_with_conditions", "ciso", REASON)
         PERIOD("2026-12-01", "2027-03-31") CONDITION("記録を提出する。")},
    {make_pending, NOON, STEP("refuse", "pending_ciso", "refused", "ciso", REASON)},
    {make_pending, NOON, STEP("ciso_return", "pending_ciso", "returned", "ciso", REASON)},
    {make_permitted, NOON, STEP("revoke", "permitted", "revoked", "ciso", REASON)},
    {make_extension, "2027-03-20 12:00:00+09", EXTEND("") PERIOD("2027-04-01", "2028-03-31")},
    {make_extension, "2027-03-20 12:00:00+09",
     STEP("extension_refuse", "extension_pending", "permitted", "ciso", REASON)},
    {make_reported, NOON,
     "INSERT INTO exception_step (request_id, event, from_state, to_state, actor_role, result)"
     " VALUES (" REQUEST ", 'ciso_acknowledge', 'reported', 'acknowledged', 'ciso',"
     " 'ended_confirmed');"},
};

static void (*const makers[])(void) = {make_pending, make_permitted, make_extension, make_reported};

#define AWAY(no)                                                                                   \
    "INSERT INTO absence (person_id, kind, from_at, to_at) SELECT id, 'leave', '2026-11-01',"      \
    " '2027-04-30' FROM person WHERE staff_no = '" no "';"

static const char *const absences[] = {"", AWAY(CISO), AWAY(CISO) AWAY(ISO),
                                       AWAY(CISO) AWAY(ISO) AWAY(NSM), AWAY(NSM)};
static const char *const others[] = {LEADER, HEAD, OTHER_HEAD, CLERK,
                                     NSM,    ISO,  COLLEAGUE,  VICE_MAYOR};

/* The incident chain is not for exceptions, whoever of it is away. */
static void only_the_ciso_may(const char *moment, const char *statements)
{
    for (size_t a = 0; a < COUNT(absences); a++) {
        sql_format("DELETE FROM absence; %s", absences[a]);
        for (size_t o = 0; o < COUNT(others); o++)
            refused(others[o], moment, statements, "exception_decided_by_ciso");
        passes(CISO, moment, statements);
    }
}

/* As the CISO's post is held by the head of the section from here on. */
static void head_becomes_ciso(void)
{
    sql("SET session_replication_role = replica; UPDATE post_holding SET person_id = " PERSON(
        HEAD) " WHERE post_id = (SELECT id FROM post WHERE code = 'vice_mayor_1')"
              " AND person_id = " PERSON(CISO) "; SET session_replication_role = origin");
}

START_TEST(the_ciso_alone_decides)
{
    makers[_i]();
    for (size_t d = 0; d < COUNT(decisions); d++)
        if (decisions[d].make == makers[_i])
            only_the_ciso_may(decisions[d].moment, decisions[d].statements);
    /* Who filed does not decide when he becomes CISO; nor does the former one: the request waits
     * for the next holder. */
    head_becomes_ciso();
    for (size_t d = 0; d < COUNT(decisions); d++)
        if (decisions[d].make == makers[_i]) {
            refused(HEAD, decisions[d].moment, decisions[d].statements,
                    "exception_decided_by_ciso");
            refused(CISO, decisions[d].moment, decisions[d].statements,
                    "exception_decided_by_ciso");
        }
}
END_TEST

static const struct {
    const char *drafter;  /* who begins it */
    const char *to, *and; /* to whom it is handed over first, and then */
    bool decides;
} drafters[] = {
    {LEADER, NULL, NULL, true},  {LEADER, HEAD, NULL, true},  {CISO, NULL, NULL, false},
    {CISO, LEADER, NULL, false}, {LEADER, CISO, NULL, false}, {LEADER, CISO, LEADER, false},
};

static void hand_over(const char *to)
{
    ck_assert_str_eq(
        attempt(LEADER, NOON,
                arena_printf(arena,
                             "INSERT INTO exception_step (request_id, event, from_state, to_state,"
                             " actor_role, result) VALUES (" REQUEST
                             ", 'hand_over', 'draft', 'draft', 'it_promotion_leader', '%s');",
                             to),
                true),
        "");
}

static bool decides_on_one_of(const char *drafter, const char *to, const char *and)
{
    ck_assert_str_eq(attempt(drafter, NOON,
                             strcmp(drafter, CISO) != 0 ? DRAFT_OF("prior", LEADER) REVISION
                                                        : DRAFT_OF("prior", CISO) REVISION,
                             true),
                     "");
    if (to)
        hand_over(to);
    if (and)
        hand_over(and);
    done(LEADER, NOON, FILED);
    done(HEAD, NOON, CONFIRMED);
    done(CLERK, NOON, CHECKED FORWARDED);
    return !*attempt(CISO, NOON, decisions[0].statements, false);
}

START_TEST(who_wrote_does_not_decide)
{
    for (size_t i = 0; i < COUNT(drafters); i++)
        ck_assert_msg(decides_on_one_of(drafters[i].drafter, drafters[i].to, drafters[i].and) ==
                          drafters[i].decides,
                      "drafter %zu", i);
}
END_TEST

/* A handing over is not another way to change who wrote what lies before the CISO. */
START_TEST(nothing_is_handed_over_once_it_is_filed)
{
    make_pending();
    refused(LEADER, NOON,
            "INSERT INTO exception_step (request_id, event, from_state, to_state, actor_role,"
            " result) VALUES (" REQUEST
            ", 'hand_over', 'pending_ciso', 'pending_ciso', 'staff', '" HEAD "');",
            "exception_step_leads_to");
}
END_TEST

/* ---- who does the rest --------------------------------------------------------------------------
 */

#define END_DRAFT                                                                                  \
    STEP("termination_draft", "permitted", "permitted", "it_promotion_leader", "")                 \
    "INSERT INTO exception_end_draft (step_id, request_id, ended_on, result, restored,"            \
    " media_handled) VALUES (" LAST_STEP ", " REQUEST ", today(), '終了', '戻した', '消した');"
#define END_RETURN(text)                                                                           \
    STEP("termination_return", "permitted", "permitted", "system_security_manager", text)

static void make_end_drafted(void)
{
    make_permitted();
    done(LEADER, NOON, END_DRAFT);
}

static const struct {
    void (*make)(void);
    const char *moment, *staff_no, *statements, *rule;
} acts[] = {
    /* BR-EX-01: the leader's filing goes no further than the manager. */
    {make_draft, NOON, LEADER,
     STEP("manager_file", "draft", "filed", "system_security_manager", ""), "exception_actor_role"},
    {make_draft, NOON, OTHER_HEAD,
     STEP("manager_file", "draft", "filed", "system_security_manager", ""), "exception_actor_role"},
    {make_draft, NOON, NSM, STEP("manager_file", "draft", "filed", "system_security_manager", ""),
     "exception_actor_role"},
    {make_draft, NOON, HEAD, STEP("manager_file", "draft", "filed", "system_security_manager", ""),
     ""},
    {make_draft, NOON, LEADER, FILED, ""},
    {make_filed, NOON, HEAD, CHECKED, "exception_actor_role"},
    {make_filed, NOON, ISO, CHECKED, "exception_actor_role"},
    {make_filed, NOON, CLERK, CHECKED, ""},
    {make_filed, NOON, LEADER, STEP("withdraw", "filed", "withdrawn", "staff", REASON),
     "exception_actor_role"},
    {make_filed, NOON, HEAD, STEP("withdraw", "filed", "withdrawn", "staff", ""),
     "exception_step_opinion_given"},
    {make_filed, NOON, HEAD, STEP("withdraw", "filed", "withdrawn", "staff", REASON), ""},
    {make_under_review, NOON, ISO, OPINION, "exception_actor_role"},
    {make_under_review, NOON, COLLEAGUE, OPINION, "exception_actor_role"},
    {make_under_review, NOON, NSM, OPINION, ""},
    {make_under_review, NOON, CISO, FORWARDED, "exception_actor_role"},
    {make_permitted, "2026-12-10 12:00:00+09", LEADER, ASK_EXTENSION, "exception_actor_role"},
    {make_permitted, "2026-12-10 12:00:00+09", LEADER,
     STEP("termination_report", "permitted", "termination_reported", "staff", "") END_REPORT,
     "exception_actor_role"},
    {make_permitted, "2026-12-10 12:00:00+09", HEAD,
     STEP("termination_report", "permitted", "termination_reported", "staff", "") END_REPORT, ""},
    /* The end: a leader drafts, the manager reports, or gives back what waits for him. */
    {make_permitted, NOON, HEAD, END_DRAFT, "exception_actor_role"},
    {make_permitted, NOON, COLLEAGUE, END_DRAFT, "exception_actor_role"},
    {make_permitted, NOON, LEADER, END_DRAFT, ""},
    {make_permitted, NOON, HEAD, END_RETURN(REASON), "exception_end_draft_waits"},
    {make_end_drafted, NOON, LEADER, END_RETURN(REASON), "exception_actor_role"},
    {make_end_drafted, NOON, HEAD, END_RETURN("短い。"), "exception_step_reason_given"},
    {make_end_drafted, NOON, HEAD, END_RETURN(REASON) END_RETURN(REASON),
     "exception_end_draft_waits"},
    {make_end_drafted, NOON, HEAD, END_RETURN(REASON), ""},
    {make_filed, NOON, LEADER, STEP("termination_draft", "filed", "filed", "staff", ""),
     "exception_step_end_drafted"},
    {make_permitted, NOON, LEADER,
     STEP("termination_draft", "permitted", "termination_reported", "staff", ""),
     "exception_step_end_drafted"},
    /* A stale state, and a state that nobody is in. */
    {make_filed, NOON, CLERK, FORWARDED, "exception_state_changed"},
    {make_pending, NOON, CISO, STEP("refuse", "filed", "refused", "ciso", REASON),
     "exception_state_changed"},
    /* BR-EX-06: the reason of those who send it back or take it away. */
    {make_pending, NOON, CISO,
     STEP("refuse", "pending_ciso", "refused", "ciso", "あいうえおかきくけ"),
     "exception_step_reason_given"},
    {make_pending, NOON, CISO,
     STEP("refuse", "pending_ciso", "refused", "ciso", "あいうえおかきくけこ"), ""},
    {make_permitted, NOON, CISO, STEP("revoke", "permitted", "revoked", "ciso", "短い"),
     "exception_step_reason_given"},
    {make_reported, NOON, CISO,
     "INSERT INTO exception_step (request_id, event, from_state, to_state, actor_role, result)"
     " VALUES (" REQUEST ", 'ciso_acknowledge', 'reported', 'acknowledged', 'ciso', 'permitted');",
     "exception_request_outcome_known"},
};

static void (*const stages[])(void) = {make_draft,   make_filed,     make_under_review,
                                       make_pending, make_permitted, make_reported};

START_TEST(each_act_has_its_bearer)
{
    stages[_i]();
    for (size_t a = 0; a < COUNT(acts); a++) {
        const char *rule;

        if (acts[a].make != stages[_i])
            continue;
        rule = attempt(acts[a].staff_no, acts[a].moment, acts[a].statements, false);
        ck_assert_msg(!strcmp(rule, acts[a].rule), "%s, %s: %s", acts[a].staff_no,
                      acts[a].statements, rule);
    }
}
END_TEST

/* ---- where an event leads -----------------------------------------------------------------------
 */

/* The check of exception_step on a table of its own, so that any three words can be tried. */
static void make_trial(void)
{
    sql_format("CREATE TEMPORARY TABLE trial (event text, from_state text, to_state text, %s)",
               sql("SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                   " WHERE conname = 'exception_step_leads_to'"));
}

static bool leads(const char *event, const char *from, const char *to)
{
    PGresult *result = PQexec(
        super, arena_printf(arena, "INSERT INTO trial VALUES ('%s', '%s', '%s')", event, from, to));
    bool is_done = PQresultStatus(result) == PGRES_COMMAND_OK;

    PQclear(result);
    return is_done;
}

static const char *const states[] = {"draft",
                                     "awaiting_manager",
                                     "filed",
                                     "under_review",
                                     "pending_ciso",
                                     "returned",
                                     "permitted",
                                     "permitted_with_conditions",
                                     "refused",
                                     "extension_pending",
                                     "termination_reported",
                                     "closed",
                                     "revoked",
                                     "withdrawn",
                                     "discarded",
                                     "reported",
                                     "acknowledged"};

/* Of what staff read, 実施中 and 期間満了 are stored as the permission they follow from. */
static bool is_stored_as(unsigned from, const char *state)
{
    unsigned status = exception_status_of(state);

    if ((from & EXCEPTION_IN_EFFECT) &&
        (status & (EXCEPTION_PERMITTED | EXCEPTION_PERMITTED_WITH_CONDITIONS)))
        return true;
    return from & status;
}

START_TEST(table_of_the_program_fits_the_check)
{
    int tried = 0;

    make_trial();
    for (int i = 0; i < exception_transition_count; i++) {
        const struct exception_transition *t = &exception_transitions[i];

        for (size_t s = 0; s < COUNT(states); s++) {
            if (!is_stored_as(t->from, states[s]) || t->to == EXCEPTION_RESUMES)
                continue;
            tried++;
            ck_assert_msg(leads(exception_event_code(t->event), states[s],
                                t->to ? exception_status_code(t->to) : states[s]),
                          "%s from %s", exception_event_code(t->event), states[s]);
        }
    }
    ck_assert_int_gt(tried, 50);
}
END_TEST

static bool is_of_ciso(const char *event)
{
    static const char *const his[] = {"permit", "permit_with_conditions", "refuse", "revoke",
                                      "extension_permit", "extension_refuse", "ciso_acknowledge",
                                      /* what held before, which exception_resumes() says */
                                      "termination_reject",
                                      /* what was permitted before the portal was there */
                                      "migrate"};

    for (size_t i = 0; i < COUNT(his); i++)
        if (!strcmp(his[i], event))
            return true;
    return false;
}

START_TEST(no_other_event_leads_to_a_decision)
{
    static const char *const decided[] = {"permitted", "permitted_with_conditions", "refused",
                                          "revoked", "acknowledged"};
    int led = 0;

    make_trial();
    for (int e = 0; e < EXCEPTION_EVENTS; e++)
        for (size_t f = 0; f < COUNT(states); f++)
            for (size_t d = 0; d < COUNT(decided); d++) {
                const char *event = exception_event_code((enum exception_event)e);
                bool is_led =
                    strcmp(states[f], decided[d]) != 0 && leads(event, states[f], decided[d]);

                led += is_led;
                ck_assert_msg(!is_led || is_of_ciso(event), "%s from %s to %s", event, states[f],
                              decided[d]);
            }
    ck_assert_int_gt(led, 10);
}
END_TEST

START_TEST(what_was_revoked_is_not_resumed)
{
    make_permitted();
    done(CISO, NOON, STEP("revoke", "permitted", "revoked", "ciso", REASON));
    done(HEAD, NOON,
         STEP("termination_report", "revoked", "termination_reported", "staff", "") END_REPORT);
    refused(CLERK, NOON,
            STEP("termination_reject", "termination_reported", "permitted", "secretariat", REASON),
            "exception_state_changed");
    passes(CLERK, NOON,
           STEP("termination_reject", "termination_reported", "revoked", "secretariat", REASON));
}
END_TEST

/* ---- what filing needs (BR-EX-02, BR-EX-11) -----------------------------------------------------
 */

static const char *const needed[][2] = {
    {"prior", "title = ''"},
    {"prior", "clauses = '{}'"},
    {"prior", "measure_type = NULL"},
    {"prior", "ground_difficulty = ''"},
    {"prior", "ground_continuity = ''"},
    {"prior", "ground_reason = ''"},
    {"prior", "measure_text = ''"},
    {"prior", "compensating = ''"},
    {"prior", "period_from = NULL"},
    {"prior", "period_to = NULL"},
    {"prior", "period_to = '2026-11-30'"},
    {"prior", "resolution_plan = ''"},
    {"prior", "assets = ''"},
    {"emergency", "title = ''"},
    {"emergency", "clauses = '{}'"},
    {"emergency", "measure_text = ''"},
    {"emergency", "started_at = NULL"},
    {"emergency", "urgency_reason = ''"},
    {"emergency", "why_unavoidable = ''"},
    {"emergency", "current_condition = ''"},
};

START_TEST(nothing_goes_on_without_its_grounds)
{
    done(LEADER, NOON, DRAFT_OF("prior", LEADER) REVISION DRAFT_OF("emergency", LEADER) REVISION);
    for (size_t i = 0; i < COUNT(needed); i++) {
        const char *statements = arena_printf(
            arena,
            "UPDATE exception_revision SET %s WHERE request_id = (SELECT max(id) FROM"
            " exception_request WHERE kind = '%s'); INSERT INTO exception_step (request_id, event,"
            " from_state, to_state, actor_role) SELECT id, 'leader_file', 'draft',"
            " 'awaiting_manager', 'it_promotion_leader' FROM exception_request WHERE kind = '%s';",
            needed[i][1], needed[i][0], needed[i][0]);

        ck_assert_msg(!strcmp(attempt(LEADER, NOON, statements, false), "exception_incomplete"),
                      "%s %s", needed[i][0], needed[i][1]);
    }
    passes(
        LEADER, NOON,
        "UPDATE exception_revision SET assets = '', no_asset_reason = '対象資産がない。';" FILED);
}
END_TEST

Suite *test_exception_rules_suite(void);

Suite *test_exception_rules_suite(void)
{
    Suite *s = suite_create("modules/exceptions/exception_rules");
    TCase *tc = exception_case("rules");

    EACH(tc, the_ciso_alone_decides, makers);
    tcase_add_test(tc, who_wrote_does_not_decide);
    tcase_add_test(tc, nothing_is_handed_over_once_it_is_filed);
    EACH(tc, each_act_has_its_bearer, stages);
    tcase_add_test(tc, table_of_the_program_fits_the_check);
    tcase_add_test(tc, no_other_event_leads_to_a_decision);
    tcase_add_test(tc, what_was_revoked_is_not_resumed);
    tcase_add_test(tc, nothing_goes_on_without_its_grounds);
    suite_add_tcase(s, tc);
    return s;
}

#include "base/text.h"
#include "modules/exceptions/exception.h"
#include "support/work_fixture.h"

/*
 * The table of transitions against domain.md 3.5, written down once more by hand, state by state:
 * what stands here must be possible, and nothing else may be.
 */
#define PRIOR EXCEPTION_PRIOR
#define EMERGENCY EXCEPTION_EMERGENCY
#define DRAFTER IS_DRAFTER
#define LEADER IS_LEADER_OF_UNIT
#define MANAGER IS_MANAGER_OF_UNIT
#define SECRETARIAT IS_SECRETARIAT
#define NSM IS_NETWORK_SECURITY_MANAGER
#define ISO IS_INFORMATION_SECURITY_OFFICER
#define CISO IS_CISO_IN_OFFICE

enum { ACTORS = 7, LEADS_MAXIMUM = 6 };

/* A state that a kind can be in; what each actor may do there, the others nothing. */
static const struct place {
    enum exception_kind kind;
    const char *status;
    bool is_numbered;
    struct {
        enum exception_actor actor;
        const char *events;
    } open[LEADS_MAXIMUM];
} places[] = {
    {PRIOR,
     "draft",
     false,
     {{DRAFTER, "leader_file hand_over discard"},
      {LEADER, "leader_file hand_over"},
      {MANAGER, "manager_file hand_over discard"}}},
    {PRIOR,
     "awaiting_manager",
     false,
     {{DRAFTER, "discard"}, {MANAGER, "manager_file manager_return discard"}}},
    {PRIOR, "awaiting_manager", true, {{MANAGER, "manager_file manager_return withdraw"}}},
    {PRIOR,
     "filed",
     true,
     {{SECRETARIAT, "secretariat_check"}, {MANAGER, "withdraw takeover_confirm"}}},
    {PRIOR,
     "under_review",
     true,
     {{SECRETARIAT, "return expert_advice forward"},
      {NSM, "return nsm_opinion"},
      {ISO, "iso_opinion"},
      {MANAGER, "withdraw takeover_confirm"}}},
    {PRIOR,
     "pending_ciso",
     true,
     {{CISO, "permit permit_with_conditions refuse ciso_return"},
      {ISO, "iso_opinion"},
      {SECRETARIAT, "expert_advice"},
      {MANAGER, "withdraw takeover_confirm"}}},
    {PRIOR,
     "returned",
     true,
     {{DRAFTER, "leader_file hand_over"},
      {LEADER, "leader_file hand_over"},
      {MANAGER, "manager_file hand_over withdraw"}}},
    {PRIOR,
     "permitted",
     true,
     {{CISO, "revoke"},
      {LEADER, "condition_met termination_draft"},
      {MANAGER, "condition_met termination_return termination_report takeover_confirm"}}},
    {PRIOR,
     "permitted_with_conditions",
     true,
     {{CISO, "revoke"},
      {LEADER, "condition_met termination_draft"},
      {MANAGER, "condition_met termination_return termination_report takeover_confirm"}}},
    {PRIOR, "refused", true, {{0}}},
    {PRIOR,
     "in_effect",
     true,
     {{CISO, "revoke"},
      {LEADER, "interim_review condition_met termination_draft"},
      {MANAGER, "extension_file interim_review condition_met termination_return termination_report "
                "takeover_confirm"}}},
    {PRIOR,
     "extension_pending",
     true,
     {{CISO, "revoke extension_permit extension_refuse"},
      {LEADER, "interim_review condition_met termination_draft"},
      {MANAGER,
       "interim_review condition_met termination_return termination_report takeover_confirm"}}},
    {PRIOR,
     "expired",
     true,
     {{LEADER, "condition_met termination_draft"},
      {MANAGER, "condition_met termination_return termination_report takeover_confirm"}}},
    {PRIOR, "termination_reported", true, {{SECRETARIAT, "termination_accept termination_reject"}}},
    {PRIOR,
     "revoked",
     true,
     {{LEADER, "termination_draft"}, {MANAGER, "termination_return termination_report"}}},
    {PRIOR, "closed", true, {{0}}},
    {PRIOR, "withdrawn", true, {{0}}},
    {PRIOR, "discarded", false, {{0}}},
    {EMERGENCY,
     "draft",
     false,
     {{DRAFTER, "leader_file hand_over discard"},
      {LEADER, "leader_file hand_over"},
      {MANAGER, "manager_file hand_over discard"}}},
    {EMERGENCY,
     "awaiting_manager",
     false,
     {{DRAFTER, "discard"}, {MANAGER, "manager_file manager_return discard"}}},
    {EMERGENCY, "reported", true, {{CISO, "ciso_acknowledge"}}},
    {EMERGENCY,
     "acknowledged",
     true,
     {{LEADER, "termination_draft"},
      {MANAGER, "termination_return termination_report follow_up_filed"}}},
    {EMERGENCY, "closed", true, {{0}}},
    {EMERGENCY, "discarded", false, {{0}}},
};
enum { PLACES = sizeof places / sizeof *places };

/* Where an event leads; "": what is under way is decided on, and what held before holds again. */
static const struct {
    unsigned kinds;
    const char *event, *to;
} ways[] = {
    {PRIOR | EMERGENCY, "leader_file", "awaiting_manager"},
    {PRIOR, "manager_file", "filed"},
    {EMERGENCY, "manager_file", "reported"},
    {PRIOR | EMERGENCY, "manager_return", ""},
    {PRIOR | EMERGENCY, "hand_over", NULL},
    {PRIOR | EMERGENCY, "discard", "discarded"},
    {PRIOR, "withdraw", "withdrawn"},
    {PRIOR, "secretariat_check", "under_review"},
    {PRIOR, "return", "returned"},
    {PRIOR, "nsm_opinion", NULL},
    {PRIOR, "iso_opinion", NULL},
    {PRIOR, "expert_advice", NULL},
    {PRIOR, "forward", "pending_ciso"},
    {PRIOR, "permit", "permitted"},
    {PRIOR, "permit_with_conditions", "permitted_with_conditions"},
    {PRIOR, "refuse", "refused"},
    {PRIOR, "ciso_return", "returned"},
    {PRIOR, "revoke", "revoked"},
    {PRIOR, "extension_file", "extension_pending"},
    {PRIOR, "extension_permit", ""},
    {PRIOR, "extension_refuse", ""},
    {PRIOR, "interim_review", NULL},
    {PRIOR, "condition_met", NULL},
    {PRIOR | EMERGENCY, "termination_draft", NULL},
    {PRIOR | EMERGENCY, "termination_return", NULL},
    {PRIOR, "termination_report", "termination_reported"},
    {PRIOR, "termination_accept", "closed"},
    {PRIOR, "termination_reject", ""},
    {PRIOR, "takeover_confirm", NULL},
    {EMERGENCY, "ciso_acknowledge", "acknowledged"},
    {EMERGENCY, "termination_report", "closed"},
    {EMERGENCY, "follow_up_filed", "closed"},
};
enum { WAYS = sizeof ways / sizeof *ways };

static bool names(const char *list, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = list; at && (at = strstr(at, word)); at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    return false;
}

static int words(const char *list)
{
    int count = list && *list;

    for (; list && *list; list++)
        count += *list == ' ';
    return count;
}

static const char *open_to(const struct place *place, enum exception_actor actor)
{
    for (int i = 0; i < LEADS_MAXIMUM; i++)
        if (place->open[i].actor == actor)
            return place->open[i].events;
    return "";
}

static struct exception exception_at(const struct place *place, unsigned actor)
{
    return (struct exception){.kind = place->kind,
                              .status = exception_status_of(place->status),
                              .request_no = place->is_numbered ? "2026-例-001" : NULL,
                              .actor = actor,
                              .has_opinion = true,
                              .has_end_draft = true,
                              .awaits_takeover = true,
                              .version = 7,
                              .updated_by = "松風谷 奏",
                              .updated_at = "11月22日 9時00分"};
}

START_TEST(exactly_what_the_domain_says_is_open)
{
    const struct place *place = &places[_i];

    ck_assert_int_ne(exception_status_of(place->status), 0);
    for (int i = 0; i < ACTORS; i++)
        for (int e = 0; e < EXCEPTION_EVENTS; e++) {
            struct exception ex = exception_at(place, 1u << i);
            const char *event = exception_event_code((enum exception_event)e);

            ck_assert_msg(exception_may(&ex, (enum exception_event)e) ==
                              names(open_to(place, (enum exception_actor)(1u << i)), event),
                          "%s, actor %x: %s", place->status, 1u << i, event);
        }
}
END_TEST

START_TEST(table_and_domain_count_alike)
{
    int listed = 0, open = 0, tried = 0;

    for (int p = 0; p < PLACES; p++) {
        for (int i = 0; i < LEADS_MAXIMUM; i++)
            listed += words(places[p].open[i].events);
        for (int i = 0; i < ACTORS; i++)
            for (int e = 0; e < EXCEPTION_EVENTS; e++, tried++) {
                struct exception ex = exception_at(&places[p], 1u << i);

                open += exception_may(&ex, (enum exception_event)e);
            }
    }
    ck_assert_int_eq(open, listed);
    ck_assert_int_eq(listed, 104);
    ck_assert_int_eq(tried, PLACES * ACTORS * EXCEPTION_EVENTS);
}
END_TEST

START_TEST(nobody_else_may_anything)
{
    struct exception ex = exception_at(&places[_i], 0);

    for (int e = 0; e < EXCEPTION_EVENTS; e++)
        ck_assert(!exception_may(&ex, (enum exception_event)e));
}
END_TEST

static bool is_place(unsigned kind, const char *status)
{
    for (int p = 0; p < PLACES; p++)
        if (places[p].kind == kind && !strcmp(places[p].status, status))
            return true;
    return false;
}

START_TEST(event_leads_to)
{
    int found = 0;

    for (int i = 0; i < exception_transition_count; i++) {
        const struct exception_transition *t = &exception_transitions[i];
        const char *to = ways[_i].to;

        if (!(t->kinds & ways[_i].kinds) ||
            strcmp(exception_event_code(t->event), ways[_i].event) != 0)
            continue;
        found++;
        if (!to)
            ck_assert_int_eq(t->to, 0);
        else if (!*to)
            ck_assert_int_eq(t->to, EXCEPTION_RESUMES);
        else
            ck_assert_str_eq(exception_status_code(t->to), to);
        for (unsigned kind = 1; to && *to && kind <= EMERGENCY; kind <<= 1)
            ck_assert(!(ways[_i].kinds & kind) || is_place(kind, to));
    }
    ck_assert_int_ge(found, 1);
}
END_TEST

START_TEST(every_row_has_its_way)
{
    for (int i = 0; i < exception_transition_count; i++) {
        const struct exception_transition *t = &exception_transitions[i];

        for (unsigned kind = 1; kind <= EMERGENCY; kind <<= 1) {
            bool is_listed = !(t->kinds & kind);

            for (int w = 0; w < WAYS && !is_listed; w++)
                is_listed = (ways[w].kinds & kind) &&
                            !strcmp(ways[w].event, exception_event_code(t->event));
            ck_assert_msg(is_listed, "%s", exception_event_code(t->event));
        }
    }
}
END_TEST

/* ---- codes --------------------------------------------------------------------------------------
 */

START_TEST(every_code_is_its_own)
{
    for (int e = 0; e < EXCEPTION_EVENTS; e++) {
        ck_assert_ptr_nonnull(exception_event_code((enum exception_event)e));
        for (int f = 0; f < e; f++)
            ck_assert_str_ne(exception_event_code((enum exception_event)e),
                             exception_event_code((enum exception_event)f));
    }
    for (int s = EXCEPTION_DRAFT; s < EXCEPTION_RESUMES; s <<= 1)
        ck_assert_int_eq(exception_status_of(exception_status_code((enum exception_status)s)), s);
    ck_assert_int_eq(exception_status_of("resumes"), 0);
    ck_assert_int_eq(exception_status_of(""), 0);
}
END_TEST

/* ---- what the table alone doesn't say -----------------------------------------------------------
 */

static const struct {
    const char *status, *number;
    unsigned actor;
    bool has_opinion, is_of_manager;
    enum exception_event event;
    bool is_open;
} special[] = {
    /* A head who leads or wrote himself files; there is nobody to let it go to. */
    {"draft", NULL, LEADER | MANAGER, false, false, EVENT_LEADER_FILE, false},
    {"draft", NULL, DRAFTER | MANAGER, false, false, EVENT_LEADER_FILE, false},
    {"draft", NULL, DRAFTER | MANAGER, false, false, EVENT_MANAGER_FILE, true},
    {"returned", "2026-例-001", LEADER | MANAGER, false, false, EVENT_LEADER_FILE, false},
    /* A number is not thrown away (BR-EX-13), nor withdrawn what has none. */
    {"awaiting_manager", "2026-例-001", DRAFTER | MANAGER, false, false, EVENT_DISCARD, false},
    {"awaiting_manager", "2026-例-001", MANAGER, false, false, EVENT_WITHDRAW, true},
    {"awaiting_manager", NULL, MANAGER, false, false, EVENT_WITHDRAW, false},
    {"awaiting_manager", NULL, MANAGER, false, false, EVENT_DISCARD, true},
    /* Nothing reaches the CISO without the opinion of that manager, unless he is the applicant. */
    {"under_review", "2026-例-001", SECRETARIAT, false, false, EVENT_FORWARD, false},
    {"under_review", "2026-例-001", SECRETARIAT, true, false, EVENT_FORWARD, true},
    {"under_review", "2026-例-001", SECRETARIAT, false, true, EVENT_FORWARD, true},
    {"under_review", "2026-例-001", NSM, true, false, EVENT_FORWARD, false},
    {"under_review", "2026-例-001", CISO | ISO | NSM, true, true, EVENT_FORWARD, false},
    /* Nothing is taken over but by a successor. */
    {"in_effect", "2026-例-001", MANAGER, true, false, EVENT_TAKEOVER_CONFIRM, false},
    /* A head who also leads reports the end himself; what was not drafted is not given back. */
    {"expired", "2026-例-001", LEADER | MANAGER, true, false, EVENT_TERMINATION_DRAFT, false},
    {"expired", "2026-例-001", LEADER | MANAGER, true, false, EVENT_TERMINATION_REPORT, true},
    {"expired", "2026-例-001", MANAGER, true, false, EVENT_TERMINATION_RETURN, false},
    /* Nobody stands in for the CISO, whatever else they are. */
    {"pending_ciso", "2026-例-001", ~(unsigned)CISO, true, true, EVENT_PERMIT, false},
    {"pending_ciso", "2026-例-001", ~(unsigned)CISO, true, true, EVENT_PERMIT_WITH_CONDITIONS,
     false},
    {"pending_ciso", "2026-例-001", ~(unsigned)CISO, true, true, EVENT_REFUSE, false},
    {"pending_ciso", "2026-例-001", ~(unsigned)CISO, true, true, EVENT_CISO_RETURN, false},
    {"in_effect", "2026-例-001", ~(unsigned)CISO, true, true, EVENT_REVOKE, false},
    {"extension_pending", "2026-例-001", ~(unsigned)CISO, true, true, EVENT_EXTENSION_PERMIT,
     false},
    {"extension_pending", "2026-例-001", ~(unsigned)CISO, true, true, EVENT_EXTENSION_REFUSE,
     false},
};

START_TEST(special_cases)
{
    struct exception ex = {.kind = EXCEPTION_PRIOR,
                           .status = exception_status_of(special[_i].status),
                           .request_no = special[_i].number,
                           .actor = special[_i].actor,
                           .has_opinion = special[_i].has_opinion,
                           .is_applicant_network_security_manager = special[_i].is_of_manager};

    ck_assert_int_eq(exception_may(&ex, special[_i].event), special[_i].is_open);
}
END_TEST

/* ---- how it is refused --------------------------------------------------------------------------
 */

#define TEN "あいうえおかきくけこ"
#define NINE "あいうえおかきくけ"

static const struct {
    const char *status;
    unsigned actor;
    enum exception_event event;
    long version;
    const char *text;
    enum error_code code;
} checks[] = {
    {"pending_ciso", CISO, EVENT_REFUSE, 7, TEN, ERR_NONE},
    {"pending_ciso", CISO, EVENT_REFUSE, 7, NINE, ERR_INVALID},
    {"pending_ciso", CISO, EVENT_REFUSE, 7, "", ERR_INVALID},
    {"pending_ciso", CISO, EVENT_REFUSE, 7, NULL, ERR_INVALID},
    {"pending_ciso", CISO, EVENT_REFUSE, 7, NINE "か\xe3\x82\x99", ERR_NONE}, /* one to a reader */
    {"pending_ciso", CISO, EVENT_REFUSE, 7, "あいうえおかきくか\xe3\x82\x99", ERR_INVALID},
    {"pending_ciso", CISO, EVENT_PERMIT, 7, NULL, ERR_NONE},
    {"pending_ciso", CISO, EVENT_PERMIT_WITH_CONDITIONS, 7, NINE, ERR_INVALID},
    {"pending_ciso", CISO, EVENT_CISO_RETURN, 7, NINE, ERR_INVALID},
    {"in_effect", CISO, EVENT_REVOKE, 7, NINE, ERR_INVALID},
    {"in_effect", MANAGER, EVENT_EXTENSION_FILE, 7, NINE, ERR_INVALID},
    {"extension_pending", CISO, EVENT_EXTENSION_REFUSE, 7, NINE, ERR_INVALID},
    {"extension_pending", CISO, EVENT_EXTENSION_PERMIT, 7, NULL, ERR_NONE},
    {"under_review", NSM, EVENT_RETURN, 7, NINE, ERR_INVALID},
    {"awaiting_manager", MANAGER, EVENT_MANAGER_RETURN, 7, NINE, ERR_INVALID},
    {"expired", LEADER, EVENT_TERMINATION_DRAFT, 7, NULL, ERR_NONE},
    {"expired", LEADER, EVENT_TERMINATION_DRAFT, 6, NULL, ERR_STALE},
    {"expired", MANAGER, EVENT_TERMINATION_DRAFT, 7, NULL, ERR_FORBIDDEN},
    {"closed", LEADER, EVENT_TERMINATION_DRAFT, 7, NULL, ERR_CONFLICT},
    {"expired", LEADER, EVENT_TERMINATION_REPORT, 7, NULL, ERR_FORBIDDEN},
    {"expired", MANAGER, EVENT_TERMINATION_RETURN, 7, TEN, ERR_NONE},
    {"expired", MANAGER, EVENT_TERMINATION_RETURN, 7, NINE, ERR_INVALID},
    {"termination_reported", SECRETARIAT, EVENT_TERMINATION_REJECT, 7, NINE, ERR_INVALID},
    {"termination_reported", SECRETARIAT, EVENT_TERMINATION_ACCEPT, 7, NULL, ERR_NONE},
    /* Somebody saved in between. */
    {"pending_ciso", CISO, EVENT_REFUSE, 6, TEN, ERR_STALE},
    {"pending_ciso", CISO, EVENT_REFUSE, 8, TEN, ERR_STALE},
    /* Somebody went on in between: the bearer hears that, not that he may not. */
    {"permitted", CISO, EVENT_REFUSE, 6, TEN, ERR_CONFLICT},
    {"filed", CISO, EVENT_PERMIT, 7, NULL, ERR_CONFLICT},
    {"under_review", SECRETARIAT, EVENT_SECRETARIAT_CHECK, 7, NULL, ERR_CONFLICT},
    {"draft", DRAFTER | MANAGER, EVENT_LEADER_FILE, 7, NULL, ERR_CONFLICT},
    /* Who is not the bearer may not in any state, and is not told which it is. */
    {"pending_ciso", SECRETARIAT | ISO | NSM | MANAGER, EVENT_PERMIT, 7, TEN, ERR_FORBIDDEN},
    {"refused", ISO, EVENT_PERMIT, 6, TEN, ERR_FORBIDDEN},
    {"draft", LEADER, EVENT_MANAGER_FILE, 7, NULL, ERR_FORBIDDEN},
    {"filed", 0, EVENT_WITHDRAW, 7, TEN, ERR_FORBIDDEN},
};

START_TEST(refused_in_words)
{
    struct exception ex = exception_at(
        &(struct place){.kind = PRIOR, .status = checks[_i].status, .is_numbered = true},
        checks[_i].actor);
    struct exception_act act = {
        .event = checks[_i].event, .version = checks[_i].version, .text = checks[_i].text};

    ck_assert_int_eq(exception_check(work, &ex, &act), checks[_i].code == ERR_NONE);
    ck_assert_int_eq(work->error.code, checks[_i].code);
    if (checks[_i].code == ERR_INVALID)
        ck_assert_str_eq(work->error.fields->field, "reason");
    if (checks[_i].code == ERR_STALE) {
        ck_assert_ptr_nonnull(strstr(work->error.message, "松風谷 奏"));
        ck_assert_ptr_nonnull(strstr(work->error.message, "11月22日 9時00分"));
    }
}
END_TEST

static const struct {
    unsigned actor, events;
    bool is_allowed;
} bearers[] = {
    {CISO, EVENT_BIT(EVENT_PERMIT), true},
    {ISO | NSM | SECRETARIAT | MANAGER | LEADER | DRAFTER, EVENT_BIT(EVENT_PERMIT), false},
    {SECRETARIAT, EVENT_BIT(EVENT_NSM_OPINION) | EVENT_BIT(EVENT_EXPERT_ADVICE), true},
    {SECRETARIAT, EVENT_BIT(EVENT_NSM_OPINION) | EVENT_BIT(EVENT_ISO_OPINION), false},
    {LEADER, EVENT_BIT(EVENT_WITHDRAW), false},
    {MANAGER, EVENT_BIT(EVENT_WITHDRAW), true},
    {0, EVENT_BIT(EVENT_LEADER_FILE) | EVENT_BIT(EVENT_MANAGER_FILE), false},
};

START_TEST(bearers_are_asked_before_the_form_is_read)
{
    struct exception ex = {.kind = PRIOR, .status = EXCEPTION_CLOSED, .actor = bearers[_i].actor};

    ck_assert_int_eq(exception_allows(work, &ex, bearers[_i].events), bearers[_i].is_allowed);
    ck_assert_int_eq(work->error.code, bearers[_i].is_allowed ? ERR_NONE : ERR_FORBIDDEN);
}
END_TEST

Suite *test_exception_suite(void);

Suite *test_exception_suite(void)
{
    Suite *s = suite_create("modules/exceptions/exception");
    TCase *tc = work_case("transitions");

    EACH(tc, exactly_what_the_domain_says_is_open, places);
    tcase_add_test(tc, table_and_domain_count_alike);
    EACH(tc, nobody_else_may_anything, places);
    EACH(tc, event_leads_to, ways);
    tcase_add_test(tc, every_row_has_its_way);
    tcase_add_test(tc, every_code_is_its_own);
    EACH(tc, special_cases, special);
    EACH(tc, refused_in_words, checks);
    EACH(tc, bearers_are_asked_before_the_form_is_read, bearers);
    suite_add_tcase(s, tc);
    return s;
}

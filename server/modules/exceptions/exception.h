#ifndef MODULES_EXCEPTIONS_EXCEPTION_H
#define MODULES_EXCEPTIONS_EXCEPTION_H

#include <stdbool.h>

#include "http/route.h"

struct view;
struct work;

/*
 * 例外措置 (clause 8): the request of a section to be let off a rule for a time, and the report of
 * one who had to act first.
 *
 * The IT promotion leader writes, the manager of clause 8 (the head of the section, or the network
 * security manager) files, the secretariat checks, the network security manager gives an opinion,
 * the CISO alone decides. A request moves by events of one table (exception.c); each is a row of
 * exception_step, and nothing else changes a request.
 */
extern const struct route exception_routes[];
extern const struct route exception_begin_routes[];
extern const struct route exception_list_routes[];
extern const struct route exception_statistics_routes[];
extern const struct route exception_draft_routes[];
extern const struct route exception_attachment_routes[];
extern const struct route exception_act_routes[];
extern const struct route exception_decision_routes[];
extern const struct route exception_course_routes[];
extern const struct route exception_import_routes[];
extern const struct route exception_print_routes[];
extern const struct route exception_history_routes[];

/*
 * What staff read, one bit each, so that a row of the table may name several. IN_EFFECT and EXPIRED
 * follow from the day (exception_status() in SQL); the database stores the others.
 */
enum exception_status {
    EXCEPTION_DRAFT = 1 << 0,
    EXCEPTION_AWAITING_MANAGER = 1 << 1,
    EXCEPTION_FILED = 1 << 2,
    EXCEPTION_UNDER_REVIEW = 1 << 3,
    EXCEPTION_PENDING_CISO = 1 << 4,
    EXCEPTION_RETURNED = 1 << 5,
    EXCEPTION_PERMITTED = 1 << 6,
    EXCEPTION_PERMITTED_WITH_CONDITIONS = 1 << 7,
    EXCEPTION_REFUSED = 1 << 8,
    EXCEPTION_IN_EFFECT = 1 << 9,
    EXCEPTION_EXPIRED = 1 << 10,
    EXCEPTION_EXTENSION_PENDING = 1 << 11,
    EXCEPTION_TERMINATION_REPORTED = 1 << 12,
    EXCEPTION_CLOSED = 1 << 13,
    EXCEPTION_REVOKED = 1 << 14,
    EXCEPTION_WITHDRAWN = 1 << 15,
    EXCEPTION_DISCARDED = 1 << 16,
    EXCEPTION_REPORTED = 1 << 17,
    EXCEPTION_ACKNOWLEDGED = 1 << 18,
    EXCEPTION_RESUMES = 1 << 19, /* only as a target: what held before; see struct exception */
};

enum exception_kind { EXCEPTION_PRIOR = 1 << 0, EXCEPTION_EMERGENCY = 1 << 1 };

enum exception_event {
    EVENT_LEADER_FILE,
    EVENT_MANAGER_FILE,
    EVENT_MANAGER_RETURN,
    EVENT_HAND_OVER,
    EVENT_DISCARD,
    EVENT_WITHDRAW,
    EVENT_SECRETARIAT_CHECK,
    EVENT_RETURN,
    EVENT_NSM_OPINION,
    EVENT_ISO_OPINION,
    EVENT_EXPERT_ADVICE,
    EVENT_FORWARD,
    EVENT_PERMIT,
    EVENT_PERMIT_WITH_CONDITIONS,
    EVENT_REFUSE,
    EVENT_CISO_RETURN,
    EVENT_REVOKE,
    EVENT_EXTENSION_FILE,
    EVENT_EXTENSION_PERMIT,
    EVENT_EXTENSION_REFUSE,
    EVENT_INTERIM_REVIEW,
    EVENT_CONDITION_MET,
    EVENT_TERMINATION_DRAFT,
    EVENT_TERMINATION_RETURN,
    EVENT_TERMINATION_REPORT,
    EVENT_TERMINATION_ACCEPT,
    EVENT_TERMINATION_REJECT,
    EVENT_TAKEOVER_CONFIRM,
    EVENT_CISO_ACKNOWLEDGE,
    EVENT_FOLLOW_UP_FILED,
    EXCEPTION_EVENTS
};

/* What the viewer is for a request, today; none for who may not even see it. */
enum exception_actor {
    IS_DRAFTER = 1 << 0,
    IS_LEADER_OF_UNIT = 1 << 1,
    IS_MANAGER_OF_UNIT = 1 << 2, /* or the acting deputy where the applicant is that manager */
    IS_SECRETARIAT = 1 << 3,
    IS_NETWORK_SECURITY_MANAGER = 1 << 4, /* or the acting deputy */
    IS_INFORMATION_SECURITY_OFFICER = 1 << 5,
    IS_CISO_IN_OFFICE = 1 << 6, /* never of a request he wrote or filed himself (BR-EX-03) */
};

struct exception_transition {
    unsigned kinds;
    unsigned from; /* of enum exception_status */
    enum exception_event event;
    enum exception_status to; /* 0: the state stays */
    unsigned who;             /* any of enum exception_actor */
    bool needs_reason;        /* BR-EX-06 */
};

/* The table, for the view, the tests and the drawing. */
extern const struct exception_transition exception_transitions[];
extern const int exception_transition_count;

/* A request as its rules see it; the columns of the page are no part of this. */
struct exception {
    const char *id, *request_no; /* request_no NULL: not filed yet */
    const char *path;            /* /exceptions/2026-例-014 or /exceptions/drafts/12 */
    enum exception_kind kind;
    enum exception_status status;
    const char *state;   /* as stored */
    const char *resumes; /* the stored state that EXCEPTION_RESUMES stands for */
    unsigned actor;      /* what the viewer is */
    bool is_applicant_network_security_manager;
    bool awaits_takeover; /* of the successor of the section (BR-EX-15) */
    bool has_opinion;     /* of the network security manager, on the last revision */
    bool has_end_draft;   /* a leader's, which waits for the manager */
    long version;
    const char *period_from, *period_to; /* the last permitted period; NULL: none */
    const char *updated_at, *updated_by; /* in words, for who was overtaken */
};

/* The row that is open, or NULL. */
const struct exception_transition *exception_transition(enum exception_kind kind,
                                                        enum exception_status status,
                                                        enum exception_event event);

/* Whether the event is open to the viewer now. */
bool exception_may(const struct exception *exception, enum exception_event event);

/* Codes as in the database and JSON. An unknown code is 0 (status) or EXCEPTION_EVENTS (event). */
const char *exception_event_code(enum exception_event event);
const char *exception_status_code(enum exception_status status);
enum exception_status exception_status_of(const char *code);

/*
 * The request of a path: by its number, or by the id of one without a number (the other is NULL).
 * ERR_NOT_FOUND too where the viewer may not see it. With `is_to_change` it is locked first.
 */
bool exception_load(struct work *work, const char *request_no, const char *id, bool is_to_change,
                    struct exception **exception) __attribute__((warn_unused_result));

/* What an event says beside itself; all but `event` and `version` may be left out. */
struct exception_act {
    enum exception_event event;
    long version;
    const char *text; /* reason, opinion */
    const char *result;
    const char *const *checks; /* NULL-terminated */
    const char *residual_risk;
};

/* Several events at once: EVENT_BIT(EVENT_PERMIT) | EVENT_BIT(EVENT_REFUSE). */
#define EVENT_BIT(event) (1u << (event))

/*
 * ERR_FORBIDDEN for who may do none of these in any state. Asked before what was sent is read, so
 * that nobody is asked to mend a form that is not his to send.
 */
bool exception_allows(struct work *work, const struct exception *exception, unsigned events)
    __attribute__((warn_unused_result));

/*
 * ERR_FORBIDDEN for who may not do it in any state, ERR_CONFLICT where the state does not allow it,
 * ERR_STALE where somebody was faster, ERR_INVALID without the reason it needs.
 */
bool exception_check(struct work *work, const struct exception *exception,
                     const struct exception_act *act) __attribute__((warn_unused_result));

/* The same, and then the step is appended and the request moves on. *step: its id, or NULL. */
bool exception_do(struct work *work, const struct exception *exception,
                  const struct exception_act *act, const char **step)
    __attribute__((warn_unused_result));

/* Who writes: the leaders and the manager of the section, and who took it down; else ERR_FORBIDDEN.
 */
bool exception_is_writer(struct work *work, const struct exception *exception)
    __attribute__((warn_unused_result));

/*
 * What the viewer may do now: `may` {leader_file: true, …} for buttons, and the list `actions` of
 * the codes that are open.
 */
void exception_view_actions(struct view *view, const struct exception *exception);

/* The sample city's exceptions (domain 6.4); `shift` as in policy_sample(). */
bool exception_sample(struct work *work, int shift) __attribute__((warn_unused_result));
/* The list `exceptions` of what waits for the viewer, for the home page. */
void exception_view_home(struct view *view);

#endif

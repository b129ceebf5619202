#include "modules/exceptions/exception.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "base/work.h"
#include "view/view.h"

enum { REASON_MINIMUM = 10 }; /* characters: BR-EX-06 */

#define DRAFT EXCEPTION_DRAFT
#define AWAITING_MANAGER EXCEPTION_AWAITING_MANAGER
#define FILED EXCEPTION_FILED
#define UNDER_REVIEW EXCEPTION_UNDER_REVIEW
#define PENDING_CISO EXCEPTION_PENDING_CISO
#define RETURNED EXCEPTION_RETURNED
#define PERMITTED EXCEPTION_PERMITTED
#define CONDITIONAL EXCEPTION_PERMITTED_WITH_CONDITIONS
#define REFUSED EXCEPTION_REFUSED
#define IN_EFFECT EXCEPTION_IN_EFFECT
#define EXPIRED EXCEPTION_EXPIRED
#define EXTENSION_PENDING EXCEPTION_EXTENSION_PENDING
#define TERMINATION_REPORTED EXCEPTION_TERMINATION_REPORTED
#define CLOSED EXCEPTION_CLOSED
#define REVOKED EXCEPTION_REVOKED
#define WITHDRAWN EXCEPTION_WITHDRAWN
#define DISCARDED EXCEPTION_DISCARDED
#define REPORTED EXCEPTION_REPORTED
#define ACKNOWLEDGED EXCEPTION_ACKNOWLEDGED
#define RESUMES EXCEPTION_RESUMES

#define PRIOR EXCEPTION_PRIOR
#define EMERGENCY EXCEPTION_EMERGENCY
#define EITHER (EXCEPTION_PRIOR | EXCEPTION_EMERGENCY)

#define WRITES (IS_DRAFTER | IS_LEADER_OF_UNIT)
#define SECTION (IS_LEADER_OF_UNIT | IS_MANAGER_OF_UNIT)
#define MANAGER IS_MANAGER_OF_UNIT
#define SECRETARIAT IS_SECRETARIAT
#define NSM IS_NETWORK_SECURITY_MANAGER
#define ISO IS_INFORMATION_SECURITY_OFFICER
#define CISO IS_CISO_IN_OFFICE

#define WRITTEN (DRAFT | RETURNED)
#define UNDECIDED (FILED | UNDER_REVIEW | PENDING_CISO)
#define NUMBERED (UNDECIDED | RETURNED | AWAITING_MANAGER)
#define PERMISSION (PERMITTED | CONDITIONAL | IN_EFFECT | EXTENSION_PENDING)
#define ENDS (PERMISSION | EXPIRED | REVOKED | ACKNOWLEDGED)

/*
 * Clause 8(1) above, 8(2) below. A leader's filing goes to the manager and no further; what a
 * manager returns is a draft again, and one that has its number keeps it.
 */
/* clang-format off */
const struct exception_transition exception_transitions[] = {
    /* kinds     from                            event                         to                    who                   reason */
    {EITHER,    WRITTEN,                         EVENT_LEADER_FILE,            AWAITING_MANAGER,     WRITES,               false},
    {EITHER,    WRITTEN,                         EVENT_HAND_OVER,              0,                    WRITES | MANAGER,     false},
    {EITHER,    AWAITING_MANAGER,                EVENT_MANAGER_RETURN,         RESUMES,              MANAGER,              true },
    {EITHER,    DRAFT | AWAITING_MANAGER,        EVENT_DISCARD,                DISCARDED,            IS_DRAFTER | MANAGER, false},
    {PRIOR,     WRITTEN | AWAITING_MANAGER,      EVENT_MANAGER_FILE,           FILED,                MANAGER,              false},
    {PRIOR,     NUMBERED,                        EVENT_WITHDRAW,               WITHDRAWN,            MANAGER,              false},
    {PRIOR,     FILED,                           EVENT_SECRETARIAT_CHECK,      UNDER_REVIEW,         SECRETARIAT,          false},
    {PRIOR,     UNDER_REVIEW,                    EVENT_RETURN,                 RETURNED,             SECRETARIAT | NSM,    true },
    {PRIOR,     UNDER_REVIEW,                    EVENT_NSM_OPINION,            0,                    NSM,                  false},
    {PRIOR,     UNDER_REVIEW | PENDING_CISO,     EVENT_ISO_OPINION,            0,                    ISO,                  false},
    {PRIOR,     UNDER_REVIEW | PENDING_CISO,     EVENT_EXPERT_ADVICE,          0,                    SECRETARIAT,          false},
    {PRIOR,     UNDER_REVIEW,                    EVENT_FORWARD,                PENDING_CISO,         SECRETARIAT,          false},
    {PRIOR,     PENDING_CISO,                    EVENT_PERMIT,                 PERMITTED,            CISO,                 false},
    {PRIOR,     PENDING_CISO,                    EVENT_PERMIT_WITH_CONDITIONS, CONDITIONAL,          CISO,                 true },
    {PRIOR,     PENDING_CISO,                    EVENT_REFUSE,                 REFUSED,              CISO,                 true },
    {PRIOR,     PENDING_CISO,                    EVENT_CISO_RETURN,            RETURNED,             CISO,                 true },
    {PRIOR,     PERMISSION,                      EVENT_REVOKE,                 REVOKED,              CISO,                 true },
    {PRIOR,     IN_EFFECT,                       EVENT_EXTENSION_FILE,         EXTENSION_PENDING,    MANAGER,              true },
    {PRIOR,     EXTENSION_PENDING,               EVENT_EXTENSION_PERMIT,       RESUMES,              CISO,                 false},
    {PRIOR,     EXTENSION_PENDING,               EVENT_EXTENSION_REFUSE,       RESUMES,              CISO,                 true },
    {PRIOR,     IN_EFFECT | EXTENSION_PENDING,   EVENT_INTERIM_REVIEW,         0,                    SECTION,              false},
    {PRIOR,     PERMISSION | EXPIRED,            EVENT_CONDITION_MET,          0,                    SECTION,              false},
    {EITHER,    ENDS,                            EVENT_TERMINATION_DRAFT,      0,                    IS_LEADER_OF_UNIT,    false},
    {EITHER,    ENDS,                            EVENT_TERMINATION_RETURN,     0,                    MANAGER,              true },
    {PRIOR,     PERMISSION | EXPIRED | REVOKED,  EVENT_TERMINATION_REPORT,     TERMINATION_REPORTED, MANAGER,              false},
    {PRIOR,     TERMINATION_REPORTED,            EVENT_TERMINATION_ACCEPT,     CLOSED,               SECRETARIAT,          false},
    {PRIOR,     TERMINATION_REPORTED,            EVENT_TERMINATION_REJECT,     RESUMES,              SECRETARIAT,          true },
    {PRIOR,     PERMISSION | EXPIRED | UNDECIDED, EVENT_TAKEOVER_CONFIRM,      0,                    MANAGER,              false},

    {EMERGENCY, WRITTEN | AWAITING_MANAGER,      EVENT_MANAGER_FILE,           REPORTED,             MANAGER,              false},
    {EMERGENCY, REPORTED,                        EVENT_CISO_ACKNOWLEDGE,       ACKNOWLEDGED,         CISO,                 false},
    {EMERGENCY, ACKNOWLEDGED,                    EVENT_TERMINATION_REPORT,     CLOSED,               MANAGER,              false},
    {EMERGENCY, ACKNOWLEDGED,                    EVENT_FOLLOW_UP_FILED,        CLOSED,               MANAGER,              false},
};
/* clang-format on */
const int exception_transition_count =
    (int)(sizeof exception_transitions / sizeof exception_transitions[0]);

static const char *const event_codes[EXCEPTION_EVENTS] = {
    [EVENT_LEADER_FILE] = "leader_file",
    [EVENT_MANAGER_FILE] = "manager_file",
    [EVENT_MANAGER_RETURN] = "manager_return",
    [EVENT_HAND_OVER] = "hand_over",
    [EVENT_DISCARD] = "discard",
    [EVENT_WITHDRAW] = "withdraw",
    [EVENT_SECRETARIAT_CHECK] = "secretariat_check",
    [EVENT_RETURN] = "return",
    [EVENT_NSM_OPINION] = "nsm_opinion",
    [EVENT_ISO_OPINION] = "iso_opinion",
    [EVENT_EXPERT_ADVICE] = "expert_advice",
    [EVENT_FORWARD] = "forward",
    [EVENT_PERMIT] = "permit",
    [EVENT_PERMIT_WITH_CONDITIONS] = "permit_with_conditions",
    [EVENT_REFUSE] = "refuse",
    [EVENT_CISO_RETURN] = "ciso_return",
    [EVENT_REVOKE] = "revoke",
    [EVENT_EXTENSION_FILE] = "extension_file",
    [EVENT_EXTENSION_PERMIT] = "extension_permit",
    [EVENT_EXTENSION_REFUSE] = "extension_refuse",
    [EVENT_INTERIM_REVIEW] = "interim_review",
    [EVENT_CONDITION_MET] = "condition_met",
    [EVENT_TERMINATION_DRAFT] = "termination_draft",
    [EVENT_TERMINATION_RETURN] = "termination_return",
    [EVENT_TERMINATION_REPORT] = "termination_report",
    [EVENT_TERMINATION_ACCEPT] = "termination_accept",
    [EVENT_TERMINATION_REJECT] = "termination_reject",
    [EVENT_TAKEOVER_CONFIRM] = "takeover_confirm",
    [EVENT_CISO_ACKNOWLEDGE] = "ciso_acknowledge",
    [EVENT_FOLLOW_UP_FILED] = "follow_up_filed",
};

static const struct {
    enum exception_status status;
    const char *code;
} statuses[] = {
    {DRAFT, "draft"},
    {AWAITING_MANAGER, "awaiting_manager"},
    {FILED, "filed"},
    {UNDER_REVIEW, "under_review"},
    {PENDING_CISO, "pending_ciso"},
    {RETURNED, "returned"},
    {PERMITTED, "permitted"},
    {CONDITIONAL, "permitted_with_conditions"},
    {REFUSED, "refused"},
    {IN_EFFECT, "in_effect"},
    {EXPIRED, "expired"},
    {EXTENSION_PENDING, "extension_pending"},
    {TERMINATION_REPORTED, "termination_reported"},
    {CLOSED, "closed"},
    {REVOKED, "revoked"},
    {WITHDRAWN, "withdrawn"},
    {DISCARDED, "discarded"},
    {REPORTED, "reported"},
    {ACKNOWLEDGED, "acknowledged"},
    {0, NULL},
};

const char *exception_event_code(enum exception_event event)
{
    return event_codes[event];
}

const char *exception_status_code(enum exception_status status)
{
    for (int i = 0; statuses[i].code; i++)
        if (statuses[i].status == status)
            return statuses[i].code;
    return NULL;
}

enum exception_status exception_status_of(const char *code)
{
    for (int i = 0; statuses[i].code; i++)
        if (!strcmp(statuses[i].code, code))
            return statuses[i].status;
    return 0;
}

const struct exception_transition *exception_transition(enum exception_kind kind,
                                                        enum exception_status status,
                                                        enum exception_event event)
{
    for (int i = 0; i < exception_transition_count; i++) {
        const struct exception_transition *t = &exception_transitions[i];

        if ((t->kinds & kind) && (t->from & status) && t->event == event)
            return t;
    }
    return NULL;
}

bool exception_may(const struct exception *exception, enum exception_event event)
{
    const struct exception_transition *t =
        exception_transition(exception->kind, exception->status, event);

    if (!t || !(t->who & exception->actor))
        return false;
    /* One who manages the section files himself; a number can't be thrown away (BR-EX-13). */
    if (event == EVENT_LEADER_FILE || event == EVENT_TERMINATION_DRAFT)
        return !(exception->actor & IS_MANAGER_OF_UNIT);
    if (event == EVENT_DISCARD)
        return !exception->request_no;
    if (event == EVENT_WITHDRAW)
        return exception->request_no;
    if (event == EVENT_TAKEOVER_CONFIRM)
        return exception->awaits_takeover;
    if (event == EVENT_TERMINATION_RETURN)
        return exception->has_end_draft;
    if (event == EVENT_FORWARD)
        return exception->has_opinion || exception->is_applicant_network_security_manager;
    return true;
}

/* Whether there is any state in which somebody like the viewer may do this. */
static bool is_ever_ones_own(const struct exception *exception, enum exception_event event)
{
    for (int i = 0; i < exception_transition_count; i++) {
        const struct exception_transition *t = &exception_transitions[i];

        if ((t->kinds & exception->kind) && t->event == event && (t->who & exception->actor))
            return true;
    }
    return false;
}

/* Who may, in words: the event's own bearer. */
static const char *who_may(enum exception_event event)
{
    switch (event) {
    case EVENT_PERMIT:
    case EVENT_PERMIT_WITH_CONDITIONS:
    case EVENT_REFUSE:
    case EVENT_CISO_RETURN:
    case EVENT_REVOKE:
    case EVENT_EXTENSION_PERMIT:
    case EVENT_EXTENSION_REFUSE:
    case EVENT_CISO_ACKNOWLEDGE:
        return "例外措置について決定できるのは、在任中の最高情報セキュリティ責任者（ＣＩＳＯ）だけです。"
               "不在のときも、代わって決定できる人はいません。自分が起案し、又は申請したものは決定できません。";
    case EVENT_SECRETARIAT_CHECK:
    case EVENT_FORWARD:
    case EVENT_EXPERT_ADVICE:
    case EVENT_TERMINATION_ACCEPT:
    case EVENT_TERMINATION_REJECT:
        return "この操作は、情報セキュリティ推進事務局が行います。";
    case EVENT_NSM_OPINION:
        return "この意見は、情報ネットワーク・セキュリティ管理者（その不在の間は、ＣＩＳＯの認定を受けた"
               "権限代行者）が述べます。";
    case EVENT_ISO_OPINION:
        return "この意見は、情報セキュリティ責任者が述べます。";
    case EVENT_LEADER_FILE:
        return "所属長の確認に回すのは、起案者及びＩＴ推進リーダーです。所属長は、そのまま申請してください。";
    case EVENT_HAND_OVER:
    case EVENT_INTERIM_REVIEW:
    case EVENT_CONDITION_MET:
        return "この操作は、その課等の情報システム・セキュリティ管理者及びＩＴ推進リーダーが行います。";
    case EVENT_TERMINATION_DRAFT:
        return "終了報告の案を書くのは、その課等のＩＴ推進リーダーです。所属長は、そのまま終了を報告してください。";
    case EVENT_RETURN:
        return "差し戻せるのは、情報セキュリティ推進事務局及び情報ネットワーク・セキュリティ管理者です。";
    case EVENT_MANAGER_FILE:
        return "申請できるのは、第８(１)の情報システム・セキュリティ管理者（その課等の長）又は情報ネットワーク・"
               "セキュリティ管理者です。ＩＴ推進リーダーは、所属長の確認に回してください。";
    default:
        return "この操作は、申請者である情報システム・セキュリティ管理者（その課等の長）又は情報ネットワーク・"
               "セキュリティ管理者が行います。";
    }
}

bool exception_allows(struct work *work, const struct exception *exception, unsigned events)
{
    int first = -1;

    for (int i = 0; i < EXCEPTION_EVENTS; i++) {
        if (!(events & EVENT_BIT(i)))
            continue;
        if (is_ever_ones_own(exception, (enum exception_event)i))
            return true;
        first = first < 0 ? i : first;
    }
    return fail(work, ERR_FORBIDDEN, "%s", who_may((enum exception_event)first));
}

/* Nobody was faster: before the period begins and after it ends, what runs can't be acted upon. */
static bool is_kept_by_day(const struct exception *exception, enum exception_event event)
{
    unsigned kept = EXCEPTION_PERMITTED | EXCEPTION_PERMITTED_WITH_CONDITIONS | EXCEPTION_EXPIRED;

    return (exception->status & kept) &&
           (exception_transition(exception->kind, EXCEPTION_IN_EFFECT, event) ||
            exception_transition(exception->kind, EXCEPTION_EXTENSION_PENDING, event));
}

static bool refuse_state(struct work *work, const struct exception *exception,
                         enum exception_event event)
{
    if (event == EVENT_FORWARD && exception->status == EXCEPTION_UNDER_REVIEW)
        return fail(work, ERR_CONFLICT,
                    "情報ネットワーク・セキュリティ管理者の意見がまだありません。意見を受けてから、"
                    "決裁に上げてください。");
    if (event == EVENT_TERMINATION_RETURN && (exception->status & ENDS))
        return fail(work, ERR_CONFLICT, "確認を待っている終了報告の案は、ありません。");
    if (is_kept_by_day(exception, event))
        return fail(
            work, ERR_CONFLICT, "%s",
            exception->status == EXCEPTION_EXPIRED
                ? "許可された期間が満了したため、この操作はできません。終了を報告してください。"
                : "許可された期間が始まっていないため、この操作はできません。");
    return fail(work, ERR_CONFLICT,
                "%sが%sに手続を進めたため、この操作はできません。今の状態を確認してください。",
                exception->updated_by, exception->updated_at);
}

bool exception_check(struct work *work, const struct exception *exception,
                     const struct exception_act *act)
{
    const struct exception_transition *t =
        exception_transition(exception->kind, exception->status, act->event);

    if (!(t && (t->who & exception->actor)) && !is_ever_ones_own(exception, act->event))
        return fail(work, ERR_FORBIDDEN, "%s", who_may(act->event));
    if (!exception_may(exception, act->event))
        return t && !(t->who & exception->actor)
                   ? fail(work, ERR_FORBIDDEN, "%s", who_may(act->event))
                   : refuse_state(work, exception, act->event);
    if (exception->version != act->version)
        return fail(work, ERR_STALE,
                    "%sが%sに、先に保存しました。その内容を確認し、必要な場合は、もう一度操作して"
                    "ください。",
                    exception->updated_by, exception->updated_at);
    if (t->needs_reason && text_graphemes(act->text ? act->text : "") < REASON_MINIMUM)
        return fail_field(work, "reason", "理由を%d文字以上で入力してください。", REASON_MINIMUM);
    return true;
}

bool exception_is_writer(struct work *work, const struct exception *exception)
{
    return (exception->actor & (IS_DRAFTER | IS_LEADER_OF_UNIT | IS_MANAGER_OF_UNIT)) ||
           fail(work, ERR_FORBIDDEN,
                "申請の内容を変更できるのは、その課等の情報システム・セキュリティ管理者及び"
                "ＩＴ推進リーダーです。");
}

void exception_view_actions(struct view *view, const struct exception *exception)
{
    struct view *open = view_object(view, "may");

    for (int i = 0; i < EXCEPTION_EVENTS; i++)
        view_boolean(open, event_codes[i], exception_may(exception, (enum exception_event)i));
}

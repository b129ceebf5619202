#include "base/work.h"
#include "http/request.h"
#include "modules/authority/authority.h"
#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_page.h"

/*
 * The events that say no more than a reason: filing, returning, checking, forwarding, opinions.
 * Each has its address under the request, before and after there is a number.
 */
struct act {
    const char *reason;
    long version;
};

static const struct field act_fields[] = {
    FIELD_LONG_TEXT(struct act, reason, "理由", .max = 1000),
    FIELD_INT(struct act, version, "版", .required = true),
    FIELD_END,
};

static const struct field withdrawal_fields[] = {
    FIELD_LONG_TEXT(struct act, reason, "取り下げる理由", .required = true, .max = 1000),
    FIELD_INT(struct act, version, "版", .required = true),
    FIELD_END,
};

static bool act(struct request *rq, enum exception_event event)
{
    struct exception *ex;
    struct act form;

    return exception_of_path_for(rq, EVENT_BIT(event), &ex) &&
           read_form(rq, rq->route->fields, &form) &&
           exception_do(rq->work, ex,
                        &(struct exception_act){
                            .event = event, .version = form.version, .text = form.reason},
                        NULL) &&
           exception_done(rq, ex);
}

static bool return_to_drafter(struct request *rq)
{
    return act(rq, EVENT_MANAGER_RETURN);
}

static bool discard(struct request *rq)
{
    return act(rq, EVENT_DISCARD);
}

static bool withdraw(struct request *rq)
{
    return act(rq, EVENT_WITHDRAW);
}

static bool return_to_section(struct request *rq)
{
    return act(rq, EVENT_RETURN);
}

static bool forward(struct request *rq)
{
    return act(rq, EVENT_FORWARD);
}

static bool take_over(struct request *rq)
{
    return act(rq, EVENT_TAKEOVER_CONFIRM);
}

/* ---- the secretariat's check ------------------------------------------------------------------
 */

struct check {
    const char *const *checks;
    const char *reason;
    long version;
};

/* What the secretariat looked at; what is missing it writes below. */
static const struct choice check_items[] = {{"complete", 0}, {"grounds", 1},     {"period", 2},
                                            {"class", 3},    {"same_clause", 4}, {NULL, 0}};

static const struct field check_fields[] = {
    FIELD_LIST(struct check, checks, "確認した事項", .required = true, .choices = check_items),
    FIELD_LONG_TEXT(struct check, reason, "確認の結果", .max = 1000),
    FIELD_INT(struct check, version, "版", .required = true),
    FIELD_END,
};

static bool check(struct request *rq)
{
    struct exception *ex;
    struct check form;

    return exception_of_path_for(rq, EVENT_BIT(EVENT_SECRETARIAT_CHECK), &ex) &&
           read_form(rq, check_fields, &form) &&
           exception_do(rq->work, ex,
                        &(struct exception_act){.event = EVENT_SECRETARIAT_CHECK,
                                                .version = form.version,
                                                .text = form.reason,
                                                .checks = form.checks},
                        NULL) &&
           exception_done(rq, ex);
}

/* ---- opinions ----------------------------------------------------------------------------------
 */

struct opinion {
    int by, result, residual_risk;
    const char *opinion;
    long version;
};

static const struct choice bearers[] = {{"network_security_manager", EVENT_NSM_OPINION},
                                        {"information_security_officer", EVENT_ISO_OPINION},
                                        {"security_expert", EVENT_EXPERT_ADVICE},
                                        {NULL, 0}};
#define OPINIONS                                                                                   \
    (EVENT_BIT(EVENT_NSM_OPINION) | EVENT_BIT(EVENT_ISO_OPINION) | EVENT_BIT(EVENT_EXPERT_ADVICE))

static const struct choice results[] = {
    {"agree", 0}, {"agree_with_conditions", 1}, {"disagree", 2}, {NULL, 0}};
static const struct choice risks[] = {{"low", 0}, {"middle", 1}, {"high", 2}, {NULL, 0}};

static const struct field opinion_fields[] = {
    FIELD_ENUM(struct opinion, by, "意見を述べる人", .required = true, .choices = bearers),
    FIELD_ENUM(struct opinion, result, "意見", .choices = results, .required = true),
    FIELD_ENUM(struct opinion, residual_risk, "残存リスク", .choices = risks, .fallback = -1),
    FIELD_LONG_TEXT(struct opinion, opinion, "意見の内容", .required = true, .max = 2000),
    FIELD_INT(struct opinion, version, "版", .required = true),
    FIELD_END,
};

static bool give_opinion(struct request *rq)
{
    struct exception *ex;
    struct opinion form;

    return exception_of_path_for(rq, OPINIONS, &ex) && read_form(rq, opinion_fields, &form) &&
           (form.by != EVENT_NSM_OPINION || acts_as_manager(rq->work)) &&
           exception_do(
               rq->work, ex,
               &(struct exception_act){
                   .event = (enum exception_event)form.by,
                   .version = form.version,
                   .text = form.opinion,
                   .result = results[form.result].code,
                   .residual_risk = form.residual_risk < 0 ? NULL : risks[form.residual_risk].code},
               NULL) &&
           exception_done(rq, ex);
}

/* clang-format off */
const struct exception_form exception_act_forms[] = {
    {.name = "manager_return", .address = "manager-return", .fields = act_fields, .events = {EVENT_MANAGER_RETURN}},
    {.name = "discard", .address = "discard", .fields = act_fields, .events = {EVENT_DISCARD}},
    {.name = "withdrawal", .address = "withdrawal", .fields = withdrawal_fields, .events = {EVENT_WITHDRAW}},
    {.name = "check", .address = "check", .fields = check_fields, .events = {EVENT_SECRETARIAT_CHECK}},
    {.name = "return", .address = "return", .fields = act_fields, .events = {EVENT_RETURN}},
    {.name = "nsm_opinion", .address = "opinions", .fields = opinion_fields, .events = {EVENT_NSM_OPINION},
     .by = "network_security_manager"},
    {.name = "iso_opinion", .address = "opinions", .fields = opinion_fields, .events = {EVENT_ISO_OPINION},
     .by = "information_security_officer"},
    {.name = "expert_advice", .address = "opinions", .fields = opinion_fields, .events = {EVENT_EXPERT_ADVICE},
     .by = "security_expert"},
    {.name = "forward", .address = "forward", .fields = act_fields, .events = {EVENT_FORWARD}},
    {.name = "takeover", .address = "takeover", .fields = act_fields, .events = {EVENT_TAKEOVER_CONFIRM}},
    {.name = NULL},
};

#define ACT(pattern_, handler_, fields_, summary_)                                                 \
    {POST, pattern_, handler_, SIGNED_IN, .form = "exceptions/show",                               \
     .form_view = exception_page_view, .fields = fields_, .creates = true, .summary = summary_}

const struct route exception_act_routes[] = {
    ACT("/exceptions/drafts/{id}/manager-return", return_to_drafter, act_fields,
        "The manager gives a draft back to the leader"),
    ACT("/exceptions/{request_no}/manager-return", return_to_drafter, act_fields,
        "The same for a later revision"),
    ACT("/exceptions/drafts/{id}/discard", discard, act_fields,
        "Throw a draft away; it never had a number"),
    ACT("/exceptions/{request_no}/withdrawal", withdraw, withdrawal_fields,
        "The manager withdraws what is not decided yet"),
    ACT("/exceptions/{request_no}/check", check, check_fields,
        "The secretariat has checked the request"),
    ACT("/exceptions/{request_no}/return", return_to_section, act_fields,
        "The secretariat or the network security manager returns it for a new revision"),
    ACT("/exceptions/{request_no}/opinions", give_opinion, opinion_fields,
        "The opinion of an officer, or an expert's advice"),
    ACT("/exceptions/{request_no}/forward", forward, act_fields,
        "The secretariat lays the request before the CISO"),
    ACT("/exceptions/{request_no}/takeover", take_over, act_fields,
        "The head of the successor section takes the request over"),
    ROUTE_END,
};
/* clang-format on */

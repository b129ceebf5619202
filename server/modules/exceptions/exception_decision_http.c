#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "base/work.h"
#include "db/db.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_page.h"

/*
 * What the CISO alone does: decide on one exact revision, decide on an extension, revoke, confirm
 * an emergency report. Who may is the table's and, once more, the database's to say.
 */
struct decision {
    int decision;
    const char *reason, *period_from, *period_to;
    const char *const *conditions; /* "2027-01-10 text": a due day may stand in front */
    long version;
};

enum { CONDITIONS_MAXIMUM = 20, ISO_DATE = 10, CONDITION_MAXIMUM = 500 };

static const struct choice decisions[] = {
    {"permitted", EVENT_PERMIT},
    {"permitted_with_conditions", EVENT_PERMIT_WITH_CONDITIONS},
    {"refused", EVENT_REFUSE},
    {"returned", EVENT_CISO_RETURN},
    {NULL, 0}};

static const struct field decision_fields[] = {
    FIELD_ENUM(struct decision, decision, "決定", .required = true, .choices = decisions),
    FIELD_DATE(struct decision, period_from, "許可する期間の開始日"),
    FIELD_DATE(struct decision, period_to, "許可する期間の終了日"),
    FIELD_LIST(struct decision, conditions, "条件", .maximum = CONDITIONS_MAXIMUM),
    FIELD_LONG_TEXT(struct decision, reason, "理由", .max = 1000),
    FIELD_INT(struct decision, version, "版", .required = true),
    FIELD_END,
};

static bool is_permission(int decision)
{
    return decision == EVENT_PERMIT || decision == EVENT_PERMIT_WITH_CONDITIONS;
}

/* Empty boxes of the form are no conditions. */
static int given(const char *const *conditions)
{
    int count = 0;

    for (; *conditions; conditions++)
        count += **conditions != '\0';
    return count;
}

static bool decision_is_whole(struct work *work, const struct decision *form)
{
    bool is_whole = true;

    if (!is_permission(form->decision))
        return true;
    if (!form->period_from)
        is_whole = fail_field(work, "period_from", "許可する期間の開始日を入力してください。");
    if (!form->period_to)
        is_whole = fail_field(work, "period_to", "許可する期間の終了日を入力してください。");
    if (form->period_from && form->period_to && strcmp(form->period_to, form->period_from) < 0)
        is_whole = fail_field(work, "period_to", "終了日は、開始日以後の日付を入力してください。");
    if (form->decision == EVENT_PERMIT_WITH_CONDITIONS && !given(form->conditions))
        is_whole = fail_field(work, "conditions", "条件を入力してください。");
    if (form->decision == EVENT_PERMIT && given(form->conditions))
        is_whole = fail_field(work, "decision",
                              "条件を付けるときは「条件付きで許可する」を選択してください。");
    return is_whole;
}

/* A condition may begin with the day it is due: "2027-01-10 確認記録を提出すること。" */
static const char *due_of(struct work *work, const char **text)
{
    char *day;

    if (strlen(*text) <= ISO_DATE || (*text)[ISO_DATE] != ' ')
        return NULL;
    day = arena_strndup(work->arena, *text, ISO_DATE);
    if (!calendar_valid(day))
        return NULL;
    *text = text_trim(work->arena, *text + ISO_DATE);
    return day;
}

static bool add_conditions(struct work *work, const struct exception *ex, const char *step,
                           const char *const *conditions)
{
    int place = 0;

    for (; *conditions; conditions++) {
        const char *text = text_trim(work->arena, *conditions), *due = due_of(work, &text);

        if (!*text)
            continue;
        if (text_graphemes(text) > CONDITION_MAXIMUM)
            return fail_field(work, "conditions", "条件は、1件%d文字以内で入力してください。",
                              CONDITION_MAXIMUM);
        if (!db_run(work, SQL_EXCEPTION_CONDITION_ADD,
                    PARAMS(ex->id, step, arena_printf(work->arena, "%d", ++place), text, due)))
            return false;
    }
    return true;
}

static bool permit(struct work *work, const struct exception *ex, const char *step,
                   const struct decision *form)
{
    return db_run(work, SQL_EXCEPTION_PERIOD_ADD,
                  PARAMS(ex->id, step, form->period_from, form->period_to)) &&
           add_conditions(work, ex, step, form->conditions);
}

static bool decide(struct request *rq)
{
    struct work *w = rq->work;
    struct exception *ex;
    struct decision form;
    struct exception_act act;
    const char *step;

    if (!exception_of_path_for(rq, EVENT_BIT(EVENT_PERMIT), &ex) ||
        !read_form(rq, decision_fields, &form))
        return false;
    act = (struct exception_act){
        .event = (enum exception_event)form.decision, .version = form.version, .text = form.reason};
    return exception_check(w, ex, &act) && decision_is_whole(w, &form) &&
           exception_do(w, ex, &act, &step) &&
           (!is_permission(form.decision) || permit(w, ex, step, &form)) && exception_done(rq, ex);
}

/* ---- an extension ------------------------------------------------------------------------------
 */

static const struct choice extension_decisions[] = {
    {"permitted", EVENT_EXTENSION_PERMIT}, {"refused", EVENT_EXTENSION_REFUSE}, {NULL, 0}};

struct extension_decision {
    int decision;
    const char *reason, *period_to;
    const char *const *conditions;
    long version;
};

static const struct field extension_decision_fields[] = {
    FIELD_ENUM(struct extension_decision, decision, "決定", .required = true,
               .choices = extension_decisions),
    FIELD_DATE(struct extension_decision, period_to, "延長後の終了日"),
    FIELD_LIST(struct extension_decision, conditions, "条件", .maximum = CONDITIONS_MAXIMUM),
    FIELD_LONG_TEXT(struct extension_decision, reason, "理由", .max = 1000),
    FIELD_INT(struct extension_decision, version, "版", .required = true),
    FIELD_END,
};

/* The new period begins the day after the running one (BR-EX-08) and ends as asked, or as decided.
 */
static bool extend(struct work *work, const struct exception *ex, const char *step,
                   const struct extension_decision *form)
{
    const struct rows *asked = db_take(work, SQL_EXCEPTION_EXTENSION_ASKED, PARAMS(ex->id));
    const char *to;

    if (!asked)
        return false;
    to = form->period_to ? form->period_to : rows_text(asked, 0, "period_to");
    if (strcmp(to, rows_text(asked, 0, "period_from")) < 0)
        return fail_field(work, "period_to", "今の期間の終了日より後の日付を入力してください。");
    return db_run(work, SQL_EXCEPTION_PERIOD_ADD,
                  PARAMS(ex->id, step, rows_text(asked, 0, "period_from"), to)) &&
           add_conditions(work, ex, step, form->conditions);
}

static bool decide_extension(struct request *rq)
{
    struct work *w = rq->work;
    struct exception *ex;
    struct extension_decision form;
    const char *step;

    return exception_of_path_for(rq, EVENT_BIT(EVENT_EXTENSION_PERMIT), &ex) &&
           read_form(rq, extension_decision_fields, &form) &&
           exception_do(w, ex,
                        &(struct exception_act){.event = (enum exception_event)form.decision,
                                                .version = form.version,
                                                .text = form.reason},
                        &step) &&
           (form.decision != EVENT_EXTENSION_PERMIT || extend(w, ex, step, &form)) &&
           exception_done(rq, ex);
}

/* ---- revocation and the confirmation of an emergency report ------------------------------------
 */

struct ruling {
    int outcome;
    const char *reason;
    long version;
};

static const struct choice outcomes[] = {
    {"ended_confirmed", 0}, {"continue_needs_application", 1}, {"stop_ordered", 2}, {NULL, 0}};
enum { STOP_ORDERED = 2 };

static const struct field revocation_fields[] = {
    FIELD_LONG_TEXT(struct ruling, reason, "理由", .required = true, .max = 1000),
    FIELD_INT(struct ruling, version, "版", .required = true),
    FIELD_END,
};

static const struct field acknowledgement_fields[] = {
    FIELD_ENUM(struct ruling, outcome, "確認の結果", .required = true, .choices = outcomes),
    FIELD_LONG_TEXT(struct ruling, reason, "理由・指示", .max = 1000),
    FIELD_INT(struct ruling, version, "版", .required = true),
    FIELD_END,
};

static bool revoke(struct request *rq)
{
    struct exception *ex;
    struct ruling form;

    return exception_of_path_for(rq, EVENT_BIT(EVENT_REVOKE), &ex) &&
           read_form(rq, revocation_fields, &form) &&
           exception_do(rq->work, ex,
                        &(struct exception_act){
                            .event = EVENT_REVOKE, .version = form.version, .text = form.reason},
                        NULL) &&
           exception_done(rq, ex);
}

static bool acknowledge(struct request *rq)
{
    struct exception *ex;
    struct ruling form;

    if (!exception_of_path_for(rq, EVENT_BIT(EVENT_CISO_ACKNOWLEDGE), &ex) ||
        !read_form(rq, acknowledgement_fields, &form))
        return false;
    if (form.outcome == STOP_ORDERED && !form.reason)
        return fail_field(rq->work, "reason", "中止を指示する理由を入力してください。");
    return exception_do(rq->work, ex,
                        &(struct exception_act){.event = EVENT_CISO_ACKNOWLEDGE,
                                                .version = form.version,
                                                .text = form.reason,
                                                .result = outcomes[form.outcome].code},
                        NULL) &&
           exception_done(rq, ex);
}

/* clang-format off */
#define RULING(pattern_, handler_, fields_, summary_)                                              \
    {POST, pattern_, handler_, SIGNED_IN, .form = "exceptions/show",                               \
     .form_view = exception_page_view, .fields = fields_, .creates = true, .summary = summary_}

const struct route exception_decision_routes[] = {
    RULING("/exceptions/{request_no}/decision", decide, decision_fields,
           "The CISO decides on the revision that lies before him"),
    RULING("/exceptions/{request_no}/extension/decision", decide_extension,
           extension_decision_fields, "The CISO decides on an extension"),
    RULING("/exceptions/{request_no}/revocation", revoke, revocation_fields,
           "The CISO revokes a permission"),
    RULING("/exceptions/{request_no}/acknowledgement", acknowledge, acknowledgement_fields,
           "The CISO confirms an emergency report"),
    ROUTE_END,
};
/* clang-format on */

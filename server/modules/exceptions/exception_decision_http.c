#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "base/work.h"
#include "db/db.h"
#include "http/body.h"
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
    const char *const *conditions, *const *conditions_due;
    long version;
};

enum { CONDITIONS_MAXIMUM = 20, CONDITION_MAXIMUM = 500 };

/*
 * The list conditions_due says by when, in the order of conditions; "" where there is no day. Both
 * are read as they were sent, since the readers of lists leave out what is empty.
 */
#define CONDITION_FIELDS(type)                                                                     \
    FIELD_LIST(type, conditions, "条件", .maximum = CONDITIONS_MAXIMUM, .max = CONDITION_MAXIMUM), \
        FIELD_LIST(type, conditions_due, "条件の期限", .maximum = CONDITIONS_MAXIMUM, .max = 40)

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
    CONDITION_FIELDS(struct decision),
    FIELD_LONG_TEXT(struct decision, reason, "理由", .max = 1000),
    FIELD_INT(struct decision, version, "版", .required = true),
    FIELD_END,
};

static bool is_permission(int decision)
{
    return decision == EVENT_PERMIT || decision == EVENT_PERMIT_WITH_CONDITIONS;
}

struct condition {
    const char *text, *due;
};

/* The next pair as it was sent; false: no more. Begins with both NULL. */
static bool next_condition(const struct form_body *body, const struct form_field **text,
                           const struct form_field **due)
{
    bool is_first = !*text && !*due;

    *text = is_first || *text ? body_field(body, "conditions", *text) : NULL;
    *due = is_first || *due ? body_field(body, "conditions_due", *due) : NULL;
    return *text || *due;
}

static bool read_condition(struct work *work, const struct form_field *text,
                           const struct form_field *due, struct condition *condition)
{
    const char *day = due ? text_trim(work->arena, due->value) : "";

    *condition = (struct condition){text ? text_trim(work->arena, text->value) : "", NULL};
    if (!*day)
        return true;
    if (!*condition->text)
        return fail_field(work, "conditions", "期限を入力した条件の内容を入力してください。");
    if (!calendar_parse(work->arena, day, &condition->due))
        return fail_field(work, "conditions_due",
                          "条件の期限は、2027-01-10や令和9年1月10日のように、暦にある日付で入力して"
                          "ください。");
    return strcmp(condition->due, work->today) >= 0 ||
           fail_field(work, "conditions_due", "条件の期限は、今日以後の日付を入力してください。");
}

/* Every pair that says something; all that is wrong with them is recorded. */
static bool conditions_are_whole(struct request *rq)
{
    const struct form_field *text = NULL, *due = NULL;
    struct condition condition;
    bool is_whole = true;

    while (next_condition(rq->body, &text, &due))
        is_whole = read_condition(rq->work, text, due, &condition) && is_whole;
    return is_whole;
}

static bool period_is_whole(struct work *work, const struct decision *form)
{
    bool is_whole = true;

    if (!form->period_from)
        is_whole = fail_field(work, "period_from", "許可する期間の開始日を入力してください。");
    else if (strcmp(form->period_from, work->today) < 0)
        is_whole = fail_field(work, "period_from", "%s",
                              db_constraint_message("exception_period_not_before_decision"));
    if (!form->period_to)
        is_whole = fail_field(work, "period_to", "許可する期間の終了日を入力してください。");
    else if (form->period_from && strcmp(form->period_to, form->period_from) < 0)
        is_whole = fail_field(work, "period_to", "終了日は、開始日以後の日付を入力してください。");
    return is_whole;
}

/* Everything that is missing at once: the CISO shall not be sent back twice. */
static bool decision_is_whole(struct request *rq, const struct decision *form)
{
    struct work *work = rq->work;
    bool is_whole;

    if (!is_permission(form->decision))
        return true;
    is_whole = period_is_whole(work, form);
    if (form->decision == EVENT_PERMIT_WITH_CONDITIONS && !*form->conditions)
        is_whole = fail_field(work, "conditions", "条件を入力してください。");
    if (form->decision == EVENT_PERMIT && *form->conditions)
        is_whole = fail_field(work, "decision",
                              "条件を付けるときは「条件付きで許可する」を選択してください。");
    return conditions_are_whole(rq) && is_whole;
}

static bool add_conditions(struct request *rq, const struct exception *ex, const char *step)
{
    const struct form_field *text = NULL, *due = NULL;
    struct work *w = rq->work;
    struct condition condition;
    int place = 0;

    while (next_condition(rq->body, &text, &due)) {
        if (!read_condition(w, text, due, &condition))
            return false;
        if (*condition.text && !db_run(w, SQL_EXCEPTION_CONDITION_ADD,
                                       PARAMS(ex->id, step, arena_printf(w->arena, "%d", ++place),
                                              condition.text, condition.due)))
            return false;
    }
    return true;
}

/* Some boxes are empty: without JavaScript a form can't grow. */
enum { CONDITION_ROWS = 5 };

/* The first is where an error of the field leads. */
static const char *row_id(struct arena *arena, const char *form, const char *field, int number)
{
    return number == 1 ? arena_printf(arena, "%s-%s", form, field)
                       : arena_printf(arena, "%s-%s-%d", form, field, number);
}

void exception_condition_rows(struct request *rq, struct view *form, const char *name, bool is_sent)
{
    const struct form_field *text = NULL, *due = NULL;
    bool is_more = is_sent;
    int last = 0;

    view_list(form, "condition_rows");
    for (int i = 1; i <= CONDITION_ROWS || is_more; i++) {
        struct view *row = i == 1 ? view_object(form, "first_condition")
                                  : view_list_object(form, "condition_rows");

        is_more = is_more && next_condition(rq->body, &text, &due);
        view_integer(row, "number", i);
        view_text(row, "text", is_more && text ? text->value : "");
        view_text(row, "due", is_more && due ? due->value : "");
        view_text(row, "text_id", row_id(rq->work->arena, name, "conditions", i));
        view_text(row, "due_id", row_id(rq->work->arena, name, "conditions_due", i));
        if (is_more && text && text->value_length)
            last = i;
    }
    view_boolean(form, "has_several", last > 1);
}

static bool permit(struct request *rq, const struct exception *ex, const char *step,
                   const struct decision *form)
{
    return db_run(rq->work, SQL_EXCEPTION_PERIOD_ADD,
                  PARAMS(ex->id, step, form->period_from, form->period_to)) &&
           add_conditions(rq, ex, step);
}

static bool decide(struct request *rq)
{
    struct work *w = rq->work;
    struct exception *ex;
    struct decision form;
    struct exception_act act;
    const char *step;
    bool is_open;

    if (!exception_of_path_for(rq, EVENT_BIT(EVENT_PERMIT), &ex) ||
        !read_form(rq, decision_fields, &form))
        return false;
    act = (struct exception_act){
        .event = (enum exception_event)form.decision, .version = form.version, .text = form.reason};
    is_open = exception_check(w, ex, &act);
    if (!is_open && w->error.code != ERR_INVALID)
        return false;
    return decision_is_whole(rq, &form) && is_open && exception_do(w, ex, &act, &step) &&
           (!is_permission(form.decision) || permit(rq, ex, step, &form)) && exception_done(rq, ex);
}

/* ---- an extension ------------------------------------------------------------------------------
 */

static const struct choice extension_decisions[] = {
    {"permitted", EVENT_EXTENSION_PERMIT}, {"refused", EVENT_EXTENSION_REFUSE}, {NULL, 0}};

struct extension_decision {
    int decision;
    const char *reason, *period_to;
    const char *const *conditions, *const *conditions_due;
    long version;
};

static const struct field extension_decision_fields[] = {
    FIELD_ENUM(struct extension_decision, decision, "決定", .required = true,
               .choices = extension_decisions),
    FIELD_DATE(struct extension_decision, period_to, "延長後の終了日"),
    CONDITION_FIELDS(struct extension_decision),
    FIELD_LONG_TEXT(struct extension_decision, reason, "理由", .max = 1000),
    FIELD_INT(struct extension_decision, version, "版", .required = true),
    FIELD_END,
};

/* The new period begins the day after the running one (BR-EX-08) and ends as asked, or as decided.
 */
static bool extend(struct request *rq, const struct exception *ex, const char *step,
                   const struct extension_decision *form)
{
    struct work *work = rq->work;
    const struct rows *asked = db_take(work, SQL_EXCEPTION_EXTENSION_ASKED, PARAMS(ex->id));
    const char *to;

    if (!asked)
        return false;
    to = form->period_to ? form->period_to : rows_text(asked, 0, "period_to");
    if (strcmp(to, rows_text(asked, 0, "period_from")) < 0)
        return fail_field(work, "period_to", "今の期間の終了日より後の日付を入力してください。");
    return db_run(work, SQL_EXCEPTION_PERIOD_ADD,
                  PARAMS(ex->id, step, rows_text(asked, 0, "period_from"), to)) &&
           add_conditions(rq, ex, step);
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
           (form.decision != EVENT_EXTENSION_PERMIT || extend(rq, ex, step, &form)) &&
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
const struct exception_form exception_decision_forms[] = {
    {.name = "decision", .address = "decision", .fields = decision_fields,
     .events = {EVENT_PERMIT, EVENT_PERMIT_WITH_CONDITIONS, EVENT_REFUSE, EVENT_CISO_RETURN},
     .is_filled = true, .current = SQL_EXCEPTION_ASKED},
    {.name = "extension_decision", .address = "extension/decision", .fields = extension_decision_fields,
     .events = {EVENT_EXTENSION_PERMIT, EVENT_EXTENSION_REFUSE},
     .is_filled = true, .current = SQL_EXCEPTION_EXTENSION_ASKED},
    {.name = "revocation", .address = "revocation", .fields = revocation_fields, .events = {EVENT_REVOKE}},
    {.name = "acknowledgement", .address = "acknowledgement", .fields = acknowledgement_fields, .events = {EVENT_CISO_ACKNOWLEDGE}},
    {.name = NULL},
};

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

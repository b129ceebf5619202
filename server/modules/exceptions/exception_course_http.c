#include <string.h>

#include "base/calendar.h"
#include "base/work.h"
#include "db/db.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_page.h"

/*
 * While a permission runs and when it ends: extension, interim review, conditions met, the report
 * of the end and its check by the secretariat.
 */
struct course {
    const char *reason, *progress, *resolution_plan, *period_to; /* extension */
    const char *ended_on, *result, *restored, *media_handled, *opinion;
    int still_needed, compensating_works, finding;
    const char *note, *met_on;
    long version;
};

static const struct choice answers[] = {{"yes", 1}, {"no", 0}, {NULL, 0}};
static const struct choice findings[] = {
    {"accepted", EVENT_TERMINATION_ACCEPT}, {"rejected", EVENT_TERMINATION_REJECT}, {NULL, 0}};

#define VERSION FIELD_INT(struct course, version, "版", .required = true)

static const struct field extension_fields[] = {
    FIELD_LONG_TEXT(struct course, progress, "実施状況", .required = true, .max = 2000),
    FIELD_LONG_TEXT(struct course, reason, "延長の理由", .required = true, .max = 1000),
    FIELD_DATE(struct course, period_to, "延長後の終了日", .required = true),
    FIELD_LONG_TEXT(struct course, resolution_plan, "解消計画の見直し", .required = true,
                    .max = 1000),
    VERSION,
    FIELD_END,
};

static const struct field end_fields[] = {
    FIELD_DATE(struct course, ended_on, "終了日", .required = true),
    FIELD_LONG_TEXT(struct course, result, "結果", .required = true, .max = 2000),
    FIELD_LONG_TEXT(struct course, restored, "原状回復", .required = true, .max = 1000),
    FIELD_LONG_TEXT(struct course, media_handled, "データ・媒体の処理", .required = true,
                    .max = 1000),
    FIELD_LONG_TEXT(struct course, opinion, "再発防止・規程への意見", .max = 1000),
    VERSION,
    FIELD_END,
};

static const struct field end_return_fields[] = {
    FIELD_LONG_TEXT(struct course, reason, "理由", .max = 1000),
    VERSION,
    FIELD_END,
};

static const struct field end_check_fields[] = {
    FIELD_ENUM(struct course, finding, "確認の結果", .required = true, .choices = findings),
    FIELD_LONG_TEXT(struct course, reason, "理由", .max = 1000),
    VERSION,
    FIELD_END,
};

static const struct field review_fields[] = {
    FIELD_ENUM(struct course, still_needed, "例外措置を続ける必要", .required = true,
               .choices = answers),
    FIELD_ENUM(struct course, compensating_works, "代替措置の実施", .required = true,
               .choices = answers),
    FIELD_LONG_TEXT(struct course, note, "点検の内容", .required = true, .max = 1000),
    VERSION,
    FIELD_END,
};

static const struct field met_fields[] = {
    FIELD_DATE(struct course, met_on, "満たした日", .required = true),
    FIELD_LONG_TEXT(struct course, note, "内容", .max = 1000),
    VERSION,
    FIELD_END,
};

static bool open(struct request *rq, unsigned events, struct exception **ex, struct course *form)
{
    return exception_of_path_for(rq, events, ex) && read_form(rq, rq->route->fields, form);
}

static bool step(struct request *rq, const struct exception *ex, const struct course *form,
                 enum exception_event event, const char *text, const char **id)
{
    return exception_do(
        rq->work, ex,
        &(struct exception_act){.event = event, .version = form->version, .text = text}, id);
}

/* Whether the act is open at all: said before anything about what was entered. */
static bool is_open(struct request *rq, const struct exception *ex, const struct course *form,
                    enum exception_event event, const char *text)
{
    return exception_check(
        rq->work, ex,
        &(struct exception_act){.event = event, .version = form->version, .text = text});
}

static bool ask_for_extension(struct request *rq)
{
    struct exception *ex;
    struct course form;
    const char *id;

    if (!open(rq, EVENT_BIT(EVENT_EXTENSION_FILE), &ex, &form) ||
        !is_open(rq, ex, &form, EVENT_EXTENSION_FILE, form.reason))
        return false;
    if (ex->period_to && strcmp(form.period_to, ex->period_to) <= 0)
        return fail_field(rq->work, "period_to",
                          "今の期間の終了日（%s）より後の日付を入力してください。",
                          calendar_date_text(rq->work->arena, ex->period_to));
    return step(rq, ex, &form, EVENT_EXTENSION_FILE, form.reason, &id) &&
           db_run(rq->work, SQL_EXCEPTION_EXTENSION_ADD,
                  PARAMS(ex->id, id, form.progress, form.resolution_plan, form.period_to)) &&
           exception_done(rq, ex);
}

/* The report of the end, or what a leader proposes that it says. */
static bool say_end(struct request *rq, enum exception_event event, enum statement add)
{
    struct exception *ex;
    struct course form;
    const char *id;

    if (!open(rq, EVENT_BIT(event), &ex, &form) || !is_open(rq, ex, &form, event, NULL))
        return false;
    if (strcmp(form.ended_on, rq->work->today) > 0)
        return fail_field(rq->work, "ended_on", "終了日は、今日までの日付を入力してください。");
    return step(rq, ex, &form, event, NULL, &id) &&
           db_run(rq->work, add,
                  PARAMS(ex->id, id, form.ended_on, form.result, form.restored, form.media_handled,
                         form.opinion)) &&
           exception_done(rq, ex);
}

static bool draft_end(struct request *rq)
{
    return say_end(rq, EVENT_TERMINATION_DRAFT, SQL_EXCEPTION_END_DRAFT_ADD);
}

static bool report_end(struct request *rq)
{
    return say_end(rq, EVENT_TERMINATION_REPORT, SQL_EXCEPTION_END_REPORT_ADD);
}

static bool return_end_draft(struct request *rq)
{
    struct exception *ex;
    struct course form;

    return open(rq, EVENT_BIT(EVENT_TERMINATION_RETURN), &ex, &form) &&
           step(rq, ex, &form, EVENT_TERMINATION_RETURN, form.reason, NULL) &&
           exception_done(rq, ex);
}

static bool check_end(struct request *rq)
{
    struct exception *ex;
    struct course form;

    return open(rq, EVENT_BIT(EVENT_TERMINATION_ACCEPT), &ex, &form) &&
           step(rq, ex, &form, (enum exception_event)form.finding, form.reason, NULL) &&
           exception_done(rq, ex);
}

static bool review(struct request *rq)
{
    struct exception *ex;
    struct course form;
    const char *id;

    return open(rq, EVENT_BIT(EVENT_INTERIM_REVIEW), &ex, &form) &&
           step(rq, ex, &form, EVENT_INTERIM_REVIEW, form.note, &id) &&
           db_run(rq->work, SQL_EXCEPTION_REVIEW_ADD,
                  PARAMS(ex->id, id, form.still_needed ? "true" : "false",
                         form.compensating_works ? "true" : "false")) &&
           exception_done(rq, ex);
}

static bool meet_condition(struct request *rq)
{
    struct exception *ex;
    struct course form;
    const struct rows *met;
    const char *id;

    if (!open(rq, EVENT_BIT(EVENT_CONDITION_MET), &ex, &form) ||
        !step(rq, ex, &form, EVENT_CONDITION_MET, form.note, &id))
        return false;
    met = db_take(rq->work, SQL_EXCEPTION_CONDITION_MEET,
                  PARAMS(ex->id, id, path_text(rq, "condition_id"), form.met_on));
    if (!met)
        return false;
    return met->count ? exception_done(rq, ex) : fail(rq->work, ERR_NOT_FOUND, NULL);
}

/* clang-format off */
const struct exception_form exception_course_forms[] = {
    {.name = "extension", .address = "extension", .fields = extension_fields, .events = {EVENT_EXTENSION_FILE},
     .is_filled = true, .current = SQL_EXCEPTION_PLAN},
    {.name = "termination", .address = "termination", .fields = end_fields, .events = {EVENT_TERMINATION_REPORT},
     .is_filled = true, .current = SQL_EXCEPTION_END_SAID},
    {.name = "termination_draft", .address = "termination/draft", .fields = end_fields,
     .events = {EVENT_TERMINATION_DRAFT}, .is_filled = true, .current = SQL_EXCEPTION_END_SAID},
    {.name = "termination_return", .address = "termination/return", .fields = end_return_fields,
     .events = {EVENT_TERMINATION_RETURN}},
    {.name = "termination_check", .address = "termination/check", .fields = end_check_fields,
     .events = {EVENT_TERMINATION_ACCEPT, EVENT_TERMINATION_REJECT}},
    {.name = "review", .address = "reviews", .fields = review_fields, .events = {EVENT_INTERIM_REVIEW}},
    {.name = "condition_met", .address = "conditions/{condition_id}/met", .fields = met_fields, .events = {EVENT_CONDITION_MET}},
    {.name = NULL},
};

#define COURSE(pattern_, handler_, fields_, summary_)                                              \
    {POST, pattern_, handler_, SIGNED_IN, .form = "exceptions/show",                               \
     .form_view = exception_page_view, .fields = fields_, .creates = true, .summary = summary_}

const struct route exception_course_routes[] = {
    COURSE("/exceptions/{request_no}/extension", ask_for_extension, extension_fields,
           "The manager asks for a longer period (form 3)"),
    COURSE("/exceptions/{request_no}/termination", report_end, end_fields,
           "The manager reports the end (form 5)"),
    COURSE("/exceptions/{request_no}/termination/draft", draft_end, end_fields,
           "A leader drafts the report of the end, which the manager makes"),
    COURSE("/exceptions/{request_no}/termination/return", return_end_draft, end_return_fields,
           "The manager gives the draft of the report back to the leaders"),
    COURSE("/exceptions/{request_no}/termination/check", check_end, end_check_fields,
           "The secretariat confirms the end, or does not"),
    COURSE("/exceptions/{request_no}/reviews", review, review_fields,
           "The section's interim review"),
    COURSE("/exceptions/{request_no}/conditions/{condition_id}/met", meet_condition, met_fields,
           "A condition has been met"),
    ROUTE_END,
};
/* clang-format on */

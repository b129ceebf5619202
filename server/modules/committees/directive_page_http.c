#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/directive.h"

/* The page of a directive has several forms, and each is shown again with the fields of all. */
struct act {
    const char *unit, *text; /* of a section's answer */
    const char *message;     /* of a reminder */
    long version;
};

/* clang-format off */
#define ACT(is_answer, is_report, is_kept)                                                         \
    {FIELD_TEXT(struct act, unit, "課等", .required = (is_answer), .max = 10),                     \
     FIELD_LONG_TEXT(struct act, text, "実施した内容", .required = (is_report), .max = 2000),      \
     FIELD_LONG_TEXT(struct act, message, "添える言葉", .max = 1000),                              \
     FIELD_INT(struct act, version, "版", .required = (is_kept)), FIELD_END}
/* clang-format on */

static const struct field page_fields[] = ACT(false, false, false);
static const struct field confirm_fields[] = ACT(true, false, false);
static const struct field report_fields[] = ACT(true, true, false);
static const struct field keep_fields[] = ACT(false, false, true);

/* ---- the page ----------------------------------------------------------------------------------
 */

static const char *const filters[] = {"unconfirmed", "not_done", "overdue"};
enum { FILTERS = sizeof filters / sizeof *filters };

static bool read_filter(struct request *rq, const char **filter)
{
    *filter = method_is_safe(rq->method) ? query_text(rq, "answer") : NULL;
    for (int i = 0; *filter && i < FILTERS; i++)
        if (!strcmp(*filter, filters[i]))
            return true;
    return !*filter ? rq->work->error.code == ERR_NONE
                    : fail_field(rq->work, "answer", "一覧の上にある状態から選択してください。");
}

static void add_filter(struct view *v, const char *filter)
{
    struct view *object = view_object(v, "answer");

    view_boolean(object, "all", !filter);
    for (int i = 0; i < FILTERS; i++)
        view_boolean(object, filters[i], filter && !strcmp(filter, filters[i]));
}

static const char *typed_unit(const struct request *rq)
{
    const char *unit = form_typed(rq, "unit");

    return *unit ? unit : NULL;
}

static bool directive_view(struct request *rq, struct view *v)
{
    struct directive d;
    const char *filter;

    if (!read_filter(rq, &filter) || !directive_to_see(rq, &d))
        return false;
    view_own_row(v, SQL_DIRECTIVE_SHOW, PARAMS(d.id));
    view_rows(v, "listed", SQL_DIRECTIVE_LISTED, PARAMS(d.id));
    view_rows(v, "own", SQL_DIRECTIVE_OWN, PARAMS(d.id, typed_unit(rq)));
    view_group(v, "own", "reports", SQL_DIRECTIVE_OWN_REPORTS, PARAMS(d.id));
    view_row(v, "progress", SQL_DIRECTIVE_PROGRESS, PARAMS(d.id));
    view_rows(v, "answers", SQL_DIRECTIVE_ANSWERS, PARAMS(d.id, filter));
    view_rows(v, "steps", SQL_DIRECTIVE_STEPS, PARAMS(d.id));
    add_filter(v, filter);
    view_form(rq, v);
    return true;
}

static bool show_directive(struct request *rq)
{
    struct view *v = view_new(rq->work);

    if (!directive_view(rq, v))
        return false;
    if (rq->format & FORMAT_SHEETS)
        rq->reply.file_name = "全庁指示の実施状況";
    return reply_view(rq, "directives/show", v);
}

/* ---- what is done with it ----------------------------------------------------------------------
 */

static bool keep(struct request *rq, const char *event)
{
    struct directive d;
    struct act act;

    return read_form(rq, keep_fields, &act) && directive_to_keep(rq, act.version, &d) &&
           directive_do(rq->work, &d, event, act.message) &&
           reply_see_other(rq, "/directives/%s", d.id);
}

static bool issue_directive(struct request *rq)
{
    return keep(rq, "issue");
}

static bool remind_sections(struct request *rq)
{
    return keep(rq, "remind");
}

static bool close_directive(struct request *rq)
{
    return keep(rq, "close");
}

static bool discard_directive(struct request *rq)
{
    return keep(rq, "discard");
}

static bool answer(struct request *rq, const struct field *fields, const char *kind)
{
    struct directive d;
    struct act act;
    const struct rows *row;

    if (!directive_to_answer(rq, &d) || !read_form(rq, fields, &act))
        return false;
    row = db_take(rq->work, SQL_DIRECTIVE_ANSWER,
                  PARAMS(d.id, act.unit, kind, fields == report_fields ? act.text : NULL));
    if (!row)
        return false;
    return row->count ? reply_see_other(rq, "/directives/%s", d.id)
                      : fail_field(rq->work, "unit", "指示先の課等から選択してください。");
}

static bool confirm_directive(struct request *rq)
{
    return answer(rq, confirm_fields, "confirm");
}

static bool report_directive(struct request *rq)
{
    return answer(rq, report_fields, "report");
}

/* ---- 様式12 ------------------------------------------------------------------------------------
 */

static bool print_directive(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *unit = query_text(rq, "unit");
    struct directive d;

    if (!directive_to_see(rq, &d))
        return false;
    view_own_row(v, SQL_DIRECTIVE_PRINT, PARAMS(d.id, unit));
    view_rows(v, "listed", SQL_DIRECTIVE_LISTED, PARAMS(d.id));
    if (unit)
        view_row(v, "own", SQL_DIRECTIVE_PRINT_ANSWER, PARAMS(d.id, unit));
    view_rows(v, "reports", SQL_DIRECTIVE_PRINT_REPORTS, PARAMS(d.id, unit));
    request_leaves_trace(rq, "print", "directive", d.id);
    return reply_view(rq, unit ? "directives/form_answer" : "directives/form_directive", v);
}

static const char *const show_query[] = {"answer", NULL};
static const char *const print_query[] = {"unit", NULL};

#define OF_PAGE(fields_)                                                                           \
    .form = "directives/show", .form_view = directive_view, .fields = (fields_), .creates = true

const struct route directive_page_routes[] = {
    {GET, "/directives/{id}", show_directive, MAY(MEETING_READ),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_SHEETS, .list = "answers", .query = show_query,
     .fields = page_fields,
     .summary = "One directive with the answers of the sections; answer is unconfirmed, not_done "
                "or overdue; a sheet has a row a section"},
    {POST, "/directives/{id}/issue", issue_directive, MAY(DIRECTIVE_ISSUE), OF_PAGE(keep_fields),
     .summary = "Issue it: one delivery for each section in force today (BR-CM-11)"},
    {POST, "/directives/{id}/confirm", confirm_directive, MAY(DIRECTIVE_ANSWER),
     OF_PAGE(confirm_fields), .summary = "Confirm it for one's own section, once"},
    {POST, "/directives/{id}/report", report_directive, MAY(DIRECTIVE_ANSWER),
     OF_PAGE(report_fields), .summary = "Report what one's own section did"},
    {POST, "/directives/{id}/remind", remind_sections, MAY(DIRECTIVE_ISSUE), OF_PAGE(keep_fields),
     .summary = "Remind every section that has not answered, in one act"},
    {POST, "/directives/{id}/close", close_directive, MAY(DIRECTIVE_ISSUE), OF_PAGE(keep_fields),
     .summary = "Close it: nobody answers any more"},
    {POST, "/directives/{id}/discard", discard_directive, MAY(DIRECTIVE_ISSUE),
     OF_PAGE(keep_fields), .summary = "Discard a draft; it stays to be seen by who keeps it"},
    {GET, "/directives/{id}/forms/12", print_directive, MAY(MEETING_READ), .query = print_query,
     .summary = "Form 12, the directive on paper; with unit what that section reported"},
    ROUTE_END,
};

#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_page.h"

#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"

static bool is_by_number(const struct request *rq)
{
    return strstr(rq->route->pattern, "{request_no}") != NULL;
}

bool exception_of_path(struct request *rq, struct exception **exception)
{
    const char *number = is_by_number(rq) ? path_text(rq, "request_no") : NULL;
    const char *id = is_by_number(rq) ? NULL : path_text(rq, "id");

    /* A page shown again after a failure only reads. */
    return exception_load(rq->work, number, id, rq->method == POST && !rq->failure, exception);
}

bool exception_of_path_for(struct request *rq, unsigned events, struct exception **exception)
{
    /* What was typed by one who may not do this, or not any more, is shown on the page again. */
    return exception_of_path(rq, exception) && (rq->may_see_form = true) &&
           exception_allows(rq->work, *exception, events);
}

/* The address names the event for the page that follows, which says what was done and what is next.
 */
bool exception_done(struct request *rq, const struct exception *exception)
{
    const struct rows *row = db_take(rq->work, SQL_EXCEPTION_ADDRESS, PARAMS(exception->id));
    const char *number, *event;

    if (!row)
        return false;
    number = rows_text(row, 0, "request_no");
    event = rows_text(row, 0, "event");
    if (rq->format == FORMAT_JSON || !event)
        return number ? reply_see_other(rq, "/exceptions/%s", number)
                      : reply_see_other(rq, "/exceptions/drafts/%s", exception->id);
    return number ? reply_see_other(rq, "/exceptions/%s?done=%s", number, event)
                  : reply_see_other(rq, "/exceptions/drafts/%s?done=%s", exception->id, event);
}

/* The condition whose form was sent; each has one of its own. */
static const char *sent_condition(const struct request *rq)
{
    return strstr(rq->route->pattern, "{condition_id}") ? path_text(rq, "condition_id") : NULL;
}

static void add_lists(struct request *rq, struct view *v, const char *id)
{
    view_rows(v, "clauses", SQL_EXCEPTION_SHOW_CLAUSES, PARAMS(id));
    view_optional_row(v, "check", SQL_EXCEPTION_SHOW_CHECK, PARAMS(id));
    view_rows(v, "opinions", SQL_EXCEPTION_SHOW_OPINIONS, PARAMS(id));
    view_optional_row(v, "decision_made", SQL_EXCEPTION_SHOW_DECISION, PARAMS(id));
    view_optional_row(v, "ruling", SQL_EXCEPTION_SHOW_RULING, PARAMS(id));
    view_rows(v, "named_assets", SQL_EXCEPTION_SHOW_ASSETS, PARAMS(id));
    view_rows(v, "periods", SQL_EXCEPTION_SHOW_PERIODS, PARAMS(id));
    view_rows(v, "conditions", SQL_EXCEPTION_SHOW_CONDITIONS, PARAMS(id, sent_condition(rq)));
    view_rows(v, "extensions", SQL_EXCEPTION_SHOW_EXTENSIONS, PARAMS(id));
    view_optional_row(v, "end_draft", SQL_EXCEPTION_SHOW_END_DRAFT, PARAMS(id));
    view_rows(v, "end_reports", SQL_EXCEPTION_SHOW_END_REPORTS, PARAMS(id));
    view_rows(v, "reviews", SQL_EXCEPTION_SHOW_REVIEWS, PARAMS(id));
    view_rows(v, "steps", SQL_EXCEPTION_SHOW_STEPS, PARAMS(id));
    view_rows(v, "revisions", SQL_EXCEPTION_SHOW_REVISIONS, PARAMS(id));
    view_rows(v, "related", SQL_EXCEPTION_SHOW_RELATED, PARAMS(id));
    view_optional_row(v, "manager", SQL_EXCEPTION_SHOW_MANAGER, PARAMS(id));
    view_rows(v, "prints", SQL_EXCEPTION_SHOW_PRINTS, PARAMS(id));
}

bool exception_page_view(struct request *rq, struct view *v)
{
    struct exception *ex;

    if (!exception_of_path(rq, &ex))
        return false;
    view_own_row(v, SQL_EXCEPTION_SHOW, PARAMS(ex->id));
    view_text(v, "path", ex->path);
    exception_view_actions(v, ex);
    view_boolean(v, "has_opinion", ex->has_opinion);
    view_boolean(v, "may_edit", exception_may(ex, EVENT_HAND_OVER));
    add_lists(rq, v, ex->id);
    view_optional_row(v, "done_now", SQL_EXCEPTION_SHOW_DONE,
                      PARAMS(ex->id, rq->body ? NULL : query_text(rq, "done")));
    exception_view_attachments(rq, v, ex);
    view_form(rq, v);
    return rq->format == FORMAT_JSON || exception_forms_view(rq, v, ex);
}

/* An address from before the filing leads to the number (DESIGN 2.4). */
static bool show_exception(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct exception *ex;

    if (!exception_of_path(rq, &ex))
        return false;
    if (!is_by_number(rq) && ex->request_no)
        return reply_see_other(rq, "/exceptions/%s", ex->request_no);
    return exception_page_view(rq, v) && reply_view(rq, "exceptions/show", v);
}

static const char *const show_query[] = {"done", NULL};

const struct route exception_routes[] = {
    {GET, "/exceptions/{request_no}", show_exception, SIGNED_IN, .query = show_query,
     .summary = "An exception: what is asked, what was done about it, what the viewer may do"},
    {GET, "/exceptions/drafts/{id}", show_exception, SIGNED_IN, .query = show_query,
     .summary = "The same while it has no number; afterwards 303 to the number"},
    ROUTE_END,
};

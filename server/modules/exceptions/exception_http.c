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

bool exception_done(struct request *rq, const struct exception *exception)
{
    const struct rows *row = db_take(rq->work, SQL_EXCEPTION_ADDRESS, PARAMS(exception->id));
    const char *number;

    if (!row)
        return false;
    number = rows_text(row, 0, "request_no");
    return number ? reply_see_other(rq, "/exceptions/%s", number)
                  : reply_see_other(rq, "/exceptions/drafts/%s", exception->id);
}

bool exception_page_view(struct request *rq, struct view *v)
{
    struct exception *ex;

    if (!exception_of_path(rq, &ex))
        return false;
    view_own_row(v, SQL_EXCEPTION_SHOW, PARAMS(ex->id));
    view_text(v, "path", ex->path);
    exception_view_actions(v, ex);
    view_rows(v, "clauses", SQL_EXCEPTION_SHOW_CLAUSES, PARAMS(ex->id));
    view_rows(v, "steps", SQL_EXCEPTION_SHOW_STEPS, PARAMS(ex->id));
    view_rows(v, "periods", SQL_EXCEPTION_SHOW_PERIODS, PARAMS(ex->id));
    view_rows(v, "conditions", SQL_EXCEPTION_SHOW_CONDITIONS, PARAMS(ex->id));
    view_rows(v, "extensions", SQL_EXCEPTION_SHOW_EXTENSIONS, PARAMS(ex->id));
    view_rows(v, "end_reports", SQL_EXCEPTION_SHOW_END_REPORTS, PARAMS(ex->id));
    view_rows(v, "reviews", SQL_EXCEPTION_SHOW_REVIEWS, PARAMS(ex->id));
    view_rows(v, "revisions", SQL_EXCEPTION_SHOW_REVISIONS, PARAMS(ex->id));
    exception_view_attachments(rq, v, ex);
    view_form(rq, v);
    return true;
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

const struct route exception_routes[] = {
    {GET, "/exceptions/{request_no}", show_exception, SIGNED_IN,
     .summary = "An exception: what is asked, what was done about it, what the viewer may do"},
    {GET, "/exceptions/drafts/{id}", show_exception, SIGNED_IN,
     .summary = "The same while it has no number; afterwards 303 to the number"},
    ROUTE_END,
};

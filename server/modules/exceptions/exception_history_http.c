#include "base/work.h"
#include "db/db.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_page.h"

/* Who did what when, and what each revision changed (BR-EX-07): all of it, nothing is left out. */
static bool show_history(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct exception *ex;

    if (!exception_of_path(rq, &ex))
        return false;
    view_own_row(v, SQL_EXCEPTION_SHOW, PARAMS(ex->id));
    view_text(v, "path", ex->path);
    view_rows(v, "steps", SQL_EXCEPTION_HISTORY_STEPS, PARAMS(ex->id));
    view_rows(v, "revisions", SQL_EXCEPTION_HISTORY_REVISIONS, PARAMS(ex->id));
    view_group(v, "revisions", "changes", SQL_EXCEPTION_HISTORY_CHANGES, PARAMS(ex->id));
    return reply_view(rq, "exceptions/history", v);
}

const struct route exception_history_routes[] = {
    {GET, "/exceptions/{request_no}/history", show_history, SIGNED_IN,
     .summary = "Who did what about an exception, and what each revision changed"},
    ROUTE_END,
};

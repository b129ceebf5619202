#include "base/work.h"
#include "core/access/permission.h"
#include "http/request.h"
#include "modules/org/org.h"
#include "modules/org/org_day.h"

static const char *const day_query[] = {"on", NULL};

static bool show_scope(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *day = org_day(rq, v);

    view_row(v, "totals", SQL_SCOPE_TOTALS, PARAMS(day));
    view_rows(v, "organs", SQL_SCOPE_ORGANS, PARAMS(day));
    view_rows(v, "employment", SQL_SCOPE_EMPLOYMENT, PARAMS(day));
    view_rows(v, "departments", SQL_SCOPE_DEPARTMENTS, PARAMS(day));
    return reply_view(rq, "org/scope", v);
}

const struct route scope_routes[] = {
    {GET, "/scope", show_scope, MAY(ORG_READ), .query = day_query,
     .summary = "Who is in scope (clause 4(1)) and who is not, counted and explained"},
    ROUTE_END,
};

#include "base/work.h"
#include "core/access/permission.h"
#include "http/request.h"
#include "modules/org/org.h"
#include "modules/org/org_day.h"

static const char *const day_query[] = {"on", NULL};

static bool list_roles(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *day = org_day(rq, v);

    view_rows(v, "items", rq->format == FORMAT_CSV ? SQL_ROLE_LEDGER : SQL_ROLE_LIST, PARAMS(day));
    view_own_row(v, SQL_ROLE_TOTAL, PARAMS());
    view_text(v, "next", NULL);
    return reply_view(rq, "roles/list", v);
}

static bool show_role(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *code = path_text(rq, "code"), *day = org_day(rq, v);

    view_own_row(v, SQL_ROLE_SHOW, PARAMS(code));
    view_own_row(v, SQL_ROLE_BEARER_COUNT, PARAMS(code, day));
    view_rows(v, "duties", SQL_ROLE_DUTIES, PARAMS(code));
    view_rows(v, "bearers", SQL_ROLE_BEARERS, PARAMS(code, day));
    view_rows(v, "history", SQL_ROLE_HISTORY, PARAMS(code, day));
    view_optional_row(v, "next_change", SQL_ROLE_NEXT_CHANGE, PARAMS(code, day));
    return reply_view(rq, "roles/show", v);
}

void role_view_bearers(struct view *view, const char *code, const char *version, const char *slug)
{
    view_rows(view, "bearers", SQL_ROLE_BEARERS_OF_CLAUSE, PARAMS(code, version, slug));
}

const struct route role_routes[] = {
    {GET, "/roles", list_roles, MAY(ORG_READ), .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV,
     .list = "items", .query = day_query,
     .summary = "The roles of the policy with who bears each on a day"},
    {GET, "/roles/{code}", show_role, MAY(ORG_READ), .query = day_query,
     .summary = "One role: its duties, who bears it, who did and who will"},
    ROUTE_END,
};

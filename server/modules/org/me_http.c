#include "base/work.h"
#include "core/access/permission.h"
#include "http/request.h"
#include "modules/org/org.h"

static bool show_me(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_boolean(v, "is_today", true);
    view_own_row(v, SQL_ME_SHOW, PARAMS());
    view_rows(v, "roles", SQL_ME_ROLES, PARAMS());
    view_rows(v, "duties", SQL_ME_DUTIES, PARAMS());
    view_rows(v, "contacts", SQL_ME_CONTACTS, PARAMS());
    return reply_view(rq, "org/me", v);
}

void me_view_home(struct view *view)
{
    view_optional_row(view, "me", SQL_ME_SHOW, PARAMS());
    view_rows(view, "roles", SQL_ME_ROLES, PARAMS());
    view_rows(view, "duties", SQL_ME_DUTIES, PARAMS());
    view_rows(view, "contacts", SQL_ME_CONTACTS, PARAMS());
    view_rows(view, "attention", SQL_ME_ATTENTION, PARAMS());
    view_rows(view, "coming_gaps", SQL_ME_COMING_GAPS, PARAMS());
    view_rows(view, "news", SQL_ROLE_NEWS, PARAMS());
}

const struct route me_routes[] = {
    {GET, "/me", show_me, MAY(ORG_READ),
     .summary = "What the policy asks of the viewer, and by which role"},
    ROUTE_END,
};

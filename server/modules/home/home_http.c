#include "http/request.h"
#include "modules/assets/asset.h"
#include "modules/assets/custody.h"
#include "modules/assets/inventory.h"
#include "modules/authority/authority.h"
#include "modules/committees/committee.h"
#include "modules/exceptions/exception.h"
#include "modules/home/home.h"
#include "modules/org/org.h"
#include "modules/policies/policy.h"

/* The view is taken here since who asks is known only with the rows. */
static bool show_home(struct request *rq)
{
    struct view *v = view_new(rq->work);

    policy_list(v);
    me_view_home(v);
    authority_view_home(v);
    exception_view_home(v);
    committee_view_home(v);
    asset_view_home(v);
    asset_view_glance(v);
    inventory_view_home(v);
    custody_view_home(v);
    view_row(v, "notice", SQL_HOME_NOTICE, PARAMS());
    return view_take(v) && reply_view(rq, rq->work->actor.person ? "home/home" : "home/public", v);
}

const struct route home_routes[] = {
    {GET, "/", show_home, PUBLIC, .summary = "Front page: what there is to read"},
    ROUTE_END,
};

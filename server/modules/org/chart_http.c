#include "base/work.h"
#include "core/access/permission.h"
#include "http/request.h"
#include "modules/org/chart.h"
#include "modules/org/org.h"
#include "modules/org/org_day.h"

static const char *const day_query[] = {"on", NULL};

static bool show_chart(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *day = org_day(rq, v);

    view_rows(v, "roles", SQL_ROLE_LIST, PARAMS(day));
    return chart_draw(rq->work, v, day) && reply_view(rq, "org/chart", v);
}

static bool show_drawing(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return chart_draw(rq->work, v, org_day(rq, v)) && reply_view(rq, "org/drawing", v);
}

const struct route chart_routes[] = {
    {GET, "/org", show_chart, MAY(ORG_READ), .query = day_query,
     .summary = "The structure chart of a day: boxes, lines, and who bears each role"},
    {GET, "/org/chart", show_drawing, MAY(ORG_READ), .formats = FORMAT_SVG, .query = day_query,
     .summary = "The chart's drawing alone, as SVG"},
    ROUTE_END,
};

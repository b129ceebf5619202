#include "http/request.h"
#include "modules/help/help.h"

static bool show_help(struct request *rq)
{
    return reply_view(rq, "help/index", view_new(rq->work));
}

static bool show_accessibility(struct request *rq)
{
    return reply_view(rq, "help/accessibility", view_new(rq->work));
}

const struct route help_routes[] = {
    {GET, "/help", show_help, PUBLIC, .formats = FORMAT_HTML, .summary = "How to use the portal"},
    {GET, "/help/accessibility", show_accessibility, PUBLIC, .formats = FORMAT_HTML,
     .summary = "Accessibility statement"},
    ROUTE_END,
};

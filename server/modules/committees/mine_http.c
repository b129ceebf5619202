#include "base/work.h"
#include "core/access/permission.h"
#include "http/request.h"
#include "modules/committees/committee.h"

static bool show_mine(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_rows(v, "to_confirm", SQL_MINE_TO_CONFIRM, PARAMS());
    view_rows(v, "coming", SQL_MINE_COMING, PARAMS());
    view_rows(v, "to_state", SQL_MINE_TO_STATE, PARAMS());
    view_rows(v, "past", SQL_MINE_PAST, PARAMS());
    return reply_view(rq, "meetings/mine", v);
}

const struct route mine_routes[] = {
    {GET, "/meetings/mine", show_mine, MAY(MEETING_READ),
     .summary = "The viewer's own meetings: coming ones, minutes to confirm, items to state one's "
                "position on in writing, past ones"},
    ROUTE_END,
};

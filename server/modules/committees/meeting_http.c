#include <string.h>

#include "base/arena.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/meeting.h"

enum { YEAR_DIGITS = 4 };

static bool is_year(const char *text)
{
    return strlen(text) == YEAR_DIGITS && strspn(text, "0123456789") == YEAR_DIGITS;
}

static bool list_meetings(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *year = query_text(rq, "fiscal_year");
    const char *committee = query_text(rq, "committee"), *state = query_text(rq, "state");

    if (year && !is_year(year))
        return fail_field(rq->work, "fiscal_year", "年度を、西暦4桁の数字で入力してください。");
    view_text(v, "fiscal_year", year);
    view_text(v, "committee", committee);
    view_text(v, "state", state);
    view_rows(v, "items", SQL_MEETING_LIST, PARAMS(year, committee, state));
    return reply_view(rq, "meetings/list", v);
}

static bool show_meeting(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct meeting m;

    if (!meeting_of_path(rq, &m))
        return false;
    meeting_view_head(v, &m);
    return reply_view(rq, "meetings/show", v);
}

static const char *const list_query[] = {"fiscal_year", "committee", "state", NULL};

const struct route meeting_routes[] = {
    {GET, "/meetings", list_meetings, MAY(MEETING_READ), .list = "items", .query = list_query,
     .summary = "Meetings of all committees, newest first"},
    {GET, "/meetings/{id}", show_meeting, MAY(MEETING_READ),
     .summary = "One meeting: notice, state, what the viewer may do"},
    ROUTE_END,
};

#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/meeting.h"
#include "modules/committees/meeting_notice.h"

/* 定例会 n/2 of the year asked for, else of this year (BR-CM-01). */
static void add_regular(struct view *v, const char *shown)
{
    view_text(v, "regular_year", shown);
    view_rows(v, "regular", SQL_MEETING_REGULAR, PARAMS(shown));
}

static bool list_meetings(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *year = query_fiscal_year(rq), *shown = query_fiscal_year_else_today(rq);
    const char *committee = query_text(rq, "committee"), *state = query_text(rq, "state");

    if (rq->work->error.code != ERR_NONE)
        return false;
    view_text(v, "fiscal_year", year);
    view_text(v, "committee", committee);
    view_text(v, "state", state);
    view_boolean(v, "is_narrowed", year || committee || state);
    add_regular(v, shown);
    view_rows(v, "years", SQL_MEETING_YEARS, PARAMS(year));
    view_rows(v, "committees", SQL_COMMITTEE_OPTIONS, PARAMS(committee));
    view_rows(v, "states", SQL_MEETING_STATES, PARAMS(state));
    view_rows(v, "items", SQL_MEETING_LIST, PARAMS(year, committee, state));
    return reply_view(rq, "meetings/list", v);
}

/* ---- one meeting: the tab 開催通知 --------------------------------------------------------------
 */

/* What only those see who may see its record. */
static void add_record(struct view *v, const struct meeting *m)
{
    view_rows(v, "programme", SQL_MEETING_PROGRAMME, PARAMS(m->id));
    view_rows(v, "called", SQL_MEETING_CALLED, PARAMS(m->id, m->may_see_votes ? "true" : "false"));
    view_row(v, "answers", SQL_MEETING_ANSWERS, PARAMS(m->id));
    view_rows(v, "steps", SQL_MEETING_STEPS, PARAMS(m->id));
}

static bool show_meeting(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const struct rows *seat;
    struct meeting m;

    if (!meeting_of_path(rq, &m) ||
        !(seat = db_take(rq->work, SQL_MEETING_SEAT, PARAMS(m.id, NULL))))
        return false;
    view_integer(v, "version", m.version);
    meeting_view_head(v, &m);
    view_row(v, "facts", SQL_MEETING_FACTS, PARAMS(m.id));
    view_row(v, "acts", SQL_MEETING_ACTS, PARAMS(m.id));
    view_add_row(v, "seat", seat);
    if (m.may_see)
        add_record(v, &m);
    view_form_of(rq, v, seat);
    return reply_view(rq, "meetings/show", v);
}

static const char *const list_query[] = {"fiscal_year", "committee", "state", NULL};

const struct route meeting_routes[] = {
    {GET, "/meetings", list_meetings, MAY(MEETING_READ), .list = "items", .query = list_query,
     .summary = "Meetings of all committees, newest first, and how many regular ones a year had"},
    {GET, "/meetings/{id}", show_meeting, MAY(MEETING_READ), .fields = meeting_reply_fields,
     .summary = "One meeting: notice, who is called, its course, what the viewer may do"},
    ROUTE_END,
};

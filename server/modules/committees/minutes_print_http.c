#include "base/work.h"
#include "core/access/permission.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/meeting.h"
#include "modules/committees/minutes.h"
#include "modules/committees/minutes_text.h"

/*
 * 様式11: the minutes as they were sent (a draft says that it is one) and 議事要旨, which tells
 * what the items came to and of no member's words. Reading one is noted, since paper leaves the
 * portal.
 */
static const char *printed_text(struct work *w, const struct meeting *m, const struct rows *state)
{
    if (rows_boolean(state, 0, "is_writing"))
        return minutes_draft(w, m->id);
    return rows_boolean(state, 0, "is_sent") ? rows_text(state, 0, "_text") : NULL;
}

static bool print_minutes(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const struct rows *state;
    const char *text;
    struct meeting m;
    bool may_read;

    if (!minutes_of_path(rq, &m, &may_read) ||
        !(state = db_take(rq->work, SQL_MINUTES_STATE, PARAMS(m.id))))
        return false;
    text = may_read ? printed_text(rq->work, &m, state) : NULL;
    if (!text)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    meeting_view_head(v, &m);
    view_add_row(v, "minutes", state);
    view_text(v, "text", text);
    view_rows(v, "confirmers", SQL_MINUTES_CONFIRMERS, PARAMS(m.id));
    view_rows(v, "corrections", SQL_MINUTES_CORRECTIONS, PARAMS(m.id));
    request_leaves_trace(rq, "print", "meeting", m.id);
    return reply_view(rq, "minutes/print", v);
}

static bool print_summary(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const struct rows *state;
    struct meeting m;
    bool may_read;

    if (!minutes_of_path(rq, &m, &may_read) ||
        !(state = db_take(rq->work, SQL_MINUTES_STATE, PARAMS(m.id))))
        return false;
    if (!may_read || !rows_boolean(state, 0, "is_held"))
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    meeting_view_head(v, &m);
    view_add_row(v, "minutes", state);
    view_row(v, "facts", SQL_MINUTES_SUMMARY_FACTS, PARAMS(m.id));
    view_rows(v, "items", SQL_MINUTES_SUMMARY_ITEMS, PARAMS(m.id));
    view_rows(v, "directives", SQL_MINUTES_RECORD_DIRECTIVES, PARAMS(m.id));
    view_rows(v, "confirmers", SQL_MINUTES_CONFIRMERS, PARAMS(m.id));
    request_leaves_trace(rq, "print", "meeting", m.id);
    return reply_view(rq, "minutes/summary", v);
}

const struct route minutes_print_routes[] = {
    {GET, "/meetings/{id}/minutes/print", print_minutes, MAY(MEETING_READ),
     .summary = "The minutes as form 11, a sheet of A4"},
    {GET, "/meetings/{id}/minutes/summary", print_summary, MAY(MEETING_READ),
     .summary = "The summary of the minutes (議事要旨) as form 11: results, no member's words"},
    ROUTE_END,
};

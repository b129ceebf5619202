#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/meeting.h"

/*
 * The printed forms 8 (開催通知), 9 (次第) and 10 (出席者名簿) of domain 5.2. Reading one is noted
 * in the operation log, since paper leaves the portal.
 */
static const struct sheet {
    const char *number, *template;
} sheets[] = {
    {"8", "meetings/form_notice"},
    {"9", "meetings/form_programme"},
    {"10", "meetings/form_attendance"},
};
enum { SHEETS = sizeof sheets / sizeof sheets[0] };

static const struct sheet *sheet_of(const char *number)
{
    for (int i = 0; i < SHEETS; i++)
        if (!strcmp(sheets[i].number, number))
            return &sheets[i];
    return NULL;
}

static bool print_form(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const struct sheet *sheet = sheet_of(path_text(rq, "n"));
    struct meeting m;

    if (!sheet)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    if (!meeting_to_see(rq, &m))
        return false;
    view_text(v, "form_no", sheet->number);
    meeting_view_head(v, &m);
    view_row(v, "sheet", SQL_MEETING_PRINT, PARAMS(m.id));
    view_rows(v, "items", SQL_AGENDA_ITEMS, PARAMS(m.id));
    view_group(v, "items", "papers", SQL_PAPER_LIST, PARAMS(m.id, "true"));
    view_rows(v, "papers", SQL_MEETING_PRINT_PAPERS, PARAMS(m.id));
    view_rows(v, "seats", SQL_MEETING_PRINT_SEATS, PARAMS(m.id));
    request_leaves_trace(rq, "print", "meeting", m.id);
    return reply_view(rq, sheet->template, v);
}

const struct route meeting_print_routes[] = {
    {GET, "/meetings/{id}/forms/{n}", print_form, MAY(MEETING_READ),
     .summary = "A printed form of a meeting, 8 to 10, as a sheet of A4"},
    ROUTE_END,
};

#include "base/work.h"
#include "core/access/permission.h"
#include "core/search/search.h"
#include "http/request.h"
#include "modules/org/org.h"
#include "modules/org/org_day.h"

static const char *const list_query[] = {"on", "q", "unassigned", NULL};
static const char *const day_query[] = {"on", NULL};

static bool list_units(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *day = org_day(rq, v), *q = query_text(rq, "q");
    const char *unassigned = query_text(rq, "unassigned");
    struct search_query query;
    bool is_asked = search_prepare(rq->work->arena, q, &query);
    bool is_sheet = rq->format == FORMAT_CSV;
    const struct rows *rows;

    view_text(v, "q", q ? q : "");
    view_boolean(v, "unassigned", unassigned != NULL);
    view_row(v, "counts", SQL_UNIT_COUNTS, PARAMS(day));
    if (!is_sheet)
        view_group(v, "items", "leaders", SQL_UNIT_LEADERS, PARAMS(day));
    rows = db_take(rq->work, is_sheet ? SQL_UNIT_LEDGER : SQL_UNIT_LIST,
                   PARAMS(day, is_asked ? query.patterns : NULL, unassigned));
    if (!rows)
        return false;
    view_add_rows(v, "items", rows);
    view_integer(v, "total", rows->count);
    view_text(v, "next", NULL);
    return reply_view(rq, "units/list", v);
}

static bool show_unit(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *code = path_text(rq, "code"), *day = org_day(rq, v);

    view_own_row(v, SQL_UNIT_SHOW, PARAMS(code, day));
    view_rows(v, "leaders", SQL_UNIT_SHOW_LEADERS, PARAMS(code, day));
    view_rows(v, "sections", SQL_UNIT_SECTIONS, PARAMS(code, day));
    view_rows(v, "headcount", SQL_UNIT_HEADCOUNT, PARAMS(code, day));
    view_rows(v, "head_history", SQL_UNIT_HEAD_HISTORY, PARAMS(code, day));
    view_optional_row(v, "assets", SQL_ASSET_GLANCE, PARAMS(code));
    view_rows(v, "asset_kinds", SQL_ASSET_GLANCE_KINDS, PARAMS(code));
    return reply_view(rq, "units/show", v);
}

const struct route unit_routes[] = {
    {GET, "/units", list_units, MAY(ORG_READ), .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV,
     .list = "items", .query = list_query,
     .summary = "Sections with their system security managers and IT promotion leaders"},
    {GET, "/units/{code}", show_unit, MAY(ORG_READ), .query = day_query,
     .summary = "One unit: who is responsible, how to reach it, how many work there"},
    ROUTE_END,
};

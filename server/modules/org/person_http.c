#include "base/work.h"
#include "core/access/permission.h"
#include "core/search/name_search.h"
#include "core/search/search.h"
#include "http/paging.h"
#include "http/request.h"
#include "modules/org/org.h"
#include "modules/org/org_day.h"

static const char *const list_query[] = {"on", "q", "unit", "scope", "after", "limit", NULL};
static const char *const day_query[] = {"on", NULL};

struct people_asked {
    const char *day, *q, *unit, *scope;
    struct paging paging;
};

/* Everybody, one unit's, or who has the words: each way has a plan of its own. */
static const struct rows *take_people(struct work *work, const struct people_asked *asked)
{
    const char *after = asked->paging.after, *rows = asked->paging.rows;
    struct name_query query;

    if (name_query_prepare(work->arena, asked->q, &query))
        return db_take(work, SQL_PERSON_SEARCH,
                       PARAMS(asked->day, after, rows, asked->scope, query.patterns, query.grams,
                              asked->unit));
    if (asked->unit)
        return db_take(work, SQL_PERSON_LIST_OF_UNIT,
                       PARAMS(asked->day, after, rows, asked->scope, asked->unit));
    return db_take(work, SQL_PERSON_LIST, PARAMS(asked->day, after, rows, asked->scope));
}

/* Who types the name of a section wants to know who is responsible there. */
static void add_units(struct view *v, const struct people_asked *asked, struct arena *arena)
{
    struct search_query query;

    if (!search_prepare(arena, asked->q, &query)) {
        view_list(v, "units");
        return;
    }
    view_rows(v, "units", SQL_UNIT_FIND, PARAMS(asked->day, query.patterns));
    view_group(v, "units", "leaders", SQL_UNIT_LEADERS, PARAMS(asked->day));
}

static bool list_people(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct people_asked asked = {org_day(rq, v), query_text(rq, "q"), query_text(rq, "unit"),
                                 query_text(rq, "scope"), paging_read(rq)};
    const struct rows *rows;

    view_text(v, "q", asked.q ? asked.q : "");
    view_boolean(v, "is_everybody", asked.scope != NULL);
    view_boolean(v, "is_later_page", asked.paging.after != NULL);
    view_integer(v, "size", asked.paging.size);
    add_units(v, &asked, rq->work->arena);
    view_optional_row(v, "unit", SQL_UNIT_SHOW, PARAMS(asked.unit, asked.day));
    rows = take_people(rq->work, &asked);
    if (!rows)
        return false;
    paging_view(rq, v, &asked.paging, rows, "staff_no");
    return reply_view(rq, "people/list", v);
}

static bool show_person(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *no = path_text(rq, "staff_no"), *day = org_day(rq, v);

    view_own_row(v, SQL_PERSON_SHOW, PARAMS(no, day));
    view_rows(v, "roles", SQL_PERSON_ROLES, PARAMS(no, day));
    view_rows(v, "assignments", SQL_PERSON_ASSIGNMENTS, PARAMS(no, day));
    view_rows(v, "posts", SQL_PERSON_POSTS, PARAMS(no, day));
    view_rows(v, "corrections", SQL_CORRECTION_LIST, PARAMS(no));
    return reply_view(rq, "people/show", v);
}

const struct route person_routes[] = {
    {GET, "/people", list_people, MAY(ORG_READ), .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV,
     .list = "items", .query = list_query,
     .summary = "People by reading; q finds names, readings, staff numbers and units"},
    {GET, "/people/{staff_no}", show_person, MAY(ORG_READ), .query = day_query,
     .summary = "One person: unit, how to reach, roles and why, posts held before"},
    ROUTE_END,
};

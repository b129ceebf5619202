#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "view/column_chart.h"

static const char *const series[] = {"regular", "extraordinary", NULL};
static const struct column_chart chart_of_years = {.label = "fiscal_year",
                                                   .series = series,
                                                   .groups = 6,
                                                   .group_width = 132,
                                                   .column_width = 36,
                                                   .gap = 6,
                                                   .height = 160};

enum { YEAR_DIGITS = 4 };

static bool read_year(struct request *rq, const char **year)
{
    *year = query_text(rq, "fiscal_year");
    if (!*year)
        *year = arena_printf(rq->work->arena, "%d", calendar_fiscal_year(rq->work->today));
    return (strlen(*year) == YEAR_DIGITS && strspn(*year, "0123456789") == YEAR_DIGITS) ||
           fail_field(rq->work, "fiscal_year",
                      "年度は、西暦4桁の数字で入力してください（例　2026）。");
}

static bool show_statistics(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *committee = query_text(rq, "committee"), *year;
    const struct rows *years;

    if (!committee)
        committee = "isc";
    if (!read_year(rq, &year) ||
        !(years = db_take(rq->work, SQL_MEETING_STATISTICS_YEARS, PARAMS(committee, year))))
        return false;
    if (!years->count)
        return fail_field(rq->work, "committee", "会議体は、選択肢から選択してください。");
    view_text(v, "fiscal_year", year);
    view_text(v, "committee", committee);
    view_rows(v, "year_choices", SQL_DECIDED_YEARS, PARAMS(year));
    view_rows(v, "committees", SQL_DECIDED_COMMITTEES, PARAMS(committee));
    view_add_rows(v, "years", years);
    view_column_chart(v, &chart_of_years, years);
    view_rows(v, "outcomes", SQL_MEETING_STATISTICS_OUTCOMES, PARAMS(committee, year));
    view_rows(v, "directives", SQL_MEETING_STATISTICS_DIRECTIVES, PARAMS(year));
    return reply_view(rq, "meetings/statistics", v);
}

static const char *const statistics_query[] = {"fiscal_year", "committee", NULL};

const struct route meeting_statistics_routes[] = {
    {GET, "/meetings/statistics", show_statistics, MAY(MEETING_READ), .query = statistics_query,
     .summary = "A committee's figures: held by year, days to final minutes, results by category, "
                "directives done in time"},
    ROUTE_END,
};

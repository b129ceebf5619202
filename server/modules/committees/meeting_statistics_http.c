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

static bool show_statistics(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *committee = query_text(rq, "committee"), *year = query_fiscal_year_else_today(rq);
    const struct rows *years;

    if (!committee)
        committee = "isc";
    if (!year ||
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

#include "base/work.h"
#include "core/access/permission.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"
#include "view/column_chart.h"

static const char *const series[] = {"filed", "permitted", "refused", NULL};
static const struct column_chart chart_of_months = {.label = "month_no",
                                                    .series = series,
                                                    .groups = 12,
                                                    .group_width = 72,
                                                    .column_width = 18,
                                                    .gap = 2,
                                                    .height = 180};

static bool show_statistics(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *year = query_fiscal_year_else_today(rq);
    const struct rows *months;

    if (rq->work->error.code != ERR_NONE)
        return false;
    db_queue(rq->work, SQL_EXCEPTION_LIST_PLANS, PARAMS());
    view_own_row(v, SQL_EXCEPTION_STATISTICS_FIGURES, PARAMS(year));
    view_rows(v, "years", SQL_EXCEPTION_LIST_YEARS, PARAMS(year));
    view_rows(v, "clauses", SQL_EXCEPTION_STATISTICS_CLAUSES, PARAMS());
    view_rows(v, "departments", SQL_EXCEPTION_STATISTICS_DEPARTMENTS, PARAMS(year));
    view_rows(v, "sections", SQL_EXCEPTION_STATISTICS_SECTIONS, PARAMS());
    months = db_take(rq->work, SQL_EXCEPTION_STATISTICS_MONTHS, PARAMS(year));
    if (!months)
        return false;
    view_add_rows(v, "months", months);
    view_column_chart(v, &chart_of_months, months);
    return reply_view(rq, "exceptions/statistics", v);
}

static const char *const year_query[] = {"fiscal_year", NULL};

const struct route exception_statistics_routes[] = {
    {GET, "/exceptions/statistics", show_statistics, MAY(EXCEPTION_READ), .query = year_query,
     .summary =
         "Figures of a fiscal year (BR-EX-18), of what the viewer may see: filed, permitted and "
         "refused by month, in effect by clause and department, median days to the decision, "
         "end reports overdue"},
    ROUTE_END,
};

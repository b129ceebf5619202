#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
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

enum { YEAR_DIGITS = 4 };

/* The fiscal year asked for, or that of today (BR-CA-01). */
static const char *fiscal_year(struct request *rq)
{
    const char *asked = query_text(rq, "fiscal_year");

    if (asked && (strspn(asked, "0123456789") != YEAR_DIGITS || asked[YEAR_DIGITS]))
        fail_field(rq->work, "fiscal_year",
                   "年度は、西暦4桁の数字で入力してください（例　2026）。");
    return asked ? asked
                 : arena_printf(rq->work->arena, "%d", calendar_fiscal_year(rq->work->today));
}

static bool show_statistics(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *year = fiscal_year(rq);
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

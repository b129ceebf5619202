#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"

/* ---- the drawing of the months ----------------------------------------------------------------
 */

enum {
    LEFT = 40,
    TOP = 24,
    MONTH_WIDTH = 72,
    BAR_WIDTH = 18,
    BAR_GAP = 2,
    PLOT_HEIGHT = 180,
    FOOT = 36,
    MONTHS = 12,
    STEPS = 4
};

static const char *const series[] = {"filed", "permitted", "refused"};
enum { SERIES = sizeof series / sizeof series[0] };

/* The height of the axis: the largest count, rounded up so that each of its steps is whole. */
static int64_t top_of(const struct rows *rows)
{
    int64_t most = 1;

    for (int i = 0; i < rows->count; i++)
        for (int j = 0; j < SERIES; j++)
            if (rows_integer(rows, i, series[j]) > most)
                most = rows_integer(rows, i, series[j]);
    return (most + STEPS - 1) / STEPS * STEPS;
}

static void add_bar(struct view *month, const char *name, int64_t count, int64_t top, int x)
{
    struct view *bar = view_list_object(month, "bars");
    int64_t height = count * PLOT_HEIGHT / top;

    view_text(bar, "series", name);
    view_integer(bar, "requests", count);
    view_boolean(bar, "is_drawn", count > 0);
    view_integer(bar, "x", x);
    view_integer(bar, "y", TOP + PLOT_HEIGHT - height);
    view_integer(bar, "width", BAR_WIDTH);
    view_integer(bar, "height", height);
    view_integer(bar, "label_x", x + BAR_WIDTH / 2);
    view_integer(bar, "label_y", TOP + PLOT_HEIGHT - height - 4);
}

static void add_month(struct view *chart, const struct rows *rows, int i, int64_t top)
{
    struct view *month = view_list_object(chart, "months");
    int x = LEFT + i * MONTH_WIDTH;
    int within = x + (MONTH_WIDTH - SERIES * (BAR_WIDTH + BAR_GAP)) / 2;

    view_text(month, "month", rows_text(rows, i, "month"));
    view_integer(month, "month_no", rows_integer(rows, i, "month_no"));
    view_integer(month, "x", x + MONTH_WIDTH / 2);
    view_integer(month, "y", TOP + PLOT_HEIGHT + 24);
    for (int j = 0; j < SERIES; j++)
        view_integer(month, series[j], rows_integer(rows, i, series[j]));
    for (int j = 0; j < SERIES; j++)
        add_bar(month, series[j], rows_integer(rows, i, series[j]), top,
                within + j * (BAR_WIDTH + BAR_GAP));
}

static void add_step(struct view *chart, int step, int64_t top)
{
    struct view *line = view_list_object(chart, "steps");

    view_integer(line, "requests", top * step / STEPS);
    view_integer(line, "y", TOP + PLOT_HEIGHT - step * PLOT_HEIGHT / STEPS);
    view_integer(line, "label_y", TOP + PLOT_HEIGHT - step * PLOT_HEIGHT / STEPS + 5);
}

static void draw_months(struct view *v, const struct rows *rows)
{
    struct view *chart = view_object(v, "chart");
    int64_t top = top_of(rows);

    view_integer(chart, "left", LEFT);
    view_integer(chart, "right", LEFT + MONTHS * MONTH_WIDTH);
    view_integer(chart, "label_x", LEFT - 8);
    view_integer(chart, "width", LEFT + MONTHS * MONTH_WIDTH + 8);
    view_integer(chart, "height", TOP + PLOT_HEIGHT + FOOT);
    for (int step = 0; step <= STEPS; step++)
        add_step(chart, step, top);
    for (int i = 0; i < rows->count; i++)
        add_month(chart, rows, i, top);
}

/* ---- the page ---------------------------------------------------------------------------------
 */

enum { YEAR_DIGITS = 4, FISCAL_YEAR_BEGINS = 4 };

/* The fiscal year asked for, or that of today (BR-CA-01). */
static const char *fiscal_year(struct request *rq)
{
    const char *asked = query_text(rq, "fiscal_year"), *today = rq->work->today;
    long year = strtol(today, NULL, 10), month = strtol(today + 5, NULL, 10);

    if (asked && (strspn(asked, "0123456789") != YEAR_DIGITS || asked[YEAR_DIGITS]))
        fail_field(rq->work, "fiscal_year",
                   "年度は、西暦4桁の数字で入力してください（例　2026）。");
    else if (asked)
        return asked;
    return arena_printf(rq->work->arena, "%ld", month < FISCAL_YEAR_BEGINS ? year - 1 : year);
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
    draw_months(v, months);
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

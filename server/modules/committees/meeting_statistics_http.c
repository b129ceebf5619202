#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/request.h"
#include "modules/committees/committee.h"

/* ---- the drawing of the years -----------------------------------------------------------------
 */

enum {
    LEFT = 40,
    TOP = 24,
    YEAR_WIDTH = 132,
    BAR_WIDTH = 36,
    BAR_GAP = 6,
    PLOT_HEIGHT = 160,
    FOOT = 36,
    YEARS = 6,
    STEPS = 4
};

static const char *const series[] = {"regular", "extraordinary"};
enum { SERIES = sizeof series / sizeof series[0] };

static int64_t top_of(const struct rows *rows)
{
    int64_t most = 1;

    for (int i = 0; i < rows->count; i++)
        for (int j = 0; j < SERIES; j++)
            if (rows_integer(rows, i, series[j]) > most)
                most = rows_integer(rows, i, series[j]);
    return (most + STEPS - 1) / STEPS * STEPS;
}

static void add_bar(struct view *year, const char *name, int64_t count, int64_t top, int x)
{
    struct view *bar = view_list_object(year, "bars");
    int64_t height = count * PLOT_HEIGHT / top;

    view_text(bar, "series", name);
    view_integer(bar, "meetings", count);
    view_boolean(bar, "is_drawn", count > 0);
    view_integer(bar, "x", x);
    view_integer(bar, "y", TOP + PLOT_HEIGHT - height);
    view_integer(bar, "width", BAR_WIDTH);
    view_integer(bar, "height", height);
    view_integer(bar, "label_x", x + BAR_WIDTH / 2);
    view_integer(bar, "label_y", TOP + PLOT_HEIGHT - height - 4);
}

static void add_year(struct view *chart, const struct rows *rows, int i, int64_t top)
{
    struct view *year = view_list_object(chart, "years");
    int x = LEFT + i * YEAR_WIDTH;
    int within = x + (YEAR_WIDTH - SERIES * (BAR_WIDTH + BAR_GAP)) / 2;

    view_integer(year, "fiscal_year", rows_integer(rows, i, "fiscal_year"));
    view_integer(year, "x", x + YEAR_WIDTH / 2);
    view_integer(year, "y", TOP + PLOT_HEIGHT + 24);
    for (int j = 0; j < SERIES; j++)
        add_bar(year, series[j], rows_integer(rows, i, series[j]), top,
                within + j * (BAR_WIDTH + BAR_GAP));
}

static void add_step(struct view *chart, int step, int64_t top)
{
    struct view *line = view_list_object(chart, "steps");

    view_integer(line, "meetings", top * step / STEPS);
    view_integer(line, "y", TOP + PLOT_HEIGHT - step * PLOT_HEIGHT / STEPS);
    view_integer(line, "label_y", TOP + PLOT_HEIGHT - step * PLOT_HEIGHT / STEPS + 5);
}

static void draw_years(struct view *v, const struct rows *rows)
{
    struct view *chart = view_object(v, "chart");
    int64_t top = top_of(rows);

    view_integer(chart, "left", LEFT);
    view_integer(chart, "right", LEFT + YEARS * YEAR_WIDTH);
    view_integer(chart, "label_x", LEFT - 8);
    view_integer(chart, "width", LEFT + YEARS * YEAR_WIDTH + 8);
    view_integer(chart, "height", TOP + PLOT_HEIGHT + FOOT);
    for (int step = 0; step <= STEPS; step++)
        add_step(chart, step, top);
    for (int i = 0; i < rows->count; i++)
        add_year(chart, rows, i, top);
}

/* ---- the page ---------------------------------------------------------------------------------
 */

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
    draw_years(v, years);
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

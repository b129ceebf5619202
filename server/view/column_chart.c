#include "view/column_chart.h"

#include <stdint.h>

#include "view/view.h"

enum {
    LEFT = 40, /* of the axis: room for its counts */
    TOP = 24,  /* room for the count above the highest column */
    FOOT = 36,
    STEPS = 4,
    LABEL = 24, /* how far below the axis a group's label stands */
};

static int64_t top_of(const struct column_chart *chart, const struct rows *rows)
{
    int64_t most = 1;

    for (int i = 0; i < rows->count; i++)
        for (const char *const *series = chart->series; *series; series++)
            if (rows_integer(rows, i, *series) > most)
                most = rows_integer(rows, i, *series);
    return (most + STEPS - 1) / STEPS * STEPS;
}

static void add_bar(struct view *group, const struct column_chart *chart, const char *series,
                    int64_t count, int64_t top, int x)
{
    struct view *bar = view_list_object(group, "bars");
    int64_t height = count * chart->height / top;

    view_text(bar, "series", series);
    view_integer(bar, "count", count);
    view_boolean(bar, "is_drawn", count > 0);
    view_integer(bar, "x", x);
    view_integer(bar, "y", TOP + chart->height - height);
    view_integer(bar, "width", chart->column_width);
    view_integer(bar, "height", height);
    view_integer(bar, "label_x", x + chart->column_width / 2);
    view_integer(bar, "label_y", TOP + chart->height - height - 4);
}

static int series_count(const struct column_chart *chart)
{
    int count = 0;

    while (chart->series[count])
        count++;
    return count;
}

static void add_group(struct view *view, const struct column_chart *chart, const struct rows *rows,
                      int i, int64_t top)
{
    struct view *group = view_list_object(view, "groups");
    int x = LEFT + i * chart->group_width, step = chart->column_width + chart->gap;
    int within = x + (chart->group_width - series_count(chart) * step) / 2;

    view_text(group, "label", rows_text(rows, i, chart->label));
    view_integer(group, "x", x + chart->group_width / 2);
    view_integer(group, "y", TOP + chart->height + LABEL);
    view_list(group, "bars");
    for (int j = 0; chart->series[j]; j++)
        add_bar(group, chart, chart->series[j], rows_integer(rows, i, chart->series[j]), top,
                within + j * step);
}

static void add_step(struct view *view, const struct column_chart *chart, int step, int64_t top)
{
    struct view *line = view_list_object(view, "steps");
    int y = TOP + chart->height - step * chart->height / STEPS;

    view_integer(line, "count", top * step / STEPS);
    view_integer(line, "y", y);
    view_integer(line, "label_y", y + 5);
}

void view_column_chart(struct view *view, const struct column_chart *chart, const struct rows *rows)
{
    struct view *drawing = view_object(view, "chart");
    int64_t top = top_of(chart, rows);
    int right = LEFT + chart->groups * chart->group_width;

    view_integer(drawing, "left", LEFT);
    view_integer(drawing, "right", right);
    view_integer(drawing, "label_x", LEFT - 8);
    view_integer(drawing, "width", right + 8);
    view_integer(drawing, "height", TOP + chart->height + FOOT);
    for (int step = 0; step <= STEPS; step++)
        add_step(drawing, chart, step, top);
    view_list(drawing, "groups");
    for (int i = 0; i < rows->count; i++)
        add_group(drawing, chart, rows, i, top);
}

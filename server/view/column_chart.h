#ifndef VIEW_COLUMN_CHART_H
#define VIEW_COLUMN_CHART_H

#include "base/rows.h"

struct view;

/*
 * Counts as a drawing: a group of columns for each row (a month, a year), a column for each of the
 * `series`, which are names of integer columns of the rows; all lengths in pixels.
 */
struct column_chart {
    const char *label;         /* the column of the rows that stands below a group */
    const char *const *series; /* up to NULL */
    int groups;                /* how many the drawing has room for */
    int group_width, column_width, gap, height;
};

/*
 * Adds the object `chart` with places and lengths for templates/shared/_column_chart.html: `steps`
 * of the axis, and `groups` with their `bars` (series, count and where they stand). The axis ends
 * at a count that makes each of its steps whole.
 */
void view_column_chart(struct view *view, const struct column_chart *chart,
                       const struct rows *rows);

#endif

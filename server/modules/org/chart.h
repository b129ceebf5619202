#ifndef MODULES_ORG_CHART_H
#define MODULES_ORG_CHART_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rows.h"

struct arena;
struct view;
struct work;

/*
 * 推進体制図 (clause 7, chart): boxes and lines as the database has them, laid out here. Rows of
 * boxes are as high as their fullest box; a text too wide for its box goes on in the next line. All
 * measures are pixels of the drawing, whose letters are CHART_LETTER wide and high.
 */
enum { CHART_WIDTH = 1220, CHART_LETTER = 16, CHART_LINES_MAX = 14 };

struct chart_box {
    int row; /* in the result */
    const char *code;
    int x, y, width, height, row_no;
    const char *lines[CHART_LINES_MAX]; /* those of the name first */
    int name_lines, line_count;
};

/* What the box of row `row` says: the name, then who bears the role on the day. */
void chart_box_fill(struct arena *arena, const struct rows *nodes, int row, int64_t others,
                    struct chart_box *box);

/* Lines that a name (broken by line feeds) and what stands below it take in a box of this width. */
int chart_name_lines(struct arena *arena, const char *name, const char *below, int width);

/* The baseline of one of its lines, once it is placed. */
int chart_line_y(const struct chart_box *box, int line);

/* Sets y and height of all boxes by their rows; returns the height of the drawing. */
int chart_place(struct chart_box *boxes, int count);

/* A line's path and where its label stands. */
struct chart_line {
    const char *path;   /* as in the attribute d */
    const char *anchor; /* of the label: start, middle, end */
    int label_x, label_y;
};

/* The line of row `row` between the two boxes. */
void chart_line_route(struct arena *arena, const struct rows *edges, int row,
                      const struct chart_box *from, const struct chart_box *to,
                      struct chart_line *line);

/* NULL: none of this code. */
const struct chart_box *chart_box_find(const struct chart_box *boxes, int count, const char *code);

/*
 * The chart of a day, laid out: adds `nodes`, `edges` and the size of the drawing, as org/_chart
 * draws them.
 */
bool chart_draw(struct work *work, struct view *view, const char *day)
    __attribute__((warn_unused_result));

#endif

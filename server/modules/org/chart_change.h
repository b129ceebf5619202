#ifndef MODULES_ORG_CHART_CHANGE_H
#define MODULES_ORG_CHART_CHANGE_H

#include <stdbool.h>

#include "db/db.h"
#include "http/field.h"

struct change;
struct request;
struct rows;
struct work;

/*
 * What the changes of boxes and of lines have in common. A row is named by its id: a box has one
 * row for each period in which it looked the same.
 */

/* change_begin(); a rehearsal shows the chart of the day as it would be, and which rows the act
 * touched. */
bool chart_change_begin(struct request *rq, struct change *change)
    __attribute__((warn_unused_result));

/* change_end() at the chart of the day. */
bool chart_change_end(struct request *rq, const struct change *change)
    __attribute__((warn_unused_result));

/* The row of the path's id; ERR_NOT_FOUND. */
bool chart_take(struct request *rq, enum statement statement, const struct rows **row)
    __attribute__((warn_unused_result));

/* The day lies in the row's period; `is_end`: after its first day, so that something is left. */
bool chart_day_fits(struct work *work, const struct rows *row, const char *day, bool is_end)
    __attribute__((warn_unused_result));

/* The row begins on the day: it is put right, not ended and followed. */
bool chart_begins_on(const struct rows *row, const char *day);

struct chart_clause {
    const char *code, *slug; /* both NULL: none */
};

/*
 * The clause typed into a field. What the row has already stays, even where the policy in force has
 * no such clause any more.
 */
bool chart_find_clause(struct work *work, const char *field, const char *typed,
                       const struct rows *row, struct chart_clause *clause)
    __attribute__((warn_unused_result));

/* A number as a parameter; NULL for `none`. */
const char *chart_number(struct work *work, long number, long none);

extern const struct choice chart_kinds[], chart_lines[], chart_sides[], chart_styles[],
    chart_bodies[];

/* NULL: none of this value. */
const char *chart_code(const struct choice *choices, int value);

#endif

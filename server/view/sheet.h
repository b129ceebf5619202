#ifndef VIEW_SHEET_H
#define VIEW_SHEET_H

#include <stdbool.h>

#include "view/view.h"

struct arena;
struct buffer;
struct replaced;

/*
 * A list of a view as the rows of a spreadsheet, whatever file it becomes: the headings first, then
 * each row. What view_write_csv() says of columns, words and trees holds for all of them.
 */
struct sheet_writer {
    /* `is_number`: printed digits, which nobody has written by hand. */
    void (*cell)(struct sheet_writer *writer, const char *text, size_t length, bool is_number);
    void (*end_row)(struct sheet_writer *writer);
    bool (*is_full)(const struct sheet_writer *writer); /* no further row fits */
    struct arena *arena;
    bool has_heading; /* written: further lists of the same columns go on below */
};

/* Writes nothing where there is no such list. */
void sheet_write(const struct view *view, const char *list, struct sheet_writer *writer);

/* Where a column stands in it, from 0; -1: it has none of that name. */
int sheet_column(const struct view *view, const char *list, const char *name);

/*
 * Writers for lists that are too long for one view: sheet_write() again and again, each time with a
 * view that may end before the next. CSV: into `out`, which may be emptied in between; `replaced`
 * as for view_write_csv_cp932(), NULL: UTF-8. A workbook: into the file at `path`, `temporary` as
 * for view_write_xlsx(). NULL: it could not be begun. Both live on the arena.
 */
struct sheet_writer *csv_writer_new(struct arena *arena, struct buffer *out,
                                    struct replaced *replaced);
struct sheet_writer *xlsx_writer_new(struct arena *arena, const char *path, const char *temporary);
bool xlsx_writer_end(struct sheet_writer *writer) __attribute__((warn_unused_result));

/* BR-CA-08: what a spreadsheet would take for a formula. */
bool sheet_begins_formula(const char *text, size_t length);

#endif

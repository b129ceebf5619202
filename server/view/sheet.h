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
};

/* Writes nothing where there is no such list. */
void sheet_write(const struct view *view, const char *list, struct sheet_writer *writer);

/*
 * A CSV that is written cell by cell: UTF-8, or with `replaced` CP932, as view_write_csv() and
 * view_write_csv_cp932() write them. On the arena; NULL: this system knows no CP932.
 */
struct sheet_writer *sheet_csv(struct arena *arena, struct buffer *out, struct replaced *replaced);

/* BR-CA-08: what a spreadsheet would take for a formula. */
bool sheet_begins_formula(const char *text, size_t length);

#endif

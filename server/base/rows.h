#ifndef BASE_ROWS_H
#define BASE_ROWS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Result rows where they lie. The database border fills this from its result, tests fill it by
 * hand; views, templates and writers read the cells in place, so nothing is copied into structs on
 * the way to a page.
 *
 * A column whose name begins with '_' is for the program (keys that join rows): it is not part of
 * the view, so neither a template nor a JSON client sees it.
 */
enum cell_type {
    CELL_TEXT,
    CELL_INTEGER,
    CELL_NUMBER,    /* numeric, double precision: JSON number as printed */
    CELL_BOOLEAN,   /* "t" or "f" */
    CELL_DATE,      /* "2026-11-22" */
    CELL_INSTANT,   /* "2026-11-22T00:00:00.000000Z" */
    CELL_TEXT_LIST, /* text[]: PostgreSQL's array literal, read by the view */
    CELL_JSON,      /* json or jsonb text */
};

struct column {
    const char *name;
    enum cell_type type;
};

/* text is NULL for SQL NULL, else NUL-terminated, valid UTF-8, `length` bytes. */
struct cell {
    const char *text;
    uint32_t length;
};

struct rows {
    int count;
    int width;
    const struct column *columns;
    const struct cell *cells; /* count × width, row by row */
};

/* Index of the named column, or -1. */
int rows_column(const struct rows *rows, const char *name);

/* The text of a cell by name; NULL for SQL NULL. The column must exist. */
const char *rows_text(const struct rows *rows, int row, const char *column);
int64_t rows_integer(const struct rows *rows, int row, const char *column); /* NULL: 0 */
bool rows_boolean(const struct rows *rows, int row, const char *column);    /* NULL: false */

#endif

#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rows.h"
#include "db/db.h"

struct work;
struct buffer;

/*
 * What a page shows: a small tree whose leaves are cells of result rows, read where they lie. The
 * same tree is rendered by a template, written as JSON, or as CSV, so no representation can show
 * what another hides.
 *
 * A handler adds members in the order JSON shall have them. Rows of a statement are queued when
 * added and arrive with view_take() (which the reply calls), all in one trip.
 */
struct view;

struct view *view_new(struct work *work);

/* One row as an object; no row is ERR_NOT_FOUND when the view is taken. */
void view_row(struct view *view, const char *name, enum statement statement, struct params params);

/* The same, but its columns become members of the view itself (a resource's own fields). */
void view_own_row(struct view *view, enum statement statement, struct params params);

/* One row or null. */
void view_optional_row(struct view *view, const char *name, enum statement statement,
                       struct params params);

/* All rows as a list of objects. */
void view_rows(struct view *view, const char *name, enum statement statement, struct params params);

/*
 * All rows as a tree: columns _id and _parent (NULL or unknown: top). Every node has a list
 * `children`, empty at the leaves; order is that of the rows.
 */
void view_tree(struct view *view, const char *name, enum statement statement, struct params params);

/*
 * Gives each row of the list `list` (added before by view_rows or view_tree) a further list `name`:
 * those rows of the statement whose `_of` equals that row's `_id`.
 */
void view_group(struct view *view, const char *list, const char *name, enum statement statement,
                struct params params);

/*
 * Rows already in hand: what the statements above do once their rows have come. view_add_row gives
 * null where there is no row. The rows must live as long as the view.
 */
void view_add_row(struct view *view, const char *name, const struct rows *rows);
void view_add_own_row(struct view *view, const struct rows *rows);
void view_add_rows(struct view *view, const char *name, const struct rows *rows);
void view_add_tree(struct view *view, const char *name, const struct rows *rows);
void view_add_group(struct view *view, const char *list, const char *name, const struct rows *rows);

/*
 * Single members. A name stands once: given again it replaces the former, and it wins over a column
 * of view_own_row. Names and texts are borrowed (literals, or on the work's arena).
 */
void view_text(struct view *view, const char *name, const char *text); /* NULL: null */
void view_integer(struct view *view, const char *name, int64_t value);
void view_boolean(struct view *view, const char *name, bool value);
void view_json(struct view *view, const char *name, const json_t *json); /* borrowed */

/*
 * A nested object, and a nested list of objects, to be filled by the caller; or one that was made
 * and taken by itself.
 */
struct view *view_object(struct view *view, const char *name);
void view_add_object(struct view *view, const char *name, const struct view *taken); /* as it is */
struct view *view_list_object(struct view *view, const char *name); /* appends one to the list */
void view_list(struct view *view, const char *name);                /* the list, empty for now */

/* Fetches everything queued; false with the error recorded (also: a required row is missing). */
bool view_take(struct view *view) __attribute__((warn_unused_result));

/* ---- reading: what templates and writers use ------------------------------------------------ */

enum value_kind {
    VALUE_MISSING, /* no such name */
    VALUE_NULL,
    VALUE_TEXT,   /* text, length; also dates and instants, see cell_type */
    VALUE_NUMBER, /* text, length: digits as printed; out of JSON text is NULL: value_with_text() */
    VALUE_BOOLEAN,
    VALUE_LIST,
    VALUE_OBJECT,
};

/* A handle of two words and a bit, passed by value; it owns nothing. */
struct value {
    enum value_kind kind;
    enum cell_type cell; /* for VALUE_TEXT */
    bool truth;          /* for VALUE_BOOLEAN */
    const char *text;
    size_t length;
    const void *node; /* list or object: private to view.c */
    int row;
};

struct value view_value(const struct view *view);
struct value value_of_json(const json_t *json);
struct value value_member(struct value object, const char *name);

/*
 * The same with text and length set for a number out of JSON (in `digits`, which must outlive the
 * use) and for a boolean ("true", "false").
 */
enum { VALUE_DIGITS = 40 };
struct value value_with_text(struct value value, char digits[VALUE_DIGITS]);

/* As a section sees it: false are missing, null, false, "" and the empty list; 0 is true. */
bool value_is_true(struct value value);

int value_count(struct value list);
struct value value_item(struct value list, int index);

/* Members of an object in order, for writers: *name is set; VALUE_MISSING after the last. */
struct value value_member_at(struct value object, int index, const char **name);

/* ---- representations ------------------------------------------------------------------------ */

/*
 * JSON: codes, ISO dates; numbers and booleans typed by their column. What nests deeper than
 * twice LIMIT_JSON_DEPTH is written as null.
 */
void view_write_json(const struct view *view, struct buffer *out);
void value_write_json(struct value value, struct buffer *out);

/*
 * CSV of the list `list`: UTF-8 with BOM, CRLF, every cell quoted, a cell that begins with
 * = + - @ TAB CR or their full-width forms gets an apostrophe (BR-CA-08). Headings are the labels
 * of the column names ("column.<name>" in the label table), else the names.
 *
 * Codes are written as their words (label table), as people read them on the page.
 *
 * Columns are those of the first row that are no object and no list of objects; a list of texts is
 * joined by 、. Numbers get no apostrophe. The rows of a tree follow each other depth first. A
 * missing list gives the BOM alone.
 */
void view_write_csv(const struct view *view, const char *list, struct buffer *out);

/*
 * The same in CP932, without BOM; what it has no character for became 〓 and is in *replaced
 * (view/cp932.h). False: this system knows no CP932.
 */
struct replaced;
bool view_write_csv_cp932(const struct view *view, const char *list, struct buffer *out,
                          struct replaced *replaced) __attribute__((warn_unused_result));

/*
 * Where the view leaves as a workbook, the cells of `column` offer the words of these codes to
 * choose from (NULL-terminated), and take no others.
 */
void view_offer(struct view *view, const char *column, const char *const *codes);

/*
 * Where the view leaves as a workbook, whoever enters a cell below its headings is told this: that
 * it is for reading, and where its rows are changed. At most 255 characters.
 */
void view_note(struct view *view, const char *words);

/*
 * The same list as a workbook. Every cell is a string, so nothing in it is taken for a formula and
 * nothing needs an apostrophe; a line break stays one. `temporary` is a folder for what the library
 * writes meanwhile. False: it could not be written.
 */
bool view_write_xlsx(const struct view *view, const char *list, const char *temporary,
                     struct buffer *out) __attribute__((warn_unused_result));

#endif

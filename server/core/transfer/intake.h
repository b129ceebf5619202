#ifndef CORE_TRANSFER_INTAKE_H
#define CORE_TRANSFER_INTAKE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/transfer/csv.h"

struct arena;
struct form_file;
struct request;
struct work;

/*
 * A table that was kept in a spreadsheet until now (BR-CA-08), sent as a CSV file or as a workbook.
 * Its first record names the columns, in any order; what has another heading is not read. Headings
 * are compared as texts are searched: neither width nor kana make a difference.
 */
enum { INTAKE_ABSENT = -1, INTAKE_HEADINGS = 12, INTAKE_COLUMNS = 24 };

struct intake_column {
    const char *name;                      /* in forms, JSON and problems */
    const char *headings[INTAKE_HEADINGS]; /* looked for in this order */
    bool is_needed;
    size_t maximum;    /* characters of a cell; 0: of a form that is checked otherwise */
    const char *label; /* what messages call it; NULL: the first heading */
};

/* What a table is to be read as. */
struct intake_form {
    const char *subject; /* what a record is of, in messages */
    const struct intake_column *columns;
    unsigned count;           /* at most INTAKE_COLUMNS */
    const char *const *given; /* another heading for each, or NULL; NULL: none can be given */
};

/*
 * One that is read record by record. What is wrong with a cell is noted, so that all of it can be
 * shown at once: {line, field, problem, detail}, on the work's arena.
 */
struct intake {
    struct work *work;
    struct intake_form form;
    int places[INTAKE_COLUMNS]; /* of each column in a record, or INTAKE_ABSENT */
    const struct csv_record *record;
    json_t *problems;
};

/* The column's name in messages. */
const char *intake_label(const struct intake_column *column);

/* Whether the record names all columns that are needed or given. */
bool intake_has_columns(struct arena *arena, const struct intake_form *form,
                        const struct csv_record *first);

/*
 * Finds the columns. False with an error on `file` where there is no record but the headings, or
 * one that names all columns that are missing and what the file has instead.
 */
bool intake_open(struct work *work, const struct csv *csv, const struct intake_form *form,
                 struct intake *out) __attribute__((warn_unused_result));

/* The cell of the record that is being read, trimmed; "" where there is none. */
const char *intake_cell(const struct intake *intake, unsigned column);

/* The same; `empty` where it must be filled and `too_long` are noted. */
const char *intake_text(const struct intake *intake, unsigned column);

/* A day as people write it, as ISO text, or null; `no_date` is noted. A new reference. */
json_t *intake_day(const struct intake *intake, unsigned column);

void intake_add_problem(const struct intake *intake, unsigned column, const char *problem,
                        const char *detail);

/* ---- files -------------------------------------------------------------------------------------
 */

struct intake_file {
    const char *name, *sha256;
    struct csv csv; /* encoding "XLSX": it was a workbook */
};

/*
 * The records of a file. Of a workbook those of the first sheet that has all columns the form
 * needs: notes may stand beside it; without one, of the first that has any. Records without text
 * are left out. A record's line is its row as a spreadsheet numbers it. False with an error on
 * `file` where it cannot be read.
 */
bool intake_file_read(struct work *work, const struct form_file *file,
                      const struct intake_form *form, struct csv *out)
    __attribute__((warn_unused_result));

/* The file that a form sent in its field `file`; an error there where it sent none. */
bool intake_file_take(struct request *rq, const struct intake_form *form, struct intake_file *out)
    __attribute__((warn_unused_result));

#endif

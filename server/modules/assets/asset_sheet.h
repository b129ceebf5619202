#ifndef MODULES_ASSETS_ASSET_SHEET_H
#define MODULES_ASSETS_ASSET_SHEET_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/transfer/csv.h"
#include "modules/assets/asset_field.h"

struct work;

/*
 * Sheets that name assets row by row become a correction. Of each table the first line with the
 * most known headings names the columns, in any order; a heading that is no field's has to be
 * mapped to one. A row with a number changes that asset, one without is a new one. Which kind a
 * row is of says its cell 資産区分, else the sheet's name, else its number, else `kind`. In a
 * workbook of assets a sheet that names none is left out, and a column of numbers that are none of
 * the register is asked about.
 *
 * What is wrong with a cell stands with its place in the row of the correction; rows that change
 * nothing are left out.
 */
enum { ASSET_TABLES_MAXIMUM = 16 };

struct asset_table {
    const char *name; /* of the sheet, "" */
    const struct csv *csv;
};

struct asset_source {
    const char *source; /* asset_correction.source */
    const char *file_name, *sha256, *encoding, *reason;
    enum asset_kind kind;  /* where nothing else says it; ASSET_KINDS: nothing does */
    const json_t *mapping; /* {folded heading: field, "": not used}, or NULL */
    json_t *notes;         /* [{note, detail}], to which those of the reading are added */
    struct asset_table tables[ASSET_TABLES_MAXIMUM];
    size_t count;
};

/* What has to be asked before it can be read. */
struct asset_questions {
    json_t *unknown; /* [{heading, folded, column, samples, table, guess}] */
    bool needs_kind;
    const char *headings_sha256; /* of all headings, folded: what a mapping is remembered by */
    unsigned kinds;              /* bits: those in the sheet */
};

/* False with an error on `file` where there is no table in it. */
bool asset_sheet_ask(struct work *work, const struct asset_source *source,
                     struct asset_questions *out) __attribute__((warn_unused_result));

/* The correction's id; NULL with the error recorded. */
const char *asset_sheet_take(struct work *work, const struct asset_source *source)
    __attribute__((warn_unused_result));

/* What a column may be besides the fields: 管理番号, 所管課, 資産区分. */
struct asset_sheet_special {
    const char *name, *label;
};
extern const struct asset_sheet_special asset_sheet_specials[]; /* NULL ends them */

/* The label of a field or column of a problem. */
const char *asset_problem_label(const char *field);

#endif

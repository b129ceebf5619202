#ifndef MODULES_ASSETS_ASSET_READING_H
#define MODULES_ASSETS_ASSET_READING_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/limits.h"
#include "modules/assets/asset_sheet.h"

struct arena;
struct asset_words;
struct rows;

/*
 * Between asset_heading.c, which finds out what the columns of a sheet are, and asset_sheet.c,
 * which reads its rows by them.
 */
enum asset_special { NUMBER, VERSION, UNIT, KIND, READ_ONLY, SPECIALS, UNUSED, UNKNOWN, FIELD };

struct asset_heading {
    const char *heading, *folded;
    enum asset_special special;
    const struct field *fields[ASSET_KINDS];
};

struct asset_columns {
    const struct asset_table *of;
    size_t heading; /* record that names the columns */
    struct asset_heading columns[LIMIT_CSV_CELLS];
    size_t count;
    enum asset_kind kind; /* by the sheet's name */
    int places[SPECIALS]; /* -1: no such column */
    bool is_left_out;     /* a sheet of notes in a workbook of assets */
};

struct asset_lookup {
    const struct rows *rows;
    json_t *places; /* text → row */
};

struct asset_reading {
    struct work *work;
    struct arena *arena; /* of what is only needed for a while */
    const struct asset_source *source;
    const struct asset_words *words;
    const char **labels; /* of asset_fields, folded */
    struct asset_columns *tables;
    json_t *notes;
    struct asset_lookup assets, units, people, contractors;
    const struct rows *own;
    int line; /* rows read until now */
};

/* Names the columns. False with an error on `file`: no rows, or two columns that are the same. */
bool asset_reading_begin(struct asset_reading *reading, struct work *work,
                         const struct asset_source *source) __attribute__((warn_unused_result));

/* False with an error on `file`: it is a list whose rows are changed elsewhere. */
bool asset_columns_are_here(struct work *work, const struct asset_columns *columns)
    __attribute__((warn_unused_result));

struct asset_line {
    const struct asset_columns *table;
    const struct csv_record *record;
};

/* The kind these words name, whatever way they are written; ASSET_KINDS: none. */
enum asset_kind asset_kind_of_words(struct arena *arena, const char *text);

/* S-0012, as a person may type it. */
bool asset_is_number(struct arena *arena, const char *text);

/* Every line below the headings of which some column says something, until one is refused. */
typedef bool asset_line_act(struct asset_reading *reading, const struct asset_line *line,
                            void *context);
bool asset_each_line(struct asset_reading *reading, asset_line_act *act, void *context)
    __attribute__((warn_unused_result));

const char *asset_cell_at(const struct asset_line *line, size_t column); /* "": none */
const char *asset_special_cell(const struct asset_reading *reading, const struct asset_line *line,
                               enum asset_special special); /* trimmed */
const char *asset_row_number(const struct asset_reading *reading, const struct asset_line *line);
enum asset_kind asset_row_kind(const struct asset_reading *reading, const struct asset_line *line);

#endif

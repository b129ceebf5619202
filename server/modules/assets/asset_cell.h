#ifndef MODULES_ASSETS_ASSET_CELL_H
#define MODULES_ASSETS_ASSET_CELL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "modules/assets/asset_field.h"

struct arena;
struct work;

/*
 * What stands in a cell of a sheet for a value of the register, and back: the two are inverse, so
 * that a sheet which nobody has touched changes nothing.
 *
 * The words of classes are data: `asset_words` holds them and the axes in force.
 */
struct asset_words;

const struct asset_words *asset_words_load(struct work *work) __attribute__((warn_unused_result));

enum { ASSET_FIELDS_MAXIMUM = 60 };

/* A kind's fields in the order of its sheet: without axes that are not in force. */
struct asset_fields_of {
    const struct field *at[ASSET_FIELDS_MAXIMUM];
    size_t count;
};
void asset_fields_of_kind(const struct asset_words *words, enum asset_kind kind,
                          bool with_restricted, struct asset_fields_of *out);

/* False of the axes of a scheme that is not in force. */
bool asset_field_is_in_force(const struct asset_words *words, const struct field *field);

/* The values by column as the cell of a field; "" where there is none. */
const char *asset_cell_text(struct arena *arena, const struct asset_words *words,
                            const struct field *field, const json_t *values);

/*
 * The value of what stands in a cell; of a reference the text itself, to be looked up. NULL where
 * it cannot be: *problem is a code of the label table's asset_problem, *detail words or "".
 */
json_t *asset_cell_value(struct arena *arena, const struct asset_words *words,
                         const struct field *field, const char *text, const char **problem,
                         const char **detail);

/* 担当者 and 委託先 name a row of another table. */
bool asset_field_is_reference(const struct field *field);

/* The words a cell of this field may have, NULL-terminated; NULL: any. */
const char *const *asset_cell_choices(struct arena *arena, const struct asset_words *words,
                                      const struct field *field);

/* The label of the field whose column this is, and a value of it in words. */
const char *asset_column_label(const char *column);
const char *asset_column_words(struct arena *arena, const char *column, const json_t *value);

#endif

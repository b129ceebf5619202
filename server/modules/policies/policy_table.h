#ifndef MODULES_POLICIES_POLICY_TABLE_H
#define MODULES_POLICIES_POLICY_TABLE_H

#include "modules/policies/policy_outline.h"

/*
 * Tables. The place of the columns is lost in extracted text; what is left is used: a row begins
 * with a first cell and a blank; a cell ends at a blank between two words that are not Latin or
 * numbers, or at a line that ends in a blank; in texts without such marks a row stands on one line.
 * A first cell whose letters were spaced out (委 員) is drawn together. If the cells found do not
 * make whole rows, every line is kept as a row of one cell and that is reported.
 */

/* Line `index` holds the names of columns. */
bool policy_table_begins(const struct policy_outline *outline, size_t index);

/* Line `index` looks like a row, though it stands in no table. */
bool policy_table_is_stray_row(const struct policy_outline *outline, size_t index);

/* Reads the table that begins at line `index`; the line behind it, or 0 if there is no more room.
 */
size_t policy_table_read(struct policy_outline *outline, size_t index);

#endif

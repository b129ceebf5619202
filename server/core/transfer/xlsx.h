#ifndef CORE_TRANSFER_XLSX_H
#define CORE_TRANSFER_XLSX_H

#include <stdbool.h>
#include <stddef.h>

#include "core/transfer/csv.h"

struct work;

/*
 * Workbooks (ECMA-376) as they come from Excel and LibreOffice: each visible worksheet as the
 * records that csv_read_as_is() would give, line and column being those of the sheet.
 *
 * A cell is text: shared and inline strings as they stand, without readings (rPh); integers without
 * ".0"; days by their number format as ISO days, with the time of day behind where there is one;
 * TRUE and FALSE. A formula is what it last came to. Of cells merged downwards each has the text of
 * the first.
 *
 * Everything is read in one pass from memory, and everything is bounded (base/limits.h): entries,
 * inflated bytes, how much an entry inflates, depth, rows, columns, strings and the text in all.
 * Whatever asks for more, or for what a sheet of data does not need (a document type, macros, links
 * to other files, a password), is refused in words.
 */
struct xlsx_sheet {
    const char *name;
    struct csv csv;
    int formulas; /* cells whose formula was read as what it last came to */
};

struct xlsx {
    struct xlsx_sheet *sheets;
    size_t count;
};

/* Begins as a workbook does, of whatever version: a ZIP or an OLE file. */
bool xlsx_is(const char *bytes, size_t length);

/* On the work's arena. False with an error on `field`. */
bool xlsx_read(struct work *work, const char *field, const char *bytes, size_t length,
               struct xlsx *out) __attribute__((warn_unused_result));

#endif

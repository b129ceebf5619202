#ifndef MODULES_EXCEPTIONS_EXCEPTION_IMPORT_H
#define MODULES_EXCEPTIONS_EXCEPTION_IMPORT_H

#include <jansson.h>
#include <stdbool.h>

#include "core/transfer/intake.h"

struct work;

/*
 * 例外措置の移行: a sheet whose first record names the columns, in any order. One record is one
 * exception that was permitted before the portal and runs now.
 */
enum import_column {
    IMPORT_REQUEST_NO,
    IMPORT_FILED_ON,
    IMPORT_DECIDED_ON,
    IMPORT_UNIT,
    IMPORT_TITLE,
    IMPORT_CLAUSES,
    IMPORT_MEASURE_TYPE,
    IMPORT_MEASURE_TEXT,
    IMPORT_COMPENSATING,
    IMPORT_PERIOD_FROM,
    IMPORT_PERIOD_TO,
    IMPORT_CONDITIONS,
    IMPORT_RESOLUTION_PLAN,
    IMPORT_COLUMNS
};

/* `headings` has IMPORT_COLUMNS entries, NULL: as usual. */
struct intake_form exception_import_form(const char *const *headings);

/*
 * Reads the sheet into the rows that the migration of exception_import describes, and what is wrong
 * with them by themselves ({line, field, problem, detail}); both on the work's arena. False, with
 * an error on `file`, where the sheet cannot be read at all.
 */
bool exception_import_read(struct work *work, const struct csv *csv, const char *const *headings,
                           json_t **rows, json_t **problems) __attribute__((warn_unused_result));

/* The usual heading of the column of this name. */
const char *exception_import_heading(const char *name);

/* Makes requests of the rows of an import, which is locked and found to be without problems. */
bool exception_import_apply(struct work *work, const char *id) __attribute__((warn_unused_result));

#endif

#ifndef MODULES_COMMITTEES_MEETING_IMPORT_H
#define MODULES_COMMITTEES_MEETING_IMPORT_H

#include <jansson.h>
#include <stdbool.h>

#include "core/transfer/intake.h"

struct work;

struct intake_form meeting_import_form(void);

/* The heading of the column of this name. */
const char *meeting_import_heading(const char *name);

/*
 * Meetings of past years out of a sheet (移行): one record is one item, and records of the same
 * committee, day and time are one meeting. The first record names the columns, in any order.
 *
 * Reads it into [{line, committee, kind, starts_on, starts_at, place, necessity, title, type,
 * category, outcome, text, gist}], and what is wrong with it by itself as core/transfer/intake.h
 * says; both on the work's arena. False, with an error on `file`, where columns or records are
 * missing.
 */
bool meeting_import_read(struct work *work, const struct csv *csv, json_t **rows, json_t **problems)
    __attribute__((warn_unused_result));

/* Makes meetings of rows without problems, in the order of their days. */
bool meeting_import_apply(struct work *work, const char *rows) __attribute__((warn_unused_result));

#endif

#ifndef MODULES_COMMITTEES_MEETING_FORM_H
#define MODULES_COMMITTEES_MEETING_FORM_H

#include <stdbool.h>

struct request;
struct rows;
struct work;

/* What the forms about a meeting share. */

/* A time of day as it was typed → "09:05"; otherwise the field's error. */
bool meeting_read_time(struct work *work, const char *field, const char *typed, const char **time)
    __attribute__((warn_unused_result));

/* ERR_NOT_FOUND without a row; ERR_STALE, saying who and when, unless `version` is that of the row.
 * The row has the columns version, _by and _at. */
bool meeting_row_is_fresh(struct work *work, const struct rows *row, long version)
    __attribute__((warn_unused_result));

/* What a select shows as chosen: what was typed, or the link says; else the row's column. */
const char *meeting_chosen(struct request *request, const struct rows *current, const char *name);

/*
 * Whom a form names: a staff number, or a name that only one person bears. NULL in *person, with
 * the error of the field `person`, for everybody else.
 */
bool meeting_find_person(struct work *work, const char *words, const struct rows **person)
    __attribute__((warn_unused_result));

#endif

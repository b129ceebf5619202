#ifndef MODULES_AUTHORITY_AUTHORITY_FORM_H
#define MODULES_AUTHORITY_AUTHORITY_FORM_H

#include <stdbool.h>

struct request;
struct rows;
struct work;

/* What the handlers of this module share. */

/*
 * The id of whom a form names in `field`: by staff number, or by a name that one person has.
 * Several of that name are told apart in the error of the field.
 */
bool authority_find_person(struct work *work, const char *field, const char *typed, const char **id)
    __attribute__((warn_unused_result));

/* "" for NULL: what stays empty is stored so. */
const char *authority_text(const char *text);

/* ERR_FORBIDDEN in the words of a rule of constraint_errors.c; always false. */
bool authority_refuse(struct work *work, const char *rule);

#endif

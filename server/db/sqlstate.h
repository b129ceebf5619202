#ifndef DB_SQLSTATE_H
#define DB_SQLSTATE_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "base/error.h"

struct work;

/*
 * What a violated constraint means to the person at the form. Rows stand in constraint_errors.c.
 *
 * `constraint` is the name the migration gives it; a trigger names its rule the same way
 * (RAISE EXCEPTION … USING ERRCODE = 'P0001', CONSTRAINT = '…'); NOT NULL is "table.column".
 * With a field the error is ERR_INVALID on it, else `code` (ERR_CONFLICT where it is ERR_NONE).
 */
struct constraint_error {
    const char *constraint;
    const char *field;
    enum error_code code;
    const char *message; /* Japanese: what to do */
};

/* Ended by a NULL constraint. */
extern const struct constraint_error constraint_errors[];

/* Records the database's refusal of `statement`; always false. Logs no word of the error's text. */
bool fail_sqlstate(struct work *work, const PGresult *result, const char *statement);

/* "" where the result has none: the connection was lost. */
const char *result_sqlstate(const PGresult *result);

#endif

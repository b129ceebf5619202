#include "db/sqlstate.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/work.h"
#include "db/db.h"
#include "db/statement.h"

enum logging { SILENT, AS_WARNING, AS_BUG };

/*
 * The first row whose state begins the SQLSTATE decides. A constraint that constraint_errors.c
 * knows goes before the code here.
 */
static const struct sqlstate_kind {
    const char *state;
    bool names_constraint;
    enum error_code code;
    enum logging logging;
} kinds[] = {
    {"23505", true, ERR_CONFLICT, SILENT},         /* unique */
    {"23P01", true, ERR_CONFLICT, SILENT},         /* exclusion */
    {"23", true, ERR_INTERNAL, AS_BUG},            /* foreign key, check, not null */
    {"P0001", true, ERR_INTERNAL, AS_BUG},         /* raised by a trigger of ours */
    {"40", false, ERR_BUSY, SILENT},               /* deadlock, serialization; after the retries */
    {"55P03", false, ERR_BUSY, SILENT},            /* lock timeout */
    {"57014", false, ERR_UNAVAILABLE, AS_WARNING}, /* statement timeout */
    {"25006", false, ERR_UNAVAILABLE, AS_WARNING}, /* read-only: a standby, or a write in a read */
    {"25P03", false, ERR_UNAVAILABLE, AS_WARNING}, /* idle in transaction for too long */
    {"57P", false, ERR_UNAVAILABLE, AS_WARNING},   /* shutdown, crash, cannot connect now */
    {"53", false, ERR_UNAVAILABLE, AS_WARNING},    /* disk full, too many connections, … */
    {"08P01", false, ERR_INTERNAL, AS_BUG},        /* parameters of another number */
    {"0A000", false, ERR_INTERNAL,
     AS_WARNING}, /* a plan older than the schema; after the retries */
    {"08", false, ERR_UNAVAILABLE, AS_WARNING}, /* connection exception */
    {"", false, ERR_INTERNAL, AS_BUG},
};

static const struct constraint_error *test_constraints;

void db_know_constraints_for_tests(const struct constraint_error *more)
{
    test_constraints = more;
}

const char *result_sqlstate(const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

    return state ? state : "";
}

static const struct sqlstate_kind *kind_of(const char *state)
{
    const struct sqlstate_kind *kind = kinds;

    while (strncmp(kind->state, state, strlen(kind->state)))
        kind++;
    return kind;
}

static const struct constraint_error *find(const struct constraint_error *list, const char *name)
{
    for (; list && list->constraint; list++)
        if (!strcmp(list->constraint, name))
            return list;
    return NULL;
}

const char *db_constraint_message(const char *constraint)
{
    const struct constraint_error *known = find(constraint_errors, constraint);

    return known ? known->message : NULL;
}

const char *db_constraint_field(const char *constraint)
{
    const struct constraint_error *known = find(constraint_errors, constraint);

    return known ? known->field : NULL;
}

/* PostgreSQL 15 has no name for a NOT NULL constraint. */
static const char *constraint_name(const PGresult *result, char *room, size_t size)
{
    const char *name = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    const char *table = PQresultErrorField(result, PG_DIAG_TABLE_NAME);
    const char *column = PQresultErrorField(result, PG_DIAG_COLUMN_NAME);

    if (name)
        return name;
    snprintf(room, size, "%s.%s", table ? table : "", column ? column : "");
    return table && column ? room : "";
}

static bool fail_constraint(struct work *work, const struct constraint_error *known)
{
    if (known->field)
        return fail_field(work, known->field, "%s", known->message);
    return fail(work, known->code ? known->code : ERR_CONFLICT, "%s", known->message);
}

static void log_refusal(enum logging logging, const char *state, const char *constraint,
                        const char *statement)
{
    if (logging == AS_BUG)
        log_bug("statement %s: SQLSTATE %s %s", statement, state, constraint);
    else if (logging == AS_WARNING)
        log_warning("statement %s: SQLSTATE %s", statement, state);
}

bool fail_sqlstate(struct work *work, const PGresult *result, const char *statement)
{
    const char *state = result_sqlstate(result);
    const struct sqlstate_kind *kind = kind_of(state);
    const struct constraint_error *known = NULL;
    const char *constraint = "";
    char room[160];

    if (kind->names_constraint) {
        constraint = constraint_name(result, room, sizeof room);
        known = find(constraint_errors, constraint);
        if (!known)
            known = find(test_constraints, constraint);
    }
    if (work->error.code == ERR_NONE)
        snprintf(work->error.sqlstate, sizeof work->error.sqlstate, "%s", state);
    if (known)
        return fail_constraint(work, known);
    log_refusal(kind->logging, state, constraint, statement);
    if (work->error.code == ERR_NONE && (kind->code == ERR_BUSY || kind->code == ERR_UNAVAILABLE))
        work->error.retry_after = 1;
    return fail(work, kind->code, NULL);
}

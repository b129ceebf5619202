#ifndef DB_SCRIPT_H
#define DB_SCRIPT_H

#include <libpq-fe.h>

/*
 * Runs SQL of any number of statements on a connection from connect_database(), within a deadline.
 * The result is the first error, or else the last one, to be cleared by the caller; NULL when the
 * connection was lost or the time was over, and then it can only be closed.
 */
PGresult *script_run(PGconn *pg, const char *sql, int timeout_ms);

/* The same for one statement with text parameters. */
PGresult *script_run_with(PGconn *pg, const char *sql, int count, const char *const *values,
                          int timeout_ms);

#endif

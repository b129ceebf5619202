#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>

#include "base/rows.h"
#include "db/statements.h" /* generated: enum statement, one SQL_<NAME> for each named statement */

struct work;

/*
 * The database border. A unit of work borrows one connection, runs one transaction on it and gives
 * it back. Statements are the named ones of the .sql files, nothing else can be run.
 *
 * db_queue() only notes a statement; the first db_rows() sends everything noted so far in one
 * pipeline and waits for it, so independent statements cost one round trip. A failed statement
 * makes every later one of its transaction fail; the error is recorded once (db/sqlstate.c maps
 * SQLSTATE and constraint name to code and field).
 *
 * Every wait has a deadline. A connection that passed it, or was lost, is closed and never used
 * again; the error is then ERR_UNAVAILABLE (ERR_BUSY: no connection was free within 2 s).
 */
struct db_pool;
struct query;

struct db_settings {
    const char *url;          /* libpq connection string */
    int connections;          /* at most */
    int statement_timeout_ms; /* enforced by the server; ours is 2 s more */
    int acquire_timeout_ms;
};

/*
 * Opens lazily: an unreachable database is an error of the first borrow, not of this. A command
 * that needs its own credentials opens a pool of one.
 */
struct db_pool *db_pool_open(const struct db_settings *settings);

/* Waits until all connections were given back. */
void db_pool_close(struct db_pool *pool);

struct db_pool_figures {
    int open, in_use, waiting;
    unsigned long long acquired, timed_out, lost;
    unsigned long long trips; /* round trips waited for, of connections given back */
};
void db_pool_read_figures(struct db_pool *pool, struct db_pool_figures *figures);

enum db_mode { DB_READ, DB_WRITE };

/*
 * Parameters are text or NULL (SQL NULL): db_queue(w, SQL_X, PARAMS(code, slug)). Their number must
 * be that of the statement; a difference is a defect and ends the process.
 */
struct params {
    const char *const *values;
    int count;
};
/* clang-format off */
#define PARAM_LIST(...) ((const char *const[]){NULL, ##__VA_ARGS__})
#define PARAMS(...) \
    ((struct params){PARAM_LIST(__VA_ARGS__) + 1, \
                     (int)(sizeof PARAM_LIST(__VA_ARGS__) / sizeof(const char *)) - 1})
/* clang-format on */

/*
 * Run `body` in a transaction on a borrowed connection and commit it. Deferred constraints are
 * checked before the commit, so their errors are errors of the unit. A deadlock or serialization
 * failure (40P01, 40001) puts the error back to what it was before and runs body again, at most 3
 * times. True only after the commit was acknowledged; otherwise everything is rolled back. (Where
 * the connection is lost while committing, the outcome is unknown: ERR_UNAVAILABLE with a message
 * that says so.) DB_READ runs READ ONLY, and its end is not waited for: a page that queues
 * everything before it takes anything costs one round trip.
 *
 * The connection is borrowed with the first trip: a body that runs no statement needs none. A
 * transaction inside another on the same work is a defect.
 */
bool db_transaction(struct work *work, struct db_pool *pool, enum db_mode mode,
                    bool (*body)(struct work *work, void *context), void *context)
    __attribute__((warn_unused_result));

/*
 * Called once per transaction attempt, before the first result is handed out: the place where a
 * request's session and permission are decided although its statements already travel. If it
 * returns false, every db_rows() of the transaction returns NULL and nothing is committed; it has
 * recorded why. Set it first thing in the body, and queue its statements first: it decides even
 * where a later statement of the same trip failed, so that a refused viewer learns nothing of that.
 */
void db_set_gate(struct work *work, bool (*gate)(struct work *work, void *context), void *context);

/* Note a statement, copying its parameters; it is sent with the next db_rows(). Never NULL. */
struct query *db_queue(struct work *work, enum statement statement, struct params params);

/*
 * The rows of a noted statement, alive as long as the work; NULL on failure (recorded). May be
 * called after db_transaction() returned true, too: everything noted has then been run.
 */
const struct rows *db_rows(struct work *work, struct query *query)
    __attribute__((warn_unused_result));

/* Note and take at once. */
const struct rows *db_take(struct work *work, enum statement statement, struct params params)
    __attribute__((warn_unused_result));

/* For statements whose rows nobody needs. */
bool db_run(struct work *work, enum statement statement, struct params params)
    __attribute__((warn_unused_result));

/*
 * For what is too large to be copied twice or to live as long as the work. The last parameter of
 * the statement is these bytes (at most 1 MiB), read at once; `params` are those before it.
 */
bool db_run_bytes(struct work *work, enum statement statement, struct params params,
                  const void *bytes, size_t length) __attribute__((warn_unused_result));

/*
 * The one bytea of the one row of the answer, which is let go of at once. *length: how many there
 * are, of which no more than `room` are copied to `out`; 0 without a row.
 */
bool db_take_bytes(struct work *work, enum statement statement, struct params params, void *out,
                   size_t room, size_t *length) __attribute__((warn_unused_result));

/* What a constraint or rule of this name means to people; NULL: it has no words. */
const char *db_constraint_message(const char *constraint);

/* The field that message belongs to, or NULL. */
const char *db_constraint_field(const char *constraint);

/*
 * This transaction is a rehearsal: when its body succeeds it is rolled back all the same, and
 * db_transaction() returns true. Rows taken before stay readable.
 */
void db_rehearse(struct work *work);

/* Rows the statement changed (after its rows were taken). */
long db_changed(const struct query *query);

/* True when the database answers and every named statement can be prepared on it; else recorded. */
bool db_ready(struct work *work, struct db_pool *pool) __attribute__((warn_unused_result));

#endif

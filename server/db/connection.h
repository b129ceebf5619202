#ifndef DB_CONNECTION_H
#define DB_CONNECTION_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "db/connect.h"
#include "db/statements.h"

/*
 * One connection in pipeline mode. Statements are added, then one exchange sends them all and takes
 * their results up to the sync point: one trip. Reading and writing go on together, so no amount of
 * statements or rows can block both sides.
 *
 * A connection that is lost or passed a deadline stays lost: it can only be closed. Statements are
 * prepared when first run on it and forgotten with it.
 */
struct connection;

struct connection *connection_open(const struct connect_settings *settings, const char **reason);

/* Never waits for the server. */
void connection_close(struct connection *connection);

/* Add the preparing of a statement unless it is prepared. *place as in connection_run(). */
void connection_prepare(struct connection *connection, const struct statement_text *text,
                        PGresult **place);

/*
 * Add a statement with as many text parameters as it has. Its result (or the one of its preparing,
 * if that failed) will be put to *place, which belongs to the caller and must be NULL now; without
 * a place it is thrown away. *place stays NULL if the connection is lost before.
 */
void connection_run(struct connection *connection, const struct statement_text *text,
                    const char *const *values, PGresult **place);

/*
 * The same, answered in the binary format; the last parameter is `length` bytes unless that is -1.
 * They are copied here.
 */
void connection_run_bytes(struct connection *connection, const struct statement_text *text,
                          const char *const *values, int length, PGresult **place);

/* Send everything added and take the results, within the time. False: lost. */
bool connection_exchange(struct connection *connection, int timeout_ms);

/*
 * Send everything added and don't wait; the results are thrown away later. For the end of a
 * transaction whose outcome is already known: nothing was written, or all is rolled back.
 */
void connection_leave(struct connection *connection);

/*
 * For an idle connection, without waiting: false if the server has closed it or sent what nobody
 * asked for.
 */
bool connection_is_usable(struct connection *connection);

/* For the next unit not to get it: its plans are stale, or it is in an unknown state. */
void connection_spoil(struct connection *connection);
bool connection_is_spoilt(const struct connection *connection);

/* Exchanges since the last call. */
unsigned connection_count_trips(struct connection *connection);

#endif

#ifndef DB_CONNECT_H
#define DB_CONNECT_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

enum { CONNECT_TIMEOUT_MS = 2000 /* for each host of the connection string */ };

struct connect_settings {
    const char *url;
    int statement_timeout_ms;
    int lock_timeout_ms;
};

/*
 * Opens a non-blocking connection whose session settings are ours, in one go: they travel in the
 * startup packet. The hosts of the connection string are tried in turn, each with its own deadline.
 * (PQconnectPoll alone would wait for ever on the first one that accepts and says nothing.) A host
 * name is looked up by the system's resolver, which has its own timeout.
 *
 * NULL on failure; *reason is then one line for the log, in static or thread storage, without
 * secrets.
 */
PGconn *connect_database(const struct connect_settings *settings, const char **reason);

/* Milliseconds until a moment of clock_monotonic(), for poll(); 0 when it is past. */
int milliseconds_until(int64_t deadline);

#endif

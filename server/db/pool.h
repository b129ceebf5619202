#ifndef DB_POOL_H
#define DB_POOL_H

#include <stdbool.h>

struct connection;
struct db_pool;
struct work;

/*
 * A connection, or NULL with ERR_BUSY (none came free in time) or ERR_UNAVAILABLE (none can be
 * opened) recorded. Waits at most the acquire timeout and one attempt to connect.
 */
struct connection *pool_borrow(struct work *work, struct db_pool *pool);

/* Closes it if it is spoilt. Its transaction must have ended, or its end be under way. */
void pool_give_back(struct db_pool *pool, struct connection *connection);

/* How long one exchange may take: the server's statement timeout and 2 s. */
int pool_trip_timeout(const struct db_pool *pool);

#endif

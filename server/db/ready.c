#include <stdlib.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/work.h"
#include "db/connection.h"
#include "db/db.h"
#include "db/pool.h"
#include "db/sqlstate.h"

static void clear_result(void *result)
{
    PQclear(result);
}

/* What follows the first failure is aborted, so it alone is reported. */
static bool report_first(struct work *work, PGresult **results)
{
    for (int i = 0; i < STATEMENT_COUNT; i++)
        if (results[i] && PQresultStatus(results[i]) == PGRES_FATAL_ERROR)
            return fail_sqlstate(work, results[i], statement_texts[i].name);
    return true;
}

static bool prepare_all(struct work *work, struct db_pool *pool, struct connection *connection)
{
    PGresult **results = arena_array(work->arena, STATEMENT_COUNT + 1, sizeof *results);
    bool is_alive;

    for (int i = 0; i < STATEMENT_COUNT; i++)
        connection_prepare(connection, &statement_texts[i], &results[i]);
    is_alive = connection_exchange(connection, pool_trip_timeout(pool));
    for (int i = 0; i < STATEMENT_COUNT; i++)
        if (results[i])
            arena_defer(work->arena, clear_result, results[i]);
    if (!is_alive)
        return fail(work, ERR_UNAVAILABLE, NULL);
    return report_first(work, results);
}

bool db_ready(struct work *work, struct db_pool *pool)
{
    struct connection *connection = pool_borrow(work, pool);
    bool is_ready = connection && prepare_all(work, pool, connection);

    if (connection)
        pool_give_back(pool, connection);
    return is_ready;
}

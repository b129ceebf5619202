#include "db/script.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>

#include "base/clock.h"
#include "db/cancel.h"
#include "db/connect.h"

enum { SLICE_MS = 50 };

/* Until a result is there; short slices, because TLS may hold what the socket no longer shows. */
static bool wait_for_result(PGconn *pg, int64_t deadline)
{
    for (;;) {
        int unsent = PQflush(pg);
        struct pollfd wait = {PQsocket(pg), (short)(POLLIN | (unsent ? POLLOUT : 0)), 0};
        int left = milliseconds_until(deadline);

        if (unsent == 0 && !PQisBusy(pg))
            return true;
        if (unsent < 0 || wait.fd < 0 || left == 0)
            return false;
        if (poll(&wait, 1, left < SLICE_MS ? left : SLICE_MS) < 0 && errno != EINTR)
            return false;
        if (!PQconsumeInput(pg))
            return false;
    }
}

static bool is_error(const PGresult *result)
{
    return result && PQresultStatus(result) == PGRES_FATAL_ERROR;
}

static PGresult *collect(PGconn *pg, int is_sent, int timeout_ms)
{
    int64_t deadline = clock_monotonic() + timeout_ms;
    PGresult *kept = NULL;

    while (is_sent && wait_for_result(pg, deadline)) {
        PGresult *result = PQgetResult(pg);

        if (!result)
            return kept;
        if (is_error(kept)) {
            PQclear(result);
            continue;
        }
        PQclear(kept);
        kept = result;
    }
    cancel_in_background(pg);
    PQclear(kept);
    return NULL;
}

PGresult *script_run(PGconn *pg, const char *sql, int timeout_ms)
{
    return collect(pg, PQsendQuery(pg, sql), timeout_ms);
}

PGresult *script_run_with(PGconn *pg, const char *sql, int count, const char *const *values,
                          int timeout_ms)
{
    return collect(pg, PQsendQueryParams(pg, sql, count, NULL, values, NULL, NULL, 0), timeout_ms);
}

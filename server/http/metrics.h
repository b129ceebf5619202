#ifndef HTTP_METRICS_H
#define HTTP_METRICS_H

#include <stdint.h>

struct arena;
struct buffer;
struct db_pool;
struct route;
struct routes;

/*
 * Counters since the start, for GET /metrics in the Prometheus text format: requests by route and
 * status class, time by bucket, database pool. Lock-free: every thread adds with an atomic.
 */
struct metrics;

struct metrics *metrics_new(struct arena *arena, const struct routes *routes);

/* One answered request; `route` is NULL where none fitted. */
void metrics_count(struct metrics *metrics, const struct route *route, int status,
                   int64_t milliseconds);

void metrics_write(struct metrics *metrics, struct db_pool *pool, struct buffer *out);

#endif

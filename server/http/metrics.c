#include "http/metrics.h"

#include <stdatomic.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "db/db.h"
#include "http/route.h"

enum { STATUS_CLASSES = 6, BUCKETS = 8 };

static const int64_t bucket_limits[BUCKETS] = {5, 10, 25, 50, 100, 250, 1000, 10000};

struct route_figures {
    const struct route *route;
    atomic_ullong by_class[STATUS_CLASSES];
};

struct metrics {
    struct route_figures *routes; /* the last one counts what no route took */
    size_t count;
    atomic_ullong buckets[BUCKETS + 1];
    atomic_ullong total_milliseconds;
};

struct metrics *metrics_new(struct arena *arena, const struct routes *routes)
{
    struct metrics *metrics = arena_alloc(arena, sizeof *metrics);

    metrics->count = routes_count(routes) + 1;
    metrics->routes = arena_array(arena, metrics->count, sizeof *metrics->routes);
    for (size_t i = 0; i + 1 < metrics->count; i++)
        metrics->routes[i].route = routes_at(routes, i);
    return metrics;
}

static struct route_figures *figures_of(struct metrics *metrics, const struct route *route)
{
    for (size_t i = 0; i + 1 < metrics->count; i++)
        if (metrics->routes[i].route == route)
            return &metrics->routes[i];
    return &metrics->routes[metrics->count - 1];
}

void metrics_count(struct metrics *metrics, const struct route *route, int status,
                   int64_t milliseconds)
{
    struct route_figures *figures = figures_of(metrics, route);
    int bucket = 0;

    if (status >= 100 && status < STATUS_CLASSES * 100)
        atomic_fetch_add(&figures->by_class[status / 100], 1);
    while (bucket < BUCKETS && milliseconds > bucket_limits[bucket])
        bucket++;
    atomic_fetch_add(&metrics->buckets[bucket], 1);
    atomic_fetch_add(&metrics->total_milliseconds, (unsigned long long)milliseconds);
}

static void write_requests(struct metrics *metrics, struct buffer *out)
{
    buffer_text(out, "# HELP mamori_requests_total Requests answered.\n"
                     "# TYPE mamori_requests_total counter\n");
    for (size_t i = 0; i < metrics->count; i++) {
        const struct route *route = metrics->routes[i].route;

        for (int class = 1; class < STATUS_CLASSES; class ++) {
            unsigned long long n = atomic_load(&metrics->routes[i].by_class[class]);

            if (n)
                buffer_printf(
                    out, "mamori_requests_total{method=\"%s\",route=\"%s\",status=\"%dxx\"} %llu\n",
                    route ? method_name(route->method) : "", route ? route->pattern : "", class, n);
        }
    }
}

static void write_times(struct metrics *metrics, struct buffer *out)
{
    unsigned long long count = 0;

    buffer_text(out, "# HELP mamori_request_seconds Time to answer.\n"
                     "# TYPE mamori_request_seconds histogram\n");
    for (int i = 0; i < BUCKETS; i++) {
        count += atomic_load(&metrics->buckets[i]);
        buffer_printf(out, "mamori_request_seconds_bucket{le=\"%g\"} %llu\n",
                      (double)bucket_limits[i] / 1000, count);
    }
    count += atomic_load(&metrics->buckets[BUCKETS]);
    buffer_printf(out, "mamori_request_seconds_bucket{le=\"+Inf\"} %llu\n", count);
    buffer_printf(out, "mamori_request_seconds_sum %g\nmamori_request_seconds_count %llu\n",
                  (double)atomic_load(&metrics->total_milliseconds) / 1000, count);
}

static void write_pool(struct db_pool *pool, struct buffer *out)
{
    struct db_pool_figures figures;

    db_pool_read_figures(pool, &figures);
    buffer_printf(out,
                  "# HELP mamori_db_connections Database connections.\n"
                  "# TYPE mamori_db_connections gauge\n"
                  "mamori_db_connections{state=\"open\"} %d\n"
                  "mamori_db_connections{state=\"in_use\"} %d\n"
                  "mamori_db_connections{state=\"waiting\"} %d\n",
                  figures.open, figures.in_use, figures.waiting);
    buffer_printf(out,
                  "# HELP mamori_db_borrows_total Connections borrowed, refused for lack of one, "
                  "lost.\n"
                  "# TYPE mamori_db_borrows_total counter\n"
                  "mamori_db_borrows_total{outcome=\"acquired\"} %llu\n"
                  "mamori_db_borrows_total{outcome=\"timed_out\"} %llu\n"
                  "mamori_db_borrows_total{outcome=\"lost\"} %llu\n",
                  figures.acquired, figures.timed_out, figures.lost);
    buffer_printf(out,
                  "# HELP mamori_db_trips_total Round trips to the database.\n"
                  "# TYPE mamori_db_trips_total counter\n"
                  "mamori_db_trips_total %llu\n",
                  figures.trips);
}

void metrics_write(struct metrics *metrics, struct db_pool *pool, struct buffer *out)
{
    write_requests(metrics, out);
    write_times(metrics, out);
    write_pool(pool, out);
}

#include "http/health.h"

#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/log.h"
#include "db/db.h"
#include "db/migrate.h"
#include "http/app.h"
#include "http/metrics.h"
#include "http/openapi.h"
#include "http/request.h"

static const char text_media[] = "text/plain; charset=utf-8";

static bool show_health(struct request *rq)
{
    return reply_bytes(rq, text_media, "ok\n", 3);
}

static bool show_readiness(struct request *rq)
{
    const char *problem = NULL;

    if (rq->app->is_stopping)
        return fail(rq->work, ERR_UNAVAILABLE, NULL);
    if (!migrate_check(rq->work, rq->app->pool, &problem)) {
        log_warning("not ready: %s", problem ? problem : "the database does not answer");
        return fail(rq->work, ERR_UNAVAILABLE, NULL);
    }
    if (!db_ready(rq->work, rq->app->pool))
        return fail(rq->work, ERR_UNAVAILABLE, NULL);
    return reply_bytes(rq, text_media, "ready\n", 6);
}

static bool is_local(const char *address)
{
    return !strncmp(address, "127.", 4) || !strcmp(address, "::1");
}

static bool show_metrics(struct request *rq)
{
    struct buffer *out = buffer_new(rq->work->arena, LIMIT_PAGE);

    if (!is_local(rq->work->address))
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    metrics_write(rq->app->metrics, rq->app->pool, out);
    return reply_bytes(rq, "text/plain; version=0.0.4; charset=utf-8", out->data, out->length);
}

static bool show_openapi(struct request *rq)
{
    struct buffer *out = buffer_new(rq->work->arena, LIMIT_PAGE);

    openapi_write(rq->app, rq->work->arena, out);
    return reply_bytes(rq, "application/json; charset=utf-8", out->data, out->length);
}

const struct route health_routes[] = {
    {GET, "/healthz", show_health, PUBLIC, .formats = FORMAT_TEXT, .without_database = true,
     .summary = "The process answers"},
    {GET, "/readyz", show_readiness, PUBLIC, .formats = FORMAT_TEXT, .without_database = true,
     .summary = "Database reachable, migrations current, statements prepared"},
    {GET, "/metrics", show_metrics, PUBLIC, .formats = FORMAT_TEXT, .without_database = true,
     .summary = "Prometheus text, for this machine only"},
    {GET, "/openapi.json", show_openapi, PUBLIC, .formats = FORMAT_JSON, .without_database = true,
     .summary = "This description"},
    ROUTE_END,
};

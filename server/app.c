#include "app.h"

#include <string.h>

#include "base/arena.h"
#include "base/config.h"
#include "core/access/gate.h"
#include "db/db.h"
#include "embedded.h"
#include "http/metrics.h"
#include "http/static_files.h"
#include "view/template.h"

enum { STATEMENT_TIMEOUT_MS = 10 * 1000, ACQUIRE_TIMEOUT_MS = 2 * 1000 };

static struct templates *compile_templates(struct arena *arena, const struct config *config,
                                           const char **problem)
{
    struct template_options options = {
        .formatters = true,
        .check_references = true,
        .unknown_names_fail = config->mode == MODE_DEMO,
    };
    size_t count = 0;
    struct template_source *sources;

    while (embedded_templates[count].name)
        count++;
    sources = arena_array(arena, count, sizeof *sources);
    for (size_t i = 0; i < count; i++)
        sources[i] = (struct template_source){
            embedded_templates[i].name, embedded_templates[i].data, embedded_templates[i].length};
    return templates_compile(sources, count, &options, arena, problem);
}

/* A handler names its template as a string: what a route's form names is checked here. */
static bool check_forms(struct arena *arena, const struct app *app, const char **problem)
{
    for (size_t i = 0; i < routes_count(app->routes); i++) {
        const struct route *route = routes_at(app->routes, i);

        if (!route->form || template_exists(app->templates, route->form))
            continue;
        *problem =
            arena_printf(arena, "route %s names no template: %s", route->pattern, route->form);
        return false;
    }
    return true;
}

/* The origins that browsers name for our own pages: every accepted host, as we are reached. */
static const char *const *origins_of(struct arena *arena, const struct config *config)
{
    size_t count = 0, used = 0;
    const char **origins;

    while (config->hosts[count])
        count++;
    origins = arena_array(arena, count * 2 + 2, sizeof *origins);
    origins[used++] = config->public_url;
    for (size_t i = 0; i < count; i++) {
        if (!config->tls_certificate)
            origins[used++] = arena_printf(arena, "http://%s", config->hosts[i]);
        origins[used++] = arena_printf(arena, "https://%s", config->hosts[i]);
    }
    return origins;
}

struct app *app_new(struct arena *arena, const struct config *config, const char *database_url,
                    const char **problem)
{
    struct app *app = arena_alloc(arena, sizeof *app);
    struct db_settings settings = {
        .url = database_url,
        .connections = config->db_pool,
        .statement_timeout_ms = STATEMENT_TIMEOUT_MS,
        .acquire_timeout_ms = ACQUIRE_TIMEOUT_MS,
    };

    app->arena = arena;
    app->config = config;
    app->origins = origins_of(arena, config);
    app->gate = &access_gate;
    app->templates = compile_templates(arena, config, problem);
    app->routes = app->templates ? routes_compile(arena, all_routes, problem) : NULL;
    if (!app->routes || !check_forms(arena, app, problem))
        return NULL;
    app->files = static_files_new(arena, embedded_static);
    app->metrics = metrics_new(arena, app->routes);
    app->pool = db_pool_open(&settings);
    return app;
}

void app_close(struct app *app)
{
    db_pool_close(app->pool);
}

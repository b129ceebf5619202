#ifndef APP_H
#define APP_H

#include "http/app.h"

struct config;

/*
 * Composition: settings, database, templates, routes and the gate put together. Stops with one
 * English line in *problem where a template or a route is wrong.
 */
struct app *app_new(struct arena *arena, const struct config *config, const char *database_url,
                    const char **problem);
void app_close(struct app *app);

/* Every route table of the portal, NULL-terminated (routes.c). */
extern const struct route *const all_routes[];

#endif

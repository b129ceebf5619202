#ifndef HTTP_HEALTH_H
#define HTTP_HEALTH_H

#include "http/route.h"

/*
 * /healthz (the process answers), /readyz (the database is reachable, its migrations are those of
 * this binary, every statement can be prepared), /metrics (for a collector on this machine; others
 * get 404), /openapi.json.
 */
extern const struct route health_routes[];

#endif

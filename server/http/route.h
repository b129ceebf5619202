#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "http/method.h"

struct request;
struct view;
struct field;

/*
 * Who may. Every row says it: PUBLIC (anybody), SIGNED_IN (any session), MAY(X) (a role in force
 * that carries PERMISSION_X). The number is an enum permission; http/ only carries it.
 */
enum access_kind { ACCESS_UNSTATED, ACCESS_PUBLIC, ACCESS_SIGNED_IN, ACCESS_PERMISSION };
struct access {
    enum access_kind kind;
    int permission;
};
#define PUBLIC                                                                                     \
    {                                                                                              \
        ACCESS_PUBLIC, 0                                                                           \
    }
#define SIGNED_IN                                                                                  \
    {                                                                                              \
        ACCESS_SIGNED_IN, 0                                                                        \
    }
#define MAY(name)                                                                                  \
    {                                                                                              \
        ACCESS_PERMISSION, PERMISSION_##name                                                       \
    }

/* Representations a route offers besides HTML and JSON, which reply_view() always gives. */
enum format {
    FORMAT_HTML = 1 << 0,
    FORMAT_JSON = 1 << 1,
    FORMAT_CSV = 1 << 2,
    FORMAT_TEXT = 1 << 3, /* a plain answer without a view: /healthz, /metrics */
    FORMAT_SVG = 1 << 4,  /* the template draws */
    FORMAT_ICS = 1 << 6,  /* a calendar, in bytes */
    FORMAT_XLSX = 1 << 5,
};
enum { FORMAT_SHEETS = FORMAT_CSV | FORMAT_XLSX }; /* files of a whole list */

/*
 * One row, one route. Rows stand at the bottom of the file whose static handlers they name; the
 * table is that file's only exported symbol and ends with ROUTE_END. {name} in a pattern is one
 * path segment; a literal segment beats a parameter; two equal patterns stop the start.
 */
struct route {
    enum method method;
    const char *pattern;
    bool (*handler)(struct request *request);
    struct access access;

    /* Designated, where a route needs them: */
    const char *form; /* template shown again with the errors when the handler fails */
    bool (*form_view)(struct request *request,
                      struct view *view); /* what that template needs more */
    const struct field *fields; /* the body's fields: read by read_form(), shown in OpenAPI */
    unsigned formats;           /* 0: HTML and JSON */
    const char *list;           /* member that CSV and XLSX write */
    const char *summary;        /* English, for OpenAPI */
    const char *refusal;        /* Japanese, to who may not; NULL: the usual words */
    const char *const *query;   /* accepted query parameters, NULL-terminated, for OpenAPI */
    size_t body_limit;          /* 0: LIMIT_FORM_BODY for unsafe methods */
    bool without_database;      /* answers when the database is away: /healthz */
    bool own_transactions;      /* the handler runs its own; the gate runs before in its own */
    bool creates;               /* honours Idempotency-Key (also transitions) */
};
#define ROUTE_END                                                                                  \
    {                                                                                              \
        GET, NULL, NULL, {ACCESS_UNSTATED, 0}, .form = NULL                                        \
    }

/* ---- the compiled table --------------------------------------------------------------------- */

struct arena;
struct routes;

/* Every table, NULL-terminated. On a clash or a row without access: NULL and *problem. */
struct routes *routes_compile(struct arena *arena, const struct route *const *tables,
                              const char **problem);

enum { PATH_PARAMETERS = 6 };

struct route_match {
    const struct route *route; /* NULL: no such path, or not with this method */
    unsigned allowed;          /* bit per method that the path has; 0: no such path */
    const char *names[PATH_PARAMETERS];
    const char *values[PATH_PARAMETERS]; /* decoded segments */
    int parameter_count;
    enum format suffix; /* from ".json", ".csv", ".xlsx" where the route offers it, else 0 */
};

void routes_match(const struct routes *routes, struct arena *arena, enum method method,
                  const char *const *segments, size_t segment_count, struct route_match *match);

/* For OpenAPI, metrics and the tests that walk every route. */
size_t routes_count(const struct routes *routes);
const struct route *routes_at(const struct routes *routes, size_t index);

#endif

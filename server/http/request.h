#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/work.h"
#include "http/field.h"
#include "http/reply.h"
#include "http/route.h"
#include "view/view.h"

struct app;
struct form_body;
struct uri;

struct trace {
    const char *action; /* NULL: none */
    const char *object_type;
    const char *object_id;
};

struct refusal {
    const char *object_type; /* NULL: none */
    const char *object_id;
    enum statement is_hidden; /* $1 object_id */
};

/*
 * What a handler is given. It reads the request by the functions below, describes a reply
 * (http/reply.h) or records an error, and returns. It never sees libmicrohttpd, commits nothing and
 * frees nothing.
 */
struct request {
    struct work *work;
    struct app *app;
    const struct route *route;
    struct route_match match;
    const struct uri *uri;
    const struct form_body *body; /* NULL for safe methods */
    const char *(*header)(const struct request *request, const char *name);
    const void *header_source; /* private to who set `header` */
    enum method method;
    bool is_secure;     /* HTTPS, here or at a trusted proxy */
    enum format format; /* of the answer: HTML, JSON, CSV, text */
    struct reply reply;
    void *gate; /* private to the gate (http/app.h) */
    struct trace trace;
    struct refusal refusal;
    const struct error *failure; /* what the form is shown again for; NULL: nothing */
    bool may_see_form;           /* after ERR_FORBIDDEN, too: not to do it, but to see it */
};

/*
 * This reading must leave a row in the operation log, committed before the answer leaves
 * (domain 3.11): action as audit_log knows it, and what was read.
 */
void request_leaves_trace(struct request *request, const char *action, const char *object_type,
                          const char *object_id);

/*
 * Ending in ERR_NOT_FOUND, this reading may be a refusal that says no more: `is_hidden` gives a row
 * where the viewer may not know whether there is such an object, and then the operation log notes
 * that it was asked for, and from where.
 */
void request_may_be_refused(struct request *request, const char *object_type, const char *object_id,
                            enum statement is_hidden);

/* A path parameter by name; it exists or the route table is wrong. */
const char *path_text(const struct request *request, const char *name);

/* A path parameter that is an id of the database; what can't be one is ERR_NOT_FOUND. */
bool path_id(struct request *request, const char *name, const char **id)
    __attribute__((warn_unused_result));

/*
 * A query parameter, trimmed; NULL when absent or empty. Given twice it is ERR_MALFORMED, recorded
 * at once.
 */
const char *query_text(struct request *request, const char *name);

/*
 * The query parameter fiscal_year: 1900 to 9999, NULL when absent. Anything else is an error of the
 * field, and NULL.
 */
const char *query_fiscal_year(struct request *request);

/* The same; when absent, that of today. */
const char *query_fiscal_year_else_today(struct request *request);

/* A query parameter that is a day, in any spelling of BR-CA-03 → ISO; bad ones are field errors. */
const char *query_date(struct request *request, const char *name);

/* The body by the route's field table; every problem is recorded as a field error. */
bool read_form(struct request *request, const struct field *fields, void *out)
    __attribute__((warn_unused_result));

#endif

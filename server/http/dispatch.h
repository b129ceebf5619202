#ifndef HTTP_DISPATCH_H
#define HTTP_DISPATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/guard.h"
#include "http/request.h"

struct app;
struct buffer;

/*
 * The way of one request, in the order of the stages: guard, route, body, session and permission,
 * transaction, handler, commit, representation. The daemon drives it; tests drive it in process.
 *
 *   exchange_new → dispatch_head → dispatch_body* → dispatch_finish → answer → exchange_free
 */
struct answer {
    int status; /* 0: not answered yet */
    const struct reply_header *headers;
    const char *bytes; /* NULL: no body */
    size_t length;
    bool must_close; /* the connection cannot be used for a further request */
};

struct exchange {
    struct app *app;
    struct work *work;
    struct request request;
    struct raw_request raw;
    struct guard_result guard;
    struct buffer *body;
    int64_t began;           /* clock_monotonic() */
    const char *allow;       /* for 405 */
    bool has_viewer;         /* the gate was loaded: pages can show who is signed in */
    bool is_gate_asked;      /* in this attempt of the transaction */
    bool is_large;           /* counted as such until its end */
    struct view *form_again; /* the form with what was typed and what is wrong with it */
    bool is_form_gone;       /* what that form was about can't be shown any more */
    struct answer answer;
};

/* `address` is the peer's, `is_tls` how it came. raw.target may be set right away, the rest later.
 */
struct exchange *exchange_new(struct app *app, const char *address, bool is_tls);
void exchange_free(struct exchange *exchange);

/*
 * Everything that can be decided before a body is read. The raw request must be filled and live
 * until the end. True: go on with the body; false: the answer stands.
 */
bool dispatch_head(struct exchange *exchange);

/* A piece of the body; false: too much, the answer stands. */
bool dispatch_body(struct exchange *exchange, const char *bytes, size_t length);

/* The body is complete: answers. */
void dispatch_finish(struct exchange *exchange);

#endif

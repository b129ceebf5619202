#ifndef HTTP_GUARD_H
#define HTTP_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "http/method.h"

/*
 * The first look at a request, before anything acts on it. libmicrohttpd 0.9.75 accepts requests
 * that a proxy in front of it reads differently (two lengths, a length with chunks, header names
 * that are no tokens), which is how one request is smuggled inside another. What cannot be read in
 * one way only is refused, and its connection closed, because nobody knows where the next request
 * would begin.
 *
 * Whether the route takes the method, a body, its type and length is the dispatcher's to ask.
 */

struct header_field {
    const char *name;
    const char *value; /* NULL counts as "" */
    size_t value_length;
};

/* As it stood on the wire. */
struct raw_request {
    const char *method;
    const char *target;  /* raw, from MHD_OPTION_URI_LOG_CALLBACK */
    const char *version; /* "HTTP/1.1" */
    const struct header_field *headers;
    size_t header_count;
};

/* NULL-terminated lists, lower case. */
struct guard_policy {
    const char *const *hosts;   /* "host" (any port) or "host:port" */
    const char *const *origins; /* "https://host" or "http://host:port", as browsers send them */
};

struct guard_result {
    enum error_code code;
    const char *reason; /* English, for the log; "" when nothing is wrong */
    bool must_close;    /* answer, then close the connection */
    enum method method;
    int64_t content_length; /* declared; -1: none */
    bool is_chunked;
};

/*
 * Checks method, target, headers, framing, Host and, on unsafe methods, that a browser says the
 * request comes from our own pages (Origin, Sec-Fetch-Site). Returns out->code.
 */
enum error_code guard_check(const struct guard_policy *policy, const struct raw_request *request,
                            struct guard_result *out);

#endif

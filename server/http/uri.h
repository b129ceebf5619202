#ifndef HTTP_URI_H
#define HTTP_URI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct arena;
struct work;

struct uri_pair {
    const char *name;
    const char *value;
};

/*
 * A request target in origin form, read from the raw bytes: libmicrohttpd's own `url` has lost what
 * follows %00 and turned %2f into a path separator before we see it.
 *
 * All text is decoded once, valid UTF-8, without control characters (a query may hold tabs). No
 * segment is empty, "." or ".."; but "/a/" has an empty last segment, which no route has: 404.
 */
struct uri {
    const char *path; /* decoded: "/policies/標準" */
    const char *const *segments;
    size_t segment_count; /* 0 for "/" */
    const char *query;    /* raw, without the question mark; NULL: none */
    const struct uri_pair *pairs;
    size_t pair_count;
};

/*
 * Whether the portal reads this target at all: ERR_NONE, ERR_MALFORMED or ERR_URI_TOO_LONG, the
 * latter two with an English reason for the log. In a path %2f, %5c and control characters are
 * refused however they are written; a query may hold the first two, since a search for "a/b" does.
 */
enum error_code uri_check(const char *target, const char **reason);

/* Refuses what uri_check() refuses, and more segments or pairs than base/limits.h allows. */
bool uri_parse(struct work *work, const char *target, struct uri *out)
    __attribute__((warn_unused_result));

enum uri_lookup { URI_ABSENT, URI_FOUND, URI_DUPLICATE };

/* A parameter asked for as a scalar. `*value` is set only when it is there exactly once. */
enum uri_lookup uri_query(const struct uri *uri, const char *name, const char **value);

/* One path segment for a link or Location: "標準/1" → "%E6%A8%99%E6%BA%96%2F1". */
const char *uri_encode_path(struct arena *arena, const char *segment);

/* The same for a path of several segments, whose slashes stand. */
const char *uri_encode_whole_path(struct arena *arena, const char *path);

/* One name or value of a query; a space becomes %20. */
const char *uri_encode_query(struct arena *arena, const char *text);

#endif

#ifndef HTTP_MEDIA_H
#define HTTP_MEDIA_H

#include <stdbool.h>

struct arena;

/*
 * A header value of the shape `value; name=token; name="quoted"`: Content-Type and
 * Content-Disposition (RFC 9110 5.6.6).
 */
struct media {
    const char *value; /* lower case, without parameters: "multipart/form-data" */
    const char *parameters;
};

/* `text` may be NULL (value ""). */
struct media media_parse(struct arena *arena, const char *text);

enum media_lookup { MEDIA_ABSENT, MEDIA_FOUND, MEDIA_BROKEN };

/*
 * A parameter by lower-case name. Inside quotes \" and \\ stand for the second character; any other
 * backslash is itself, as browsers send it. Broken: unreadable parameters, or this one twice.
 */
enum media_lookup media_parameter(struct arena *arena, const struct media *media, const char *name,
                                  const char **value);

#endif

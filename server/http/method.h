#ifndef HTTP_METHOD_H
#define HTTP_METHOD_H

#include <stdbool.h>

/* The methods the portal knows; others get 405. */
enum method { METHOD_UNKNOWN, GET, HEAD, POST, PUT, PATCH, DELETE, METHODS };

/* Methods are case-sensitive: "get" is unknown. */
enum method method_parse(const char *text);

const char *method_name(enum method method);

/* Changes nothing, so needs no token: GET and HEAD. */
bool method_is_safe(enum method method);

#endif

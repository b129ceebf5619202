#ifndef HTTP_NEGOTIATE_H
#define HTTP_NEGOTIATE_H

#include "http/route.h"

struct request;

/* What the client asks for by its headers, before a route is known: errors are answered in it. */
enum format negotiate_asked(const struct request *request);

/*
 * Sets request->format once its route is known: the path's suffix, else what was asked for where
 * the route offers it, else HTML, else what there is.
 */
void negotiate_format(struct request *request);

#endif

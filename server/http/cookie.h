#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

struct arena;

/*
 * The value of one cookie in a Cookie header (RFC 6265 4.2.1), read by ourselves: libmicrohttpd
 * splits at commas and takes the first of two. NULL when it is absent, there twice (somebody may
 * have planted one), or holds what no cookie value may. `header` may be NULL.
 */
const char *cookie_find(struct arena *arena, const char *header, const char *name);

#endif

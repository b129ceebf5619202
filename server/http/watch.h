#ifndef HTTP_WATCH_H
#define HTTP_WATCH_H

#include <stddef.h>
#include <stdint.h>

/*
 * Absolute deadlines for connections. libmicrohttpd's own timeout is an idle timeout: a client that
 * sends one byte a second lives for ever. A sweeper looks at every connection once a second and
 * shuts the socket of one that takes too long over its headers, its body or our reply. Near the
 * connection limit it shuts those that have been idle, or at their headers, longest.
 */
struct watch;
struct watched;

enum {
    WATCH_HEADERS_MS = 10 * 1000,  /* from the first byte of a request */
    WATCH_TRANSFER_MS = 60 * 1000, /* a body, or a reply, plus its size at the slowest rate */
    WATCH_SLOWEST_RATE = 256,      /* bytes per millisecond */
    WATCH_PATIENCE_MS = 5 * 1000,  /* with a slow transfer, when room is needed */
};

/* `limit` connections are allowed; at 80 % of them idle ones are closed. */
struct watch *watch_start(size_t limit);
void watch_stop(struct watch *watch);

struct watched *watch_open(struct watch *watch, int socket);
void watch_close(struct watch *watch, struct watched *watched);

/* The request's headers are complete; `body` bytes are to come. */
void watch_receiving(struct watch *watch, struct watched *watched, int64_t body);

/* The request is being worked on: no deadline of ours. */
void watch_working(struct watch *watch, struct watched *watched);

void watch_sending(struct watch *watch, struct watched *watched, size_t length);

/* Waits for the next request. */
void watch_idle(struct watch *watch, struct watched *watched);

#endif

#ifndef HTTP_DAEMON_H
#define HTTP_DAEMON_H

#include <stdbool.h>

struct app;
struct arena;

/*
 * The only file that knows libmicrohttpd and its threads: one thread a connection, so handlers are
 * straight-line code that may wait, and none can stall another user.
 */
struct daemon;

/* Listens and serves. On a taken port and the like: NULL, and *problem is one English line. */
struct daemon *daemon_start(struct app *app, struct arena *arena, const char **problem);

/* The port it listens on (the setting may ask for any with 0). */
int daemon_port(const struct daemon *daemon);

/* Takes no new connection, lets requests in flight finish (30 s at most), stops. */
void daemon_stop(struct daemon *daemon);

#endif

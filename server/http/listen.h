#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H

struct arena;
struct config;

/* Raises the limit of open files so that this many connections fit; warns where it may not. */
void listen_allow(int connections);

/* The listening socket of MAMORI_LISTEN; -1: *problem is one English line that says what to do. */
int listen_open(const struct config *config, struct arena *arena, const char **problem);

/* The port a socket is bound to: the setting may ask for any with 0. */
int listen_port(int fd);

#endif

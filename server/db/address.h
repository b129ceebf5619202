#ifndef DB_ADDRESS_H
#define DB_ADDRESS_H

#include <stdbool.h>

struct arena;

/*
 * A connection string taken apart for a program we start: what may stand on its command line, which
 * everybody on the machine can read, and the password, which may not.
 */
struct database_address {
    const char *words;    /* key = value, without a secret */
    const char *password; /* NULL: none in the string; a passfile it names stays among the words */
};

/* False: the string cannot be read, or holds another secret than a password. */
bool database_address(struct arena *arena, const char *url, struct database_address *out)
    __attribute__((warn_unused_result));

/* A line of a libpq password file for that password, whatever the host. */
const char *database_passfile(struct arena *arena, const char *password);

#endif

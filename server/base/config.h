#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;

enum mode { MODE_PRODUCTION, MODE_DEMO };

/*
 * The settings, read once from the environment (the table in config.c is the only list of them).
 * What the secretariat decides is not here but in the database.
 */
struct config {
    const char *listen;         /* "127.0.0.1:8080" */
    const char *listen_address; /* its parts */
    int listen_port;
    const char *state;        /* folder */
    const char *database_url; /* libpq connection string; never printed whole */
    bool load_sample;
    enum mode mode;
    const char *now;                    /* RFC 3339 or NULL */
    const char *public_url;             /* origin without a trailing slash */
    const char *const *hosts;           /* accepted Host values, NULL-terminated, lower case */
    const char *const *trusted_proxies; /* addresses, NULL-terminated */
    int connections;
    int db_pool;
    const char *tls_certificate; /* file or NULL */
    const char *tls_key;
    const char *smtp;
    const char *clamd;
    const char *city;
};

/*
 * Reads and checks. On a problem returns NULL and *problem says what to set, in English, for the
 * terminal.
 */
const struct config *config_read(struct arena *arena, const char **problem);

/* What keeps these settings from serving in production mode, or NULL. */
const char *config_serving_problem(const struct config *config);

/* The table of settings with the values in force, secrets masked: `mamori doctor`. */
void config_print(FILE *out);

#endif

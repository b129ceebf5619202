#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>

struct config;
struct db_pool;
struct work;

/*
 * What every command needs: settings, a unit of work at the portal's clock, and the database. A
 * command's transactions begin with access_begin_work(work, cli.login).
 */
struct cli {
    struct work *work;
    const struct config *config;
    struct db_pool *pool;
    const char *login; /* "cli:" and the user of the machine, for the operation log */
};

/*
 * The server's role is enough for everything but migrating and the sample city. Its URL is
 * MAMORI_DATABASE_URL, else what `database-url` in the state folder says (`owner-url` for the
 * owner), which the private cluster's start wrote.
 */
enum cli_role { CLI_SERVER, CLI_OWNER };

/* False: what to do was printed on standard error. */
bool cli_open(struct cli *cli, enum cli_role role) __attribute__((warn_unused_result));
void cli_close(struct cli *cli);

/* Prints the error the work recorded, field by field; returns 1, the exit status. */
int cli_fail(const struct cli *cli);

/* The URL of that role, NULL: not configured. On the work's arena. */
const char *cli_database_url(struct work *work, const struct config *config, enum cli_role role);

#endif

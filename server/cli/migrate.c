#include "cli/migrate.h"

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "db/migrate.h"

static const char help[] =
    "usage: mamori migrate\n"
    "\n"
    "Brings the database to the form this program needs, as the owner of the database: its\n"
    "connection string stands in MAMORI_DATABASE_URL. Run again, it does nothing.\n";

int cli_migrate(int argc, char **argv)
{
    const char *problem = NULL;
    struct cli cli;
    int applied = 0;
    bool ok;

    if (argc > 1) {
        fputs(help, strcmp(argv[1], "--help") ? stderr : stdout);
        return strcmp(argv[1], "--help") ? 2 : 0;
    }
    if (!cli_open(&cli, CLI_OWNER))
        return 1;
    ok = migrate_apply(cli_database_url(cli.work, cli.config, CLI_OWNER), cli.work, &applied,
                       &problem);
    if (ok)
        printf("mamori: %d migration%s applied\n", applied, applied == 1 ? "" : "s");
    else
        fprintf(stderr, "mamori: %s\n", problem ? problem : "the database cannot be reached");
    cli_close(&cli);
    return ok ? 0 : 1;
}

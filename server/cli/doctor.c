#include "cli/doctor.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/work.h"
#include "cli/cli.h"
#include "db/db.h"
#include "db/migrate.h"

static const char help[] =
    "usage: mamori doctor\n"
    "\n"
    "Prints the settings in force, checks them, the database and its form.\n";

static int report(const char *subject, const char *problem)
{
    printf("%-24s %s\n", subject, problem ? problem : "ok");
    return problem ? 1 : 0;
}

static int check_database(struct cli *cli)
{
    const char *problem = NULL;
    int wrong;

    if (!migrate_check(cli->work, cli->pool, &problem) && !problem)
        problem = "cannot be reached";
    wrong = report("database", problem);
    if (problem)
        return wrong;
    return report("statements", db_ready(cli->work, cli->pool) ? NULL : "cannot be prepared");
}

int cli_doctor(int argc, char **argv)
{
    struct cli cli;
    int wrong;

    if (argc > 1) {
        fputs(help, strcmp(argv[1], "--help") ? stderr : stdout);
        return strcmp(argv[1], "--help") ? 2 : 0;
    }
    config_print(stdout);
    putchar('\n');
    fflush(stdout);
    if (!cli_open(&cli, CLI_SERVER))
        return 1;
    wrong = report("settings", config_serving_problem(cli.config));
    wrong += check_database(&cli);
    cli_close(&cli);
    return wrong ? 1 : 0;
}

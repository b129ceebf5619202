#include "cli/cli.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/error.h"
#include "base/log.h"
#include "base/work.h"
#include "db/db.h"

enum { URL_ROOM = 2048, STATEMENT_TIMEOUT_MS = 60000, ACQUIRE_TIMEOUT_MS = 5000 };

static const char *const url_files[] = {[CLI_SERVER] = "database-url", [CLI_OWNER] = "owner-url"};

/* The first line. */
static const char *read_url(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "re");
    char line[URL_ROOM];
    const char *url = NULL;

    if (!file)
        return NULL;
    if (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = '\0';
        url = *line ? arena_strdup(arena, line) : NULL;
    }
    fclose(file);
    return url;
}

const char *cli_database_url(struct work *work, const struct config *config, enum cli_role role)
{
    if (config->database_url)
        return config->database_url;
    return read_url(work->arena,
                    arena_printf(work->arena, "%s/%s", config->state, url_files[role]));
}

static const char *user_name(struct arena *arena)
{
    const struct passwd *user = getpwuid(getuid());

    return user ? arena_printf(arena, "cli:%s", user->pw_name)
                : arena_printf(arena, "cli:%u", (unsigned)getuid());
}

static bool problem(const char *text)
{
    fprintf(stderr, "mamori: %s\n", text);
    return false;
}

static bool open_settings(struct cli *cli)
{
    const char *wrong = NULL;

    cli->config = config_read(cli->work->arena, &wrong);
    if (!cli->config)
        return problem(wrong);
    if (cli->config->now && !clock_start_at(cli->config->now))
        return problem("MAMORI_NOW must be an instant such as 2026-11-22T09:00:00+09:00");
    cli->work->now = clock_instant_text(cli->work->arena, clock_now());
    cli->work->today = clock_day_text(cli->work->arena, clock_now());
    return true;
}

static bool open_database(struct cli *cli, enum cli_role role)
{
    const char *url = cli_database_url(cli->work, cli->config, role);
    struct db_settings settings = {.url = url,
                                   .connections = 1,
                                   .statement_timeout_ms = STATEMENT_TIMEOUT_MS,
                                   .acquire_timeout_ms = ACQUIRE_TIMEOUT_MS};

    if (!url)
        return problem(role == CLI_OWNER
                           ? "no database: start the portal once (server/run), which writes "
                             "owner-url into the state folder"
                           : "no database: set MAMORI_DATABASE_URL, or start the portal once "
                             "(server/run), which writes database-url into the state folder");
    cli->pool = db_pool_open(&settings);
    return true;
}

bool cli_open(struct cli *cli, enum cli_role role)
{
    crypto_start();
    log_quiet();
    *cli = (struct cli){.work = work_new()};
    cli->login = user_name(cli->work->arena);
    if (open_settings(cli) && open_database(cli, role))
        return true;
    cli_close(cli);
    return false;
}

void cli_close(struct cli *cli)
{
    if (cli->pool)
        db_pool_close(cli->pool);
    work_free(cli->work);
    *cli = (struct cli){0};
}

int cli_fail(const struct cli *cli)
{
    const struct error *error = &cli->work->error;
    const struct error_kind *kind = error_kind(error->code);

    fprintf(stderr, "mamori: %s %s\n", kind->title, error->message ? error->message : kind->advice);
    if (error->code == ERR_INTERNAL)
        fprintf(stderr, "  %s\n", cli->work->request_id);
    for (const struct field_error *field = error->fields; field; field = field->next)
        fprintf(stderr, "  %s: %s\n", field->field, field->message);
    return 1;
}

#include "cli/serve.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/work.h"
#include "cli/cli.h"
#include "core/access/gate.h"
#include "db/db.h"
#include "db/migrate.h"
#include "http/daemon.h"
#include "jobs.h"
#include "routes.h"

static const char help[] =
    "usage: mamori serve\n"
    "\n"
    "Serves the portal until SIGTERM or Ctrl-C. `mamori doctor` prints the settings.\n";

static int give_up(const char *problem)
{
    fprintf(stderr, "mamori: %s\n", problem);
    return 1;
}

/* The signals that end the server are taken by the main thread alone. */
static void block_signals(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static bool read_role(struct work *work, void *context)
{
    bool *is_too_strong = context;
    const struct rows *rows = db_take(work, SQL_SERVER_ROLE, PARAMS());

    if (rows)
        *is_too_strong = rows_boolean(rows, 0, "is_too_strong");
    return rows != NULL;
}

/* Evidence is safe from the server only while its role cannot alter it. */
static const char *check_role(struct app *app, struct work *work)
{
    static const char advice[] =
        "the database role of MAMORI_DATABASE_URL could alter the operation "
        "log: serve as mamori_server, which `mamori migrate` prepares";
    bool is_too_strong = false;

    if (!db_transaction(work, app->pool, DB_READ, read_role, &is_too_strong))
        return "the database cannot be reached";
    if (is_too_strong && app->config->mode == MODE_PRODUCTION)
        return advice;
    if (is_too_strong)
        log_warning("%s", advice);
    return NULL;
}

/* One clear line instead of a server that fails on every page. */
static const char *check_database(struct app *app, struct arena *arena)
{
    struct work *work = work_new();
    const char *problem = NULL;

    if (!migrate_check(work, app->pool, &problem))
        problem = arena_strdup(arena, problem ? problem : "the database cannot be reached");
    else
        problem = check_role(app, work);
    work_free(work);
    return problem;
}

static int serve(struct arena *arena, const struct config *config, struct app *app)
{
    const char *problem = check_database(app, arena);
    struct daemon *daemon;
    struct jobs *jobs;
    sigset_t signals;
    int signal_number;

    if (problem)
        return give_up(problem);
    block_signals(&signals);
    access_set_menu(all_menu);
    daemon = daemon_start(app, arena, &problem);
    if (!daemon)
        return give_up(problem);
    jobs = jobs_start(app);
    printf("mamori: %s/ is ready\n", config->public_url);
    fflush(stdout);
    sigwait(&signals, &signal_number);
    log_info("stopping on signal %d", signal_number);
    daemon_stop(daemon);
    jobs_stop(jobs);
    return 0;
}

/*
 * A file of some megabytes goes back to the system when its request ends: it must not stay in the
 * heap of one of hundreds of connection threads, as it would once the threshold has grown.
 */
enum { LARGE_BYTES = 1024 * 1024 };

int cli_serve(int argc, char **argv)
{
    struct arena *arena;
    const struct config *config;
    const char *problem = NULL, *url;
    struct work *work;
    struct app *app;
    int status;

    if (argc > 1) {
        fputs(help, strcmp(argv[1], "--help") ? stderr : stdout);
        return strcmp(argv[1], "--help") ? 2 : 0;
    }
    if (geteuid() == 0)
        return give_up("the server does not run as root: use a user of its own");
    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
    arena = arena_new();
    crypto_start();
    config = config_read(arena, &problem);
    if (config)
        problem = config_serving_problem(config);
    if (problem)
        return give_up(problem);
    if (config->now && !clock_start_at(config->now))
        return give_up("MAMORI_NOW must be an instant such as 2026-11-22T09:00:00+09:00");
    work = work_new();
    url = arena_strdup(arena, cli_database_url(work, config, CLI_SERVER));
    work_free(work);
    if (!url)
        return give_up("no database: set MAMORI_DATABASE_URL");
    app = app_new(arena, config, url, &problem);
    if (!app)
        return give_up(problem);
    status = serve(arena, config, app);
    app_close(app);
    arena_free(arena);
    return status;
}

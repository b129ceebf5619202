#include "jobs.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/log.h"
#include "base/work.h"
#include "core/access/begin.h"
#include "core/audit/seal.h"
#include "core/auth/auth_jobs.h"
#include "core/notify/notify.h"
#include "db/db.h"
#include "http/app.h"
#include "modules/assets/asset.h"

struct jobs {
    struct app *app;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool is_stopping;
};

struct job {
    const char *name;
    int every; /* seconds */
    bool (*run)(struct work *work, struct app *app);
};

static bool seal_log(struct work *work, struct app *app)
{
    const char *anchors = arena_printf(work->arena, "%s/audit-anchors", app->config->state);
    int sealed = 0;

    return audit_seal_pending(work, app->pool, anchors, &sealed);
}

static bool sweep_in_transaction(struct work *work, void *context)
{
    (void)context;
    access_begin_work(work, "job:sweep");
    return auth_sweep(work);
}

static bool sweep(struct work *work, struct app *app)
{
    return db_transaction(work, app->pool, DB_WRITE, sweep_in_transaction, NULL);
}

static bool remind_in_transaction(struct work *work, void *context)
{
    (void)context;
    access_begin_work(work, "job:remind");
    return notify_remind(work);
}

static bool remind(struct work *work, struct app *app)
{
    return db_transaction(work, app->pool, DB_WRITE, remind_in_transaction, NULL);
}

static bool reclassify_in_transaction(struct work *work, void *context)
{
    (void)context;
    access_begin_work(work, "job:reclassify");
    return asset_reclassify(work);
}

static bool reclassify(struct work *work, struct app *app)
{
    return db_transaction(work, app->pool, DB_WRITE, reclassify_in_transaction, NULL);
}

static const struct job all_jobs[] = {
    {"seal", 1, seal_log},
    {"sweep", 60, sweep},
    {"remind", 300, remind},
    {"reclassify", 60, reclassify},
};

static void run_job(struct app *app, const struct job *job)
{
    struct work *work = work_new();

    if (!job->run(work, app) && work->error.code != ERR_UNAVAILABLE && work->error.code != ERR_BUSY)
        log_warning("job %s: %s", job->name, error_kind(work->error.code)->slug);
    work_free(work);
}

/* False: time to stop. */
static bool wait_a_second(struct jobs *jobs)
{
    struct timespec until;
    bool goes_on;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 1;
    pthread_mutex_lock(&jobs->lock);
    if (!jobs->is_stopping)
        pthread_cond_timedwait(&jobs->wake, &jobs->lock, &until);
    goes_on = !jobs->is_stopping;
    pthread_mutex_unlock(&jobs->lock);
    return goes_on;
}

static void *run_on(void *context)
{
    struct jobs *jobs = context;

    for (int tick = 1; wait_a_second(jobs); tick = tick % 3600 + 1)
        for (size_t i = 0; i < sizeof all_jobs / sizeof *all_jobs; i++)
            if ((tick - 1) % all_jobs[i].every == 0) /* each at the start, too */
                run_job(jobs->app, &all_jobs[i]);
    run_job(jobs->app, &all_jobs[0]);
    return NULL;
}

struct jobs *jobs_start(struct app *app)
{
    struct jobs *jobs = arena_alloc(app->arena, sizeof *jobs);
    pthread_condattr_t attributes;

    jobs->app = app;
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&jobs->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    if (pthread_create(&jobs->thread, NULL, run_on, jobs))
        abort();
    return jobs;
}

void jobs_stop(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    jobs->is_stopping = true;
    pthread_cond_signal(&jobs->wake);
    pthread_mutex_unlock(&jobs->lock);
    pthread_join(jobs->thread, NULL);
    pthread_cond_destroy(&jobs->wake);
    pthread_mutex_destroy(&jobs->lock);
}

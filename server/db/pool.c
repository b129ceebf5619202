#include "db/pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/work.h"
#include "db/connection.h"
#include "db/db.h"

enum {
    LOCK_TIMEOUT_MS = 3000,
    GRACE_MS = 2000,
    BACKOFF_LEAST_MS = 100,
    BACKOFF_MOST_MS = 2000,
    BREAKER_FAILURES = 3, /* in a row, until borrowers are turned away at once */
};

/*
 * `open` counts the idle, the borrowed and those being opened. After a failure to connect nobody
 * tries before `retry_at`, and then one at a time until one succeeds.
 */
struct db_pool {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct db_settings settings;
    char *url;
    struct connection **idle;
    int idle_count, open, opening, waiting;
    int failures;
    int64_t retry_at;
    unsigned long long acquired, timed_out, lost, trips;
};

static void *or_die(void *memory)
{
    if (!memory) {
        log_bug("out of memory");
        abort();
    }
    return memory;
}

struct db_pool *db_pool_open(const struct db_settings *settings)
{
    struct db_pool *pool = or_die(calloc(1, sizeof *pool));
    pthread_condattr_t attributes;

    pool->settings = *settings;
    pool->url = or_die(strdup(settings->url));
    pool->settings.url = pool->url;
    pool->idle = or_die(calloc((size_t)settings->connections, sizeof(struct connection *)));
    pthread_mutex_init(&pool->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&pool->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    return pool;
}

void db_pool_close(struct db_pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    while (pool->open > pool->idle_count)
        pthread_cond_wait(&pool->changed, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
    while (pool->idle_count > 0)
        connection_close(pool->idle[--pool->idle_count]);
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->lock);
    free(pool->idle);
    free(pool->url);
    free(pool);
}

void db_pool_read_figures(struct db_pool *pool, struct db_pool_figures *figures)
{
    pthread_mutex_lock(&pool->lock);
    *figures = (struct db_pool_figures){
        .open = pool->open - pool->opening,
        .in_use = pool->open - pool->opening - pool->idle_count,
        .waiting = pool->waiting,
        .acquired = pool->acquired,
        .timed_out = pool->timed_out,
        .lost = pool->lost,
        .trips = pool->trips,
    };
    pthread_mutex_unlock(&pool->lock);
}

int pool_trip_timeout(const struct db_pool *pool)
{
    return pool->settings.statement_timeout_ms + GRACE_MS;
}

/* 0.1 s doubled with each failure up to 2 s, the last half of it random: servers must not march. */
static int backoff_ms(int failures)
{
    int most = failures > 5 ? BACKOFF_MOST_MS : BACKOFF_LEAST_MS << (failures - 1);
    unsigned random = 0;

    if (most > BACKOFF_MOST_MS)
        most = BACKOFF_MOST_MS;
    if (getrandom(&random, sizeof random, 0) != sizeof random)
        random = 0;
    return most / 2 + (int)(random % (unsigned)(most / 2 + 1));
}

static bool breaker_is_open(const struct db_pool *pool)
{
    return pool->failures >= BREAKER_FAILURES;
}

static bool may_open(const struct db_pool *pool)
{
    if (pool->open >= pool->settings.connections)
        return false;
    return pool->failures == 0 || (pool->opening == 0 && clock_monotonic() >= pool->retry_at);
}

static void forget(struct db_pool *pool)
{
    pool->open--;
    pthread_cond_broadcast(&pool->changed);
}

/* The lock is held at the call and at the return, and let go while connecting. */
static struct connection *open_one(struct db_pool *pool)
{
    struct connect_settings settings = {pool->settings.url, pool->settings.statement_timeout_ms,
                                        LOCK_TIMEOUT_MS};
    struct connection *connection;
    const char *reason;

    pool->open++;
    pool->opening++;
    pthread_mutex_unlock(&pool->lock);
    connection = connection_open(&settings, &reason);
    if (!connection)
        log_warning("cannot connect to the database: %s", reason);
    pthread_mutex_lock(&pool->lock);
    pool->opening--;
    if (connection) {
        pool->failures = 0;
        pthread_cond_broadcast(&pool->changed);
        return connection;
    }
    pool->failures++;
    pool->retry_at = clock_monotonic() + backoff_ms(pool->failures);
    forget(pool);
    return NULL;
}

/* An idle connection the server has not closed. */
static struct connection *take_idle(struct db_pool *pool)
{
    while (pool->idle_count > 0) {
        struct connection *connection = pool->idle[--pool->idle_count];

        if (connection_is_usable(connection))
            return connection;
        connection_close(connection);
        pool->lost++;
        forget(pool);
    }
    return NULL;
}

static void wait_until(struct db_pool *pool, int64_t moment)
{
    struct timespec until;
    int64_t left = moment - clock_monotonic();

    clock_gettime(CLOCK_MONOTONIC, &until);
    if (left < 1)
        left = 1;
    until.tv_sec += left / 1000;
    until.tv_nsec += left % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pool->waiting++;
    pthread_cond_timedwait(&pool->changed, &pool->lock, &until);
    pool->waiting--;
}

static int seconds_to_retry(const struct db_pool *pool)
{
    int64_t left = pool->retry_at - clock_monotonic();

    return left > 1000 ? (int)(left / 1000 + 1) : 1;
}

/* With connections in use it is worth waiting for one; with none there is nothing to wait for. */
static bool is_hopeless(const struct db_pool *pool)
{
    return breaker_is_open(pool) && pool->open == pool->opening;
}

/* When waiting is over although nobody gave anything back: somebody may try to connect again. */
static int64_t next_moment(const struct db_pool *pool, int64_t deadline)
{
    bool is_pause =
        pool->failures > 0 && pool->opening == 0 && pool->open < pool->settings.connections;

    return is_pause && pool->retry_at < deadline ? pool->retry_at : deadline;
}

static struct connection *wait_for_one(struct db_pool *pool, int64_t deadline)
{
    for (;;) {
        struct connection *connection = take_idle(pool);

        if (!connection && may_open(pool))
            connection = open_one(pool);
        if (connection || is_hopeless(pool) || clock_monotonic() >= deadline)
            return connection;
        wait_until(pool, next_moment(pool, deadline));
    }
}

static void fail_to_borrow(struct work *work, struct db_pool *pool)
{
    bool is_unavailable = pool->failures > 0 && pool->open == pool->opening;

    if (!is_unavailable)
        pool->timed_out++;
    if (work->error.code == ERR_NONE)
        work->error.retry_after = is_unavailable ? seconds_to_retry(pool) : 1;
    fail(work, is_unavailable ? ERR_UNAVAILABLE : ERR_BUSY, NULL);
}

struct connection *pool_borrow(struct work *work, struct db_pool *pool)
{
    int64_t deadline = clock_monotonic() + pool->settings.acquire_timeout_ms;
    struct connection *connection;

    pthread_mutex_lock(&pool->lock);
    connection = wait_for_one(pool, deadline);
    if (connection)
        pool->acquired++;
    else
        fail_to_borrow(work, pool);
    pthread_mutex_unlock(&pool->lock);
    return connection;
}

void pool_give_back(struct db_pool *pool, struct connection *connection)
{
    bool is_spoilt = connection_is_spoilt(connection);

    pthread_mutex_lock(&pool->lock);
    pool->trips += connection_count_trips(connection);
    if (is_spoilt) {
        pool->lost++;
        forget(pool);
    } else {
        pool->idle[pool->idle_count++] = connection;
        pthread_cond_signal(&pool->changed);
    }
    pthread_mutex_unlock(&pool->lock);
    if (is_spoilt)
        connection_close(connection);
}

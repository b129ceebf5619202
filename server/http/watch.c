#include "http/watch.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"

enum phase { IDLE, HEADERS, RECEIVING, WORKING, SENDING };

struct watched {
    struct watched *next, *previous;
    int socket;
    enum phase phase;
    int64_t since;     /* of this phase */
    int64_t deadline;  /* 0: none */
    uint64_t received; /* bytes when it became idle */
};

struct watch {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t sweeper;
    struct watched *first;
    size_t count;
    size_t limit;
    bool is_stopping;
};

/* Bytes the peer has sent on this connection so far, read or not. */
static uint64_t bytes_received(int socket)
{
    struct tcp_info info = {0};
    socklen_t length = sizeof info;

    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length))
        return 0;
    return info.tcpi_bytes_received;
}

static void enter_at(struct watched *watched, enum phase phase, int64_t deadline, int64_t now)
{
    watched->phase = phase;
    watched->since = now;
    watched->deadline = deadline ? now + deadline : 0;
}

static void enter(struct watched *watched, enum phase phase, int64_t deadline)
{
    enter_at(watched, phase, deadline, clock_monotonic());
}

/* Caller holds the lock. */
static void cut(struct watched *watched, const char *reason)
{
    log_client("connection closed: %s", reason);
    shutdown(watched->socket, SHUT_RDWR);
    enter(watched, WORKING, 0);
}

/* All that one sweep finds at their headers began `now`: none looks older for being looked at
 * first. */
static void look_at(struct watched *watched, int64_t now)
{
    if (watched->phase == IDLE && bytes_received(watched->socket) > watched->received)
        enter_at(watched, HEADERS, WATCH_HEADERS_MS, now);
    else if (watched->deadline && now > watched->deadline)
        cut(watched,
            watched->phase == HEADERS ? "headers took too long" : "transfer took too long");
}

/*
 * Who goes first when room is needed: 0 idle, 1 slow with a body or our reply, 2 nobody of these.
 * One that is still at its headers counts as idle: whoever sends half a line on each holds them
 * all.
 */
static int rank(const struct watched *watched, int64_t now)
{
    if (watched->phase == IDLE || watched->phase == HEADERS)
        return 0;
    return watched->phase != WORKING && now - watched->since > WATCH_PATIENCE_MS ? 1 : 2;
}

/* The list begins with the newest, so of equals the last one is the oldest. */
static void make_room(struct watch *watch, int64_t now)
{
    struct watched *chosen = NULL;

    for (struct watched *w = watch->first; w; w = w->next) {
        int order = chosen ? rank(w, now) - rank(chosen, now) : 0;

        if (rank(w, now) < 2 &&
            (order < 0 || (order == 0 && (!chosen || w->since <= chosen->since))))
            chosen = w;
    }
    if (chosen)
        cut(chosen, "the connection limit is near");
}

static void sweep(struct watch *watch)
{
    int64_t now = clock_monotonic();
    size_t threshold = watch->limit - watch->limit / 5;

    for (struct watched *w = watch->first; w; w = w->next)
        look_at(w, now);
    for (size_t over = watch->count; over > threshold; over--)
        make_room(watch, now);
}

static void *sweep_on(void *argument)
{
    struct watch *watch = argument;
    struct timespec next;

    pthread_mutex_lock(&watch->lock);
    while (!watch->is_stopping) {
        clock_gettime(CLOCK_MONOTONIC, &next);
        next.tv_sec += 1;
        pthread_cond_timedwait(&watch->wake, &watch->lock, &next);
        sweep(watch);
    }
    pthread_mutex_unlock(&watch->lock);
    return NULL;
}

struct watch *watch_start(size_t limit)
{
    struct watch *watch = calloc(1, sizeof *watch);
    pthread_condattr_t attributes;

    if (!watch)
        abort();
    watch->limit = limit;
    pthread_mutex_init(&watch->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&watch->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    if (pthread_create(&watch->sweeper, NULL, sweep_on, watch))
        abort();
    return watch;
}

void watch_stop(struct watch *watch)
{
    pthread_mutex_lock(&watch->lock);
    watch->is_stopping = true;
    pthread_cond_signal(&watch->wake);
    pthread_mutex_unlock(&watch->lock);
    pthread_join(watch->sweeper, NULL);
    pthread_cond_destroy(&watch->wake);
    pthread_mutex_destroy(&watch->lock);
    free(watch);
}

struct watched *watch_open(struct watch *watch, int socket)
{
    struct watched *watched = calloc(1, sizeof *watched);

    if (!watched)
        abort();
    watched->socket = socket;
    enter(watched, IDLE, 0);
    pthread_mutex_lock(&watch->lock);
    watched->next = watch->first;
    if (watch->first)
        watch->first->previous = watched;
    watch->first = watched;
    watch->count++;
    pthread_mutex_unlock(&watch->lock);
    return watched;
}

void watch_close(struct watch *watch, struct watched *watched)
{
    pthread_mutex_lock(&watch->lock);
    if (watched->previous)
        watched->previous->next = watched->next;
    else
        watch->first = watched->next;
    if (watched->next)
        watched->next->previous = watched->previous;
    watch->count--;
    pthread_mutex_unlock(&watch->lock);
    free(watched);
}

static void enter_locked(struct watch *watch, struct watched *watched, enum phase phase,
                         int64_t deadline)
{
    pthread_mutex_lock(&watch->lock);
    enter(watched, phase, deadline);
    pthread_mutex_unlock(&watch->lock);
}

void watch_receiving(struct watch *watch, struct watched *watched, int64_t body)
{
    enter_locked(watch, watched, RECEIVING, WATCH_TRANSFER_MS + body / WATCH_SLOWEST_RATE);
}

void watch_working(struct watch *watch, struct watched *watched)
{
    enter_locked(watch, watched, WORKING, 0);
}

void watch_sending(struct watch *watch, struct watched *watched, size_t length)
{
    enter_locked(watch, watched, SENDING, WATCH_TRANSFER_MS + (int64_t)length / WATCH_SLOWEST_RATE);
}

void watch_idle(struct watch *watch, struct watched *watched)
{
    pthread_mutex_lock(&watch->lock);
    enter(watched, IDLE, 0);
    watched->received = bytes_received(watched->socket);
    pthread_mutex_unlock(&watch->lock);
}

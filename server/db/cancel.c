#include "db/cancel.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

enum { CANCELS_MAXIMUM = 4, STACK_BYTES = 256 * 1024 };

static atomic_int under_way;

static void *send_cancel(void *argument)
{
    PGcancel *cancel = argument;
    char problem[256];

    PQcancel(cancel, problem, sizeof problem);
    PQfreeCancel(cancel);
    atomic_fetch_sub(&under_way, 1);
    return NULL;
}

/* Signals belong to the main thread. */
static int start_thread(PGcancel *cancel)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    int problem;

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    problem = pthread_create(&thread, &attributes, send_cancel, cancel);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return problem;
}

void cancel_in_background(PGconn *pg)
{
    PGcancel *cancel;

    if (atomic_fetch_add(&under_way, 1) >= CANCELS_MAXIMUM || !(cancel = PQgetCancel(pg))) {
        atomic_fetch_sub(&under_way, 1);
        return;
    }
    if (start_thread(cancel)) {
        PQfreeCancel(cancel);
        atomic_fetch_sub(&under_way, 1);
    }
}

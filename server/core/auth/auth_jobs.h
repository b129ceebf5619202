#ifndef CORE_AUTH_AUTH_JOBS_H
#define CORE_AUTH_AUTH_JOBS_H

#include <stdbool.h>

struct work;

/*
 * Deletes expired sessions, throttle counters four windows old and idempotency keys older than 24
 * h, a bounded number at a time. Inside the caller's transaction; called again every minute or so.
 */
bool auth_sweep(struct work *work) __attribute__((warn_unused_result));

#endif

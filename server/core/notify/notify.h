#ifndef CORE_NOTIFY_NOTIFY_H
#define CORE_NOTIFY_NOTIFY_H

#include <stdbool.h>

#include "http/route.h"

struct work;

/*
 * お知らせ (domain 3.10) and the calendar of due days. Who is told what stands in the migrations:
 * by a trigger on what was done, by a function on what the day brings. Here they are read.
 */
extern const struct route notification_routes[];
extern const struct route calendar_routes[];

/* Tells what comes due today, in the caller's transaction. Once a day is enough; more does no harm.
 */
bool notify_remind(struct work *work) __attribute__((warn_unused_result));

#endif

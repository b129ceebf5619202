#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

/*
 * The portal's clock: microseconds since 1970-01-01T00:00Z. With MAMORI_NOW it starts at that
 * instant and runs on. Deadlines use clock_monotonic(), which never jumps.
 */
int64_t clock_now(void);

/* Milliseconds of a clock that only moves forward; the zero is arbitrary. */
int64_t clock_monotonic(void);

/* Start the clock at an RFC 3339 instant ("2026-11-22T09:00:00+09:00"); false if unreadable. */
bool clock_start_at(const char *instant);

/* "2026-11-22T00:00:00.000000Z" */
const char *clock_instant_text(struct arena *arena, int64_t instant);

/* The day in Asia/Tokyo: "2026-11-22" */
const char *clock_day_text(struct arena *arena, int64_t instant);

#endif

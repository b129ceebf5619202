#ifndef MODULES_AUTHORITY_AUTHORITY_CLOCK_H
#define MODULES_AUTHORITY_AUTHORITY_CLOCK_H

#include <stdbool.h>

struct arena;

/*
 * A time of day as people type it: 9:05, 09:05, ９：０５, 9時5分, 17時 → "09:05". 24:00 is the end
 * of the day. False: no such time.
 */
bool clock_parse(struct arena *arena, const char *text, const char **time);

/*
 * A day and a time of day with a blank or a T between: "2026-11-20 18:40", "R8.11.20 18時40分",
 * "2026-11-20T18:40". A day alone is its beginning. False: no such moment.
 */
bool clock_parse_moment(struct arena *arena, const char *text, const char **day, const char **time);

#endif

#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Memory by lifetime. Everything a unit of work allocates hangs on its arena and ends with it, so
 * domain code contains no free(). What is not memory (a JSON tree, a query result) is released by
 * a deferred call; deferred calls run in reverse order.
 *
 * Running out of memory ends the process: sizes that come from outside are bounded before they
 * reach an arena (base/limits.h).
 */
struct arena;

struct arena *arena_new(void);

/* Runs the deferred calls, keeps one block for reuse. */
void arena_clear(struct arena *arena);

void arena_free(struct arena *arena);

/* Zeroed, aligned for any type, never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* Zeroed room for count items; an overflow of count × size ends the process. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* NULL stays NULL. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* Calls release(object) when the arena is cleared or freed. */
void arena_defer(struct arena *arena, void (*release)(void *), void *object);

/* Bytes held from the system now; for tests and metrics. */
size_t arena_held(const struct arena *arena);

#endif

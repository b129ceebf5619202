#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/*
 * The arena's functions with one allocation of the exact size for each call, instead of room in a
 * block: for the fuzz targets.
 */
struct item {
    struct item *next;
    void (*release)(void *);
    void *object;
};

struct arena {
    struct item *items;
    size_t held;
};

static void *or_die(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

struct arena *arena_new(void)
{
    return or_die(calloc(1, sizeof(struct arena)));
}

void arena_defer(struct arena *arena, void (*release)(void *), void *object)
{
    struct item *item = or_die(calloc(1, sizeof *item));

    item->release = release;
    item->object = object;
    item->next = arena->items;
    arena->items = item;
}

void arena_clear(struct arena *arena)
{
    while (arena->items) {
        struct item *item = arena->items;

        arena->items = item->next;
        item->release(item->object);
        free(item);
    }
    arena->held = 0;
}

void arena_free(struct arena *arena)
{
    if (arena)
        arena_clear(arena);
    free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    void *memory = or_die(calloc(1, size ? size : 1));

    arena_defer(arena, free, memory);
    arena->held += size;
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total))
        abort();
    return arena_alloc(arena, total);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    char *copy;

    if (!text)
        return NULL;
    copy = arena_alloc(arena, length + 1);
    if (length)
        memcpy(copy, text, length);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return text ? arena_strndup(arena, text, strlen(text)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
    char *text;
    char *copy;

    if (vasprintf(&text, format, arguments) < 0)
        abort();
    copy = arena_strdup(arena, text);
    free(text);
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

size_t arena_held(const struct arena *arena)
{
    return arena->held;
}

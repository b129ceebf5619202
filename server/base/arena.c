#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16 * 1024, ALIGNMENT = 16 };

struct block {
    struct block *next;
    size_t size;
    size_t used;
    max_align_t start[];
};

struct deferred {
    struct deferred *next;
    void (*release)(void *);
    void *object;
};

struct arena {
    struct block *blocks;
    struct deferred *deferred;
    size_t held;
};

static void *or_die(void *memory)
{
    if (!memory) {
        fputs("mamori: out of memory\n", stderr);
        abort();
    }
    return memory;
}

static struct block *add_block(struct arena *arena, size_t size)
{
    struct block *block = or_die(malloc(sizeof *block + size));

    block->size = size;
    block->used = 0;
    block->next = arena->blocks;
    arena->blocks = block;
    arena->held += sizeof *block + size;
    return block;
}

struct arena *arena_new(void)
{
    return or_die(calloc(1, sizeof(struct arena)));
}

static void run_deferred(struct arena *arena)
{
    while (arena->deferred) {
        struct deferred *last = arena->deferred;

        arena->deferred = last->next;
        last->release(last->object);
    }
}

static void free_blocks(struct arena *arena, struct block *kept)
{
    struct block *block = arena->blocks;

    while (block) {
        struct block *next = block->next;

        if (block != kept)
            free(block);
        block = next;
    }
    arena->blocks = kept;
    arena->held = 0;
    if (kept) {
        kept->next = NULL;
        kept->used = 0;
        arena->held = sizeof *kept + kept->size;
    }
}

void arena_clear(struct arena *arena)
{
    struct block *kept = arena->blocks;

    run_deferred(arena);
    while (kept && kept->size != BLOCK_SIZE)
        kept = kept->next;
    free_blocks(arena, kept);
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    run_deferred(arena);
    free_blocks(arena, NULL);
    free(arena);
}

/*
 * A request larger than a quarter block gets a block of its own, placed behind the current one so
 * that the room left in the current one is not lost.
 */
static void *alloc_large(struct arena *arena, size_t size)
{
    struct block *current = arena->blocks;
    struct block *block = add_block(arena, size);

    block->used = size;
    if (current) {
        arena->blocks = current;
        block->next = current->next;
        current->next = block;
    }
    return block->start;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    struct block *block = arena->blocks;
    size_t rounded;
    void *memory;

    if (size > SIZE_MAX - ALIGNMENT - sizeof(struct block))
        or_die(NULL);
    rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (rounded > BLOCK_SIZE / 4)
        return memset(alloc_large(arena, rounded), 0, rounded);
    if (!block || block->size - block->used < rounded)
        block = add_block(arena, BLOCK_SIZE);
    memory = (char *)block->start + block->used;
    block->used += rounded;
    return memset(memory, 0, rounded);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total))
        or_die(NULL);
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
    va_list again;
    int length;
    char *text;

    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        or_die(NULL);
    text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
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

void arena_defer(struct arena *arena, void (*release)(void *), void *object)
{
    struct deferred *deferred = arena_alloc(arena, sizeof *deferred);

    deferred->release = release;
    deferred->object = object;
    deferred->next = arena->deferred;
    arena->deferred = deferred;
}

size_t arena_held(const struct arena *arena)
{
    return arena->held;
}

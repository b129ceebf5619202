#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"

/*
 * Each fuzz_<x>.c is one libFuzzer target: it gives bytes to a parser and aborts when the result
 * breaks what the parser's header promises. Linked with exact_arena.c, so that AddressSanitizer
 * sees a read one byte past an allocation.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(int condition)
{
    if (!condition)
        abort();
}

/* A unit of work without clock or randomness: every run is the same. */
static inline struct work *fuzz_work(void)
{
    struct arena *arena = arena_new();
    struct work *work = arena_alloc(arena, sizeof *work);

    work->arena = arena;
    return work;
}

static inline void must_be_text(const char *text, size_t length)
{
    must(text && strlen(text) == length && text_valid_utf8(text, length));
}

#endif

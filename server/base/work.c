#include "base/work.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/crypto.h"

struct work *work_new(void)
{
    struct arena *arena = arena_new();
    struct work *work = arena_alloc(arena, sizeof *work);
    int64_t instant = clock_now();

    work->arena = arena;
    work->now = clock_instant_text(arena, instant);
    work->today = clock_day_text(arena, instant);
    work->request_id = crypto_random_hex(arena, 8);
    work->address = "";
    return work;
}

void work_free(struct work *work)
{
    if (work)
        arena_free(work->arena);
}

#include "base/json.h"

#include "base/arena.h"

static void release(void *object)
{
    json_decref(object);
}

json_t *json_on_arena(struct arena *arena, json_t *json)
{
    arena_defer(arena, release, json);
    return json;
}

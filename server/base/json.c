#include "base/json.h"

#include <stdlib.h>

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

const char *json_text(struct arena *arena, const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);

    arena_defer(arena, free, text);
    return text;
}

#include "base/json.h"

#include <stdbool.h>
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

/* ---- days -------------------------------------------------------------------------------------
 */

enum { YEAR_LENGTH = 4 };

static bool begins_with_day(const char *text)
{
    static const char form[] = "20##-##-##";

    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] == '#' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
    return true;
}

static void shift_text(json_t *member, int years)
{
    const char *text = json_string_value(member);
    json_t *moved = json_sprintf("%04ld%s", strtol(text, NULL, 10) + years, text + YEAR_LENGTH);

    json_string_set(member, json_string_value(moved));
    json_decref(moved);
}

static void shift_member(json_t *member, int years)
{
    if (json_is_string(member) && begins_with_day(json_string_value(member)))
        shift_text(member, years);
    else
        json_shift_years(member, years);
}

void json_shift_years(json_t *tree, int years)
{
    const char *key;
    json_t *member;
    size_t index;

    if (json_is_object(tree))
        json_object_foreach(tree, key, member) shift_member(member, years);
    else
        json_array_foreach(tree, index, member) shift_member(member, years);
}

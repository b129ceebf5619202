#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <jansson.h>

struct arena;

/* The tree ends with the arena; returns it. A json_t is never shared between threads. */
json_t *json_on_arena(struct arena *arena, json_t *json);

/* Compact text on the arena, as a parameter of a statement. */
const char *json_text(struct arena *arena, const json_t *json);

/* Moves every text of the tree that begins with a day ("2026-04-01…") so many years, in place. */
void json_shift_years(json_t *tree, int years);

#endif

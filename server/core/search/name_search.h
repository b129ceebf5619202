#ifndef CORE_SEARCH_NAME_SEARCH_H
#define CORE_SEARCH_NAME_SEARCH_H

#include <stdbool.h>

struct arena;

/*
 * Search by names, readings and numbers: short texts of which every character may be the whole of a
 * word (辻), so an index holds their single characters beside the pairs.
 */

/*
 * What a name is found by: each part folded (BR-CA-07), without the blanks within it, so that
 * 海野原誠司 is found as 海野原 誠司 is. NULL ends the parts; NULL and "" among them can't stand.
 */
const char *name_folded(struct arena *arena, const char *const *parts);

/* The single characters and pairs of what name_folded() gave, NULL-terminated. */
const char *const *name_grams(struct arena *arena, const char *folded);

/*
 * The words of a query, as two text[] literals that unnest() side by side: LIKE patterns, and for
 * each an array literal of its grams. False when nothing is left to search for.
 */
struct name_query {
    int words;
    const char *patterns;
    const char *grams;
};
bool name_query_prepare(struct arena *arena, const char *text, struct name_query *out);

#endif

#ifndef CORE_SEARCH_SEARCH_H
#define CORE_SEARCH_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct view;

/*
 * Search by words as BR-CA-07 asks: width, case, kana and long vowels make no difference. Every
 * word must occur. The words of a query become two text[] literals for SQL: the character pairs
 * that an index can find, and LIKE patterns that decide.
 */
struct search_query {
    const char *const *words; /* folded, NULL-terminated */
    const char *bigrams;
    const char *patterns;
};

/* False when nothing is left to search for: an empty query, or signs that fold away. */
bool search_prepare(struct arena *arena, const char *text, struct search_query *out);

/*
 * Adds the list `name` of {text, is_hit}: about two lines around the first hit of `text`, in the
 * spelling of the text, with the hits set apart.
 */
void search_excerpt(struct view *view, const char *name, const char *text,
                    const struct search_query *query, struct arena *arena);

/*
 * The same query, with the `terms` of a hit that says otherwise what was asked, parted by blanks;
 * NULL: none.
 */
struct search_query search_said(struct arena *arena, const char *q,
                                const struct search_query *query, const char *terms);

#endif

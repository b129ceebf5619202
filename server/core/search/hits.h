#ifndef CORE_SEARCH_HITS_H
#define CORE_SEARCH_HITS_H

#include <stdbool.h>

#include "core/search/search.h"
#include "db/db.h"

struct view;
struct work;

/*
 * One query over several subjects (/search). A subject answers with one statement, which filters by
 * the rights of the viewer itself and gives at most HITS_ASKED rows of
 *
 *   link, number, title   where it leads, and what it is called
 *   context               in words: its section, its document
 *   text                  what is searched beside the title, or NULL
 *   terms                 optional: what stands there for the words asked for, parted by blanks, or
 *                         NULL: the words themselves do
 *
 * How many there are nobody is told: a count would tell of what the viewer may not read.
 */
enum { HITS_SHOWN = 5, HITS_ASKED = HITS_SHOWN + 1 };

/* What was asked in the forms that the subjects' indexes know, as text[] literals. */
struct hits {
    const char *q;
    struct search_query query; /* pairs, and LIKE patterns that decide */
    const char *grams;         /* pairs, and the words of one character */
    const char *characters;    /* the words of one character, or NULL */
    const char *pairs;         /* the pairs, or NULL */
};

/* False where nothing is left to search for. */
bool hits_prepare(struct arena *arena, const char *q, struct hits *hits);

/*
 * Adds what the statement finds to the list `groups`, as {subject, more, has_more, hits: [{link,
 * number, title, context, terms, excerpt}]}; nothing where it finds none. `more` is the subject's
 * own list of all of them, or NULL. Titles and excerpts are lists of {text, is_hit}.
 */
bool hits_add(struct work *work, struct view *view, const struct hits *hits, const char *subject,
              const char *more, enum statement statement, struct params params)
    __attribute__((warn_unused_result));

#endif

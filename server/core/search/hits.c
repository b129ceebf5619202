#include "core/search/hits.h"

#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "view/view.h"

/* The words of one character, or NULL. */
static const char *single_characters(struct arena *arena, const char *const *words)
{
    const char *single[LIMIT_SEARCH_WORDS + 1];
    size_t count = 0;

    for (; *words; words++)
        if (text_length(*words) == 1)
            single[count++] = *words;
    single[count] = NULL;
    return count ? text_array_literal(arena, single) : NULL;
}

/* {"a"} and {"bc"} as one literal; either may be NULL. */
static const char *joined(struct arena *arena, const char *one, const char *other)
{
    if (!one || !other)
        return one ? one : other;
    return arena_printf(arena, "%.*s,%s", (int)strlen(one) - 1, one, other + 1);
}

bool hits_prepare(struct arena *arena, const char *q, struct hits *hits)
{
    *hits = (struct hits){.q = q};
    if (!search_prepare(arena, q, &hits->query))
        return false;
    hits->characters = single_characters(arena, hits->query.words);
    hits->pairs = strcmp(hits->query.bigrams, "{}") != 0 ? hits->query.bigrams : NULL;
    hits->grams = joined(arena, hits->pairs, hits->characters);
    return true;
}

static bool has_word(struct arena *arena, const char *text, const char *const *words)
{
    const char *folded = text_fold(arena, text);

    for (; *words; words++)
        if (strstr(folded, *words))
            return true;
    return false;
}

static void add_hit(struct work *work, struct view *group, const struct hits *hits,
                    const struct rows *rows, int row)
{
    struct view *item = view_list_object(group, "hits");
    const char *text = rows_text(rows, row, "text");
    const char *terms = rows_column(rows, "terms") < 0 ? NULL : rows_text(rows, row, "terms");
    struct search_query said = search_said(work->arena, hits->q, &hits->query, terms);

    view_text(item, "terms", terms);
    view_text(item, "link", rows_text(rows, row, "link"));
    view_text(item, "number", rows_text(rows, row, "number"));
    search_excerpt(item, "title", rows_text(rows, row, "title"), &said, work->arena);
    view_text(item, "context", rows_text(rows, row, "context"));
    view_list(item, "excerpt");
    if (text && has_word(work->arena, text, said.words))
        search_excerpt(item, "excerpt", text, &said, work->arena);
}

bool hits_add(struct work *work, struct view *view, const struct hits *hits, const char *subject,
              const char *more, enum statement statement, struct params params)
{
    const struct rows *rows = db_take(work, statement, params);
    struct view *group;

    if (!rows || !rows->count)
        return rows != NULL;
    group = view_list_object(view, "groups");
    view_text(group, "search_subject", subject);
    view_text(group, "more", more);
    view_boolean(group, "has_more", more && rows->count > HITS_SHOWN);
    for (int i = 0; i < rows->count && i < HITS_SHOWN; i++)
        add_hit(work, group, hits, rows, i);
    return true;
}

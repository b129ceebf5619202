#include "core/search/name_search.h"

#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/text.h"
#include "core/search/search.h"

const char *name_folded(struct arena *arena, const char *const *parts)
{
    struct buffer *out = buffer_new(arena, LIMIT_PAGE);

    for (; *parts; parts++) {
        if (out->length)
            buffer_char(out, ' ');
        for (const char *c = text_fold(arena, *parts); *c; c++)
            if (*c != ' ')
                buffer_char(out, *c);
    }
    return out->data;
}

/* Each character of folded text as a word of its own, so that text_bigrams() gives it as it is. */
static const char *spaced(struct arena *arena, const char *folded)
{
    struct buffer *out = buffer_new(arena, LIMIT_PAGE);

    for (; *folded; folded++) {
        bool begins_character = ((unsigned char)*folded & 0xc0) != 0x80;

        if (begins_character)
            buffer_char(out, ' ');
        buffer_char(out, *folded);
    }
    return out->data;
}

const char *const *name_grams(struct arena *arena, const char *folded)
{
    return text_bigrams(arena, arena_printf(arena, "%s%s", folded, spaced(arena, folded)));
}

bool name_query_prepare(struct arena *arena, const char *text, struct name_query *out)
{
    struct search_query query;
    const char **grams;
    int count = 0;

    if (!search_prepare(arena, text, &query))
        return false;
    while (query.words[count])
        count++;
    grams = arena_array(arena, (size_t)count + 1, sizeof *grams);
    for (int i = 0; i < count; i++)
        grams[i] = text_array_literal(arena, name_grams(arena, query.words[i]));
    *out = (struct name_query){count, query.patterns, text_array_literal(arena, grams)};
    return true;
}

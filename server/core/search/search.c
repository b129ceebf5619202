#include "core/search/search.h"

#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/text.h"

static bool is_among(const char *const *words, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(words[i], word))
            return true;
    return false;
}

/* The folded query cut at its blanks: each word once, and no more of them than a person types. */
static const char *const *split_words(struct arena *arena, const char *folded, size_t *count)
{
    const char **words = arena_array(arena, strlen(folded) / 2 + 2, sizeof *words);

    *count = 0;
    while (*folded && *count < LIMIT_SEARCH_WORDS) {
        size_t length = strcspn(folded, " ");
        const char *word = arena_strndup(arena, folded, length);

        if (length && !is_among(words, *count, word))
            words[(*count)++] = word;
        folded += length;
        folded += strspn(folded, " ");
    }
    return words;
}

static const char *like_pattern(struct arena *arena, const char *word)
{
    struct buffer *out = buffer_new(arena, LIMIT_URI * 2 + 2);

    buffer_char(out, '%');
    for (; *word; word++) {
        if (strchr("%_\\", *word))
            buffer_char(out, '\\');
        buffer_char(out, *word);
    }
    buffer_char(out, '%');
    return out->data;
}

/* The pairs of all words of two characters and more; a single character is no pair. */
static const char *bigrams_of(struct arena *arena, const char *const *words)
{
    struct buffer *pairs = buffer_new(arena, LIMIT_URI * 4);

    for (; *words; words++)
        if (text_length(*words) > 1)
            buffer_printf(pairs, "%s ", *words);
    return text_array_literal(arena, text_bigrams(arena, pairs->data));
}

bool search_prepare(struct arena *arena, const char *text, struct search_query *out)
{
    size_t count = 0;
    const char **patterns;

    out->words = split_words(arena, text ? text_fold(arena, text) : "", &count);
    patterns = arena_array(arena, count + 1, sizeof *patterns);
    for (size_t i = 0; i < count; i++)
        patterns[i] = like_pattern(arena, out->words[i]);
    out->patterns = text_array_literal(arena, patterns);
    out->bigrams = bigrams_of(arena, out->words);
    return count > 0;
}

struct search_query search_said(struct arena *arena, const char *q,
                                const struct search_query *query, const char *terms)
{
    struct search_query all;

    if (terms && search_prepare(arena, arena_printf(arena, "%s %s", terms, q), &all))
        return all;
    return *query;
}

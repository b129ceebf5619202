#include <string.h>
#include <unigbrk.h>

#include "base/arena.h"
#include "base/text.h"
#include "core/search/search.h"
#include "view/view.h"

enum { BEFORE_HIT = 24, EXCERPT_LENGTH = 110 };
enum { WORD_BEFORE = 12 }; /* characters that decide about a long-vowel mark, at most */

/*
 * A text as characters a reader counts, each folded for itself, so that a place in the folded text
 * leads back to the text as written.
 */
struct folded_text {
    const char *text;
    const char *folded;
    size_t *source; /* by byte of `folded`: which character it came from */
    size_t *starts; /* by character: its first byte in `text`; one more at the end */
    bool *is_hit;   /* by character */
    size_t characters;
};

static const char *part(struct arena *arena, const uint8_t *from, const uint8_t *to)
{
    return arena_strndup(arena, (const char *)from, (size_t)(to - from));
}

static bool is_long_vowel(const char *character)
{
    return !strcmp(character, "ー") || !strcmp(character, "ｰ");
}

/*
 * Whether a long-vowel mark is one of those that folding keeps, which its neighbours decide: with
 * it the text around it is longer.
 */
static bool stays(struct arena *arena, const uint8_t *around, const uint8_t *mark,
                  const uint8_t *next, const uint8_t *end)
{
    const uint8_t *behind = next < end ? u8_grapheme_next(next, end) : end;
    const char *with = text_fold(arena, part(arena, around, behind));
    const char *before = text_fold(arena, part(arena, around, mark));

    return strlen(with) > strlen(before) + strlen(text_fold(arena, part(arena, next, behind)));
}

/* Of one character; `around` is a few characters before it, or the beginning. */
static const char *fold_character(struct arena *arena, const uint8_t *around, const uint8_t *at,
                                  const uint8_t *next, const uint8_t *end)
{
    const char *character = part(arena, at, next);

    if (!is_long_vowel(character))
        return text_fold(arena, character);
    return stays(arena, around, at, next, end) ? "ー" : "";
}

static void fold_characters(struct arena *arena, struct folded_text *out)
{
    size_t length = strlen(out->text), used = 0;
    const uint8_t *begin = (const uint8_t *)out->text, *at = begin, *end = at + length;
    char *folded = arena_alloc(arena, length * 4 + 1);

    out->source = arena_array(arena, length * 4 + 1, sizeof *out->source);
    out->starts = arena_array(arena, length + 1, sizeof *out->starts);
    while (at < end) {
        const uint8_t *next = u8_grapheme_next(at, end);
        size_t before = out->characters > WORD_BEFORE ? out->characters - WORD_BEFORE : 0;
        const char *piece;
        size_t piece_length;

        out->starts[out->characters] = (size_t)(at - begin);
        piece = fold_character(arena, begin + out->starts[before], at, next, end);
        piece_length = strlen(piece);
        if (used + piece_length <= length * 4) {
            memcpy(folded + used, piece, piece_length);
            for (size_t i = 0; i < piece_length; i++)
                out->source[used + i] = out->characters;
            used += piece_length;
        }
        out->characters++;
        at = next;
    }
    out->starts[out->characters] = length;
    out->folded = folded;
    out->is_hit = arena_array(arena, out->characters + 1, sizeof *out->is_hit);
}

static void mark_hits(struct folded_text *text, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = strstr(text->folded, word); at; at = strstr(at + length, word)) {
        size_t first = (size_t)(at - text->folded);

        for (size_t i = text->source[first]; i <= text->source[first + length - 1]; i++)
            text->is_hit[i] = true;
    }
}

static size_t first_hit(const struct folded_text *text)
{
    for (size_t i = 0; i < text->characters; i++)
        if (text->is_hit[i])
            return i;
    return 0;
}

static void add_part(struct view *view, const char *name, const char *text, bool is_hit)
{
    struct view *part = view_list_object(view, name);

    view_text(part, "text", text);
    view_boolean(part, "is_hit", is_hit);
}

/* Runs of characters that are alike in being a hit or not. */
static void add_runs(struct view *view, const char *name, const struct folded_text *text,
                     struct arena *arena)
{
    size_t first = first_hit(text), start = first > BEFORE_HIT ? first - BEFORE_HIT : 0;
    size_t end =
        start + EXCERPT_LENGTH < text->characters ? start + EXCERPT_LENGTH : text->characters;

    if (start)
        add_part(view, name, "…", false);
    while (start < end) {
        size_t next = start;

        while (next < end && text->is_hit[next] == text->is_hit[start])
            next++;
        add_part(view, name,
                 arena_strndup(arena, text->text + text->starts[start],
                               text->starts[next] - text->starts[start]),
                 text->is_hit[start]);
        start = next;
    }
    if (end < text->characters)
        add_part(view, name, "…", false);
}

void search_excerpt(struct view *view, const char *name, const char *text,
                    const struct search_query *query, struct arena *arena)
{
    struct folded_text folded = {.text = text};

    view_list(view, name);
    fold_characters(arena, &folded);
    for (const char *const *word = query->words; *word; word++)
        mark_hits(&folded, *word);
    add_runs(view, name, &folded, arena);
}

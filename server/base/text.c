#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/arena.h"
#include "base/variant.h"

static const uint8_t *bytes_of(const char *text)
{
    return (const uint8_t *)text;
}

bool text_valid_utf8(const char *text, size_t length)
{
    return !length || !u8_check(bytes_of(text), length);
}

bool text_has_control(const char *text, size_t length)
{
    const unsigned char *bytes = bytes_of(text);

    for (size_t i = 0; i < length; i++) {
        if (bytes[i] < 0x20 && bytes[i] != '\t' && bytes[i] != '\n')
            return true;
        if (bytes[i] == 0x7f)
            return true;
        if (bytes[i] == 0xc2 && i + 1 < length && bytes[i + 1] >= 0x80 && bytes[i + 1] < 0xa0)
            return true;
    }
    return false;
}

bool text_is_among(const char *text, const char *const *words)
{
    while (*words && strcmp(text, *words) != 0)
        words++;
    return *words != NULL;
}

bool text_is_digits(const char *text, size_t most)
{
    size_t digits = strspn(text, "0123456789");

    return digits && digits <= most && !text[digits];
}

size_t text_length(const char *text)
{
    return u8_mbsnlen(bytes_of(text), strlen(text));
}

size_t text_graphemes(const char *text)
{
    const uint8_t *at = bytes_of(text);
    const uint8_t *end = at + strlen(text);
    size_t count = 0;

    while (at && at < end) {
        at = u8_grapheme_next(at, end);
        count++;
    }
    return count;
}

static bool is_space(ucs4_t c)
{
    return uc_is_property_white_space(c) || c == 0x200b || c == 0xfeff;
}

/* Length of the text without the white space at its end. */
static size_t trimmed_length(const char *text)
{
    const uint8_t *at = bytes_of(text);
    const uint8_t *end = at;
    ucs4_t c;

    while ((at = u8_next(&c, at))) {
        if (!is_space(c))
            end = at;
    }
    return (size_t)(end - bytes_of(text));
}

const char *text_trim(struct arena *arena, const char *text)
{
    const uint8_t *start = bytes_of(text);
    const uint8_t *next;
    ucs4_t c;

    while ((next = u8_next(&c, start)) && is_space(c))
        start = next;
    text = (const char *)start;
    return arena_strndup(arena, text, trimmed_length(text));
}

const char *text_trim_block(struct arena *arena, const char *text)
{
    const uint8_t *at = bytes_of(text);
    const char *line = text;
    ucs4_t c;

    while ((at = u8_next(&c, at)) && is_space(c)) {
        if (c == '\n')
            line = (const char *)at;
    }
    return arena_strndup(arena, line, trimmed_length(line));
}

/* Takes over what libunistring allocated; NULL becomes "". */
static const char *adopt(struct arena *arena, uint8_t *bytes, size_t length)
{
    const char *text = bytes ? arena_strndup(arena, (const char *)bytes, length) : "";

    free(bytes);
    return text;
}

const char *text_nfkc(struct arena *arena, const char *text)
{
    size_t length = strlen(text);
    uint8_t *normal;

    if (!length || !text_valid_utf8(text, length))
        return "";
    normal = u8_normalize(UNINORM_NFKC, bytes_of(text), length, NULL, &length);
    return adopt(arena, normal, length);
}

enum { LONG_VOWEL = 0x30fc };

static bool is_left_out(ucs4_t c)
{
    return (c >= 0xfe00 && c <= 0xfe0f) ||   /* variation selectors */
           (c >= 0xe0100 && c <= 0xe01ef) || /* their supplement: 葛󠄀 */
           (c >= 0x200c && c <= 0x200f) ||   /* joiners, direction marks */
           (c >= 0x180b && c <= 0x180f) || c == 0x00ad || c == 0x2060;
}

static ucs4_t as_hiragana(ucs4_t c)
{
    bool has_hiragana = (c >= 0x30a1 && c <= 0x30f6) || c == 0x30fd || c == 0x30fe;

    return has_hiragana ? c - 0x60 : c;
}

static bool is_of_one_kana(ucs4_t one, ucs4_t other)
{
    return (one >= 0x30a1 && one <= 0x30fa && other >= 0x30a1 && other <= 0x30fa) ||
           (one >= 0x3041 && one <= 0x3096 && other >= 0x3041 && other <= 0x3096);
}

/*
 * Words whose end is spelt with the mark and without it, also as the first part of another word:
 * サーバールーム, サーバルーム. As they are folded; the SQL function folded() has the same.
 */
static bool ends_either_way(const uint8_t *folded, size_t length)
{
    static const char *const words[] = {
        "さーば",   "ゆーざ",   "こんぴゅーた", "でーた",     "めもり", "ぷりんた", "るーた",
        "ふぉるだ", "ぶらうざ", "どらいば",     "もにた",     "せんた", "すきゃな", "こねくた",
        "れいや",   "あだぷた", "べんだ",       "まねーじゃ", "いんた", NULL};

    for (int i = 0; words[i]; i++)
        if (strlen(words[i]) <= length &&
            !memcmp(folded + length - strlen(words[i]), words[i], strlen(words[i])))
            return true;
    return false;
}

/* What follows the marks at `at`; 0: nothing. */
static ucs4_t behind_marks(const uint8_t *at)
{
    ucs4_t c;

    while ((at = u8_next(&c, at)))
        if (c != LONG_VOWEL && !is_left_out(c))
            return c;
    return 0;
}

/*
 * Kana, forms of one character, white space and what is left out. No character grows, so `out`
 * needs no more room than the text itself. A long-vowel mark stays inside a word, where it tells
 * メール from 努める, and goes at its end, where spelling varies.
 */
static size_t map_characters(const char *text, uint8_t *out)
{
    const uint8_t *at = bytes_of(text);
    bool space_before = false;
    size_t used = 0;
    ucs4_t c, last = 0;

    while ((at = u8_next(&c, at))) {
        if (is_left_out(c))
            continue;
        if (c == LONG_VOWEL &&
            (!is_of_one_kana(last, behind_marks(at)) || ends_either_way(out, used)))
            continue;
        last = c;
        if (is_space(c)) {
            space_before = used > 0;
            continue;
        }
        if (space_before)
            out[used++] = ' ';
        space_before = false;
        used += (size_t)u8_uctomb(out + used, variant_usual(as_hiragana(c)), 4);
    }
    return used;
}

const char *text_fold(struct arena *arena, const char *text)
{
    const char *normal = text_nfkc(arena, text);
    uint8_t *mapped = arena_alloc(arena, strlen(normal) + 1);
    size_t length = map_characters(normal, mapped);
    uint8_t *folded;

    if (!length)
        return "";
    folded = u8_casefold(mapped, length, NULL, UNINORM_NFKC, NULL, &length);
    return adopt(arena, folded, length);
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_distinct(const char **items, size_t count)
{
    size_t kept = 0;

    if (count)
        qsort(items, count, sizeof *items, compare_text);
    for (size_t i = 0; i < count; i++) {
        if (!kept || strcmp(items[kept - 1], items[i]) != 0)
            items[kept++] = items[i];
    }
    items[kept] = NULL;
}

/* Pairs of the word that starts at `at`; returns where it ends. */
static const uint8_t *add_word(struct arena *arena, const uint8_t *at, const char **items,
                               size_t *count)
{
    const uint8_t *first = at;
    const uint8_t *second, *after;
    ucs4_t c;

    second = u8_next(&c, first);
    if (!*second || *second == ' ') {
        items[(*count)++] = arena_strndup(arena, (const char *)first, (size_t)(second - first));
        return second;
    }
    while (*second && *second != ' ') {
        after = u8_next(&c, second);
        if (!after)
            return second + strlen((const char *)second);
        items[(*count)++] = arena_strndup(arena, (const char *)first, (size_t)(after - first));
        first = second;
        second = after;
    }
    return second;
}

const char *const *text_bigrams(struct arena *arena, const char *folded)
{
    size_t length = strlen(folded);
    const uint8_t *at = bytes_of(folded);
    const char **items;
    size_t count = 0;

    if (!text_valid_utf8(folded, length))
        at = bytes_of("");
    items = arena_array(arena, text_length(folded) + 1, sizeof *items);
    while (*at) {
        if (*at == ' ')
            at++;
        else
            at = add_word(arena, at, items, &count);
    }
    sort_distinct(items, count);
    return items;
}

static size_t literal_size(const char *const *items)
{
    size_t size = sizeof "{}";

    for (; *items; items++)
        size += 2 * strlen(*items) + sizeof "\"\",";
    return size;
}

static char *append_quoted(char *end, const char *item)
{
    *end++ = '"';
    for (; *item; item++) {
        if (*item == '"' || *item == '\\')
            *end++ = '\\';
        *end++ = *item;
    }
    *end++ = '"';
    return end;
}

const char *text_array_literal(struct arena *arena, const char *const *items)
{
    char *literal = arena_alloc(arena, literal_size(items));
    char *end = literal;

    *end++ = '{';
    for (size_t i = 0; items[i]; i++) {
        if (i)
            *end++ = ',';
        end = append_quoted(end, items[i]);
    }
    *end = '}';
    return literal;
}

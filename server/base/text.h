#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * Japanese text. Everything here takes valid UTF-8, which the borders have checked with
 * text_valid_utf8(). Invalid text is no danger: its NFKC and folded forms are "".
 */
bool text_valid_utf8(const char *text, size_t length);

/* A control character that is neither tab nor line feed, C1 included. */
bool text_has_control(const char *text, size_t length);

/* Whether it is one of these words, which end with NULL. */
bool text_is_among(const char *text, const char *const *words);

/* Whether it is 1 to `most` ASCII digits and nothing else. With TEXT_ID_DIGITS it fits a bigint. */
enum { TEXT_ID_DIGITS = 18 };
bool text_is_digits(const char *text, size_t most);

/* Code points. */
size_t text_length(const char *text);

/*
 * What a reader counts as characters: a kanji with its variation selector is one. (Emoji joined to
 * a family still count one by one.)
 */
size_t text_graphemes(const char *text);

/* Without white space at both ends, U+3000 and the invisible U+200B and U+FEFF included. */
const char *text_trim(struct arena *arena, const char *text);

/*
 * Without blank lines in front and white space at the end. The indent of the first line stays: a
 * Japanese paragraph begins with U+3000.
 */
const char *text_trim_block(struct arena *arena, const char *text);

/* Compatibility form: full-width letters and digits become half-width, half-width kana full. */
const char *text_nfkc(struct arena *arena, const char *text);

/*
 * The form in which texts are searched and compared (BR-CA-07): NFKC, case folded, katakana as
 * hiragana, characters of several forms in their usual one (base/variant.h), without variation
 * selectors and invisible characters, runs of white space as one space, none at the ends.
 * Long-vowel marks go at the end of a word in kana, where spelling varies. Folding twice is folding
 * once.
 */
const char *text_fold(struct arena *arena, const char *text);

/*
 * The distinct pairs of neighbouring characters in folded text, sorted by bytes, NULL-terminated.
 * Pairs do not cross white space; a word of one character gives that character. A query matches
 * when a document's pairs contain the query's; a query word of one character is found by position
 * in the folded text instead, since documents hold no single characters of longer words.
 */
const char *const *text_bigrams(struct arena *arena, const char *folded);

/* A PostgreSQL text[] literal: {"予算","算書"} */
const char *text_array_literal(struct arena *arena, const char *const *items);

#endif

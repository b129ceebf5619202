#ifndef MODULES_POLICIES_POLICY_CHARACTER_H
#define MODULES_POLICIES_POLICY_CHARACTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A run of bytes within the policy text; valid UTF-8, not terminated. */
struct policy_span {
    const char *at;
    size_t length;
};

/*
 * The character at `at`, whose bytes go into *size: 0 and U+FFFD where the bytes up to `end` begin
 * no valid character (overlong forms and surrogates are invalid).
 */
uint32_t policy_character(const char *at, const char *end, size_t *size);

/* The first and last character of a span; 0 if it is empty. */
uint32_t policy_character_first(struct policy_span span);
uint32_t policy_character_last(struct policy_span span);

/* Blank: space, tab, no-break space, ideographic space, and control characters. */
bool policy_character_is_blank(uint32_t c);

/* Half-width columns it takes: 1 or 2. */
unsigned policy_character_columns(uint32_t c);

bool policy_character_is_ascii_word(uint32_t c);

struct policy_span policy_span_trim(struct policy_span span);
unsigned policy_span_columns(struct policy_span span);
bool policy_span_has(struct policy_span span, const char *text);

#endif

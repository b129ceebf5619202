#include "modules/policies/policy_character.h"

#include <string.h>

enum { REPLACEMENT = 0xFFFD, COLUMNS_COUNTED = 4096 };

static size_t sequence_size(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2)
        return 0;
    if (lead < 0xE0)
        return 2;
    if (lead < 0xF0)
        return 3;
    return lead < 0xF5 ? 4 : 0;
}

static bool is_scalar(uint32_t c, size_t size)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

    return c >= least[size] && c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
}

uint32_t policy_character(const char *at, const char *end, size_t *size)
{
    size_t length = at < end ? sequence_size((unsigned char)*at) : 0;
    uint32_t c;

    *size = 0;
    if (length == 0 || length > (size_t)(end - at))
        return REPLACEMENT;
    c = (unsigned char)*at;
    if (length > 1)
        c &= 0x7Fu >> length;
    for (size_t i = 1; i < length; i++) {
        if (((unsigned char)at[i] & 0xC0) != 0x80)
            return REPLACEMENT;
        c = c << 6 | ((unsigned char)at[i] & 0x3F);
    }
    if (!is_scalar(c, length))
        return REPLACEMENT;
    *size = length;
    return c;
}

uint32_t policy_character_first(struct policy_span span)
{
    size_t size;

    return span.length > 0 ? policy_character(span.at, span.at + span.length, &size) : 0;
}

uint32_t policy_character_last(struct policy_span span)
{
    size_t start = span.length;
    size_t size;

    if (start == 0)
        return 0;
    do
        start--;
    while (start > 0 && ((unsigned char)span.at[start] & 0xC0) == 0x80);
    return policy_character(span.at + start, span.at + span.length, &size);
}

bool policy_character_is_blank(uint32_t c)
{
    return c <= 0x20 || c == 0x7F || c == 0xA0 || c == 0x3000;
}

unsigned policy_character_columns(uint32_t c)
{
    return c < 0x80 || (c >= 0xFF61 && c <= 0xFF9F) ? 1 : 2;
}

bool policy_character_is_ascii_word(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static struct policy_span without_last(struct policy_span span)
{
    do
        span.length--;
    while (span.length > 0 && ((unsigned char)span.at[span.length] & 0xC0) == 0x80);
    return span;
}

struct policy_span policy_span_trim(struct policy_span span)
{
    size_t size;

    while (span.length > 0) {
        uint32_t c = policy_character(span.at, span.at + span.length, &size);

        if (size == 0 || !policy_character_is_blank(c))
            break;
        span.at += size;
        span.length -= size;
    }
    while (span.length > 0 && policy_character_is_blank(policy_character_last(span)))
        span = without_last(span);
    return span;
}

/* Only compared with the width of a printed line, so a very long one need not be counted out. */
unsigned policy_span_columns(struct policy_span span)
{
    const char *end = span.at + span.length;
    unsigned columns = 0;
    size_t size;

    for (const char *at = span.at; at < end && columns < COLUMNS_COUNTED; at += size) {
        uint32_t c = policy_character(at, end, &size);

        if (size == 0)
            break;
        columns += policy_character_columns(c);
    }
    return columns;
}

bool policy_span_has(struct policy_span span, const char *text)
{
    return span.length > 0 && memmem(span.at, span.length, text, strlen(text)) != NULL;
}

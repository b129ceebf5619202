#include "modules/contractors/contractor.h"

#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/text.h"

const char *contractor_corporate_no(struct arena *arena, const char *typed)
{
    struct buffer *out = buffer_new(arena, LIMIT_FORM_BODY);

    for (const char *c = typed ? text_nfkc(arena, typed) : ""; *c; c++)
        if (!strchr(" -", *c))
            buffer_char(out, *c);
    return out->length ? out->data : NULL;
}

/* U+3041 ぁ to U+3096 ゖ have their katakana 0x60 further on. */
static void add_katakana(struct buffer *out, const unsigned char *c)
{
    unsigned point = ((c[0] & 0x0fu) << 12) | ((c[1] & 0x3fu) << 6) | (c[2] & 0x3fu);

    if (point >= 0x3041 && point <= 0x3096)
        point += 0x60;
    buffer_char(out, (char)(0xe0 | (point >> 12)));
    buffer_char(out, (char)(0x80 | ((point >> 6) & 0x3f)));
    buffer_char(out, (char)(0x80 | (point & 0x3f)));
}

const char *contractor_kana(struct arena *arena, const char *typed)
{
    struct buffer *out = buffer_new(arena, LIMIT_FORM_BODY);
    const char *c = text_nfkc(arena, typed);

    while (*c) {
        bool has_three = ((unsigned char)*c & 0xf0) == 0xe0;

        if (has_three)
            add_katakana(out, (const unsigned char *)c);
        else if (*c != ' ' || (out->length && out->data[out->length - 1] != ' '))
            buffer_char(out, *c);
        c += has_three ? 3 : 1;
    }
    return out->data;
}

#include "view/cp932.h"

#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"

static const char geta[] = "\x81\xAC"; /* 〓 */

/* Of the same look, but of those each side of the border knows another. */
static const struct {
    const char *unicode, *as;
} twins[] = {{"\u301C", "\uFF5E"}, {"\u2016", "\u2225"}, {"\u2212", "\uFF0D"}};

struct cp932 *cp932_open(void)
{
    iconv_t converter = iconv_open("CP932", "UTF-8");

    if (converter == (iconv_t)-1) {
        log_bug("iconv knows no CP932");
        return NULL;
    }
    return (struct cp932 *)converter;
}

void cp932_close(struct cp932 *cp932)
{
    iconv_close((iconv_t)cp932);
}

static size_t character_length(const char *text)
{
    unsigned char first = (unsigned char)*text;

    return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

static unsigned code_of(const char *text, size_t length)
{
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    unsigned code = (unsigned char)text[0] & masks[length];

    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)text[i] & 0x3F);
    return code;
}

static void note(struct arena *arena, struct replaced *replaced,
                 const struct replaced_character *found)
{
    struct replaced_character *noted;

    if (replaced->count++ >= REPLACED_NOTED)
        return;
    noted = arena_alloc(arena, sizeof *noted);
    *noted = *found;
    if (replaced->last)
        replaced->last->next = noted;
    else
        replaced->first = noted;
    replaced->last = noted;
}

static const char *twin_of(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
        if (length == strlen(twins[i].unicode) && !memcmp(text, twins[i].unicode, length))
            return twins[i].as;
    return text;
}

/* Two bytes at most; 0 where CP932 has no such character. */
static size_t encode_one(struct cp932 *cp932, const char *text, size_t length, char *out)
{
    size_t room = 2;
    char *to = out;
    char *from = (char *)(uintptr_t)twin_of(text, length); /* iconv() does not write there */

    if (iconv((iconv_t)cp932, &from, &length, &to, &room) == (size_t)-1) {
        iconv((iconv_t)cp932, NULL, NULL, NULL, NULL);
        return 0;
    }
    return 2 - room;
}

const char *cp932_encode(struct cp932 *cp932, struct arena *arena, const char *text, size_t *length,
                         int row, int column, struct replaced *replaced)
{
    const char *end = text + *length;
    char *out = arena_alloc(arena, *length * 2 + 1), *to = out;

    while (text < end) {
        size_t width = character_length(text), written = encode_one(cp932, text, width, to);

        if (!written) {
            struct replaced_character found = {
                .row = row, .column = column, .code = code_of(text, width)};

            memcpy(found.character, text, width);
            note(replaced->arena ? replaced->arena : arena, replaced, &found);
            memcpy(to, geta, 2);
            written = 2;
        }
        to += written;
        text += width;
    }
    *length = (size_t)(to - out);
    return out;
}

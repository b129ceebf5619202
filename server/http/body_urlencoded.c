#include <string.h>

#include "base/arena.h"
#include "base/work.h"
#include "http/body.h"
#include "http/percent.h"

static bool malformed(struct work *work)
{
    return fail(work, ERR_MALFORMED, "送信された内容の形式が正しくありません。");
}

/* Decoded, or NULL; `*length` becomes the decoded length. */
static char *decode(struct arena *arena, const char *text, size_t *length)
{
    char *decoded = arena_alloc(arena, *length + 1);
    long size = percent_decode(text, *length, true, decoded);

    *length = size < 0 ? 0 : (size_t)size;
    return size < 0 ? NULL : decoded;
}

/* A list may be named as such, conditions[]: its field is `conditions`. */
static void cut_brackets(char *name, size_t length)
{
    if (length > 2 && !strcmp(name + length - 2, "[]"))
        name[length - 2] = '\0';
}

static bool read_pair(struct work *work, const char *pair, size_t length, struct form_body *out)
{
    const char *equals = memchr(pair, '=', length);
    size_t name_length = equals ? (size_t)(equals - pair) : length;
    size_t value_length = equals ? length - name_length - 1 : 0;
    char *name = decode(work->arena, pair, &name_length);
    const char *value = decode(work->arena, equals ? equals + 1 : "", &value_length);

    if (!name || !value || memchr(name, '\0', name_length))
        return malformed(work);
    cut_brackets(name, name_length);
    return body_add_field(work, out, name, value, value_length);
}

bool body_urlencoded(struct work *work, const char *bytes, size_t length, struct form_body *out)
{
    const char *end = bytes + length;

    memset(out, 0, sizeof *out);
    while (bytes < end) {
        const char *ampersand = memchr(bytes, '&', (size_t)(end - bytes));
        const char *stop = ampersand ? ampersand : end;

        if (stop > bytes && !read_pair(work, bytes, (size_t)(stop - bytes), out))
            return false;
        bytes = ampersand ? ampersand + 1 : end;
    }
    return true;
}

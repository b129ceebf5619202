#include "http/cookie.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"

static bool is_cookie_octet(char c)
{
    return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

/* The value without the quotes that may stand around it; NULL: not a cookie value. */
static const char *read_value(struct arena *arena, const char *text, size_t length)
{
    if (length >= 2 && text[0] == '"' && text[length - 1] == '"') {
        text++;
        length -= 2;
    }
    for (size_t i = 0; i < length; i++) {
        if (!is_cookie_octet(text[i]))
            return NULL;
    }
    return arena_strndup(arena, text, length);
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

static size_t trimmed(const char *text, size_t length)
{
    while (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    return length;
}

const char *cookie_find(struct arena *arena, const char *header, const char *name)
{
    size_t name_length = strlen(name);
    const char *at = header ? skip_blanks(header) : "";
    const char *found = NULL;
    size_t found_length = 0;

    while (*at) {
        size_t length = strcspn(at, ";");

        if (length > name_length && at[name_length] == '=' && !strncmp(at, name, name_length)) {
            if (found)
                return NULL;
            found = at + name_length + 1;
            found_length = trimmed(found, length - name_length - 1);
        }
        at = skip_blanks(at + length + (at[length] == ';'));
    }
    return found ? read_value(arena, found, found_length) : NULL;
}

#include "db/address.h"

#include <libpq-fe.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"

enum { WORDS_MAXIMUM = 16384 };

static void add_escaped(struct buffer *buffer, const char *text, const char *special)
{
    for (; *text; text++) {
        if (strchr(special, *text))
            buffer_char(buffer, '\\');
        buffer_char(buffer, *text);
    }
}

/* libpq marks what a password field should hide. */
static bool is_secret(const PQconninfoOption *option)
{
    return option->dispchar[0] == '*';
}

static bool add_option(struct arena *arena, struct buffer *words, const PQconninfoOption *option,
                       struct database_address *out)
{
    if (is_secret(option) && strcmp(option->keyword, "password"))
        return false;
    if (is_secret(option)) {
        out->password = arena_strdup(arena, option->val);
        return true;
    }
    buffer_printf(words, "%s%s='", words->length ? " " : "", option->keyword);
    add_escaped(words, option->val, "'\\");
    buffer_char(words, '\'');
    return true;
}

bool database_address(struct arena *arena, const char *url, struct database_address *out)
{
    PQconninfoOption *options = PQconninfoParse(url, NULL);
    struct buffer *words = buffer_new(arena, WORDS_MAXIMUM);
    bool is_readable = options != NULL;

    *out = (struct database_address){0};
    for (PQconninfoOption *option = options; is_readable && option->keyword; option++)
        if (option->val)
            is_readable = add_option(arena, words, option, out);
    PQconninfoFree(options);
    out->words = words->data;
    return is_readable && !words->overflowed;
}

const char *database_passfile(struct arena *arena, const char *password)
{
    struct buffer *line = buffer_new(arena, WORDS_MAXIMUM);

    buffer_text(line, "*:*:*:*:");
    add_escaped(line, password, ":\\");
    buffer_char(line, '\n');
    return line->data;
}

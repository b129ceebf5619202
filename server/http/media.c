#include "http/media.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"

static size_t blanks(const char *text)
{
    return strspn(text, " \t");
}

/* A token, or a value in parts that are no separators. */
static size_t token_length(const char *text)
{
    return strcspn(text, " \t;=\"");
}

struct media media_parse(struct arena *arena, const char *text)
{
    const char *start = text ? text + blanks(text) : "";
    size_t length = strcspn(start, " \t;");
    char *value = arena_strndup(arena, start, length);

    for (char *c = value; *c; c++) {
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c + ('a' - 'A'));
    }
    return (struct media){.value = value, .parameters = start + length};
}

static bool is_escape(const char *at)
{
    return at[0] == '\\' && (at[1] == '"' || at[1] == '\\');
}

/* The quote that ends the string whose content starts at `at`, or NULL. */
static const char *closing_quote(const char *at)
{
    while (*at && *at != '"')
        at += is_escape(at) ? 2 : 1;
    return *at ? at : NULL;
}

/* Reads the quoted string at `at`; returns what follows it, or NULL when it does not end. */
static const char *read_quoted(struct arena *arena, const char *at, const char **value)
{
    const char *stop = closing_quote(++at);
    char *end;

    if (!stop)
        return NULL;
    end = arena_alloc(arena, (size_t)(stop - at) + 1);
    *value = end;
    while (at < stop) {
        at += is_escape(at);
        *end++ = *at++;
    }
    return stop + 1;
}

struct parameter {
    const char *name;
    size_t name_length;
    const char *value;
};

/* Reads `; name=value`; returns what follows, or NULL when it is none. */
static const char *read_parameter(struct arena *arena, const char *at, struct parameter *out)
{
    size_t length;

    if (*at++ != ';')
        return NULL;
    at += blanks(at);
    out->name = at;
    out->name_length = token_length(at);
    at += out->name_length;
    if (!out->name_length || *at++ != '=')
        return NULL;
    if (*at == '"')
        return read_quoted(arena, at, &out->value);
    length = token_length(at);
    out->value = arena_strndup(arena, at, length);
    return length ? at + length : NULL;
}

enum media_lookup media_parameter(struct arena *arena, const struct media *media, const char *name,
                                  const char **value)
{
    enum media_lookup result = MEDIA_ABSENT;
    const char *at = media->parameters + blanks(media->parameters);
    struct parameter parameter;

    while (*at) {
        at = read_parameter(arena, at, &parameter);
        if (!at)
            return MEDIA_BROKEN;
        at += blanks(at);
        if (parameter.name_length != strlen(name) ||
            strncasecmp(parameter.name, name, parameter.name_length) != 0)
            continue;
        if (result == MEDIA_FOUND)
            return MEDIA_BROKEN;
        result = MEDIA_FOUND;
        *value = parameter.value;
    }
    return result;
}

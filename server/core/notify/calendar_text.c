#include "core/notify/calendar_text.h"

#include <stdbool.h>
#include <string.h>

#include "base/buffer.h"

enum { LINE_OCTETS = 75 };

static bool begins_character(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

static size_t character_length(const char *text)
{
    size_t length = 1;

    while (text[length] && !begins_character(text[length]))
        length++;
    return length;
}

struct line {
    struct buffer *out;
    size_t octets;
};

static void put(struct line *line, const char *bytes, size_t length)
{
    if (line->octets + length > LINE_OCTETS) {
        buffer_text(line->out, "\r\n ");
        line->octets = 1;
    }
    buffer_add(line->out, bytes, length);
    line->octets += length;
}

static void put_all(struct line *line, const char *text)
{
    for (size_t length; *text; text += length) {
        length = character_length(text);
        put(line, text, length);
    }
}

/* A carriage return has no form of its own; what it ends is ended by the line feed. */
static void put_escaped(struct line *line, const char *text)
{
    for (size_t length; *text; text += length) {
        length = character_length(text);
        if (*text == '\n')
            put(line, "\\n", 2);
        else if (strchr("\\;,", *text))
            put(line, (char[]){'\\', *text}, 2);
        else if ((unsigned char)*text >= ' ')
            put(line, text, length);
    }
}

static struct line begin(struct buffer *out, const char *name)
{
    struct line line = {.out = out};

    put_all(&line, name);
    put(&line, ":", 1);
    return line;
}

void calendar_line(struct buffer *out, const char *name, const char *value)
{
    struct line line = begin(out, name);

    put_all(&line, value);
    buffer_text(out, "\r\n");
}

void calendar_text_line(struct buffer *out, const char *name, const char *text)
{
    struct line line = begin(out, name);

    put_escaped(&line, text);
    buffer_text(out, "\r\n");
}

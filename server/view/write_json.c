#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/log.h"
#include "view/view.h"

/* What arrives is bounded by LIMIT_JSON_DEPTH; a tree of ours needs a list and an object a level.
 */
enum { DEPTH = 2 * LIMIT_JSON_DEPTH };

static void write_value(struct value value, struct buffer *out, int depth);

static void write_escape(unsigned char c, struct buffer *out)
{
    static const char short_forms[] = "\"\"\\\\\bb\ff\nn\rr\tt";

    for (const char *form = short_forms; *form; form += 2)
        if ((unsigned char)form[0] == c) {
            buffer_char(out, '\\');
            buffer_char(out, form[1]);
            return;
        }
    buffer_printf(out, "\\u%04x", c);
}

/* RFC 8259 section 7; UTF-8 stays as it is. */
static void write_string(const char *text, size_t length, struct buffer *out)
{
    size_t from = 0;

    buffer_char(out, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buffer_add(out, text + from, i - from);
        write_escape(c, out);
        from = i + 1;
    }
    buffer_add(out, text + from, length - from);
    buffer_char(out, '"');
}

static size_t skip_digits(const char *text, size_t at)
{
    while (text[at] >= '0' && text[at] <= '9')
        at++;
    return at;
}

/* RFC 8259 section 6: what a database prints can be "NaN". */
static bool is_number(const char *text, size_t length)
{
    size_t at = text[0] == '-', from = at;

    at = skip_digits(text, at);
    if (at == from || (text[from] == '0' && at > from + 1))
        return false;
    if (text[at] == '.') {
        from = at + 1;
        at = skip_digits(text, from);
        if (at == from)
            return false;
    }
    if (text[at] == 'e' || text[at] == 'E') {
        at += text[at + 1] == '+' || text[at + 1] == '-' ? 2 : 1;
        from = at;
        at = skip_digits(text, from);
        if (at == from)
            return false;
    }
    return at == length;
}

static void write_number(struct value value, struct buffer *out)
{
    char digits[VALUE_DIGITS];

    value = value_with_text(value, digits);
    if (is_number(value.text, value.length))
        buffer_add(out, value.text, value.length);
    else
        buffer_text(out, "null");
}

static void write_list(struct value list, struct buffer *out, int depth)
{
    int count = value_count(list);

    buffer_char(out, '[');
    for (int i = 0; i < count && !out->overflowed; i++) {
        if (i)
            buffer_char(out, ',');
        write_value(value_item(list, i), out, depth + 1);
    }
    buffer_char(out, ']');
}

static void write_object(struct value object, struct buffer *out, int depth)
{
    const char *name;
    struct value member;

    buffer_char(out, '{');
    for (int i = 0; member = value_member_at(object, i, &name), name; i++) {
        if (i)
            buffer_char(out, ',');
        write_string(name, strlen(name), out);
        buffer_char(out, ':');
        write_value(member, out, depth + 1);
    }
    buffer_char(out, '}');
}

static void write_value(struct value value, struct buffer *out, int depth)
{
    if (depth > DEPTH && (value.kind == VALUE_LIST || value.kind == VALUE_OBJECT)) {
        log_bug("a view nests deeper than %d", DEPTH);
        value.kind = VALUE_NULL;
    }
    switch (value.kind) {
    case VALUE_TEXT:
        write_string(value.text, value.length, out);
        break;
    case VALUE_NUMBER:
        write_number(value, out);
        break;
    case VALUE_BOOLEAN:
        buffer_text(out, value.truth ? "true" : "false");
        break;
    case VALUE_LIST:
        write_list(value, out, depth);
        break;
    case VALUE_OBJECT:
        write_object(value, out, depth);
        break;
    case VALUE_MISSING:
    case VALUE_NULL:
        buffer_text(out, "null");
        break;
    }
}

void value_write_json(struct value value, struct buffer *out)
{
    write_value(value, out, 0);
}

void view_write_json(const struct view *view, struct buffer *out)
{
    write_value(view_value(view), out, 0);
}

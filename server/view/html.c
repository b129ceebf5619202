#include "view/html.h"

#include <string.h>

#include "base/buffer.h"

/* By byte: what stands for it in HTML, or NULL. */
static const char *const entities[256] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
};

void html_escape(struct buffer *out, const char *text, size_t length)
{
    size_t from = 0;

    for (size_t i = 0; i < length; i++) {
        const char *entity = entities[(unsigned char)text[i]];

        if (!entity)
            continue;
        buffer_add(out, text + from, i - from);
        buffer_text(out, entity);
        from = i + 1;
    }
    buffer_add(out, text + from, length - from);
}

/* From the end, so that nothing is copied away. */
void html_escape_from(struct buffer *out, size_t start)
{
    size_t more = 0, length = out->length, to;

    for (size_t i = start; i < length; i++) {
        const char *entity = entities[(unsigned char)out->data[i]];

        more += entity ? strlen(entity) - 1 : 0;
    }
    for (size_t i = 0; i < more; i++)
        buffer_char(out, ' ');
    if (!more)
        return;
    if (out->overflowed) {
        out->length = start;
        out->data[start] = '\0';
        return;
    }
    to = out->length;
    for (size_t i = length; i-- > start;) {
        const char *entity = entities[(unsigned char)out->data[i]];
        size_t width = entity ? strlen(entity) : 1;

        to -= width;
        if (entity)
            memcpy(out->data + to, entity, width);
        else
            out->data[to] = out->data[i];
    }
}

#ifndef VIEW_HTML_H
#define VIEW_HTML_H

#include <stddef.h>

struct buffer;

/* Text for an element's content or a quoted attribute: & < > " ' become entities. */
void html_escape(struct buffer *out, const char *text, size_t length);

/* Escapes what the buffer holds from byte `start` on. */
void html_escape_from(struct buffer *out, size_t start);

#endif

#ifndef VIEW_MARKDOWN_H
#define VIEW_MARKDOWN_H

#include <stddef.h>

struct buffer;

/*
 * Markdown as a secretary writes minutes: paragraphs, lists, headings, emphasis, quotations, code,
 * links. A line break stays one, as Japanese texts are written. HTML is shown as it was typed,
 * pictures as their words; a link leads to a page of the portal or to http(s), else it is text.
 * Headings become h3 and h4: they stand below one of the page. What nests too deep is left out.
 */
void markdown_write(const char *text, size_t length, struct buffer *html);

/* Text that Markdown shall show as it is: signs that mean something get a backslash. */
void markdown_add_text(struct buffer *markdown, const char *text);

#endif

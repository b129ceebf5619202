#include "view/markdown.h"

#include <md4c.h>
#include <stdbool.h>
#include <string.h>

#include "base/buffer.h"
#include "view/html.h"

/* md4c parses; its own HTML writer would pass javascript: links on. */
enum { DEPTH = 16, TOP_HEADING = 3 };

struct writer {
    struct buffer *out;
    int depth;    /* of blocks */
    int pictures; /* within so many pictures only words are written */
    int link_depth;
    bool has_heading;      /* one of the upper level stands already */
    bool is_lower;         /* the heading being written */
    bool link_open[DEPTH]; /* of the links around: written as such */
};

struct tag {
    const char *open, *close;
};

static const struct tag blocks[] = {
    [MD_BLOCK_QUOTE] = {"<blockquote>", "</blockquote>"},
    [MD_BLOCK_UL] = {"<ul class=\"dots\">", "</ul>"},
    [MD_BLOCK_OL] = {"<ol>", "</ol>"},
    [MD_BLOCK_LI] = {"<li>", "</li>"},
    [MD_BLOCK_HR] = {"<hr>", ""},
    [MD_BLOCK_CODE] = {"<pre><code>", "</code></pre>"},
    [MD_BLOCK_P] = {"<p>", "</p>"},
};

static const struct tag spans[] = {
    [MD_SPAN_EM] = {"<em>", "</em>"},
    [MD_SPAN_STRONG] = {"<strong>", "</strong>"},
    [MD_SPAN_CODE] = {"<code>", "</code>"},
};

/* A page opens below its h2: the first heading is of the upper level, whatever it says. */
static void open_heading(struct writer *w, const MD_BLOCK_H_DETAIL *heading)
{
    w->is_lower = heading->level >= TOP_HEADING && w->has_heading;
    w->has_heading = true;
    buffer_text(w->out, w->is_lower ? "<h4>" : "<h3>");
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct writer *w = context;

    if (++w->depth > DEPTH)
        return -1;
    if (type == MD_BLOCK_H)
        open_heading(w, detail);
    else if (type < sizeof blocks / sizeof blocks[0] && blocks[type].open)
        buffer_text(w->out, blocks[type].open);
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct writer *w = context;

    (void)detail;
    w->depth--;
    if (type == MD_BLOCK_H)
        buffer_text(w->out, w->is_lower ? "</h4>" : "</h3>");
    else if (type < sizeof blocks / sizeof blocks[0] && blocks[type].close)
        buffer_text(w->out, blocks[type].close);
    return 0;
}

static bool begins(const MD_ATTRIBUTE *href, const char *with)
{
    return href->size >= strlen(with) && !memcmp(href->text, with, strlen(with));
}

/* Another host without a scheme (//) is none of the portal's pages. */
static bool may_lead(const MD_ATTRIBUTE *href)
{
    return begins(href, "https://") || begins(href, "http://") ||
           (begins(href, "/") && !begins(href, "//"));
}

static int enter_link(struct writer *w, const MD_ATTRIBUTE *href)
{
    bool is_open = may_lead(href) && !w->pictures;

    if (w->link_depth == DEPTH)
        return -1;
    w->link_open[w->link_depth++] = is_open;
    if (!is_open)
        return 0;
    buffer_text(w->out, "<a href=\"");
    html_escape(w->out, href->text, href->size);
    buffer_text(w->out, "\">");
    return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct writer *w = context;

    if (type == MD_SPAN_A)
        return enter_link(w, &((MD_SPAN_A_DETAIL *)detail)->href);
    if (type == MD_SPAN_IMG)
        w->pictures++;
    else if (!w->pictures && type < sizeof spans / sizeof spans[0] && spans[type].open)
        buffer_text(w->out, spans[type].open);
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct writer *w = context;

    (void)detail;
    if (type == MD_SPAN_A) {
        if (w->link_open[--w->link_depth])
            buffer_text(w->out, "</a>");
    } else if (type == MD_SPAN_IMG) {
        w->pictures--;
    } else if (!w->pictures && type < sizeof spans / sizeof spans[0] && spans[type].close) {
        buffer_text(w->out, spans[type].close);
    }
    return 0;
}

static int write_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context)
{
    struct writer *w = context;

    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
        buffer_text(w->out, "<br>");
    else if (type == MD_TEXT_NULLCHAR)
        buffer_text(w->out, "\xEF\xBF\xBD");
    else
        html_escape(w->out, text, size);
    return w->out->overflowed ? -1 : 0;
}

void markdown_write(const char *text, size_t length, struct buffer *html)
{
    struct writer writer = {.out = html};
    const MD_PARSER parser = {
        .flags = MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_COLLAPSEWHITESPACE,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = write_text,
    };
    size_t start = html->length;

    if (md_parse(text, (MD_SIZE)length, &parser, &writer) == 0)
        return;
    /* Tags that stayed open would swallow the page: then the text as it was typed. */
    html->length = start;
    html->data[start] = '\0';
    buffer_text(html, "<pre>");
    html_escape(html, text, length);
    buffer_text(html, "</pre>");
}

static bool is_special(char c, bool begins_line)
{
    return strchr("\\`*_[]<>#&!~|", c) != NULL || (begins_line && strchr("-+=", c) != NULL);
}

/* A number at the begin of a line would become a list that counts anew. */
static size_t list_number(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return digits && (text[digits] == '.' || text[digits] == ')') ? digits : 0;
}

void markdown_add_text(struct buffer *markdown, const char *text)
{
    bool begins_line = true;

    while (*text) {
        size_t digits = begins_line ? list_number(text) : 0;

        buffer_add(markdown, text, digits);
        text += digits;
        if (digits || is_special(*text, begins_line))
            buffer_char(markdown, '\\');
        begins_line = *text == '\n' || (begins_line && *text == ' ');
        buffer_char(markdown, *text++);
    }
}

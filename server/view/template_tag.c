#include "view/template_tag.h"

#include <string.h>

bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

bool is_space(char c)
{
    return is_blank(c) || c == '\n' || c == '\r';
}

struct span span_trim(struct span span)
{
    while (span.length && is_space(span.at[0])) {
        span.at++;
        span.length--;
    }
    while (span.length && is_space(span.at[span.length - 1]))
        span.length--;
    return span;
}

bool span_equal(struct span a, struct span b)
{
    return a.length == b.length && (!a.length || !memcmp(a.at, b.at, a.length));
}

static const char *find(const char *at, const char *end, const char *text)
{
    return memmem(at, (size_t)(end - at), text, strlen(text));
}

const char *scan_next(const struct scanner *scanner)
{
    return find(scanner->at, scanner->end, scanner->open);
}

bool scan_tag(const struct scanner *scanner, const char *at, struct tag *tag)
{
    const char *content = at + strlen(scanner->open);
    char closing[DELIMITER_MAX + 2];
    const char *close;

    *tag = (struct tag){.at = at};
    while (content < scanner->end && is_space(*content))
        content++;
    if (content < scanner->end && *content && strchr("#^/!>=&<${", *content))
        tag->sigil = *content++;
    memcpy(closing + 1, scanner->close, sizeof scanner->close);
    closing[0] = tag->sigil == '{' ? '}' : '=';
    close = find(content, scanner->end, closing + (tag->sigil != '{' && tag->sigil != '='));
    if (!close)
        return false;
    tag->content = span_trim((struct span){content, (size_t)(close - content)});
    tag->after = close + strlen(scanner->close) + (tag->sigil == '{' || tag->sigil == '=');
    return true;
}

/* The end of the line if only blanks remain in it, else NULL. */
static const char *end_of_blank_line(const struct scanner *scanner, const char *at)
{
    while (at < scanner->end && is_blank(*at))
        at++;
    if (at == scanner->end)
        return at;
    if (*at == '\r' && at + 1 < scanner->end)
        at++;
    return *at == '\n' ? at + 1 : NULL;
}

static bool is_all_blank(const char *from, const char *to)
{
    while (from < to && is_blank(*from))
        from++;
    return from == to;
}

void scan_place(struct scanner *scanner, struct tag *tag, bool ignored)
{
    const char *newline = memrchr(scanner->at, '\n', (size_t)(tag->at - scanner->at));

    if (newline) {
        scanner->line = newline + 1;
        scanner->line_is_blank = true;
    }
    tag->blank_before =
        scanner->line_is_blank &&
        is_all_blank(scanner->line > scanner->at ? scanner->line : scanner->at, tag->at);
    tag->rest = end_of_blank_line(scanner, tag->after);
    tag->line_ends = tag->rest != NULL;
    if (!tag->sigil || strchr("{&<", tag->sigil))
        return;
    tag->alone = tag->line_ends && (tag->blank_before || (tag->sigil == '$' && ignored));
}

void scan_past(struct scanner *scanner, const struct tag *tag)
{
    scanner->at = tag->alone ? tag->rest : tag->after;
    scanner->line_is_blank = tag->alone;
    if (tag->alone)
        scanner->line = scanner->at;
}

size_t scan_blanks(const struct scanner *scanner, const char *at)
{
    const char *p = at;

    while (p < scanner->end && is_blank(*p))
        p++;
    return (size_t)(p - at);
}

bool scan_delimiters(struct scanner *scanner, struct span content)
{
    struct span open = content, close;
    size_t at = 0;

    while (at < open.length && !is_space(open.at[at]))
        at++;
    close = span_trim((struct span){open.at + at, open.length - at});
    open.length = at;
    for (size_t i = 0; i < close.length; i++)
        if (is_space(close.at[i]))
            close.length = 0;
    if (!open.length || !close.length || open.length > DELIMITER_MAX ||
        close.length > DELIMITER_MAX || memchr(open.at, '=', open.length) ||
        memchr(close.at, '=', close.length) || memchr(content.at, 0, content.length))
        return false;
    memset(scanner->open, 0, sizeof scanner->open);
    memset(scanner->close, 0, sizeof scanner->close);
    memcpy(scanner->open, open.at, open.length);
    memcpy(scanner->close, close.at, close.length);
    return true;
}

#include "view/formatter.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/calendar.h"
#include "view/html.h"
#include "view/label.h"
#include "view/markdown.h"

enum { ISO_DAY = 10, FOOTNOTE_DIGITS = 4 };

/* A day, and a time of day where the value is an instant, in Asia/Tokyo. */
struct moment {
    const char *day; /* NULL: the value is neither */
    int hour, minute;
    bool has_time;
};

static bool two_digits(const char *text, int most, int *number)
{
    if (!isdigit((unsigned char)text[0]) || !isdigit((unsigned char)text[1]))
        return false;
    *number = (text[0] - '0') * 10 + text[1] - '0';
    return *number <= most;
}

/* "2026-11-22T00:05:00.000000Z", always UTC: Tokyo is nine hours ahead, all the year. */
static bool read_time(const char *text, size_t length, struct moment *moment)
{
    if (length < sizeof "2026-11-22T00:05Z" - 1 || text[10] != 'T' || text[13] != ':' ||
        text[length - 1] != 'Z')
        return false;
    moment->has_time = true;
    return two_digits(text + 11, 23, &moment->hour) && two_digits(text + 14, 59, &moment->minute);
}

static struct moment read_moment(struct value value, struct arena *arena)
{
    struct moment moment = {.day = NULL};
    const char *day;

    if (!value.text || value.length < ISO_DAY)
        return moment;
    day = value.length == ISO_DAY ? value.text : arena_strndup(arena, value.text, ISO_DAY);
    if (!calendar_valid(day))
        return moment;
    if (value.length > ISO_DAY) {
        if (!read_time(value.text, value.length, &moment))
            return moment;
        moment.hour += 9;
        if (moment.hour >= 24) {
            moment.hour -= 24;
            day = calendar_add_days(arena, day, 1);
        }
    }
    moment.day = day;
    return moment;
}

/* What is no date is shown as it is: a page shall not hide it. */
static void format_text(struct value value, struct buffer *out)
{
    if (value.text)
        html_escape(out, value.text, value.length);
}

static void begin_time(const char *day, struct buffer *out)
{
    buffer_text(out, "<time datetime=\"");
    buffer_add(out, day, ISO_DAY);
}

static void format_date(struct value value, const char *member, struct buffer *out)
{
    struct moment moment = read_moment(value, out->arena);

    (void)member;
    if (!moment.day) {
        format_text(value, out);
        return;
    }
    begin_time(moment.day, out);
    buffer_text(out, "\">");
    buffer_text(out, calendar_date_text(out->arena, moment.day));
    buffer_text(out, "</time>");
}

static void format_plain_date(struct value value, const char *member, struct buffer *out)
{
    struct moment moment = read_moment(value, out->arena);

    (void)member;
    if (moment.day)
        buffer_text(out, calendar_date_text(out->arena, moment.day));
    else if (value.text)
        buffer_add(out, value.text, value.length);
}

static void format_day(struct value value, const char *member, struct buffer *out)
{
    struct moment moment = read_moment(value, out->arena);
    char text[ISO_DAY];

    (void)member;
    if (!moment.day) {
        format_text(value, out);
        return;
    }
    memcpy(text, moment.day, ISO_DAY);
    text[4] = text[7] = '/';
    begin_time(moment.day, out);
    buffer_text(out, "\">");
    buffer_add(out, text, ISO_DAY);
    buffer_text(out, "</time>");
}

static void format_moment(struct value value, const char *member, struct buffer *out)
{
    struct moment moment = read_moment(value, out->arena);

    if (!moment.day || !moment.has_time) {
        format_date(value, member, out);
        return;
    }
    buffer_printf(out, "<time datetime=\"%sT%02d:%02d+09:00\">%ld年%ld月%ld日 %d時%02d分</time>",
                  moment.day, moment.hour, moment.minute, strtol(moment.day, NULL, 10),
                  strtol(moment.day + 5, NULL, 10), strtol(moment.day + 8, NULL, 10), moment.hour,
                  moment.minute);
}

/* When people are asked to come: with the day of the week, which shows a slip in the day. */
static void format_appointment(struct value value, const char *member, struct buffer *out)
{
    struct moment moment = read_moment(value, out->arena);

    if (!moment.day || !moment.has_time) {
        format_date(value, member, out);
        return;
    }
    begin_time(moment.day, out);
    buffer_printf(out, "T%02d:%02d+09:00\" class=\"appointment\">%s（%s） %d時%02d分</time>",
                  moment.hour, moment.minute, calendar_date_text(out->arena, moment.day),
                  calendar_weekday_text(moment.day), moment.hour, moment.minute);
}

static void format_time(struct value value, const char *member, struct buffer *out)
{
    struct moment moment = read_moment(value, out->arena);

    if (!moment.day || !moment.has_time) {
        format_date(value, member, out);
        return;
    }
    begin_time(moment.day, out);
    buffer_printf(out, "T%02d:%02d+09:00\">%d時%02d分</time>", moment.hour, moment.minute,
                  moment.hour, moment.minute);
}

static void format_label(struct value value, const char *member, struct buffer *out)
{
    const char *words = value.text ? label_find(member, value.text) : NULL;

    if (words)
        buffer_text(out, words);
    else if (value.text)
        buffer_add(out, value.text, value.length);
}

/* A day, an instant, or any other text. */
static void write_words(struct value value, struct buffer *out)
{
    struct moment moment = read_moment(value, out->arena);

    if (!value.length)
        buffer_text(out, "（空欄）");
    else if (!strcmp(value.text, "***"))
        buffer_text(out, "＊＊＊");
    else if (moment.day && moment.has_time)
        buffer_printf(out, "%.4s/%.2s/%.2s %d:%02d", moment.day, moment.day + 5, moment.day + 8,
                      moment.hour, moment.minute);
    else if (moment.day)
        buffer_printf(out, "%.4s/%.2s/%.2s", moment.day, moment.day + 5, moment.day + 8);
    else
        buffer_add(out, value.text, value.length);
}

static void write_list(struct value list, struct buffer *out)
{
    for (int i = 0; i < value_count(list); i++) {
        char digits[VALUE_DIGITS];
        struct value item = value_with_text(value_item(list, i), digits);

        if (i)
            buffer_text(out, "、");
        if (item.text)
            buffer_add(out, item.text, item.length);
    }
}

/* A change is recorded as a column's name with its code: the name says which words to take. */
static void format_words(struct value value, const char *member, struct buffer *out)
{
    char digits[VALUE_DIGITS];
    const char *name = NULL, *words;
    struct value only = value_member_at(value, 0, &name);

    (void)member;
    only = value_with_text(only, digits);
    words = name && only.text ? label_find(name, only.text) : NULL;
    if (words)
        buffer_text(out, words);
    else if (only.kind == VALUE_LIST)
        write_list(only, out);
    else if (only.text)
        write_words(only, out);
    else
        buffer_text(out, "（なし）");
}

/* [^12] at `at`: its number's digits, else 0. */
static size_t footnote_digits(const char *at, const char *end)
{
    size_t digits = 0;

    if (end - at < 4 || at[0] != '[' || at[1] != '^')
        return 0;
    at += 2;
    while (at < end && isdigit((unsigned char)*at) && digits <= FOOTNOTE_DIGITS) {
        at++;
        digits++;
    }
    return at < end && *at == ']' && digits <= FOOTNOTE_DIGITS ? digits : 0;
}

/* No id on the link: a footnote may be referred to more than once. */
static void write_clause(const char *at, const char *end, struct buffer *out)
{
    const char *from = at;

    while (at < end) {
        size_t digits = footnote_digits(at, end);

        if (!digits) {
            at++;
            continue;
        }
        html_escape(out, from, (size_t)(at - from));
        buffer_printf(out, "<sup class=\"note-ref\"><a href=\"#fn%.*s\">注%.*s</a></sup>",
                      (int)digits, at + 2, (int)digits, at + 2);
        at += digits + 3;
        from = at;
    }
    html_escape(out, from, (size_t)(end - from));
}

static void write_plain(const char *at, const char *end, struct buffer *out)
{
    html_escape(out, at, (size_t)(end - at));
}

/* Empty lines make no paragraph. */
static void write_paragraphs(struct value value, struct buffer *out,
                             void (*write)(const char *at, const char *end, struct buffer *out))
{
    const char *at = value.text, *end = value.text ? value.text + value.length : NULL;

    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline : end;
        const char *next = newline ? newline + 1 : end;

        if (stop > at && stop[-1] == '\r')
            stop--;
        if (stop > at) {
            buffer_text(out, "<p>");
            write(at, stop, out);
            buffer_text(out, "</p>");
        }
        at = next;
    }
}

static void format_paragraphs(struct value value, const char *member, struct buffer *out)
{
    (void)member;
    write_paragraphs(value, out, write_plain);
}

static void format_clause(struct value value, const char *member, struct buffer *out)
{
    (void)member;
    write_paragraphs(value, out, write_clause);
}

static void format_inline_clause(struct value value, const char *member, struct buffer *out)
{
    (void)member;
    if (value.text)
        write_clause(value.text, value.text + value.length, out);
}

/* For titles and links, where a link in a link is not allowed. */
static void format_plain_clause(struct value value, const char *member, struct buffer *out)
{
    const char *at = value.text, *end = value.text ? value.text + value.length : NULL;

    (void)member;
    while (at < end) {
        size_t digits = footnote_digits(at, end);

        if (digits)
            at += digits + 3;
        else
            buffer_char(out, *at++);
    }
}

static void format_count(struct value value, const char *member, struct buffer *out)
{
    size_t start = value.length && value.text[0] == '-', digits = 0;

    (void)member;
    if (value.kind == VALUE_LIST) {
        char text[VALUE_DIGITS];
        int length = snprintf(text, sizeof text, "%d", value_count(value));

        value = (struct value){.kind = VALUE_NUMBER, .text = text, .length = (size_t)length};
        format_count(value, member, out);
        return;
    }
    if (!value.text)
        return;
    while (start + digits < value.length && isdigit((unsigned char)value.text[start + digits]))
        digits++;
    buffer_add(out, value.text, start);
    for (size_t i = 0; i < digits; i++) {
        if (i && (digits - i) % 3 == 0)
            buffer_char(out, ',');
        buffer_char(out, value.text[start + i]);
    }
    buffer_add(out, value.text + start + digits, value.length - start - digits);
}

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

static void format_segment(struct value value, const char *member, struct buffer *out)
{
    static const char digits[] = "0123456789ABCDEF";

    (void)member;
    for (size_t i = 0; value.text && i < value.length; i++) {
        unsigned char c = (unsigned char)value.text[i];
        char code[3] = {'%', digits[c >> 4], digits[c & 15]};

        if (is_unreserved(c))
            buffer_char(out, (char)c);
        else
            buffer_add(out, code, sizeof code);
    }
}

static void format_markdown(struct value value, const char *member, struct buffer *out)
{
    (void)member;
    if (value.text)
        markdown_write(value.text, value.length, out);
}

static const struct formatter formatters[] = {
    {"date", true, format_date},
    {"plain_date", false, format_plain_date},
    {"day", true, format_day},
    {"moment", true, format_moment},
    {"appointment", true, format_appointment},
    {"time", true, format_time},
    {"label", false, format_label},
    {"words", false, format_words},
    {"paragraphs", true, format_paragraphs},
    {"clause", true, format_clause},
    {"inline_clause", true, format_inline_clause},
    {"plain_clause", false, format_plain_clause},
    {"count", false, format_count},
    {"segment", false, format_segment},
    {"markdown", true, format_markdown},
};

const struct formatter *formatter_find(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof formatters / sizeof formatters[0]; i++)
        if (strlen(formatters[i].name) == length && !memcmp(formatters[i].name, name, length))
            return &formatters[i];
    return NULL;
}

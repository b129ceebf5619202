#include "modules/policies/policy_line.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "modules/policies/policy_problem.h"

#include <string.h>

enum {
    WRAP_LEAST = 60,    /* narrower text is not prose broken for width */
    WRAP_COUNTED = 512, /* wider lines were not broken at all */
    GAP_COUNTED = 8,
};

/* Takes the next physical line off the text; a line ends with LF, CR LF or CR. */
static struct policy_span take_line(struct policy_span *rest)
{
    struct policy_span line = {rest->at, 0};

    while (line.length < rest->length && line.at[line.length] != '\n' &&
           line.at[line.length] != '\r')
        line.length++;
    rest->at += line.length;
    rest->length -= line.length;
    if (rest->length > 1 && rest->at[0] == '\r' && rest->at[1] == '\n')
        rest->at++, rest->length--;
    if (rest->length > 0)
        rest->at++, rest->length--;
    return line;
}

static bool is_digit(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}

static bool is_page_ornament(uint32_t c)
{
    return policy_character_is_blank(c) || c == '-' || c == '/' || c == 0xFF0D || c == 0xFF0F ||
           c == 0x2010 || c == 0x2013 || c == 0x2014 || c == 0x2015 || c == 0x2212;
}

/* "3", "- 3 -", "３／１２" */
static bool is_page_number(struct policy_span text)
{
    const char *end = text.at + text.length;
    size_t digits = 0;
    size_t size;

    if (text.length > 24)
        return false;
    for (const char *at = text.at; at < end; at += size) {
        uint32_t c = policy_character(at, end, &size);

        if (is_digit(c))
            digits++;
        else if (size == 0 || !is_page_ornament(c))
            return false;
    }
    return digits > 0 && digits <= 8;
}

static struct policy_line describe(struct policy_span raw, size_t number, unsigned gap)
{
    struct policy_span text = policy_span_trim(raw);

    return (struct policy_line){
        .text = text,
        .number = number,
        .gap = gap,
        .columns = policy_span_columns(text),
        .ends_blank = text.at + text.length<raw.at + raw.length, .indented = text.at> raw.at,
        .next = POLICY_NO_LINE,
    };
}

static size_t room_for_lines(struct policy_span text)
{
    size_t breaks = 1;

    for (size_t i = 0; i < text.length && breaks < LIMIT_POLICY_LINES; i++)
        breaks += text.at[i] == '\n' || text.at[i] == '\r';
    return breaks;
}

static bool collect(struct policy_span rest, struct policy_lines *out)
{
    unsigned gap = 0;
    bool feed = false;

    for (size_t number = 1; rest.length > 0; number++) {
        struct policy_span raw = take_line(&rest);
        struct policy_line line = describe(raw, number, gap);

        feed = feed || (raw.length > 0 && memchr(raw.at, '\f', raw.length) != NULL);
        if (line.text.length == 0) {
            gap += gap < UINT8_MAX;
            continue;
        }
        if (is_page_number(line.text)) {
            out->page_numbers++;
            continue;
        }
        gap = 0;
        if (out->count == LIMIT_POLICY_LINES)
            return false;
        line.after_feed = feed;
        feed = false;
        out->at[out->count++] = line;
    }
    return true;
}

static unsigned usual_gap(const struct policy_lines *lines)
{
    size_t seen[GAP_COUNTED] = {0};
    unsigned usual = 0;

    for (size_t i = 1; i < lines->count; i++)
        if (lines->at[i].gap < GAP_COUNTED)
            seen[lines->at[i].gap]++;
    for (unsigned gap = 1; gap < GAP_COUNTED; gap++)
        if (seen[gap] > seen[usual])
            usual = gap;
    return usual;
}

/* Nine lines in ten are no wider: headings pull the mean down, small print must not count. */
static unsigned usual_wrap(const struct policy_lines *lines)
{
    size_t seen[WRAP_COUNTED + 1] = {0};
    size_t narrower = 0;
    unsigned columns = 0;

    for (size_t i = 0; i < lines->count; i++)
        seen[lines->at[i].columns < WRAP_COUNTED ? lines->at[i].columns : WRAP_COUNTED]++;
    while (columns < WRAP_COUNTED && (narrower += seen[columns]) * 10 < lines->count * 9)
        columns++;
    return columns > WRAP_LEAST ? columns : WRAP_LEAST;
}

static void measure(struct policy_lines *lines)
{
    size_t marked = 0;

    for (size_t i = 0; i < lines->count; i++)
        marked += lines->at[i].ends_blank;
    lines->marks_ends = marked * 5 >= lines->count && (lines->count - marked) * 5 >= lines->count;
    lines->usual_gap = usual_gap(lines);
    lines->wrap = usual_wrap(lines);
    for (size_t i = 1; i < lines->count && !lines->has_pages; i++)
        lines->has_pages = policy_line_begins_page(lines, i);
}

bool policy_lines_read(struct arena *arena, struct policy_span text,
                       struct policy_problems *problems, struct policy_lines *out)
{
    *out = (struct policy_lines){
        .at = arena_array(arena, room_for_lines(text), sizeof *out->at),
    };
    if (!collect(text, out)) {
        policy_problem_add(
            problems, POLICY_ERROR, 0,
            "行が多すぎます（上限 %d 行）。規程等の本文だけのファイルを選んでください",
            (int)LIMIT_POLICY_LINES);
        return false;
    }
    measure(out);
    return true;
}

/* An extraction that puts an empty line between all lines puts none where a page ends. */
bool policy_line_begins_page(const struct policy_lines *lines, size_t index)
{
    const struct policy_line *line = &lines->at[index];

    return line->after_feed ||
           (lines->marks_ends && lines->usual_gap > 0 && line->gap == 0 && line->indented);
}

bool policy_line_ends_sentence(const struct policy_line *line)
{
    struct policy_span text = line->text;

    while (text.length > 0 && text.at[text.length - 1] >= '0' && text.at[text.length - 1] <= '9')
        text.length--; /* a footnote's number may stand behind the full stop */
    switch (policy_character_last(text)) {
    case 0x3002: /* 。 */
    case 0x300D: /* 」 */
    case 0x300F: /* 』 */
    case 0xFF1E: /* ＞ */
        return true;
    default:
        return false;
    }
}

static bool is_short(const struct policy_lines *lines, const struct policy_line *line)
{
    return line->columns * 100 < lines->wrap * 85;
}

bool policy_line_is_broken(const struct policy_lines *lines, const struct policy_line *line)
{
    if (lines->marks_ends && line->ends_blank)
        return false;
    return !is_short(lines, line) && !policy_line_ends_sentence(line);
}

static bool is_bullet(uint32_t c)
{
    return c == 0x30FB || c == 0x203B || (c >= 0x25A0 && c <= 0x25EF) ||
           (c >= 0x2460 && c <= 0x2473);
}

bool policy_line_ends_paragraph(const struct policy_lines *lines, const struct policy_line *line,
                                const struct policy_line *next)
{
    bool sentence = policy_line_ends_sentence(line);
    bool is_narrow = is_short(lines, line);

    if (is_bullet(policy_character_first(next->text)))
        return sentence || is_narrow || (lines->marks_ends && line->ends_blank);
    if (!lines->marks_ends || line->ends_blank)
        return sentence || is_narrow;
    /* No mark, though this text has them: only a full stop that stands clearly apart counts. */
    return sentence && (is_narrow || next->gap > lines->usual_gap);
}

static bool needs_blank(uint32_t left, uint32_t right)
{
    bool two_digits = left >= '0' && left <= '9' && right >= '0' && right <= '9';

    if (!policy_character_is_ascii_word(right) || two_digits)
        return false;
    return policy_character_is_ascii_word(left) || left == ',' || left == '.';
}

void policy_line_join(struct buffer *buffer, struct policy_span piece)
{
    struct policy_span before = {buffer->data, buffer->length};

    if (buffer->length > 0 &&
        needs_blank(policy_character_last(before), policy_character_first(piece)))
        buffer_char(buffer, ' ');
    buffer_add(buffer, piece.at, piece.length);
}

#include "modules/policies/policy_paragraph.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"

#include <string.h>

enum { HEADING_COLUMNS = 160 };

static struct policy_span words_of(const struct policy_outline *outline,
                                   const struct policy_draft *draft, int line)
{
    return line == draft->head ? draft->first : outline->lines.at[line].text;
}

static bool is_sentence(struct policy_span paragraph)
{
    while (paragraph.length > 0 && paragraph.at[paragraph.length - 1] >= '0' &&
           paragraph.at[paragraph.length - 1] <= '9')
        paragraph.length--;
    return policy_character_last(paragraph) == 0x3002;
}

static bool is_heading(const struct policy_draft *draft, struct policy_span paragraph,
                       bool is_alone)
{
    if (draft->clause.kind != POLICY_TEXT || is_sentence(paragraph) ||
        policy_span_columns(paragraph) > HEADING_COLUMNS)
        return false;
    return !is_alone || draft->has_children || draft->clause.level == 1;
}

/* Joins the paragraphs with line breaks between them. */
static void join_lines(struct policy_outline *outline, const struct policy_draft *draft,
                       struct buffer *buffer)
{
    const struct policy_lines *lines = &outline->lines;

    for (int i = draft->head; i != POLICY_NO_LINE; i = lines->at[i].next) {
        int next = lines->at[i].next;

        policy_line_join(buffer, words_of(outline, draft, i));
        if (next != POLICY_NO_LINE && buffer->length > 0 &&
            policy_line_ends_paragraph(lines, &lines->at[i], &lines->at[next]))
            buffer_char(buffer, '\n');
    }
}

static void join_draft(struct policy_outline *outline, struct policy_draft *draft,
                       struct buffer *buffer)
{
    const char *line_break;
    struct policy_span first;

    join_lines(outline, draft, buffer);
    line_break = memchr(buffer->data, '\n', buffer->length);
    first = (struct policy_span){
        buffer->data, line_break != NULL ? (size_t)(line_break - buffer->data) : buffer->length};
    if (!is_heading(draft, first, line_break == NULL)) {
        draft->clause.text = arena_strndup(outline->arena, buffer->data, buffer->length);
        return;
    }
    draft->clause.heading = arena_strndup(outline->arena, first.at, first.length);
    if (line_break != NULL)
        draft->clause.text = arena_strdup(outline->arena, line_break + 1);
}

/*
 * An empty place larger than between lines parts two boxes. Boxes that stand close are parted where
 * a text that was broken for width ends, which the extraction marks with a blank.
 */
static unsigned join_boxes(struct policy_outline *outline, const struct policy_draft *draft,
                           struct buffer *buffer)
{
    const struct policy_lines *lines = &outline->lines;
    unsigned boxes = 0;
    bool was_broken = false;
    bool parts = true;

    for (int i = lines->at[draft->head].next; i != POLICY_NO_LINE; i = lines->at[i].next) {
        const struct policy_line *line = &lines->at[i];
        bool is_broken = lines->marks_ends && !line->ends_blank && line->next != POLICY_NO_LINE;

        parts = parts || line->gap > lines->usual_gap;
        if (parts && buffer->length > 0)
            buffer_char(buffer, '\n');
        else if (!was_broken && buffer->length > 0)
            buffer_char(buffer, ' ');
        boxes += parts;
        buffer_add(buffer, line->text.at, line->text.length);
        parts = was_broken && !is_broken;
        was_broken = is_broken;
    }
    return boxes;
}

static void join_figure(struct policy_outline *outline, struct policy_draft *draft,
                        struct buffer *buffer)
{
    unsigned boxes = join_boxes(outline, draft, buffer);

    draft->clause.heading = arena_strndup(outline->arena, draft->first.at, draft->first.length);
    draft->clause.text = arena_strndup(outline->arena, buffer->data, buffer->length);
    policy_problem_add(outline->problems, POLICY_UNPLACED, draft->clause.line,
                       "図「%s」の線と矢印は読み取れません。枠の文字 %u 個だけを取り込みました。"
                       "原本の図と照合してください",
                       draft->clause.heading, boxes);
}

void policy_paragraph_join(struct policy_outline *outline)
{
    struct buffer *buffer = buffer_new(outline->arena, LIMIT_POLICY_TEXT * 2);

    for (size_t i = 0; i < outline->count; i++) {
        struct policy_draft *draft = &outline->drafts[i];

        buffer_clear(buffer);
        if (draft->clause.kind == POLICY_FIGURE)
            join_figure(outline, draft, buffer);
        else if (draft->clause.kind != POLICY_TABLE)
            join_draft(outline, draft, buffer);
    }
}

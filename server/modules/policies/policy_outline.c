#include "modules/policies/policy_outline.h"

#include "base/arena.h"
#include "base/limits.h"
#include "modules/policies/policy_footnote.h"
#include "modules/policies/policy_sequence.h"
#include "modules/policies/policy_table.h"

enum start {
    GOES_ON,
    BEGINS_CLAUSE,
    BEGINS_FIGURE,
    BEGINS_FOOTNOTE,
};

struct policy_draft *policy_outline_add(struct policy_outline *outline, size_t line)
{
    struct policy_draft *draft;

    if (outline->count == LIMIT_POLICY_CLAUSES)
        return NULL;
    if (outline->count == outline->capacity) {
        size_t capacity = outline->capacity > 0 ? outline->capacity * 2 : 128;
        struct policy_draft *more = arena_array(outline->arena, capacity, sizeof *more);

        for (size_t i = 0; i < outline->count; i++)
            more[i] = outline->drafts[i];
        outline->drafts = more;
        outline->capacity = capacity;
    }
    draft = &outline->drafts[outline->count++];
    *draft = (struct policy_draft){
        .clause = {.code = "", .slug = "", .number = "", .heading = "", .text = "", .parent = -1},
        .head = POLICY_NO_LINE,
        .tail = POLICY_NO_LINE,
    };
    draft->clause.line = outline->lines.at[line].number;
    return draft;
}

void policy_outline_give(struct policy_outline *outline, struct policy_draft *draft, size_t line)
{
    if (draft->head == POLICY_NO_LINE)
        draft->head = (int)line;
    else
        outline->lines.at[draft->tail].next = (int)line;
    draft->tail = (int)line;
}

static bool is_figure(const struct policy_line *line)
{
    return policy_character_first(line->text) == 0x25A0 && policy_span_has(line->text, "図");
}

/* "（１）に規定する": a mention of a clause, not its beginning. */
static bool is_mention(struct policy_span rest)
{
    static const uint32_t particles[] = {0x306B, 0x306E, 0x3092, 0x304C, 0x3068, 0x3067,
                                         0x306F, 0x3078, 0x3001, 0x3002, 0x304B, 0x307E,
                                         0x53CA, 0x53C8, 0xFF09, 0xFF0C, 0x30FB};
    uint32_t c = policy_character_first(rest);

    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++)
        if (c == particles[i])
            return true;
    return false;
}

/* A half-width number and a blank at the start of a line is a footnote's or, in a text that is
 * numbered half-width, a top clause's. */
static enum start start_of_half(const struct policy_outline *outline,
                                const struct policy_number *number)
{
    unsigned n = number->ordinal;
    bool is_referred = n <= POLICY_FOOTNOTES && outline->is_referred[n];
    bool is_next_clause = n == outline->last[1] + 1;

    if (!outline->has_full_tops)
        return is_next_clause || !is_referred || n <= outline->last_footnote ? BEGINS_CLAUSE
                                                                             : BEGINS_FOOTNOTE;
    if (n <= outline->last_footnote || n > POLICY_FOOTNOTES)
        return is_next_clause ? BEGINS_CLAUSE : GOES_ON;
    if (is_referred || (n == outline->last_footnote + 1 && !is_next_clause))
        return BEGINS_FOOTNOTE;
    return is_next_clause ? BEGINS_CLAUSE : GOES_ON;
}

static enum start start_of(const struct policy_outline *outline, size_t index, int before,
                           struct policy_number *number)
{
    const struct policy_lines *lines = &outline->lines;
    const struct policy_line *line = &lines->at[index];
    bool is_broken;

    if (is_figure(line))
        return BEGINS_FIGURE;
    if (!policy_number_read(line->text, number))
        return GOES_ON;
    is_broken = before != POLICY_NO_LINE && policy_line_is_broken(lines, &lines->at[before]);
    if (number->level == 1 && number->is_half)
        return is_broken && line->gap <= lines->usual_gap ? GOES_ON
                                                          : start_of_half(outline, number);
    if (!is_broken)
        return BEGINS_CLAUSE;
    if (number->level == 1 && lines->marks_ends && line->gap <= lines->usual_gap)
        return GOES_ON;
    return policy_sequence_continues(outline, number) && !is_mention(number->rest) ? BEGINS_CLAUSE
                                                                                   : GOES_ON;
}

bool policy_outline_breaks(const struct policy_outline *outline, size_t index, int before)
{
    struct policy_number number;

    return start_of(outline, index, before, &number) != GOES_ON;
}

static void name_clause(struct policy_outline *outline, struct policy_clause *clause,
                        const struct policy_number *number)
{
    const struct policy_clause *parent =
        clause->parent >= 0 ? &outline->drafts[clause->parent].clause : NULL;
    const char *code = policy_number_code(outline->arena, number->level, number->ordinal);
    const char *slug = policy_number_slug(outline->arena, number->level, number->ordinal);

    clause->level = number->level;
    clause->number = arena_strndup(outline->arena, number->printed.at, number->printed.length);
    clause->code = parent == NULL ? code : arena_printf(outline->arena, "%s%s", parent->code, code);
    clause->slug =
        parent == NULL ? slug : arena_printf(outline->arena, "%s.%s", parent->slug, slug);
}

static size_t begin_clause(struct policy_outline *outline, size_t index,
                           const struct policy_number *number)
{
    size_t line = outline->lines.at[index].number;
    struct policy_draft *draft = policy_outline_add(outline, index);

    if (draft == NULL)
        return 0;
    policy_sequence_check_width(outline, number, line);
    draft->clause.parent = policy_sequence_parent(outline, number, line);
    policy_sequence_check_order(outline, number, line);
    if (draft->clause.parent >= 0)
        outline->drafts[draft->clause.parent].has_children = true;
    name_clause(outline, &draft->clause, number);
    draft->first = number->rest;
    policy_outline_give(outline, draft, index);
    policy_sequence_open(outline, number);
    outline->before = (int)index;
    return index + 1;
}

static size_t read_figure(struct policy_outline *outline, size_t index)
{
    const struct policy_lines *lines = &outline->lines;
    struct policy_draft *draft = policy_outline_add(outline, index);
    struct policy_span mark = lines->at[index].text;
    bool is_chart = policy_span_has(mark, "推進体制図");
    size_t i = index;

    if (draft == NULL)
        return 0;
    outline->figures++;
    draft->clause.kind = POLICY_FIGURE;
    draft->clause.code =
        is_chart ? "推進体制図" : arena_printf(outline->arena, "図%u", outline->figures);
    draft->clause.slug =
        is_chart ? "chart" : arena_printf(outline->arena, "fig%u", outline->figures);
    if (is_chart && outline->figures > 1)
        draft->clause.slug = arena_printf(outline->arena, "chart%u", outline->figures);
    draft->clause.parent = outline->open[1];
    draft->first = policy_span_trim((struct policy_span){mark.at + 3, mark.length - 3});
    do
        policy_outline_give(outline, draft, i++);
    while (i < lines->count && !policy_line_begins_page(lines, i) &&
           !policy_outline_breaks(outline, i, (int)i - 1));
    outline->before = POLICY_NO_LINE;
    return i;
}

/* A footnote goes down to the end of its page; without pages, to the end of its paragraph. */
static size_t read_footnote(struct policy_outline *outline, size_t index,
                            const struct policy_number *number)
{
    const struct policy_lines *lines = &outline->lines;
    struct policy_draft *draft = policy_outline_add(outline, index);
    size_t i = index;

    if (draft == NULL)
        return 0;
    draft->clause.kind = POLICY_FOOTNOTE;
    draft->clause.number =
        arena_strndup(outline->arena, number->printed.at, number->printed.length);
    draft->clause.code = arena_printf(outline->arena, "注%u", number->ordinal);
    draft->clause.slug = arena_printf(outline->arena, "fn%u", number->ordinal);
    draft->first = number->rest;
    outline->last_footnote = number->ordinal;
    do
        policy_outline_give(outline, draft, i++);
    while (i < lines->count && !policy_line_begins_page(lines, i) &&
           (lines->has_pages ||
            !policy_line_ends_paragraph(lines, &lines->at[i - 1], &lines->at[i])) &&
           !policy_outline_breaks(outline, i, (int)i - 1));
    return i;
}

/* A title page, a table of contents: nothing is lost in silence. */
static size_t skip_preamble(struct policy_outline *outline, size_t index)
{
    size_t i = index;

    while (i < outline->lines.count && !policy_outline_breaks(outline, i, POLICY_NO_LINE))
        i++;
    policy_problem_add(outline->problems, POLICY_UNPLACED, outline->lines.at[index].number,
                       "最初の番号より前の %zu 行は取り込みません。不要な行か確認してください",
                       i - index);
    return i;
}

static size_t go_on(struct policy_outline *outline, size_t index)
{
    if (outline->current < 0)
        return skip_preamble(outline, index);
    if (policy_table_begins(outline, index)) {
        size_t next = policy_table_read(outline, index);

        outline->before = POLICY_NO_LINE;
        return next;
    }
    if (policy_table_is_stray_row(outline, index))
        policy_problem_add(outline->problems, POLICY_WARNING, outline->lines.at[index].number,
                           "空白で区切られた行を本文として取り込みました。"
                           "表の一部でないか、原本と照合してください");
    policy_outline_give(outline, &outline->drafts[outline->current], index);
    outline->before = (int)index;
    return index + 1;
}

/* The next line to read; 0 if there is no room for another clause. */
static size_t read_at(struct policy_outline *outline, size_t index)
{
    struct policy_number number;

    switch (start_of(outline, index, outline->before, &number)) {
    case BEGINS_CLAUSE:
        return begin_clause(outline, index, &number);
    case BEGINS_FIGURE:
        return read_figure(outline, index);
    case BEGINS_FOOTNOTE:
        return read_footnote(outline, index, &number);
    default:
        return go_on(outline, index);
    }
}

static void look_ahead(struct policy_outline *outline)
{
    struct policy_number number;

    for (size_t i = 0; i < outline->lines.count; i++) {
        struct policy_span text = outline->lines.at[i].text;

        policy_footnote_mark(text, outline->is_referred);
        if (policy_number_read(text, &number) && number.level == 1 && !number.is_half)
            outline->has_full_tops = true;
    }
}

bool policy_outline_read(struct policy_outline *outline)
{
    for (int level = 0; level <= POLICY_LEVELS; level++)
        outline->open[level] = -1;
    outline->current = -1;
    outline->before = POLICY_NO_LINE;
    look_ahead(outline);
    for (size_t i = 0; i < outline->lines.count;) {
        i = read_at(outline, i);
        if (i == 0) {
            policy_problem_add(
                outline->problems, POLICY_ERROR, 0,
                "条項が多すぎます（上限 %d）。規程等の本文だけのファイルを選んでください",
                (int)LIMIT_POLICY_CLAUSES);
            return false;
        }
    }
    if (outline->last[1] > 0)
        return true;
    policy_problem_add(outline->problems, POLICY_ERROR, 0,
                       "条の番号（行の先頭の「１ 」など）が一つもありません。"
                       "規程等の本文のファイルか確認してください");
    return false;
}

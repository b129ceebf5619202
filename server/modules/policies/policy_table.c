#include "modules/policies/policy_table.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"

enum { COLUMNS = 12, LEAST_COLUMNS = 3, HEADER_COLUMNS_WIDE = 24 };

struct pieces {
    struct policy_span at[COLUMNS];
    size_t count;
    bool overflowed;
};

struct table {
    struct policy_outline *outline;
    size_t from;
    size_t to; /* behind the last line */
    size_t columns;
    struct policy_row *rows;
    size_t count;
    size_t capacity;
    const char *cells[COLUMNS];
    size_t filled; /* cells of the row at hand that are complete */
    struct buffer *cell;
};

static void add_piece(struct pieces *pieces, const char *from, const char *to)
{
    if (pieces->count == COLUMNS) {
        pieces->overflowed = true;
        return;
    }
    pieces->at[pieces->count++] = (struct policy_span){from, (size_t)(to - from)};
}

/* One blank next to a number or a Latin word belongs to the words: 第 2 条. */
static bool separates(uint32_t left, uint32_t blank, size_t blanks, uint32_t right)
{
    if (blanks > 1 || blank == '\t' || blank == 0x3000)
        return true;
    return !policy_character_is_ascii_word(left) && !policy_character_is_ascii_word(right);
}

static struct pieces split(struct policy_span text)
{
    struct pieces pieces = {0};
    const char *end = text.at + text.length;
    const char *from = text.at;
    uint32_t left = 0;
    size_t size;

    for (const char *at = text.at; at < end;) {
        const char *gap = at;
        uint32_t blank = policy_character(at, end, &size);
        uint32_t c = blank;
        size_t blanks = 0;

        while (size > 0 && policy_character_is_blank(c)) {
            at += size;
            blanks++;
            c = policy_character(at, end, &size);
        }
        if (size == 0)
            break;
        if (blanks > 0 && separates(left, blank, blanks, c)) {
            add_piece(&pieces, from, gap);
            from = at;
        }
        left = c;
        at += size;
    }
    add_piece(&pieces, from, end);
    return pieces;
}

static bool is_heading_row(const struct pieces *pieces)
{
    for (size_t i = 0; i < pieces->count; i++)
        if (policy_span_columns(pieces->at[i]) > HEADER_COLUMNS_WIDE ||
            policy_span_has(pieces->at[i], "。") || policy_span_has(pieces->at[i], "、"))
            return false;
    return !pieces->overflowed;
}

static bool is_row_of(const struct policy_outline *outline, size_t index, size_t columns)
{
    return index < outline->lines.count && !policy_outline_breaks(outline, index, (int)index - 1) &&
           split(outline->lines.at[index].text).count == columns;
}

bool policy_table_begins(const struct policy_outline *outline, size_t index)
{
    const struct policy_lines *lines = &outline->lines;
    struct pieces pieces = split(lines->at[index].text);

    if (pieces.count < 2 || !is_heading_row(&pieces))
        return false;
    if (outline->before != POLICY_NO_LINE &&
        policy_line_is_broken(lines, &lines->at[outline->before]))
        return false;
    if (pieces.count < LEAST_COLUMNS) /* two words may be anything: only rows below make it sure */
        return is_row_of(outline, index + 1, 2) && is_row_of(outline, index + 2, 2);
    return index + 1 < lines->count && !policy_outline_breaks(outline, index + 1, (int)index);
}

bool policy_table_is_stray_row(const struct policy_outline *outline, size_t index)
{
    return split(outline->lines.at[index].text).count >= LEAST_COLUMNS;
}

static void make_room(struct table *t)
{
    struct policy_row *more;

    if (t->count < t->capacity)
        return;
    t->capacity = t->capacity > 0 ? t->capacity * 2 : 8;
    more = arena_array(t->outline->arena, t->capacity, sizeof *more);
    for (size_t i = 0; i < t->count; i++)
        more[i] = t->rows[i];
    t->rows = more;
}

static void add_row(struct table *t, const char **cells, size_t count)
{
    const char **kept = arena_array(t->outline->arena, count, sizeof *kept);

    for (size_t i = 0; i < count; i++)
        kept[i] = cells[i];
    make_room(t);
    t->rows[t->count++] = (struct policy_row){kept, count};
}

static bool end_cell(struct table *t)
{
    if (t->filled == t->columns)
        return false;
    t->cells[t->filled++] = arena_strndup(t->outline->arena, t->cell->data, t->cell->length);
    buffer_clear(t->cell);
    return true;
}

static void end_row(struct table *t)
{
    if (t->filled < t->columns || t->cell->length > 0)
        return;
    add_row(t, t->cells, t->columns);
    t->filled = 0;
}

static bool is_one_character(struct policy_span piece)
{
    size_t size;

    policy_character(piece.at, piece.at + piece.length, &size);
    return size == piece.length;
}

static size_t count_spaced_out(const struct pieces *pieces)
{
    size_t count = 0;

    while (count < pieces->count && is_one_character(pieces->at[count]))
        count++;
    return count > 1 ? count : 1;
}

/* A line of a row: every piece but the last is a whole cell. */
static bool take_line(struct table *t, const struct policy_line *line)
{
    const struct policy_lines *lines = &t->outline->lines;
    struct pieces pieces = split(line->text);
    bool begins_row = t->filled == 0 && t->cell->length == 0;
    size_t label = begins_row ? count_spaced_out(&pieces) : 0;

    if (pieces.overflowed || (begins_row && pieces.count <= label))
        return false;
    for (size_t i = 0; i < pieces.count; i++) {
        bool ends = i + 1 < pieces.count || !lines->marks_ends || line->ends_blank;

        policy_line_join(t->cell, pieces.at[i]);
        if (i + 1 < label)
            continue;
        if (ends && !end_cell(t))
            return false;
    }
    end_row(t);
    return lines->marks_ends || t->filled == 0;
}

/* Text behind a whole row: a cell that was broken in two would be short and have no full stop. */
static bool is_prose(const struct table *t, size_t index)
{
    const struct policy_lines *lines = &t->outline->lines;
    const struct policy_line *line = &lines->at[index];

    if (split(line->text).count > 1)
        return false;
    return policy_line_is_broken(lines, line) ||
           (policy_line_ends_sentence(line) && line->gap > lines->usual_gap);
}

static bool read_rows(struct table *t)
{
    const struct policy_lines *lines = &t->outline->lines;

    for (t->to = t->from + 1; t->to < lines->count; t->to++) {
        bool between = t->filled == 0 && t->cell->length == 0;

        if (policy_outline_breaks(t->outline, t->to, (int)t->to - 1))
            break;
        if (between && t->count > 1 && is_prose(t, t->to))
            break;
        if (!take_line(t, &lines->at[t->to]))
            return false;
    }
    return t->filled == 0 && t->cell->length == 0 && t->count > 1;
}

static void keep_lines(struct table *t)
{
    const struct policy_lines *lines = &t->outline->lines;

    while (t->to < lines->count && !policy_outline_breaks(t->outline, t->to, (int)t->to - 1))
        t->to++;
    t->count = 0;
    for (size_t i = t->from; i < t->to; i++) {
        const char *cell =
            arena_strndup(t->outline->arena, lines->at[i].text.at, lines->at[i].text.length);

        add_row(t, &cell, 1);
    }
    policy_problem_add(t->outline->problems, POLICY_WARNING, lines->at[t->from].number,
                       "表の列を判別できないため、行のまま取り込みました。原本と照合してください");
}

static void read_table(struct table *t)
{
    struct pieces header = split(t->outline->lines.at[t->from].text);
    const char *names[COLUMNS] = {0};

    t->columns = header.count;
    t->cell = buffer_new(t->outline->arena, LIMIT_POLICY_TEXT * 2);
    for (size_t i = 0; i < header.count; i++)
        names[i] = arena_strndup(t->outline->arena, header.at[i].at, header.at[i].length);
    add_row(t, names, header.count);
    if (!read_rows(t))
        keep_lines(t);
}

static void name_table(struct policy_outline *outline, struct policy_clause *clause)
{
    struct policy_draft *owner = &outline->drafts[outline->current];

    owner->tables++;
    owner->has_children = true;
    clause->code = owner->tables == 1
                       ? arena_printf(outline->arena, "%s表", owner->clause.code)
                       : arena_printf(outline->arena, "%s表%u", owner->clause.code, owner->tables);
    clause->slug = owner->tables == 1 ? arena_printf(outline->arena, "%s.table", owner->clause.slug)
                                      : arena_printf(outline->arena, "%s.table%u",
                                                     owner->clause.slug, owner->tables);
    clause->parent = outline->current;
}

size_t policy_table_read(struct policy_outline *outline, size_t index)
{
    struct table t = {.outline = outline, .from = index, .to = index + 1};
    struct policy_draft *draft = policy_outline_add(outline, index);

    if (draft == NULL)
        return 0;
    draft->clause.kind = POLICY_TABLE;
    name_table(outline, &draft->clause);
    read_table(&t);
    draft->clause.rows = t.rows;
    draft->clause.row_count = t.count;
    return t.to;
}

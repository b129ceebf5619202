#include "modules/policies/policy_preview.h"

#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/rows.h"
#include "base/work.h"
#include "modules/policies/policy_compare.h"
#include "modules/policies/policy_text.h"
#include "modules/policies/policy_token.h"
#include "view/view.h"

enum {
    TEXT_SHOWN = 1024 * 1024, /* of all texts together: the page stays below LIMIT_PAGE */
    CHANGES_SHOWN = 1000,
};

static const char *const severities[] = {
    [POLICY_ERROR] = "error", [POLICY_WARNING] = "warning", [POLICY_UNPLACED] = "unplaced"};

static const char *const kinds[] = {[POLICY_TEXT] = "text",
                                    [POLICY_TABLE] = "table",
                                    [POLICY_FIGURE] = "figure",
                                    [POLICY_FOOTNOTE] = "footnote"};

static const char *const change_kinds[] = {[POLICY_ADDED] = "added",
                                           [POLICY_REMOVED] = "removed",
                                           [POLICY_CHANGED] = "changed",
                                           [POLICY_MOVED] = "moved"};

struct preview {
    struct arena *arena;
    size_t room; /* for texts, in bytes */
    bool is_shortened;
};

/* The text in words; nothing of it once the page is full. */
static const char *shown(struct preview *preview, const char *text)
{
    const char *words = policy_tokens_in_words(preview->arena, text);
    size_t length = strlen(words);

    if (length > preview->room) {
        preview->is_shortened = true;
        preview->room = 0;
        return "（省略）";
    }
    preview->room -= length;
    return words;
}

/* ---- counts and problems --------------------------------------------------------------------- */

static void add_counts(struct view *view, const struct policy_text *text)
{
    const struct policy_report *report = &text->report;
    struct view *counts = view_object(view, "counts");

    view_list(counts, "levels");
    for (int level = 1; level <= POLICY_LEVELS; level++) {
        struct view *item = view_list_object(counts, "levels");

        view_integer(item, "level", level);
        view_integer(item, "clauses", (int64_t)report->levels[level]);
    }
    view_integer(counts, "footnotes", (int64_t)report->footnotes);
    view_integer(counts, "tables", (int64_t)report->tables);
    view_integer(counts, "figures", (int64_t)report->figures);
    view_integer(counts, "page_numbers", (int64_t)report->page_numbers);
}

static void add_problems(struct view *view, struct arena *arena, const struct policy_report *report)
{
    view_list(view, "problems");
    for (size_t i = 0; i < report->problem_count; i++) {
        const struct policy_problem *problem = &report->problems[i];
        struct view *item = view_list_object(view, "problems");

        view_text(item, "severity", severities[problem->severity]);
        if (problem->line)
            view_integer(item, "line", (int64_t)problem->line);
        else
            view_text(item, "line", NULL);
        view_text(item, "message", arena_printf(arena, "%s。", problem->message));
    }
    view_integer(view, "error_count", (int64_t)report->found[POLICY_ERROR]);
    view_boolean(view, "has_errors", report->found[POLICY_ERROR] > 0);
}

/* ---- the tree -------------------------------------------------------------------------------- */

static json_t *table_rows(struct preview *preview, const struct policy_clause *clause)
{
    json_t *rows = json_array();

    for (size_t r = 0; r < clause->row_count; r++) {
        json_t *cells = json_array();

        for (size_t c = 0; c < clause->rows[r].count; c++)
            json_array_append_new(cells, json_string(shown(preview, clause->rows[r].cells[c])));
        json_array_append_new(rows, json_pack("{s:b, s:o}", "is_heading", r == 0, "cells", cells));
    }
    return rows;
}

static json_t *clause_node(struct preview *preview, const struct policy_clause *clause)
{
    return json_pack("{s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:o, s:o}", "code", clause->code, "slug",
                     clause->slug, "number", clause->number, "level", clause->level, "kind",
                     kinds[clause->kind], "heading", shown(preview, clause->heading), "text",
                     shown(preview, clause->text), "rows", table_rows(preview, clause), "children",
                     json_array());
}

/* A parent stands before its children, so its node is there when they come. */
static json_t *clause_tree(struct preview *preview, const struct policy_text *text)
{
    json_t *tree = json_array();
    json_t **nodes = arena_array(preview->arena, text->count + 1, sizeof(json_t *));

    for (size_t i = 0; i < text->count; i++) {
        const struct policy_clause *clause = &text->clauses[i];

        if (clause->kind == POLICY_FOOTNOTE)
            continue;
        nodes[i] = clause_node(preview, clause);
        json_array_append_new(
            clause->parent < 0 ? tree : json_object_get(nodes[clause->parent], "children"),
            nodes[i]);
    }
    return tree;
}

static json_t *footnote_list(struct preview *preview, const struct policy_text *text)
{
    json_t *list = json_array();

    for (size_t i = 0; i < text->count; i++) {
        const struct policy_clause *note = &text->clauses[i];

        if (note->kind == POLICY_FOOTNOTE)
            json_array_append_new(
                list, json_pack("{s:s, s:s, s:s, s:s?}", "code", note->code, "number", note->number,
                                "text", shown(preview, note->text), "referenced_by",
                                note->parent < 0 ? NULL : text->clauses[note->parent].code));
    }
    return list;
}

/* ---- what changes ---------------------------------------------------------------------------- */

/* Heading, text and table as one text, as policy_draft_base gives those of the former version. */
static const char *whole_text(struct arena *arena, const struct policy_clause *clause)
{
    struct buffer *out = buffer_new(arena, 2 * LIMIT_POLICY_TEXT);

    buffer_text(out, clause->heading);
    if (*clause->text)
        buffer_printf(out, "%s%s", out->length ? "\n" : "", clause->text);
    for (size_t r = 0; r < clause->row_count; r++) {
        if (out->length)
            buffer_char(out, '\n');
        for (size_t c = 0; c < clause->rows[r].count; c++)
            buffer_printf(out, "%s%s", c ? " ｜ " : "", clause->rows[r].cells[c]);
    }
    return out->length ? out->data : "";
}

static struct policy_passages new_passages(struct arena *arena, const struct policy_text *text)
{
    struct policy_passage *items = arena_array(arena, text->count + 1, sizeof *items);

    for (size_t i = 0; i < text->count; i++)
        items[i] = (struct policy_passage){text->clauses[i].slug, text->clauses[i].code,
                                           whole_text(arena, &text->clauses[i])};
    return (struct policy_passages){items, text->count};
}

static struct policy_passages old_passages(struct arena *arena, const struct rows *base)
{
    size_t count = (size_t)base->count;
    struct policy_passage *items = arena_array(arena, count + 1, sizeof *items);

    for (int i = 0; i < base->count; i++)
        items[i] = (struct policy_passage){rows_text(base, i, "slug"), rows_text(base, i, "code"),
                                           rows_text(base, i, "text")};
    return (struct policy_passages){items, count};
}

static void add_side(struct preview *preview, struct view *item, const char *const names[3],
                     const struct policy_passage *this, const struct policy_passage *other)
{
    struct policy_difference parts = {"", "", ""};

    if (this)
        parts = policy_difference(preview->arena, this->text, other ? other->text : "");
    view_text(item, names[0], shown(preview, parts.head));
    view_text(item, names[1], shown(preview, parts.changed));
    view_text(item, names[2], shown(preview, parts.tail));
}

static void add_change(struct preview *preview, struct view *view,
                       const struct policy_change *change)
{
    static const char *const new_names[] = {"new_head", "new_changed", "new_tail"};
    static const char *const old_names[] = {"old_head", "old_changed", "old_tail"};
    struct view *item = view_list_object(view, "changes");

    view_text(item, "change", change_kinds[change->kind]);
    view_boolean(item, "is_moved", change->kind == POLICY_MOVED);
    view_text(item, "code", change->after ? change->after->code : NULL);
    view_text(item, "old_code", change->before ? change->before->code : NULL);
    add_side(preview, item, new_names, change->after, change->before);
    add_side(preview, item, old_names, change->before, change->after);
}

static void add_changes(struct preview *preview, struct view *view, const struct policy_text *text,
                        const struct rows *base)
{
    struct policy_changes changes = {NULL, 0};

    if (base->count)
        changes = policy_compare(preview->arena, old_passages(preview->arena, base),
                                 new_passages(preview->arena, text));
    view_list(view, "changes");
    for (size_t i = 0; i < changes.count && i < CHANGES_SHOWN; i++)
        add_change(preview, view, &changes.items[i]);
    view_integer(view, "change_count", (int64_t)changes.count);
    view_boolean(view, "has_more_changes", changes.count > CHANGES_SHOWN);
}

void policy_preview(struct view *view, struct work *work, const struct policy_text *text,
                    const struct rows *base)
{
    struct preview preview = {.arena = work->arena, .room = TEXT_SHOWN};

    add_counts(view, text);
    add_problems(view, work->arena, &text->report);
    add_changes(&preview, view, text, base);
    view_json(view, "clauses", json_on_arena(work->arena, clause_tree(&preview, text)));
    view_json(view, "footnotes", json_on_arena(work->arena, footnote_list(&preview, text)));
    view_boolean(view, "is_shortened", preview.is_shortened);
}

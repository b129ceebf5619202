#include "modules/assets/asset_change.h"

#include <string.h>

#include "base/arena.h"
#include "base/rows.h"
#include "base/work.h"
#include "modules/assets/asset_words.h"

/* ---- words ------------------------------------------------------------------------------------
 */

static const char *const added[] = {"change_field", "change_before", "change_after"};
enum { ADDED = sizeof added / sizeof *added };

static struct cell cell_of(const char *text)
{
    return (struct cell){.text = text, .length = text ? (uint32_t)strlen(text) : 0};
}

/* Levels and answers have their words from the classification, the others from the labels. */
static const char *words_of(struct work *work, const struct rows *rows, int row, const char *word,
                            const char *value)
{
    const char *words = rows_text(rows, row, word);

    return words ? words
                 : asset_value_words(work->arena, rows_text(rows, row, "field"),
                                     rows_text(rows, row, value));
}

static struct rows *wider(struct work *work, const struct rows *rows, int width)
{
    struct rows *made = arena_alloc(work->arena, sizeof *made);

    *made = (struct rows){.count = rows->count, .width = width};
    made->columns = arena_array(work->arena, (size_t)width, sizeof *made->columns);
    made->cells =
        arena_array(work->arena, (size_t)rows->count * (size_t)width + 1, sizeof *made->cells);
    return made;
}

const struct rows *asset_changes_in_words(struct work *work, const struct rows *rows)
{
    int old = rows->width, width = old + ADDED;
    struct rows *made = wider(work, rows, width);
    struct column *columns = (struct column *)made->columns;
    struct cell *cells = (struct cell *)made->cells;

    memcpy(columns, rows->columns, (size_t)old * sizeof *columns);
    for (int i = 0; i < ADDED; i++)
        columns[old + i] = (struct column){added[i], CELL_TEXT};
    for (int row = 0; row < rows->count; row++, cells += width) {
        memcpy(cells, rows->cells + (size_t)row * (size_t)old, (size_t)old * sizeof *cells);
        cells[old] = cell_of(asset_field_label(rows_text(rows, row, "field")));
        cells[old + 1] = cell_of(words_of(work, rows, row, "_old_word", "old"));
        cells[old + 2] = cell_of(words_of(work, rows, row, "_new_word", "new"));
    }
    return made;
}

/* ---- a sheet ----------------------------------------------------------------------------------
 */

static const struct {
    const char *name, *from;
} sheet[] = {
    {"asset_no", "asset_no"},         {"asset_kind", "asset_kind"},
    {"asset_name", "asset_name"},     {"owner_unit", "owner_unit"},
    {"change_field", "change_field"}, {"change_before", "change_before"},
    {"change_after", "change_after"}, {"change_reason", "reason"},
    {"actual_change_on", "_actual"},  {"corrected_at", "_corrected"},
    {"corrected_by", "changed_by"},   {"lag_days", "lag_days"},
    {"change_late", "_late"},
};
enum { SHEET_COLUMNS = sizeof sheet / sizeof *sheet };

const struct rows *asset_changes_sheet(struct work *work, const struct rows *rows)
{
    struct rows *made = wider(work, rows, SHEET_COLUMNS);

    for (int i = 0; i < SHEET_COLUMNS; i++) {
        int from = rows_column(rows, sheet[i].from);

        ((struct column *)made->columns)[i] =
            (struct column){sheet[i].name, rows->columns[from].type};
        for (int row = 0; row < rows->count; row++)
            ((struct cell *)made->cells)[row * SHEET_COLUMNS + i] =
                rows->cells[row * rows->width + from];
    }
    return made;
}

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"
#include "core/transfer/xlsx_part.h"
#include "core/transfer/xlsx_value.h"

/* ---- values ------------------------------------------------------------------------------------
 */

static const char *shared_text(struct xlsx_reader *r, const char *text)
{
    char *end;
    unsigned long index = strtoul(text, &end, 10);

    if (end == text || *end || index >= r->string_count)
        return xlsx_refuse_broken(r), "";
    return r->strings[index];
}

static const char *value_text(struct xlsx_reader *r)
{
    const char *text = r->text->data;

    if (!strcmp(r->type, "s"))
        return shared_text(r, text);
    if (!strcmp(r->type, "b"))
        return *text == '1' ? "TRUE" : "FALSE";
    if (!*r->type || !strcmp(r->type, "n"))
        return xlsx_number(r->arena, text, r->style < r->style_count && r->is_day[r->style],
                           r->is_1904);
    return xlsx_keep(r, text); /* inlineStr, str, e, d */
}

/* ---- cells -------------------------------------------------------------------------------------
 */

static const char *place_of(struct xlsx_reader *r)
{
    return arena_printf(r->arena, "シート「%s」の%s%d", r->sheet->name,
                        xlsx_column(r->arena, r->column), r->line);
}

static void take_text(struct xlsx_reader *r)
{
    buffer_clear(r->text);
    r->takes_text = true;
}

static void start_cell(struct xlsx_reader *r, const char **attributes)
{
    const char *place = xlsx_attribute(attributes, "r"), *type = xlsx_attribute(attributes, "t");
    const char *style = xlsx_attribute(attributes, "s");
    long line;

    r->column++;
    if (place && (!xlsx_place(place, &r->column, &line) || line != r->line)) {
        xlsx_refuse_broken(r);
        return;
    }
    r->style = style ? (size_t)strtoul(style, NULL, 10) : 0;
    r->has_formula = r->has_value = false;
    snprintf(r->type, sizeof r->type, "%s", type ? type : "");
    buffer_clear(r->text);
}

static void start_row(struct xlsx_reader *r, const char **attributes)
{
    const char *text = xlsx_attribute(attributes, "r");
    long line = text ? strtol(text, NULL, 10) : r->line + 1;

    if (line <= r->line || line > LIMIT_XLSX_LINES) {
        xlsx_refuse_broken(r);
        return;
    }
    r->line = (int)line;
    r->row_count = 0;
    r->column = (size_t)-1;
}

/* Merged downwards: the text of the first in each line that is there. */
static void fill_down(struct xlsx_reader *r, size_t column, long from, long to)
{
    const char *text = "";

    for (size_t i = 0; i < r->sheet->csv.count; i++) {
        struct csv_record *record = &r->sheet->csv.records[i];
        const char **cells = (const char **)(size_t)record->cells; /* made by end_row() */

        if (record->line == from && column < record->count)
            text = cells[column];
        if (record->line <= from || record->line > to || !*text)
            continue;
        cells[column] = text;
        record->count = column < record->count ? record->count : column + 1;
    }
}

static void merge(struct xlsx_reader *r, const char *range)
{
    const char *colon = range ? strchr(range, ':') : NULL;
    size_t column, last;
    long from, to;

    if (!colon || !xlsx_place(range, &column, &from) || !xlsx_place(colon + 1, &last, &to) ||
        to <= from || column >= LIMIT_CSV_CELLS)
        return;
    r->merged += (long)r->sheet->csv.count + to - from;
    if (r->merged > LIMIT_XLSX_MERGED)
        xlsx_refuse(r, "結合されたセルが多すぎます。セルの結合を解除して、保存し直してください。");
    else
        fill_down(r, column, from, to);
}

void xlsx_sheet_start(struct xlsx_reader *r, const char *name, const char **attributes)
{
    if (!strcmp(name, "row"))
        start_row(r, attributes);
    else if (!strcmp(name, "c"))
        start_cell(r, attributes);
    else if (!strcmp(name, "f"))
        r->has_formula = true;
    else if (!strcmp(name, "v")) {
        r->has_value = true;
        take_text(r);
    } else if (!strcmp(name, "is"))
        r->has_value = true;
    else if (!strcmp(name, "rPh"))
        r->in_reading = true;
    else if (!strcmp(name, "t"))
        r->takes_text = true;
    else if (!strcmp(name, "mergeCell"))
        merge(r, xlsx_attribute(attributes, "ref"));
}

static void put_cell(struct xlsx_reader *r, const char *text)
{
    if (!*text)
        return;
    if (r->column >= LIMIT_CSV_CELLS) {
        xlsx_refuse(r, "%sの列が多すぎます（%d列まで）。", place_of(r), LIMIT_CSV_CELLS);
        return;
    }
    while (r->row_count <= r->column)
        r->row[r->row_count++] = "";
    r->row[r->column] = text;
}

static void end_cell(struct xlsx_reader *r)
{
    if (r->text->overflowed)
        xlsx_refuse(r, "%sの文字が長すぎます。", place_of(r));
    else if (r->has_formula && !r->has_value)
        xlsx_refuse(
            r,
            "%sの数式の結果が保存されていません。Excel で開いて保存し直すか、値だけを貼り付けて"
            "ください。",
            place_of(r));
    else if (r->has_value) {
        r->sheet->formulas += r->has_formula;
        put_cell(r, *r->text->data ? value_text(r) : "");
    }
}

static bool is_blank(struct xlsx_reader *r)
{
    for (size_t i = 0; i < r->row_count; i++)
        if (*text_trim(r->arena, r->row[i]))
            return false;
    return true;
}

static void end_row(struct xlsx_reader *r)
{
    struct csv *csv = &r->sheet->csv;
    const char **cells;

    if (r->has_failed || is_blank(r))
        return;
    if (++r->record_total > LIMIT_CSV_RECORDS) {
        xlsx_refuse(r, "行が多すぎます（%d行まで）。ファイルを分けてください。", LIMIT_CSV_RECORDS);
        return;
    }
    csv->records =
        xlsx_with_room(r, csv->records, csv->count, &r->record_room, sizeof *csv->records);
    cells = arena_array(r->arena, LIMIT_CSV_CELLS, sizeof *cells); /* all: see fill_down() */
    for (size_t i = 0; i < LIMIT_CSV_CELLS; i++)
        cells[i] = i < r->row_count ? r->row[i] : "";
    csv->records[csv->count++] = (struct csv_record){r->line, cells, r->row_count};
}

void xlsx_sheet_end(struct xlsx_reader *r, const char *name)
{
    if (!strcmp(name, "rPh"))
        r->in_reading = false;
    else if (!strcmp(name, "v") || !strcmp(name, "t"))
        r->takes_text = false;
    else if (!strcmp(name, "c"))
        end_cell(r);
    else if (!strcmp(name, "row"))
        end_row(r);
}

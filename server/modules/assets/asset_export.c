#include "modules/assets/asset_export.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/work.h"
#include "db/db.h"
#include "modules/assets/asset_cell.h"
#include "view/label.h"
#include "view/sheet.h"

enum {
    BLOCK = 250,
    BLOCK_BYTES = 8 * 1024 * 1024,
    LEADING = 3, /* columns before the fields */
    MORE_ROWS = 1000,
    LIST_CHARACTERS = 255,
    TEXT_FORMAT = 49,
    HEADING_COLOR = 0xE8F1FE
};

/* ---- rows, whatever file they go to ------------------------------------------------------------
 */

struct row_writer {
    void (*cell)(struct row_writer *writer, const char *text);
    bool (*end_row)(struct row_writer *writer);
};

struct export
{
    struct work *work;
    struct arena *arena; /* of a block */
    const struct asset_words *words;
    const struct asset_export *of;
    struct asset_fields_of fields;
    char *room;
};

static void write_row(const struct export *e, const json_t *row, struct row_writer *writer)
{
    const json_t *held = json_object_get(row, "held"), *secret = json_object_get(row, "secret");

    writer->cell(writer, json_string_value(json_object_get(row, "no")));
    writer->cell(writer,
                 arena_printf(e->arena, "%lld",
                              (long long)json_integer_value(json_object_get(row, "version"))));
    writer->cell(writer, json_string_value(json_object_get(row, "unit")));
    for (size_t i = 0; i < e->fields.count; i++) {
        const struct field *field = e->fields.at[i];
        bool is_secret = asset_column_of(field->name)->part == ASSET_PART_RESTRICTED;

        writer->cell(writer, asset_cell_text(e->arena, e->words, field, is_secret ? secret : held));
    }
}

static bool write_block(struct export *e, const char *ids, struct row_writer *writer)
{
    const json_t *rows, *row;
    size_t length, i;
    bool ok = true;

    if (!db_take_bytes(e->work, SQL_ASSET_EXPORT_BLOCK, PARAMS(ids), e->room, BLOCK_BYTES, &length))
        return false;
    if (length > BLOCK_BYTES) {
        log_bug("%zu bytes are too many for a block of assets", length);
        return fail(e->work, ERR_INTERNAL, NULL);
    }
    rows = json_on_arena(e->arena, json_loadb(e->room, length, 0, NULL));
    json_array_foreach(rows, i, row)
    {
        write_row(e, row, writer);
        ok = ok && writer->end_row(writer);
    }
    arena_clear(e->arena);
    return ok || fail(e->work, ERR_TOO_LARGE,
                      "ファイルが大きくなりすぎます。所管課又は資産区分を選んで出力してください。");
}

static const struct rows *take_ids(const struct export *e, enum asset_kind kind)
{
    return db_take(e->work, SQL_ASSET_EXPORT_IDS,
                   PARAMS(asset_kind_code(kind), e->of->unit, e->of->listed));
}

static bool write_rows(struct export *e, const struct rows *ids, struct row_writer *writer)
{
    for (int i = 0; i < ids->count; i += BLOCK) {
        const char *some[BLOCK + 1] = {NULL};

        for (int j = 0; j < BLOCK && i + j < ids->count; j++)
            some[j] = rows_text(ids, i + j, "id");
        if (!write_block(e, text_array_literal(e->arena, some), writer))
            return false;
    }
    return true;
}

static bool refuse_empty(struct work *work)
{
    return fail_field(work, "status", "この条件の資産に、修正できるものはありません。");
}

static void write_headings(const struct export *e, struct row_writer *writer)
{
    writer->cell(writer, "管理番号");
    writer->cell(writer, "台帳の版");
    writer->cell(writer, "所管課コード");
    for (size_t i = 0; i < e->fields.count; i++)
        writer->cell(writer, e->fields.at[i]->label);
}

static void release_arena(void *arena)
{
    arena_free(arena);
}

static bool begin(struct export *e, struct work *work, const struct asset_export *of)
{
    *e = (struct export){.work = work, .of = of, .arena = arena_new()};
    arena_defer(work->arena, release_arena, e->arena);
    e->room = arena_alloc(work->arena, BLOCK_BYTES);
    e->words = asset_words_load(work);
    return e->words != NULL;
}

/* ---- CSV ---------------------------------------------------------------------------------------
 */

struct csv_rows {
    struct row_writer writer;
    struct sheet_writer *sheet;
};

static void csv_cell(struct row_writer *writer, const char *text)
{
    struct sheet_writer *sheet = ((struct csv_rows *)(void *)writer)->sheet;

    sheet->cell(sheet, text, strlen(text), false);
}

static bool csv_end_row(struct row_writer *writer)
{
    struct sheet_writer *sheet = ((struct csv_rows *)(void *)writer)->sheet;

    sheet->end_row(sheet);
    return !sheet->is_full(sheet);
}

bool asset_export_csv(struct work *work, const struct asset_export *export, struct buffer *out,
                      struct replaced *replaced)
{
    struct csv_rows csv = {{csv_cell, csv_end_row}, NULL};
    const struct rows *ids;
    struct export e;

    if (!begin(&e, work, export) || !(ids = take_ids(&e, export->kind)))
        return false;
    if (export->listed && !ids->count)
        return refuse_empty(work);
    csv.sheet = csv_writer_new(work->arena, out, replaced);
    if (!csv.sheet)
        return fail(work, ERR_INTERNAL, NULL);
    asset_fields_of_kind(e.words, export->kind, export->with_restricted, &e.fields);
    write_headings(&e, &csv.writer);
    (void)csv_end_row(&csv.writer);
    return write_rows(&e, ids, &csv.writer);
}

/* ---- workbooks ---------------------------------------------------------------------------------
 */

struct book {
    struct row_writer writer;
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *heading, *text;
    lxw_row_t row;
    lxw_col_t column;
    int count; /* sheets */
    bool has_failed;
};

/* Texts, all of them: what a spreadsheet would read as a number keeps its zeros. */
static void book_cell(struct row_writer *writer, const char *text)
{
    struct book *b = (struct book *)(void *)writer;

    if (*text && worksheet_write_string(b->sheet, b->row, b->column, text,
                                        b->row ? b->text : b->heading) != LXW_NO_ERROR)
        b->has_failed = true;
    b->column++;
}

static bool book_end_row(struct row_writer *writer)
{
    struct book *b = (struct book *)(void *)writer;

    b->row++;
    b->column = 0;
    return !b->has_failed;
}

/* Full-width characters are two wide; a cell that breaks into lines hides the second. */
static size_t width_of_choices(const struct export *e, const struct field *field)
{
    const char *const *choice = asset_cell_choices(e->work->arena, e->words, field);
    size_t width = 0;

    for (; choice && *choice; choice++)
        width = text_length(*choice) * 2 > width ? text_length(*choice) * 2 : width;
    return width;
}

static double width_of(const struct export *e, const struct field *field)
{
    size_t heading = text_length(field->label) * 2 + 2, choices = width_of_choices(e, field);
    size_t width = choices                               ? choices + 2
                   : field->kind == FIELD_KIND_LONG_TEXT ? 40
                   : field->kind == FIELD_KIND_TEXT      ? field->max / 2
                                                         : 12;

    width = width < heading ? heading : width;
    return (double)(width > 40 ? 40 : width);
}

static void print_wide(struct book *b)
{
    worksheet_set_landscape(b->sheet);
    worksheet_set_paper(b->sheet, 8); /* A3 */
    worksheet_set_print_scale(b->sheet, 70);
    worksheet_repeat_rows(b->sheet, 0, 0);
    worksheet_repeat_columns(b->sheet, 0, LEADING);
    worksheet_gridlines(b->sheet, LXW_SHOW_ALL_GRIDLINES);
}

static void lay_out(const struct export *e, struct book *b)
{
    worksheet_set_column(b->sheet, 0, 0, 11, b->text);
    worksheet_set_column(b->sheet, 1, 1, 10, b->text);
    worksheet_set_column(b->sheet, 2, 2, 14, b->text);
    for (size_t i = 0; i < e->fields.count; i++)
        worksheet_set_column(b->sheet, (lxw_col_t)(LEADING + i), (lxw_col_t)(LEADING + i),
                             width_of(e, e->fields.at[i]), b->text);
    worksheet_freeze_panes(b->sheet, 1, LEADING + 1);
    print_wide(b);
}

/* What is said beside a cell when it is entered. */
static void prompt(struct book *b, lxw_col_t first, lxw_col_t last, const char *title,
                   const char *words)
{
    lxw_data_validation validation = {
        .validate = LXW_VALIDATION_TYPE_ANY, /* the library only reads the two */
        .input_title = (char *)(size_t)title,
        .input_message = (char *)(size_t)words};

    if (worksheet_data_validation_range(b->sheet, 1, first, b->row + MORE_ROWS, last,
                                        &validation) != LXW_NO_ERROR)
        b->has_failed = true;
}

static void explain(const struct export *e, struct book *b)
{
    prompt(b, 0, 1, "管理番号と台帳の版",
           "変更しないでください。新しい資産の行では、空欄にします。");
    prompt(b, 2, 2, "所管課コード", "変更しないでください。所管課は、資産のページで変更します。");
    for (size_t i = 0; i < e->fields.count; i++)
        if (e->fields.at[i]->kind == FIELD_KIND_DATE)
            prompt(b, (lxw_col_t)(LEADING + i), (lxw_col_t)(LEADING + i), e->fields.at[i]->label,
                   "例　2026/4/1、R8.4.1");
}

/* A list of choices is at most so long; longer ones stay without. */
static void offer(const struct export *e, struct book *b, size_t i)
{
    const char *const *choices = asset_cell_choices(e->work->arena, e->words, e->fields.at[i]);
    lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_LIST,
                                      .error_title = "入力できる値",
                                      .error_message = "一覧から選択してください。"};
    lxw_col_t column = (lxw_col_t)(LEADING + i);
    size_t length = 0;

    for (const char *const *choice = choices; choice && *choice; choice++)
        length += text_length(*choice) + 1;
    if (!length || length > LIST_CHARACTERS)
        return;
    validation.value_list = (char **)(size_t)choices; /* the library only reads it */
    if (worksheet_data_validation_range(b->sheet, 1, column, b->row + MORE_ROWS, column,
                                        &validation) != LXW_NO_ERROR)
        b->has_failed = true;
}

static bool write_sheet(struct export *e, struct book *b, enum asset_kind kind,
                        const struct rows *ids)
{
    b->sheet = workbook_add_worksheet(b->workbook, label_find("asset_kind", asset_kind_code(kind)));
    b->row = 0;
    b->column = 0;
    if (!b->sheet)
        return fail(e->work, ERR_INTERNAL, NULL);
    b->count++;
    asset_fields_of_kind(e->words, kind, e->of->with_restricted, &e->fields);
    lay_out(e, b);
    write_headings(e, &b->writer);
    if (!book_end_row(&b->writer) || !write_rows(e, ids, &b->writer))
        return false;
    for (size_t i = 0; i < e->fields.count; i++)
        offer(e, b, i);
    explain(e, b);
    return true;
}

/* Of a list, kinds that are not in it have no sheet; else an empty one is for new assets. */
static bool write_kind(struct export *e, struct book *b, enum asset_kind kind)
{
    const struct rows *ids = take_ids(e, kind);

    return ids && ((e->of->listed && !ids->count) || write_sheet(e, b, kind, ids));
}

static bool write_sheets(struct export *e, struct book *b)
{
    b->heading = workbook_add_format(b->workbook);
    format_set_bold(b->heading);
    format_set_bottom(b->heading, LXW_BORDER_THIN);
    format_set_bg_color(b->heading, HEADING_COLOR);
    format_set_num_format_index(b->heading, TEXT_FORMAT);
    b->text = workbook_add_format(b->workbook);
    format_set_text_wrap(b->text);
    format_set_align(b->text, LXW_ALIGN_VERTICAL_TOP);
    format_set_num_format_index(b->text, TEXT_FORMAT);
    for (int k = 0; k < ASSET_KINDS; k++)
        if ((e->of->kind == ASSET_KINDS || e->of->kind == (enum asset_kind)k) &&
            !write_kind(e, b, (enum asset_kind)k))
            return false;
    return b->count || refuse_empty(e->work);
}

static bool read_back(int file, struct buffer *out)
{
    char block[16384];
    ssize_t length;

    if (lseek(file, 0, SEEK_SET) < 0)
        return false;
    while ((length = read(file, block, sizeof block)) != 0) {
        if (length < 0 && errno != EINTR)
            return false;
        if (length > 0)
            buffer_add(out, block, (size_t)length);
    }
    return !out->overflowed;
}

static bool write_book(struct export *e, const char *path)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                    .tmpdir = arena_strdup(e->work->arena, e->of->temporary)};
    struct book b = {.writer = {book_cell, book_end_row}};
    bool ok;

    b.workbook = workbook_new_opt(path, &options);
    if (!b.workbook)
        return fail(e->work, ERR_INTERNAL, NULL);
    ok = write_sheets(e, &b);
    return (workbook_close(b.workbook) == LXW_NO_ERROR && ok) || fail(e->work, ERR_INTERNAL, NULL);
}

/* The library writes to a path; this one is memory and ends with the file descriptor. */
bool asset_export_workbook(struct work *work, const struct asset_export *export, struct buffer *out)
{
    int file = memfd_create("assets", MFD_CLOEXEC);
    struct export e;
    bool ok;

    if (file < 0)
        return fail(work, ERR_INTERNAL, NULL);
    ok = begin(&e, work, export) &&
         write_book(&e, arena_printf(work->arena, "/proc/self/fd/%d", file)) &&
         (read_back(file, out) ||
          fail(work, ERR_TOO_LARGE,
               "ファイルが大きくなりすぎます。所管課又は資産区分を選んで出力してください。"));
    close(file);
    return ok;
}

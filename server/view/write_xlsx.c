#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/log.h"
#include "base/work.h"
#include "view/label.h"
#include "view/node.h"
#include "view/sheet.h"

enum { CELL_CHARACTERS = 32767, WIDTH_MINIMUM = 8, WIDTH_MAXIMUM = 48, COLUMNS_FITTED = 64 };
enum { CHOICES_MAXIMUM = 12, ROWS_BELOW = 100 };

struct xlsx_writer {
    struct sheet_writer sheet;
    lxw_workbook *workbook; /* NULL: closed */
    lxw_worksheet *worksheet;
    lxw_format *heading, *text;
    lxw_row_t row;
    lxw_col_t column;
    int widths[COLUMNS_FITTED];
    bool has_failed;
};

static struct xlsx_writer *writer_of(struct sheet_writer *sheet)
{
    return (struct xlsx_writer *)(void *)sheet;
}

/* A cell holds so many UTF-16 units; a longer text ends there. */
static const char *fitting(struct arena *arena, const char *text, size_t length)
{
    size_t units = 0, i;

    for (i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];

        units += (byte & 0xC0) != 0x80 ? (byte >= 0xF0 ? 2 : 1) : 0;
        if (units > CELL_CHARACTERS)
            break;
    }
    return arena_strndup(arena, text, i);
}

/* In half-width characters, of the widest line. */
static int width_of(const char *text)
{
    int width = 0, widest = 0;

    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte == '\n')
            width = 0;
        else if ((byte & 0xC0) != 0x80)
            width += byte < 0x80 ? 1 : 2;
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* Every cell is a string: a spreadsheet makes neither a formula of it nor a date. */
static void write_cell(struct sheet_writer *sheet, const char *text, size_t length, bool is_number)
{
    struct xlsx_writer *writer = writer_of(sheet);
    lxw_format *format = writer->row ? writer->text : writer->heading;
    const char *shown = fitting(sheet->arena, text, length);
    int width = width_of(shown);

    (void)is_number;
    if (worksheet_write_string(writer->worksheet, writer->row, writer->column, shown, format) !=
        LXW_NO_ERROR)
        writer->has_failed = true;
    if (writer->column < COLUMNS_FITTED && width > writer->widths[writer->column])
        writer->widths[writer->column] = width;
    writer->column++;
}

static void end_row(struct sheet_writer *sheet)
{
    struct xlsx_writer *writer = writer_of(sheet);

    writer->row++;
    writer->column = 0;
}

static bool is_full(const struct sheet_writer *sheet)
{
    return ((const struct xlsx_writer *)(const void *)sheet)->has_failed;
}

static void fit_columns(struct xlsx_writer *writer)
{
    for (lxw_col_t i = 0; i < COLUMNS_FITTED && writer->widths[i]; i++) {
        int width = writer->widths[i] + 2;

        width = width < WIDTH_MINIMUM ? WIDTH_MINIMUM : width;
        width = width > WIDTH_MAXIMUM ? WIDTH_MAXIMUM : width;
        worksheet_set_column(writer->worksheet, i, i, width, NULL);
    }
}

static void add_formats(struct xlsx_writer *writer)
{
    writer->heading = workbook_add_format(writer->workbook);
    format_set_bold(writer->heading);
    format_set_bottom(writer->heading, LXW_BORDER_THIN);
    writer->text = workbook_add_format(writer->workbook);
    format_set_text_wrap(writer->text);
    format_set_align(writer->text, LXW_ALIGN_VERTICAL_TOP);
    format_set_num_format_index(writer->text,
                                49); /* 文字列: what is typed there later is text, too */
}

/* `is_long`: rows go to a file as they come, and each text stands in its cell. */
static struct xlsx_writer *begin_workbook(struct arena *arena, const char *path,
                                          const char *temporary, bool is_long)
{
    lxw_workbook_options options = {.tmpdir = arena_strdup(arena, temporary),
                                    .constant_memory = is_long};
    struct xlsx_writer *writer = arena_alloc(arena, sizeof *writer);

    writer->sheet =
        (struct sheet_writer){.cell = write_cell, .end_row = end_row, .is_full = is_full};
    writer->workbook = workbook_new_opt(path, &options);
    if (!writer->workbook)
        return NULL;
    writer->worksheet = workbook_add_worksheet(writer->workbook, NULL);
    add_formats(writer);
    return writer;
}

static bool end_workbook(struct xlsx_writer *writer)
{
    lxw_workbook *workbook = writer->workbook;

    writer->workbook = NULL;
    fit_columns(writer);
    worksheet_freeze_panes(writer->worksheet, 1, 0);
    worksheet_set_landscape(writer->worksheet);
    worksheet_set_paper(writer->worksheet, 9); /* A4 */
    worksheet_repeat_rows(writer->worksheet, 0, 0);
    worksheet_fit_to_pages(writer->worksheet, 1, 0);
    return workbook_close(workbook) == LXW_NO_ERROR && !writer->has_failed;
}

/* Of a list that broke off: its file is nobody's. */
static void abandon_workbook(void *object)
{
    struct xlsx_writer *writer = object;

    if (writer->workbook && workbook_close(writer->workbook) != LXW_NO_ERROR)
        log_warning("a workbook that broke off could not be closed");
}

struct sheet_writer *xlsx_writer_new(struct arena *arena, const char *path, const char *temporary)
{
    struct xlsx_writer *writer = begin_workbook(arena, path, temporary, true);

    if (!writer)
        return NULL;
    arena_defer(arena, abandon_workbook, writer);
    return &writer->sheet;
}

bool xlsx_writer_end(struct sheet_writer *writer)
{
    return end_workbook(writer_of(writer));
}

/* The words of the codes that the view offers, below the heading of their column and some rows on.
 */
static void offer(struct xlsx_writer *writer, const struct view *view, const char *list)
{
    const char *words[CHOICES_MAXIMUM + 1] = {NULL};
    int column = view->offering ? sheet_column(view, list, view->offering) : -1;
    lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_LIST,
                                      .value_list = (char **)(size_t)words, /* only read */
                                      .error_title = "入力できる値",
                                      .error_message = "一覧から選択してください。"};

    if (column < 0)
        return;
    for (int i = 0; i < CHOICES_MAXIMUM && view->offered[i]; i++)
        words[i] = label_find(view->offering, view->offered[i]);
    if (worksheet_data_validation_range(writer->worksheet, 1, (lxw_col_t)column,
                                        writer->row + ROWS_BELOW, (lxw_col_t)column,
                                        &validation) != LXW_NO_ERROR)
        writer->has_failed = true;
}

/* Below the headings and some rows on, where somebody would begin to change what is for reading. */
static void note(struct xlsx_writer *writer, const struct view *view)
{
    lxw_data_validation validation = {
        .validate = LXW_VALIDATION_TYPE_ANY, /* the library only reads the two */
        .input_title = (char *)(size_t) "読むためのファイルです",
        .input_message = (char *)(size_t)view->note};

    if (view->note &&
        worksheet_data_validation_range(writer->worksheet, 1, 0, writer->row + ROWS_BELOW,
                                        COLUMNS_FITTED - 1, &validation) != LXW_NO_ERROR)
        writer->has_failed = true;
}

static bool write_workbook(const struct view *view, const char *list, const char *path,
                           const char *temporary)
{
    struct xlsx_writer *writer = begin_workbook(view->work->arena, path, temporary, false);

    if (!writer)
        return false;
    sheet_write(view, list, &writer->sheet);
    offer(writer, view, list);
    note(writer, view);
    return end_workbook(writer);
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
    return true;
}

/* The library writes to a path; this one is memory and ends with the file descriptor. */
bool view_write_xlsx(const struct view *view, const char *list, const char *temporary,
                     struct buffer *out)
{
    int file = memfd_create("xlsx", MFD_CLOEXEC);
    char path[64];
    bool ok;

    if (file < 0)
        return false;
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    ok = write_workbook(view, list, path, temporary) && read_back(file, out);
    close(file);
    if (!ok)
        log_bug("a workbook could not be written");
    return ok;
}

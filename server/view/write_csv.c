#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/work.h"
#include "view/cp932.h"
#include "view/node.h"
#include "view/sheet.h"

struct csv_writer {
    struct sheet_writer sheet;
    struct buffer *out;
    struct cp932 *cp932; /* NULL: UTF-8 */
    struct replaced *replaced;
    int row, column; /* from 1, the headings' row too */
};

static struct csv_writer *writer_of(struct sheet_writer *sheet)
{
    return (struct csv_writer *)(void *)sheet;
}

static void write_quoted(const char *text, size_t length, struct buffer *out)
{
    const char *end = text + length, *quote;

    while ((quote = memchr(text, '"', (size_t)(end - text)))) {
        buffer_add(out, text, (size_t)(quote + 1 - text));
        buffer_char(out, '"');
        text = quote + 1;
    }
    buffer_add(out, text, (size_t)(end - text));
}

static void write_cell(struct sheet_writer *sheet, const char *text, size_t length, bool is_number)
{
    struct csv_writer *writer = writer_of(sheet);

    if (writer->column++)
        buffer_char(writer->out, ',');
    buffer_char(writer->out, '"');
    if (!is_number && sheet_begins_formula(text, length))
        buffer_char(writer->out, '\'');
    if (writer->cp932)
        text = cp932_encode(writer->cp932, sheet->arena, text, &length, writer->row, writer->column,
                            writer->replaced);
    write_quoted(text, length, writer->out);
    buffer_char(writer->out, '"');
}

static void end_row(struct sheet_writer *sheet)
{
    struct csv_writer *writer = writer_of(sheet);

    buffer_text(writer->out, "\r\n");
    writer->row++;
    writer->column = 0;
}

static bool is_full(const struct sheet_writer *sheet)
{
    return ((const struct csv_writer *)(const void *)sheet)->out->overflowed;
}

static void close_cp932(void *cp932)
{
    cp932_close(cp932);
}

struct sheet_writer *csv_writer_new(struct arena *arena, struct buffer *out,
                                    struct replaced *replaced)
{
    struct csv_writer *writer = arena_alloc(arena, sizeof *writer);

    *writer = (struct csv_writer){
        .sheet = {write_cell, end_row, is_full, arena, false}, .out = out, .row = 1};
    if (!replaced) {
        buffer_text(out, "\xEF\xBB\xBF");
        return &writer->sheet;
    }
    writer->replaced = replaced;
    writer->cp932 = cp932_open();
    if (!writer->cp932)
        return NULL;
    arena_defer(arena, close_cp932, writer->cp932);
    return &writer->sheet;
}

void view_write_csv(const struct view *view, const char *list, struct buffer *out)
{
    sheet_write(view, list, csv_writer_new(view->work->arena, out, NULL));
}

bool view_write_csv_cp932(const struct view *view, const char *list, struct buffer *out,
                          struct replaced *replaced)
{
    struct sheet_writer *writer;

    *replaced = (struct replaced){0};
    writer = csv_writer_new(view->work->arena, out, replaced);
    if (writer)
        sheet_write(view, list, writer);
    return writer != NULL;
}

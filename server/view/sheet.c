#include "view/sheet.h"

#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/calendar.h"
#include "base/limits.h"
#include "base/work.h"
#include "view/label.h"
#include "view/node.h"

enum { COLUMNS_MAX = 100 };

struct column_names {
    const char *names[COLUMNS_MAX];
    int count;
};

/* Full-width forms and U+2212 (a hyphen in CP932) too. */
bool sheet_begins_formula(const char *text, size_t length)
{
    static const char *const beginnings[] = {"=",  "+",  "-",  "@",  "\t", "\r",
                                             "＝", "＋", "－", "＠", "−"};

    if (length && strchr("=+-@\t\r\xEF\xE2", text[0]) == NULL)
        return false;
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        size_t width = strlen(beginnings[i]);

        if (length >= width && !memcmp(text, beginnings[i], width))
            return true;
    }
    return false;
}

/* A list of texts is one cell. */
static void write_texts(struct value list, struct sheet_writer *writer)
{
    struct buffer *joined = buffer_new(writer->arena, LIMIT_PAGE);
    char digits[VALUE_DIGITS];

    for (int i = 0; i < value_count(list); i++) {
        struct value item = value_with_text(value_item(list, i), digits);

        if (i)
            buffer_text(joined, "、");
        if (item.text)
            buffer_add(joined, item.text, item.length);
    }
    writer->cell(writer, joined->data, joined->length, false);
}

/* "2026-11-22T00:05:00.000000Z" as 2026-11-22 09:05: a sheet has the city's time, as pages do. */
static struct value in_city_time(struct value value, struct arena *arena)
{
    enum { ISO_DAY = 10, HOUR = 11, MINUTE = 14, AHEAD = 9, DAY_HOURS = 24 };
    const char *day = arena_strndup(arena, value.text, ISO_DAY);
    int hour = (value.text[HOUR] - '0') * 10 + value.text[HOUR + 1] - '0' + AHEAD;

    if (hour >= DAY_HOURS)
        day = calendar_add_days(arena, day, 1);
    value.text = arena_printf(arena, "%.10s %02d:%.2s", day, hour % DAY_HOURS, value.text + MINUTE);
    value.length = strlen(value.text);
    return value;
}

static void write_cell(struct value value, struct sheet_writer *writer)
{
    char digits[VALUE_DIGITS];
    bool is_number = value.kind == VALUE_NUMBER;

    value = value_with_text(value, digits);
    if (value.kind == VALUE_TEXT && value.cell == CELL_INSTANT)
        value = in_city_time(value, writer->arena);
    if (value.kind == VALUE_LIST)
        write_texts(value, writer);
    else
        writer->cell(writer, value.text ? value.text : "", value.text ? value.length : 0,
                     is_number);
}

static const char *code_of(struct value value)
{
    if (value.kind == VALUE_BOOLEAN)
        return value.truth ? "true" : "false";
    return value.kind == VALUE_TEXT ? value.text : NULL;
}

/* A spreadsheet is read by people: codes stand in it as the words that a page shows. */
static struct value in_words(struct value value, const char *column)
{
    const char *code = code_of(value), *words = code ? label_find(column, code) : NULL;

    if (!words && value.kind == VALUE_BOOLEAN)
        words = label_find("true_false", code);
    if (words)
        value = (struct value){.kind = VALUE_TEXT, .text = words, .length = strlen(words)};
    return value;
}

/* A list of objects is no cell; an empty list of JSON could be either and is taken for texts. */
static bool is_cell(struct value value)
{
    return value.kind != VALUE_OBJECT &&
           !(value.kind == VALUE_LIST && (value.row == NODE_ROWS || value.row == NODE_OBJECTS ||
                                          value_item(value, 0).kind == VALUE_OBJECT));
}

static void add_column(struct column_names *columns, const char *name)
{
    if (columns->count < COLUMNS_MAX)
        columns->names[columns->count++] = name;
}

/* Rows know their columns even when there is none of them. */
static void read_columns(struct value list, struct column_names *columns)
{
    struct value first = value_item(list, 0), member;
    const char *name;

    columns->count = 0;
    if (list.kind == VALUE_LIST && list.row == NODE_ROWS) {
        const struct table *table = ((const struct row_list *)list.node)->table;

        for (int i = 0; i < table->shown_count; i++)
            if (table->rows->columns[table->shown[i]].type != CELL_JSON)
                add_column(columns, table->rows->columns[table->shown[i]].name);
        return;
    }
    for (int i = 0; member = value_member_at(first, i, &name), name; i++)
        if (is_cell(member))
            add_column(columns, name);
}

static void write_heading(const struct column_names *columns, struct sheet_writer *writer)
{
    for (int i = 0; i < columns->count; i++) {
        const char *words = label_find("column", columns->names[i]);
        const char *text = words ? words : columns->names[i];

        writer->cell(writer, text, strlen(text), false);
    }
    writer->end_row(writer);
}

static void write_rows(struct value list, const struct column_names *columns,
                       struct sheet_writer *writer, int depth)
{
    for (int i = 0; i < value_count(list) && !writer->is_full(writer); i++) {
        struct value row = value_item(list, i);

        for (int j = 0; j < columns->count; j++)
            write_cell(in_words(value_member(row, columns->names[j]), columns->names[j]), writer);
        writer->end_row(writer);
        if (depth < LIMIT_JSON_DEPTH)
            write_rows(value_member(row, "children"), columns, writer, depth + 1);
    }
}

void sheet_write(const struct view *view, const char *list, struct sheet_writer *writer)
{
    struct value rows = value_member(view_value(view), list);
    struct column_names columns;

    writer->arena = view->work->arena;
    read_columns(rows, &columns);
    if (!columns.count)
        return;
    if (!writer->has_heading)
        write_heading(&columns, writer);
    writer->has_heading = true;
    write_rows(rows, &columns, writer, 0);
}

int sheet_column(const struct view *view, const char *list, const char *name)
{
    struct column_names columns;

    read_columns(value_member(view_value(view), list), &columns);
    for (int i = 0; i < columns.count; i++)
        if (!strcmp(columns.names[i], name))
            return i;
    return -1;
}

#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "view/label.h"
#include "view/node.h"

enum { COLUMNS_MAX = 100 };

struct column_names {
    const char *names[COLUMNS_MAX];
    int count;
};

/* BR-CA-08: what a spreadsheet would take for a formula, full-width forms and U+2212 (a hyphen in
 * CP932) too. */
static bool begins_formula(const char *text, size_t length)
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

static void write_texts(struct value list, struct buffer *out)
{
    char digits[VALUE_DIGITS];

    for (int i = 0; i < value_count(list); i++) {
        struct value item = value_with_text(value_item(list, i), digits);

        if (!i && item.text && begins_formula(item.text, item.length))
            buffer_char(out, '\'');
        if (i)
            buffer_text(out, "、");
        if (item.text)
            write_quoted(item.text, item.length, out);
    }
}

static void write_cell(struct value value, struct buffer *out)
{
    char digits[VALUE_DIGITS];

    buffer_char(out, '"');
    value = value_with_text(value, digits);
    if (value.kind == VALUE_LIST)
        write_texts(value, out);
    if (value.kind == VALUE_TEXT && begins_formula(value.text, value.length))
        buffer_char(out, '\'');
    if (value.text)
        write_quoted(value.text, value.length, out);
    buffer_char(out, '"');
}

/* A spreadsheet is read by people: codes stand in it as the words that a page shows. */
static struct value in_words(struct value value, const char *column)
{
    const char *words = value.kind == VALUE_TEXT ? label_find(column, value.text) : NULL;

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

static void write_heading(const struct column_names *columns, struct buffer *out)
{
    for (int i = 0; i < columns->count; i++) {
        const char *words = label_find("column", columns->names[i]);
        const char *text = words ? words : columns->names[i];

        if (i)
            buffer_char(out, ',');
        write_cell((struct value){.kind = VALUE_TEXT, .text = text, .length = strlen(text)}, out);
    }
    buffer_text(out, "\r\n");
}

static void write_rows(struct value list, const struct column_names *columns, struct buffer *out,
                       int depth)
{
    for (int i = 0; i < value_count(list) && !out->overflowed; i++) {
        struct value row = value_item(list, i);

        for (int j = 0; j < columns->count; j++) {
            if (j)
                buffer_char(out, ',');
            write_cell(in_words(value_member(row, columns->names[j]), columns->names[j]), out);
        }
        buffer_text(out, "\r\n");
        if (depth < LIMIT_JSON_DEPTH)
            write_rows(value_member(row, "children"), columns, out, depth + 1);
    }
}

void view_write_csv(const struct view *view, const char *list, struct buffer *out)
{
    struct value rows = value_member(view_value(view), list);
    struct column_names columns;

    buffer_text(out, "\xEF\xBB\xBF");
    read_columns(rows, &columns);
    if (!columns.count)
        return;
    write_heading(&columns, out);
    write_rows(rows, &columns, out, 0);
}

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/work.h"
#include "view/node.h"

static bool has_parsed_cells(const struct rows *rows)
{
    for (int i = 0; i < rows->width; i++)
        if (rows->columns[i].type == CELL_TEXT_LIST || rows->columns[i].type == CELL_JSON)
            return true;
    return false;
}

struct table *table_new(struct work *work, const struct rows *rows)
{
    struct table *table = arena_alloc(work->arena, sizeof *table);
    uint32_t *hashes = arena_array(work->arena, (size_t)rows->width, sizeof *hashes);

    table->work = work;
    table->rows = rows;
    table->shown = arena_array(work->arena, (size_t)rows->width, sizeof *table->shown);
    for (int i = 0; i < rows->width; i++) {
        const char *name = rows->columns[i].name;

        if (name[0] == '_')
            continue;
        hashes[table->shown_count] = name_hash(name, strlen(name));
        table->shown[table->shown_count++] = i;
    }
    table->hashes = hashes;
    if (has_parsed_cells(rows))
        table->parsed = arena_array(work->arena, (size_t)rows->count * (size_t)rows->width,
                                    sizeof *table->parsed);
    table->all = (struct row_list){table, NULL, rows->count};
    return table;
}

void table_hide(struct table *table, const char *name)
{
    uint32_t *hashes = arena_array(table->work->arena, (size_t)table->rows->width, sizeof *hashes);
    int kept = 0;

    for (int i = 0; i < table->shown_count; i++) {
        if (!strcmp(table->rows->columns[table->shown[i]].name, name))
            continue;
        hashes[kept] = table->hashes[i];
        table->shown[kept++] = table->shown[i];
    }
    table->hashes = hashes;
    table->shown_count = kept;
}

/* ---- cells --------------------------------------------------------------------------------- */

/* One element at `at`; its text goes to `out`, which is as long as the literal. */
static const char *read_array_item(const char *at, char *out, size_t *length)
{
    bool quoted = *at == '"';
    size_t used = 0;

    if (quoted)
        at++;
    while (*at && (quoted ? *at != '"' : *at != ',' && *at != '}')) {
        if (*at == '\\' && at[1])
            at++;
        out[used++] = *at++;
    }
    if (quoted && *at == '"')
        at++;
    out[used] = '\0';
    *length = used;
    return at;
}

/*
 * PostgreSQL's array literal of one dimension: {a,"b c",NULL}. A NULL element is left out: no list
 * of ours means anything by it.
 */
static struct text_list *parse_text_list(struct arena *arena, struct cell cell)
{
    size_t most = 1;
    struct text_list *list;
    char *out = arena_alloc(arena, (size_t)cell.length * 2 + 2);
    const char *at = cell.text + (cell.text[0] == '{');

    for (uint32_t i = 0; i < cell.length; i++)
        most += cell.text[i] == ',';
    list = arena_alloc(arena, sizeof *list + most * sizeof list->items[0]);
    while (*at && *at != '}') {
        bool quoted = *at == '"';
        size_t length;

        at = read_array_item(at, out, &length);
        if (quoted || strcmp(out, "NULL") != 0)
            list->items[list->count++] = (struct cell){out, (uint32_t)length};
        out += length + 1;
        if (*at != ',')
            break;
        at++;
    }
    return list;
}

static void release_json(void *json)
{
    json_decref(json);
}

static json_t *parse_json(struct arena *arena, struct cell cell, const char *column)
{
    json_error_t error;
    json_t *json =
        json_loadb(cell.text, cell.length, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);

    if (json)
        arena_defer(arena, release_json, json);
    else
        log_bug("column %s holds no JSON: %s", column, error.text);
    return json ? json : json_null();
}

static struct value text_list_cell(const struct table *table, struct cell cell, void **parsed)
{
    if (!*parsed)
        *parsed = parse_text_list(table->work->arena, cell);
    return (struct value){.kind = VALUE_LIST, .node = *parsed, .row = NODE_TEXTS};
}

static struct value json_cell(const struct table *table, int column, struct cell cell,
                              void **parsed)
{
    if (!*parsed)
        *parsed = parse_json(table->work->arena, cell, table->rows->columns[column].name);
    return value_of_json(*parsed);
}

/* numeric and double precision also print NaN and Infinity, which no representation can hold. */
static struct value number_cell(struct cell cell)
{
    const char *digits = cell.text + (cell.text[0] == '-');

    if (digits[0] < '0' || digits[0] > '9')
        return (struct value){.kind = VALUE_NULL};
    return (struct value){.kind = VALUE_NUMBER, .text = cell.text, .length = cell.length};
}

struct value table_cell(const struct table *table, int row, int column)
{
    size_t index = (size_t)row * (size_t)table->rows->width + (size_t)column;
    struct cell cell = table->rows->cells[index];
    enum cell_type type = table->rows->columns[column].type;

    if (!cell.text)
        return (struct value){.kind = VALUE_NULL};
    switch (type) {
    case CELL_INTEGER:
    case CELL_NUMBER:
        return number_cell(cell);
    case CELL_BOOLEAN:
        return (struct value){.kind = VALUE_BOOLEAN, .truth = cell.text[0] == 't'};
    case CELL_TEXT_LIST:
        return text_list_cell(table, cell, &table->parsed[index]);
    case CELL_JSON:
        return json_cell(table, column, cell, &table->parsed[index]);
    case CELL_TEXT:
    case CELL_DATE:
    case CELL_INSTANT:
        break;
    }
    return (struct value){
        .kind = VALUE_TEXT, .cell = type, .text = cell.text, .length = cell.length};
}

struct value table_rows(const struct row_list *list)
{
    return (struct value){.kind = VALUE_LIST, .node = list, .row = NODE_ROWS};
}

/* ---- rows that hang on rows ----------------------------------------------------------------- */

/* Row numbers by the text of one column: open addressing, at most half full. */
struct row_index {
    const struct rows *rows;
    int column;
    size_t mask;
    int *slots; /* row + 1; 0 is free */
};

static struct cell cell_at(const struct rows *rows, int row, int column)
{
    return rows->cells[(size_t)row * (size_t)rows->width + (size_t)column];
}

static int *find_slot(const struct row_index *index, struct cell key)
{
    size_t at = name_hash(key.text, key.length) & index->mask;

    while (index->slots[at]) {
        struct cell other = cell_at(index->rows, index->slots[at] - 1, index->column);

        if (other.length == key.length && !memcmp(other.text, key.text, key.length))
            break;
        at = (at + 1) & index->mask;
    }
    return &index->slots[at];
}

static int find_row(const struct row_index *index, struct cell key)
{
    return key.text ? *find_slot(index, key) - 1 : -1;
}

static struct row_index index_rows(struct arena *arena, const struct rows *rows, int column)
{
    struct row_index index = {.rows = rows, .column = column, .mask = 15};

    while (index.mask < (size_t)rows->count * 2)
        index.mask = index.mask * 2 + 1;
    index.slots = arena_array(arena, index.mask + 1, sizeof *index.slots);
    for (int i = 0; i < rows->count; i++) {
        struct cell key = cell_at(rows, i, column);
        int *slot = key.text ? find_slot(&index, key) : NULL;

        if (slot && !*slot)
            *slot = i + 1;
    }
    return index;
}

static int needed_column(const struct rows *rows, const char *name)
{
    int column = rows_column(rows, name);

    if (column < 0) {
        log_bug("rows to be joined have no column %s", name);
        abort();
    }
    return column;
}

/*
 * owner[i] is the row of `table` that row i of `members` belongs to, or -1; returns the lists, one
 * for each owner, and at their end the list of those without one.
 */
static struct row_list *share_out(struct arena *arena, const struct table *table,
                                  const struct table *members, const int *owner)
{
    int owners = table->rows->count, count = members->rows->count;
    struct row_list *lists = arena_array(arena, (size_t)owners + 1, sizeof *lists);
    int *room = arena_array(arena, (size_t)count, sizeof *room);

    for (int i = 0; i < count; i++)
        lists[owner[i] < 0 ? owners : owner[i]].count++;
    for (int i = 0; i <= owners; i++) {
        lists[i].table = members;
        lists[i].rows = room;
        room += lists[i].count;
        lists[i].count = 0;
    }
    for (int i = 0; i < count; i++) {
        struct row_list *list = &lists[owner[i] < 0 ? owners : owner[i]];

        ((int *)list->rows)[list->count++] = i;
    }
    return lists;
}

static struct row_list *link_rows(struct table *table, const char *name,
                                  const struct table *members, const char *key)
{
    struct arena *arena = table->work->arena;
    struct row_index index = index_rows(arena, table->rows, needed_column(table->rows, "_id"));
    int column = needed_column(members->rows, key);
    int *owner = arena_array(arena, (size_t)members->rows->count, sizeof *owner);
    struct extra *extra = arena_alloc(arena, sizeof *extra);
    struct extra **end = &table->extras;
    struct row_list *lists;

    for (int i = 0; i < members->rows->count; i++)
        owner[i] = find_row(&index, cell_at(members->rows, i, column));
    lists = share_out(arena, table, members, owner);
    *extra = (struct extra){name, name_hash(name, strlen(name)), lists, NULL};
    while (*end)
        end = &(*end)->next;
    *end = extra;
    return lists;
}

/* Rows reached from `list`; a ring of parents is reached from nowhere. */
static int count_reached(const struct row_list *lists, const struct row_list *list, int depth)
{
    int reached = list->count;

    if (depth > LIMIT_TEMPLATE_DEPTH)
        return reached;
    for (int i = 0; i < list->count; i++)
        reached += count_reached(lists, &lists[list->rows[i]], depth + 1);
    return reached;
}

const struct row_list *table_link_tree(struct table *table)
{
    struct row_list *lists = link_rows(table, "children", table, "_parent");
    const struct row_list *top = &lists[table->rows->count];
    int reached = count_reached(lists, top, 0);

    if (reached != table->rows->count)
        log_bug("%d of %d rows of a tree hang on no top row or too deep",
                table->rows->count - reached, table->rows->count);
    return top;
}

void table_link_group(struct table *table, const char *name, const struct table *members)
{
    link_rows(table, name, members, "_of");
}

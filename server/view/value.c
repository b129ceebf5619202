#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/node.h"

uint32_t name_hash(const char *name, size_t length)
{
    uint32_t hash = 2166136261U;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619U;
    return hash ? hash : 1;
}

static const struct value missing = {.kind = VALUE_MISSING};

struct value view_value(const struct view *view)
{
    return (struct value){.kind = VALUE_OBJECT, .node = view, .row = NODE_VIEW};
}

static struct value json_node(enum value_kind kind, const json_t *json)
{
    return (struct value){.kind = kind, .node = json, .row = NODE_JSON};
}

struct value value_of_json(const json_t *json)
{
    if (!json)
        return missing;
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        return json_node(VALUE_OBJECT, json);
    case JSON_ARRAY:
        return json_node(VALUE_LIST, json);
    case JSON_INTEGER:
    case JSON_REAL:
        return json_node(VALUE_NUMBER, json);
    case JSON_STRING:
        return (struct value){.kind = VALUE_TEXT,
                              .text = json_string_value(json),
                              .length = json_string_length(json)};
    case JSON_TRUE:
    case JSON_FALSE:
        return (struct value){.kind = VALUE_BOOLEAN, .truth = json_is_true(json)};
    case JSON_NULL:
        break;
    }
    return (struct value){.kind = VALUE_NULL};
}

/* The fewest digits that read back as the same number. */
static int print_real(double number, char digits[VALUE_DIGITS])
{
    int length = 0;

    for (int precision = 15; precision <= 17; precision++) {
        length = snprintf(digits, VALUE_DIGITS, "%.*g", precision, number);
        if (strtod(digits, NULL) == number)
            break;
    }
    return length;
}

struct value value_with_text(struct value value, char digits[VALUE_DIGITS])
{
    const json_t *json = value.node;
    int length;

    if (value.kind == VALUE_BOOLEAN) {
        value.text = value.truth ? "true" : "false";
        value.length = value.truth ? 4 : 5;
    }
    if (value.kind != VALUE_NUMBER || value.text)
        return value;
    if (json_is_integer(json))
        length = snprintf(digits, VALUE_DIGITS, "%" JSON_INTEGER_FORMAT, json_integer_value(json));
    else
        length = print_real(json_real_value(json), digits);
    value.text = digits;
    value.length = (size_t)length;
    return value;
}

bool value_is_true(struct value value)
{
    switch (value.kind) {
    case VALUE_MISSING:
    case VALUE_NULL:
        return false;
    case VALUE_TEXT:
        return value.length > 0;
    case VALUE_BOOLEAN:
        return value.truth;
    case VALUE_LIST:
        return value_count(value) > 0;
    case VALUE_NUMBER:
    case VALUE_OBJECT:
        break;
    }
    return true;
}

/* ---- objects ------------------------------------------------------------------------------- */

static struct value row_member(const struct table *table, int row, const char *name, uint32_t hash)
{
    for (int i = 0; i < table->shown_count; i++) {
        int column = table->shown[i];

        if (table->hashes[i] == hash && !strcmp(table->rows->columns[column].name, name))
            return table_cell(table, row, column);
    }
    for (const struct extra *extra = table->extras; extra; extra = extra->next)
        if (extra->hash == hash && !strcmp(extra->name, name))
            return table_rows(&extra->lists[row]);
    return missing;
}

static struct value own_member(const struct view *view, const char *name, uint32_t hash)
{
    for (int i = 0; i < view->count; i++) {
        const struct member *member = &view->members[i];
        struct value value;

        if (member->name) {
            if (member->hash == hash && !strcmp(member->name, name))
                return member->value;
            continue;
        }
        if (member->value.kind != VALUE_OBJECT)
            continue;
        value = row_member(member->value.node, member->value.row, name, hash);
        if (value.kind != VALUE_MISSING)
            return value;
    }
    return missing;
}

struct value value_member_hashed(struct value object, const char *name, uint32_t hash)
{
    if (object.kind == VALUE_LIST && !strcmp(name, "any"))
        return (struct value){.kind = VALUE_BOOLEAN, .truth = value_count(object) > 0};
    if (object.kind != VALUE_OBJECT)
        return missing;
    if (object.row >= 0)
        return row_member(object.node, object.row, name, hash);
    if (object.row == NODE_VIEW)
        return own_member(object.node, name, hash);
    return value_of_json(json_object_get(object.node, name));
}

struct value value_member(struct value object, const char *name)
{
    return value_member_hashed(object, name, name_hash(name, strlen(name)));
}

static struct value row_member_at(const struct table *table, int row, int index, const char **name)
{
    const struct extra *extra = table->extras;

    if (index < table->shown_count) {
        int column = table->shown[index];

        *name = table->rows->columns[column].name;
        return table_cell(table, row, column);
    }
    for (index -= table->shown_count; extra && index > 0; index--)
        extra = extra->next;
    if (!extra)
        return missing;
    *name = extra->name;
    return table_rows(&extra->lists[row]);
}

/* Members a row lends to the view it is spread in. */
static int row_width(struct value row)
{
    const struct table *table = row.node;
    int width = 0;

    if (row.kind != VALUE_OBJECT)
        return 0;
    for (const struct extra *extra = table->extras; extra; extra = extra->next)
        width++;
    return width + table->shown_count;
}

static struct value own_member_at(const struct view *view, int index, const char **name)
{
    for (int i = 0; i < view->count; i++) {
        const struct member *member = &view->members[i];
        int width = member->name ? 1 : row_width(member->value);

        if (index >= width) {
            index -= width;
            continue;
        }
        if (!member->name)
            return row_member_at(member->value.node, member->value.row, index, name);
        *name = member->name;
        return member->value;
    }
    return missing;
}

/* jansson iterates only; members of parsed JSON are few. */
static struct value json_member_at(const json_t *json, int index, const char **name)
{
    void *at = json_object_iter((json_t *)json);

    while (at && index-- > 0)
        at = json_object_iter_next((json_t *)json, at);
    if (!at)
        return missing;
    *name = json_object_iter_key(at);
    return value_of_json(json_object_iter_value(at));
}

struct value value_member_at(struct value object, int index, const char **name)
{
    *name = NULL;
    if (object.kind != VALUE_OBJECT || index < 0)
        return missing;
    if (object.row >= 0)
        return row_member_at(object.node, object.row, index, name);
    if (object.row == NODE_VIEW)
        return own_member_at(object.node, index, name);
    return json_member_at(object.node, index, name);
}

/* ---- lists --------------------------------------------------------------------------------- */

int value_count(struct value list)
{
    if (list.kind != VALUE_LIST)
        return 0;
    switch ((enum node_tag)list.row) {
    case NODE_ROWS:
        return ((const struct row_list *)list.node)->count;
    case NODE_OBJECTS:
        return ((const struct object_list *)list.node)->count;
    case NODE_TEXTS:
        return ((const struct text_list *)list.node)->count;
    case NODE_VIEW:
    case NODE_JSON:
        break;
    }
    return (int)json_array_size(list.node);
}

static struct value row_item(const struct row_list *list, int index)
{
    return (struct value){
        .kind = VALUE_OBJECT, .node = list->table, .row = list->rows ? list->rows[index] : index};
}

static struct value text_item(const struct text_list *list, int index)
{
    return (struct value){
        .kind = VALUE_TEXT, .text = list->items[index].text, .length = list->items[index].length};
}

struct value value_item(struct value list, int index)
{
    if (index < 0 || index >= value_count(list))
        return missing;
    switch ((enum node_tag)list.row) {
    case NODE_ROWS:
        return row_item(list.node, index);
    case NODE_OBJECTS:
        return view_value(((const struct object_list *)list.node)->items[index]);
    case NODE_TEXTS:
        return text_item(list.node, index);
    case NODE_VIEW:
    case NODE_JSON:
        break;
    }
    return value_of_json(json_array_get(list.node, (size_t)index));
}

#include "view/view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/work.h"
#include "view/node.h"

enum pending_kind { TAKE_ROW, TAKE_OWN_ROW, TAKE_OPTIONAL_ROW, TAKE_ROWS, TAKE_TREE, TAKE_GROUP };

/* A statement that was queued for a view, and where its rows go. */
struct pending {
    struct pending *next;
    enum pending_kind kind;
    struct view *view;
    const char *list; /* TAKE_GROUP: the list whose rows get the rows */
    const char *name; /* TAKE_OWN_ROW: NULL */
    int place;        /* TAKE_OWN_ROW: number of the member kept for it */
    struct query *query;
};

struct view *view_new(struct work *work)
{
    struct view *view = arena_alloc(work->arena, sizeof *view);

    view->work = work;
    view->root = view;
    view->pending_end = &view->pending;
    return view;
}

void view_offer(struct view *view, const char *column, const char *const *codes)
{
    view->offering = column;
    view->offered = codes;
}

void view_note(struct view *view, const char *words)
{
    view->note = words;
}

static const struct value null_value = {.kind = VALUE_NULL};

static struct member *find_member(const struct view *view, const char *name)
{
    for (int i = 0; i < view->count; i++)
        if (view->members[i].name && !strcmp(view->members[i].name, name))
            return &view->members[i];
    return NULL;
}

static int add_member(struct view *view, const char *name, struct value value)
{
    if (view->count == view->capacity) {
        int wider = view->capacity ? view->capacity * 2 : 8;
        struct member *members =
            arena_array(view->work->arena, (size_t)wider, sizeof *view->members);

        if (view->count)
            memcpy(members, view->members, (size_t)view->count * sizeof *members);
        view->members = members;
        view->capacity = wider;
    }
    view->members[view->count] = (struct member){
        .name = name, .hash = name ? name_hash(name, strlen(name)) : 0, .value = value};
    return view->count++;
}

/* A name stands once: a column spread in the view yields to a member of its name. */
static void hide_columns(struct view *view, const char *name)
{
    for (int i = 0; i < view->count; i++)
        if (!view->members[i].name && view->members[i].value.kind == VALUE_OBJECT)
            table_hide((struct table *)view->members[i].value.node, name);
}

static void put(struct view *view, const char *name, struct value value)
{
    struct member *member = find_member(view, name);

    if (member) {
        member->value = value;
        return;
    }
    hide_columns(view, name);
    add_member(view, name, value);
}

void view_text(struct view *view, const char *name, const char *text)
{
    put(view, name,
        text ? (struct value){.kind = VALUE_TEXT, .text = text, .length = strlen(text)}
             : null_value);
}

void view_integer(struct view *view, const char *name, int64_t value)
{
    const char *digits = arena_printf(view->work->arena, "%" PRId64, value);

    put(view, name, (struct value){.kind = VALUE_NUMBER, .text = digits, .length = strlen(digits)});
}

void view_boolean(struct view *view, const char *name, bool value)
{
    put(view, name, (struct value){.kind = VALUE_BOOLEAN, .truth = value});
}

void view_json(struct view *view, const char *name, const json_t *json)
{
    put(view, name, json ? value_of_json(json) : null_value);
}

/* ---- nested by hand ------------------------------------------------------------------------- */

static struct view *new_part(struct view *view)
{
    struct view *part = view_new(view->work);

    part->root = view->root;
    return part;
}

struct view *view_object(struct view *view, const char *name)
{
    struct view *part = new_part(view);

    put(view, name, view_value(part));
    return part;
}

void view_add_object(struct view *view, const char *name, const struct view *taken)
{
    put(view, name, view_value(taken));
}

static struct object_list *object_list(struct view *view, const char *name)
{
    struct member *member = find_member(view, name);
    struct object_list *list;

    if (member && member->value.kind == VALUE_LIST && member->value.row == NODE_OBJECTS)
        return (struct object_list *)member->value.node;
    list = arena_alloc(view->work->arena, sizeof *list);
    put(view, name, (struct value){.kind = VALUE_LIST, .node = list, .row = NODE_OBJECTS});
    return list;
}

void view_list(struct view *view, const char *name)
{
    object_list(view, name)->count = 0;
}

struct view *view_list_object(struct view *view, const char *name)
{
    struct object_list *list = object_list(view, name);
    struct view *part = new_part(view);

    if (list->count == list->capacity) {
        int wider = list->capacity ? list->capacity * 2 : 8;
        struct view **items = arena_array(view->work->arena, (size_t)wider, sizeof *items);

        if (list->count)
            memcpy(items, list->items, (size_t)list->count * sizeof *items);
        list->items = items;
        list->capacity = wider;
    }
    list->items[list->count++] = part;
    return part;
}

/* ---- rows in hand --------------------------------------------------------------------------- */

static struct value first_row(struct work *work, const struct rows *rows)
{
    if (!rows->count)
        return null_value;
    return (struct value){.kind = VALUE_OBJECT, .node = table_new(work, rows)};
}

void view_add_row(struct view *view, const char *name, const struct rows *rows)
{
    put(view, name, first_row(view->work, rows));
}

static void spread_row(struct view *view, int place, const struct rows *rows)
{
    struct value row = first_row(view->work, rows);
    struct value whole = view_value(view);

    view->members[place].value = null_value;
    for (int i = 0; row.kind == VALUE_OBJECT && i < rows->width; i++)
        if (value_member(whole, rows->columns[i].name).kind != VALUE_MISSING)
            table_hide((struct table *)row.node, rows->columns[i].name);
    view->members[place].value = row;
}

void view_add_own_row(struct view *view, const struct rows *rows)
{
    spread_row(view, add_member(view, NULL, null_value), rows);
}

void view_add_rows(struct view *view, const char *name, const struct rows *rows)
{
    put(view, name, table_rows(&table_new(view->work, rows)->all));
}

void view_add_tree(struct view *view, const char *name, const struct rows *rows)
{
    put(view, name, table_rows(table_link_tree(table_new(view->work, rows))));
}

void view_add_group(struct view *view, const char *list, const char *name, const struct rows *rows)
{
    const struct member *member = find_member(view, list);

    if (!member || member->value.kind != VALUE_LIST || member->value.row != NODE_ROWS) {
        log_bug("no list of rows %s to group %s by", list, name);
        abort();
    }
    table_link_group((struct table *)((const struct row_list *)member->value.node)->table, name,
                     table_new(view->work, rows));
}

/* ---- rows of statements --------------------------------------------------------------------- */

static struct pending *queue(struct view *view, enum pending_kind kind, enum statement statement,
                             struct params params)
{
    struct pending *pending = arena_alloc(view->work->arena, sizeof *pending);

    pending->kind = kind;
    pending->view = view;
    pending->query = db_queue(view->work, statement, params);
    *view->root->pending_end = pending;
    view->root->pending_end = &pending->next;
    return pending;
}

/* Keeps the member's place among its siblings until the rows arrive. */
static void queue_member(struct view *view, enum pending_kind kind, const char *name,
                         enum statement statement, struct params params)
{
    put(view, name, null_value);
    queue(view, kind, statement, params)->name = name;
}

void view_row(struct view *view, const char *name, enum statement statement, struct params params)
{
    queue_member(view, TAKE_ROW, name, statement, params);
}

void view_own_row(struct view *view, enum statement statement, struct params params)
{
    int place = add_member(view, NULL, null_value);

    queue(view, TAKE_OWN_ROW, statement, params)->place = place;
}

void view_optional_row(struct view *view, const char *name, enum statement statement,
                       struct params params)
{
    queue_member(view, TAKE_OPTIONAL_ROW, name, statement, params);
}

void view_rows(struct view *view, const char *name, enum statement statement, struct params params)
{
    queue_member(view, TAKE_ROWS, name, statement, params);
}

void view_tree(struct view *view, const char *name, enum statement statement, struct params params)
{
    queue_member(view, TAKE_TREE, name, statement, params);
}

void view_group(struct view *view, const char *list, const char *name, enum statement statement,
                struct params params)
{
    struct pending *pending = queue(view, TAKE_GROUP, statement, params);

    pending->list = list;
    pending->name = name;
}

static bool take_one(const struct pending *pending, const struct rows *rows)
{
    struct view *view = pending->view;

    switch (pending->kind) {
    case TAKE_ROW:
    case TAKE_OWN_ROW:
        if (!rows->count)
            return fail(view->work, ERR_NOT_FOUND, NULL);
        if (pending->kind == TAKE_ROW)
            view_add_row(view, pending->name, rows);
        else
            spread_row(view, pending->place, rows);
        return true;
    case TAKE_OPTIONAL_ROW:
        view_add_row(view, pending->name, rows);
        return true;
    case TAKE_ROWS:
        view_add_rows(view, pending->name, rows);
        return true;
    case TAKE_TREE:
        view_add_tree(view, pending->name, rows);
        return true;
    case TAKE_GROUP:
        view_add_group(view, pending->list, pending->name, rows);
        return true;
    }
    return false;
}

bool view_take(struct view *view)
{
    struct view *root = view->root;

    while (root->pending) {
        struct pending *pending = root->pending;
        const struct rows *rows = db_rows(root->work, pending->query);

        if (!rows || !take_one(pending, rows))
            return false;
        root->pending = pending->next;
        if (!root->pending)
            root->pending_end = &root->pending;
    }
    return true;
}

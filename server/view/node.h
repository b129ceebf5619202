#ifndef VIEW_NODE_H
#define VIEW_NODE_H

#include "view/view.h"

/*
 * What stands behind a struct value; private to server/view. A list or object says by `row` what
 * its `node` is: a row number (0 or more) of a struct table, or one of these.
 */
enum node_tag {
    NODE_VIEW = -1,    /* object: struct view */
    NODE_JSON = -2,    /* object, list or number: json_t */
    NODE_ROWS = -3,    /* list: struct row_list */
    NODE_OBJECTS = -4, /* list: struct object_list */
    NODE_TEXTS = -5,   /* list: struct text_list */
};

struct table;

struct row_list {
    const struct table *table;
    const int *rows; /* NULL: the table's rows in their order */
    int count;
};

struct text_list {
    int count;
    struct cell items[];
};

struct object_list {
    struct view **items;
    int count;
    int capacity;
};

/* A further list of each row: the children of a tree, the rows of a group. */
struct extra {
    const char *name;
    uint32_t hash;
    const struct row_list *lists; /* one for each row of the table */
    struct extra *next;
};

/*
 * Result rows made ready for reading: names hashed, columns that begin with '_' left out, arrays
 * and JSON parsed when first read.
 */
struct table {
    struct work *work;
    const struct rows *rows;
    const uint32_t *hashes; /* by position in `shown` */
    int *shown;             /* columns the view has */
    int shown_count;
    void **parsed; /* by cell, NULL where there is nothing to parse */
    struct extra *extras;
    struct row_list all;
};

struct member {
    const char *name; /* NULL: the columns of the row are members of the view itself */
    uint32_t hash;
    struct value value;
};

struct view {
    struct work *work;
    struct view *root;
    struct member *members;
    int count;
    int capacity;
    struct pending *pending; /* of the root: queued statements in order */
    struct pending **pending_end;
    const char *offering; /* column of which a workbook offers words; NULL: none */
    const char *const *offered;
    const char *note; /* beside each cell of a workbook; NULL: none */
};

struct table *table_new(struct work *work, const struct rows *rows);

/* Leaves the named column out. */
void table_hide(struct table *table, const char *name);

/* Adds the list `children` by the columns _id and _parent; returns the rows without a parent. */
const struct row_list *table_link_tree(struct table *table);

/* Adds the list `name`: for each row those rows of `members` whose _of is its _id. */
void table_link_group(struct table *table, const char *name, const struct table *members);

struct value table_cell(const struct table *table, int row, int column);
struct value table_rows(const struct row_list *list);

/* Never 0. */
uint32_t name_hash(const char *name, size_t length);

/* value_member() for a name whose hash is known. */
struct value value_member_hashed(struct value object, const char *name, uint32_t hash);

#endif

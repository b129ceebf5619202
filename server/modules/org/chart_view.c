#include "modules/org/chart.h"

#include <string.h>

#include "base/arena.h"
#include "base/work.h"
#include "view/view.h"

/* What JSON says of a box, by the columns of the statement. */
static const char *const node_texts[] = {"code",     "label",       "sub_label",   "role",
                                         "body",     "clause_code", "clause_slug", "name",
                                         "staff_no", "post",        "unit",        "unit"};
static const char *const edge_texts[] = {"from_code", "to_code",    "kind",      "line",
                                         "label",     "basis_code", "basis_slug"};

static const char *const relation_texts[] = {"kind", "label", "to_label", "basis_code",
                                             "basis_slug"};

static void copy_texts(struct view *view, const struct rows *rows, int row,
                       const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        view_text(view, names[i], rows_text(rows, row, names[i]));
}

/* Where a box leads: to its role, or to the committee; what is neither to its clause. */
static const char *link_of(struct arena *arena, const struct rows *nodes, int row)
{
    const char *role = rows_text(nodes, row, "role"), *slug = rows_text(nodes, row, "clause_slug");
    const char *body = rows_text(nodes, row, "body");

    if (role)
        return arena_printf(arena, "/roles/%s", role);
    if (body)
        return arena_printf(arena, "/committees/%s", body);
    return slug ? arena_printf(arena, "/policies/standard_basic/clauses/%s", slug) : NULL;
}

/* The same lines in words, for the table below the drawing. */
static void add_relations(struct view *node, const struct rows *edges, const char *code)
{
    view_list(node, "relations");
    for (int i = 0; i < edges->count; i++) {
        struct view *relation;

        if (strcmp(rows_text(edges, i, "from_code"), code) != 0)
            continue;
        relation = view_list_object(node, "relations");
        copy_texts(relation, edges, i, relation_texts,
                   sizeof relation_texts / sizeof *relation_texts);
    }
}

static void add_box(struct view *chart, const struct rows *nodes, const struct rows *edges,
                    const struct chart_box *box, struct arena *arena)
{
    struct view *node = view_list_object(chart, "nodes");

    copy_texts(node, nodes, box->row, node_texts, sizeof node_texts / sizeof *node_texts);
    view_integer(node, "bearers", rows_integer(nodes, box->row, "bearers"));
    view_boolean(node, "has_units", rows_text(nodes, box->row, "units") != NULL);
    view_integer(node, "units", rows_integer(nodes, box->row, "units"));
    view_boolean(node, "is_vacant", rows_boolean(nodes, box->row, "is_vacant"));
    view_text(node, "link", link_of(arena, nodes, box->row));
    view_text(node, "style", rows_text(nodes, box->row, "_style"));
    view_integer(node, "x", box->x);
    view_integer(node, "y", box->y);
    view_integer(node, "width", box->width);
    view_integer(node, "height", box->height);
    for (int i = 0; i < box->line_count; i++) {
        struct view *line = view_list_object(node, "lines");

        view_text(line, "text", box->lines[i]);
        view_boolean(line, "is_name", i < box->name_lines);
        view_integer(line, "x", box->x + box->width / 2);
        view_integer(line, "y", chart_line_y(box, i));
    }
    add_relations(node, edges, box->code);
}

/* Lines that leave one place together are labelled once. */
static bool has_label_already(const struct rows *edges, int row)
{
    for (int i = 0; i < row; i++)
        if (!strcmp(rows_text(edges, i, "from_code"), rows_text(edges, row, "from_code")) &&
            !strcmp(rows_text(edges, i, "_from_side"), rows_text(edges, row, "_from_side")) &&
            rows_integer(edges, i, "_from_shift") == rows_integer(edges, row, "_from_shift"))
            return true;
    return false;
}

static const struct chart_box *find_end(const struct rows *edges, int row, const char *column,
                                        const struct chart_box *boxes, int count)
{
    return chart_box_find(boxes, count, rows_text(edges, row, column));
}

/* A box that ended between the two statements takes its lines with it. */
static void add_line(struct view *chart, const struct rows *edges, int row,
                     const struct chart_box *from, const struct chart_box *to, struct arena *arena)
{
    struct view *edge;
    struct chart_line line;

    if (!from || !to)
        return;
    edge = view_list_object(chart, "edges");
    chart_line_route(arena, edges, row, from, to, &line);
    copy_texts(edge, edges, row, edge_texts, sizeof edge_texts / sizeof *edge_texts);
    view_boolean(edge, "is_inferred", rows_boolean(edges, row, "is_inferred"));
    view_boolean(edge, "is_dashed", !strcmp(rows_text(edges, row, "line"), "dashed"));
    view_boolean(edge, "is_dotted", !strcmp(rows_text(edges, row, "line"), "dotted"));
    view_boolean(edge, "has_tip", strcmp(rows_text(edges, row, "kind"), "cooperate") != 0);
    view_boolean(edge, "is_labelled", !has_label_already(edges, row));
    view_text(edge, "path", line.path);
    view_text(edge, "anchor", line.anchor);
    view_integer(edge, "label_x", line.label_x);
    view_integer(edge, "label_y", line.label_y);
}

/* Lines read from the clauses alone, that nobody has found in the original. */
static void add_inferred(struct view *chart, const struct rows *edges)
{
    int count = 0;

    for (int i = 0; i < edges->count; i++)
        count += rows_boolean(edges, i, "is_inferred");
    view_boolean(chart, "has_inferred", count > 0);
    view_integer(chart, "inferred", count);
}

bool chart_draw(struct work *work, struct view *v, const char *day)
{
    struct arena *arena = work->arena;
    struct query *edge_query = db_queue(work, SQL_CHART_EDGES, PARAMS(day));
    struct query *committee_query = db_queue(work, SQL_CHART_COMMITTEE, PARAMS(day));
    const struct rows *nodes = db_take(work, SQL_CHART_NODES, PARAMS(day));
    const struct rows *edges = nodes ? db_rows(work, edge_query) : NULL;
    const struct rows *committee = edges ? db_rows(work, committee_query) : NULL;
    struct chart_box *boxes;

    if (!committee)
        return false;
    boxes = arena_array(arena, (size_t)nodes->count + 1, sizeof *boxes);
    for (int i = 0; i < nodes->count; i++)
        chart_box_fill(arena, nodes, i, rows_integer(committee, 0, "others"), &boxes[i]);
    view_integer(v, "width", CHART_WIDTH);
    view_integer(v, "height", chart_place(boxes, nodes->count));
    add_inferred(v, edges);
    view_list(v, "nodes");
    view_list(v, "edges");
    for (int i = 0; i < nodes->count; i++)
        add_box(v, nodes, edges, &boxes[i], arena);
    for (int i = 0; i < edges->count; i++)
        add_line(v, edges, i, find_end(edges, i, "from_code", boxes, nodes->count),
                 find_end(edges, i, "to_code", boxes, nodes->count), arena);
    return true;
}

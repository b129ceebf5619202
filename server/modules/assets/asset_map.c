#include "modules/assets/asset_map.h"

#include <stdio.h>
#include <string.h>

enum {
    MARGIN = 10,
    COLUMN = ASSET_MAP_BOX_WIDTH + 56,
    ROW = ASSET_MAP_BOX_HEIGHT + 20,
    LEAD = 4,
    NOWHERE = -1
};

static const struct asset_map_node *find(const struct asset_map_node *nodes, size_t count,
                                         const char *id)
{
    for (size_t i = 0; id && i < count; i++)
        if (!strcmp(nodes[i].id, id))
            return &nodes[i];
    return NULL;
}

static bool hangs_on(const struct asset_map_node *node, const struct asset_map_node *parent)
{
    return node->parent && !strcmp(node->parent, parent->id);
}

/* Behind one another: each takes a row, and what they hang on stands amid them. Half rows. */
static int place_branch(struct asset_map_node *nodes, size_t count, struct asset_map_node *root,
                        int row)
{
    int rows = 0;

    for (size_t i = 0; i < count; i++)
        if (hangs_on(&nodes[i], root))
            nodes[i].y = row + 2 * rows++;
    root->y = rows ? row + rows - 1 : row;
    return rows ? 2 * rows : 2;
}

static int place_side(struct asset_map_node *nodes, size_t count, bool is_left)
{
    int rows = 0;

    for (size_t i = 0; i < count; i++)
        if (!nodes[i].parent && nodes[i].is_left == is_left)
            rows += place_branch(nodes, count, &nodes[i], rows);
    return rows;
}

/* How many columns a side has: 0, 1 or 2. */
static int depth_of(const struct asset_map_node *nodes, size_t count, bool is_left)
{
    int depth = 0;

    for (size_t i = 0; i < count; i++)
        if (nodes[i].is_left == is_left && depth < 2)
            depth = nodes[i].parent ? 2 : depth ? depth : 1;
    return depth;
}

static void move_to_place(struct asset_map_node *node, int middle, int offset)
{
    int step = node->parent ? 2 : 1;

    node->x = MARGIN + COLUMN * (node->is_left ? middle - step : middle + step);
    node->y = MARGIN + (node->y + offset) * ROW / 2;
}

/* Half rows above the middle: amid a low picture; a tall one would begin with nothing on a small
 * screen. */
static int lead_of(int rows)
{
    return (rows - 2) / 2 < LEAD ? (rows - 2) / 2 : LEAD;
}

/* A side of so many half rows stands about the middle, as far as there is room above. */
static int side_offset(int side, int rows)
{
    int above = lead_of(rows) - (side - 2) / 2;

    return above > 0 ? above : 0;
}

struct asset_map asset_map_lay_out(struct asset_map_node *nodes, size_t count)
{
    int left = place_side(nodes, count, true), right = place_side(nodes, count, false);
    int rows = left > right ? left : right, middle = depth_of(nodes, count, true);
    int columns = middle + 1 + depth_of(nodes, count, false);
    struct asset_map map;

    if (rows < 2)
        rows = 2;
    for (size_t i = 0; i < count; i++) {
        if (nodes[i].parent && !find(nodes, count, nodes[i].parent))
            nodes[i].x = nodes[i].y = NOWHERE;
        else
            move_to_place(&nodes[i], middle, side_offset(nodes[i].is_left ? left : right, rows));
    }
    map.width = 2 * MARGIN + columns * COLUMN - (COLUMN - ASSET_MAP_BOX_WIDTH);
    map.height = 2 * MARGIN + rows * ROW / 2 - (ROW - ASSET_MAP_BOX_HEIGHT);
    map.x = MARGIN + middle * COLUMN;
    map.y = MARGIN + lead_of(rows) * ROW / 2;
    return map;
}

void asset_map_line(const struct asset_map *map, const struct asset_map_node *nodes, size_t count,
                    const struct asset_map_node *node, char path[ASSET_MAP_LINE])
{
    const struct asset_map_node *parent = find(nodes, count, node->parent);
    int from_x = parent ? parent->x : map->x, from_y = parent ? parent->y : map->y;
    int to_x = node->is_left ? node->x + ASSET_MAP_BOX_WIDTH : node->x;

    from_x += node->is_left ? 0 : ASSET_MAP_BOX_WIDTH;
    snprintf(path, ASSET_MAP_LINE, "M%d %dH%dV%dH%d", from_x, from_y + ASSET_MAP_BOX_HEIGHT / 2,
             (from_x + to_x) / 2, node->y + ASSET_MAP_BOX_HEIGHT / 2, to_x);
}

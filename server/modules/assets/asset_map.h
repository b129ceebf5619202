#ifndef MODULES_ASSETS_ASSET_MAP_H
#define MODULES_ASSETS_ASSET_MAP_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The picture of what is around an asset: it stands in the middle, what it holds, runs on and so on
 * to the right, what holds it and so on to the left, and behind each of these what that is related
 * to. Where everything stands follows from the nodes alone: no I/O.
 */
enum { ASSET_MAP_NODES = 30, ASSET_MAP_BOX_WIDTH = 210, ASSET_MAP_BOX_HEIGHT = 60 };

struct asset_map_node {
    const char *id, *parent; /* parent NULL: next to the middle */
    bool is_left;
    int x, y; /* set: the upper left corner of its box */
};

struct asset_map {
    int width, height;
    int x, y; /* of the box in the middle */
};

/*
 * Nodes next to the middle come before those behind them, at most ASSET_MAP_NODES; one whose parent
 * is not among them stands nowhere and is left at x < 0.
 */
struct asset_map asset_map_lay_out(struct asset_map_node *nodes, size_t count);

enum { ASSET_MAP_LINE = 80 };

/* The line from a node to what it hangs on, as a path of SVG. */
void asset_map_line(const struct asset_map *map, const struct asset_map_node *nodes, size_t count,
                    const struct asset_map_node *node, char path[ASSET_MAP_LINE]);

#endif

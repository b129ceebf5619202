#ifndef MODULES_ASSETS_ASSET_RELATION_H
#define MODULES_ASSETS_ASSET_RELATION_H

#include <stdbool.h>

#include "http/route.h"

struct asset;
struct request;
struct view;

/* 関連, the log of changes to networks and systems, and 対象外（詳細編別表１）. */
extern const struct route asset_relation_routes[];
extern const struct route asset_log_routes[];
extern const struct route exclusion_routes[];

/*
 * `map`: what is around an asset in two steps, `nodes` in words and, for a page, where each box
 * stands. Only what the viewer may see.
 */
bool asset_map_view(struct request *request, struct view *view, const struct asset *asset)
    __attribute__((warn_unused_result));

#endif

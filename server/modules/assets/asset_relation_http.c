#include <string.h>

#include "base/arena.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/assets/asset.h"
#include "modules/assets/asset_map.h"
#include "modules/assets/asset_relation.h"

struct relating {
    const char *way, *to, *note;
};

/* The page has one form, which is shown again whatever was done there. */
/* clang-format off */
#define RELATING(is_addition)                                                                      \
    {FIELD_TEXT(struct relating, way, "つながり", .required = (is_addition), .max = 40),            \
     FIELD_TEXT(struct relating, to, "相手の資産の管理番号", .required = (is_addition), .max = 20), \
     FIELD_TEXT(struct relating, note, "備考", .max = 200), FIELD_END}
/* clang-format on */

static const struct field add_fields[] = RELATING(true);
static const struct field end_fields[] = RELATING(false);

/* ---- the picture -------------------------------------------------------------------------------
 */

enum { NAME_HALVES = 21, WIDE_LEAD = 0xE0 };

/* What fits into a box, with … where there is more. */
static const char *clipped(struct arena *arena, const char *text)
{
    size_t at = 0;
    int halves = 0;

    while (text[at]) {
        unsigned char lead = (unsigned char)text[at];

        halves += lead >= WIDE_LEAD ? 2 : 1;
        if (halves > NAME_HALVES)
            return arena_printf(arena, "%.*s…", (int)at, text);
        for (at++; ((unsigned char)text[at] & 0xC0) == 0x80; at++)
            ;
    }
    return text;
}

static void add_box(struct view *box, int x, int y)
{
    enum { INSET = 12, FIRST_LINE = 24, SECOND_LINE = 47 };

    view_integer(box, "x", x);
    view_integer(box, "y", y);
    view_integer(box, "text_x", x + INSET);
    view_integer(box, "number_y", y + FIRST_LINE);
    view_integer(box, "name_y", y + SECOND_LINE);
}

static void add_node(struct request *rq, struct view *map, const struct rows *rows, int i)
{
    struct view *node = view_list_object(map, "nodes");
    const char *name = rows_text(rows, i, "asset_name");

    view_text(node, "asset_no", rows_text(rows, i, "asset_no"));
    view_text(node, "asset_name", name);
    view_text(node, "asset_kind", rows_text(rows, i, "asset_kind"));
    view_text(node, "asset_relation_map", rows_text(rows, i, "relation"));
    view_boolean(node, "is_back", rows_boolean(rows, i, "is_back"));
    view_text(node, "via", rows_text(rows, i, "via"));
    if (rq->format == FORMAT_HTML)
        view_text(node, "_short", clipped(rq->work->arena, name));
}

static size_t read_nodes(const struct rows *rows, struct asset_map_node *nodes)
{
    for (int i = 0; i < rows->count; i++)
        nodes[i] = (struct asset_map_node){.id = rows_text(rows, i, "id"),
                                           .parent = rows_text(rows, i, "parent"),
                                           .is_left = rows_boolean(rows, i, "is_left")};
    return (size_t)rows->count;
}

static void draw(struct request *rq, struct view *map, const struct asset *asset,
                 const struct rows *rows)
{
    struct asset_map_node nodes[ASSET_MAP_NODES];
    size_t count = read_nodes(rows, nodes);
    struct asset_map place = asset_map_lay_out(nodes, count);
    struct view *middle = view_object(map, "middle");

    view_integer(map, "width", place.width);
    view_integer(map, "height", place.height);
    add_box(middle, place.x, place.y);
    view_text(middle, "_short", clipped(rq->work->arena, asset->name));
    for (size_t i = 0; i < count; i++) {
        char path[ASSET_MAP_LINE];
        struct view *box;

        if (nodes[i].x < 0)
            continue;
        box = view_list_object(map, "boxes");
        asset_map_line(&place, nodes, count, &nodes[i], path);
        add_box(box, nodes[i].x, nodes[i].y);
        view_text(box, "line", arena_printf(rq->work->arena, "%s", path));
        view_text(box, "asset_no", rows_text(rows, (int)i, "asset_no"));
        view_text(box, "_short", clipped(rq->work->arena, rows_text(rows, (int)i, "asset_name")));
        view_text(box, "asset_relation_map", rows_text(rows, (int)i, "relation"));
    }
}

bool asset_map_view(struct request *rq, struct view *v, const struct asset *asset)
{
    const char *most = arena_printf(rq->work->arena, "%d", ASSET_MAP_NODES);
    const struct rows *rows = db_take(rq->work, SQL_ASSET_MAP, PARAMS(asset->id, most));
    struct view *map;
    int64_t more;

    if (!rows)
        return false;
    map = view_object(v, "map");
    view_list(map, "nodes");
    for (int i = 0; i < rows->count; i++)
        add_node(rq, map, rows, i);
    more = rows->count ? rows_integer(rows, 0, "total") - (int64_t)rows->count : 0;
    view_integer(map, "more", more);
    view_boolean(map, "has_more", more > 0);
    if (rq->format == FORMAT_HTML && rows->count)
        draw(rq, map, asset, rows);
    return true;
}

/* ---- the page ----------------------------------------------------------------------------------
 */

static bool relations_view(struct request *rq, struct view *v)
{
    struct asset asset;
    const char *way = rq->body ? form_typed(rq, "way") : "";

    if (!asset_of_path(rq, &asset))
        return false;
    asset_view_head(v, &asset);
    view_boolean(v, "may_add", asset.may_draft);
    view_rows(v, "relations", SQL_ASSET_RELATIONS, PARAMS(asset.id));
    view_rows(v, "ways", SQL_ASSET_RELATION_WAYS, PARAMS(asset.id, way));
    view_optional_row(v, "contractor", SQL_ASSET_RELATION_CONTRACTOR, PARAMS(asset.id));
    view_rows(v, "exceptions", SQL_ASSET_RELATION_EXCEPTIONS, PARAMS(asset.id));
    if (asset.may_draft && rq->format == FORMAT_HTML)
        view_rows(v, "likely", SQL_ASSET_RELATION_LIKELY, PARAMS(asset.id));
    else
        view_list(v, "likely");
    view_form(rq, v);
    return asset_map_view(rq, v, &asset);
}

static bool show_relations(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return relations_view(rq, v) && reply_view(rq, "assets/relations", v);
}

/* "holds.to" → relation and direction. */
static bool read_way(struct request *rq, const char *way, const char **relation,
                     const char **direction)
{
    const char *dot = strrchr(way, '.');

    *relation = *direction = NULL;
    if (!dot || (strcmp(dot, ".to") != 0 && strcmp(dot, ".from") != 0))
        return fail_field(rq->work, "way", "一覧から選択してください。");
    *relation = arena_printf(rq->work->arena, "%.*s", (int)(dot - way), way);
    *direction = dot + 1;
    return true;
}

static bool add_relation(struct request *rq)
{
    struct relating r;
    struct asset asset;
    const char *relation, *direction;
    const struct rows *row;

    if (!asset_of_path(rq, &asset) || !read_form(rq, add_fields, &r) ||
        !read_way(rq, r.way, &relation, &direction))
        return false;
    row = db_take(rq->work, SQL_ASSET_RELATION_ADD,
                  PARAMS(asset.id, relation, direction, r.to, r.note));
    if (!row)
        return false;
    return row->count ? reply_see_other(rq, "/assets/%s/relations", asset.asset_no)
                      : fail_field(rq->work, "to", "台帳にある資産の管理番号を入力してください。");
}

static bool end_relation(struct request *rq)
{
    struct asset asset;
    const struct rows *row;

    if (!asset_of_path(rq, &asset))
        return false;
    row = db_take(rq->work, SQL_ASSET_RELATION_END, PARAMS(asset.id, path_text(rq, "id")));
    if (!row)
        return false;
    return row->count ? reply_see_other(rq, "/assets/%s/relations", asset.asset_no)
                      : fail(rq->work, ERR_NOT_FOUND, NULL);
}

const struct route asset_relation_routes[] = {
    {GET, "/assets/{asset_no}/relations", show_relations, MAY(ASSET_READ), .fields = add_fields,
     .summary = "What the asset belongs with, both ways, with the map around it"},
    {POST, "/assets/{asset_no}/relations", add_relation, MAY(ASSET_DRAFT),
     .form = "assets/relations", .form_view = relations_view, .fields = add_fields, .creates = true,
     .summary = "Add a relation; way is a relation and to or from: holds.to"},
    {POST, "/assets/{asset_no}/relations/{id}/end", end_relation, MAY(ASSET_DRAFT),
     .form = "assets/relations", .form_view = relations_view, .fields = end_fields, .creates = true,
     .summary = "End a relation; it stays in the log"},
    ROUTE_END,
};

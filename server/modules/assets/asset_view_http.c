#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/assets/asset.h"
#include "modules/assets/asset_list.h"

struct saved_view {
    const char *view_name, *view_query;
    bool is_shared;
};

static const struct field view_fields[] = {
    FIELD_TEXT(struct saved_view, view_name, "絞り込みの名前", .required = true, .max = 40),
    FIELD_TEXT(struct saved_view, view_query, "絞り込みの条件", .required = true, .max = 1000),
    FIELD_BOOL(struct saved_view, is_shared, "課等での共有"),
    FIELD_END,
};

static bool views_view(struct request *rq, struct view *v)
{
    struct assets_asked asked;

    if (!assets_asked(rq, &asked))
        return false;
    assets_view_asked(v, &asked);
    view_text(v, "asked", assets_query(rq->work->arena, &asked));
    view_form(rq, v);
    view_rows(v, "items", SQL_ASSET_VIEW_LIST, PARAMS());
    return true;
}

/* The address is that of a list: what it asks for can be saved here. */
static bool list_views(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return views_view(rq, v) && reply_view(rq, "assets/views", v);
}

static bool save_view(struct request *rq)
{
    struct saved_view saved;

    return read_form(rq, view_fields, &saved) &&
           db_run(rq->work, SQL_ASSET_VIEW_ADD,
                  PARAMS(saved.view_name, saved.view_query, saved.is_shared ? "true" : "false")) &&
           reply_created(rq, NULL, "/assets/views");
}

static bool end_view(struct request *rq)
{
    const struct rows *ended;
    const char *id;

    if (!path_id(rq, "id", &id))
        return false;
    ended = db_take(rq->work, SQL_ASSET_VIEW_END, PARAMS(id));
    if (!ended)
        return false;
    return ended->count ? reply_see_other(rq, "/assets/views")
                        : fail(rq->work, ERR_NOT_FOUND, NULL);
}

const struct route asset_view_routes[] = {
    {GET, "/assets/views", list_views, MAY(ASSET_READ), .query = asset_list_query,
     .fields = view_fields,
     .summary = "Saved filters of the register: one's own, and those that colleagues share"},
    {POST, "/assets/views", save_view, MAY(ASSET_READ), .form = "assets/views",
     .form_view = views_view, .fields = view_fields, .creates = true,
     .summary = "Saves a filter: view_query is what stands behind /assets?"},
    {POST, "/assets/views/{id}/end", end_view, MAY(ASSET_READ), .creates = true,
     .summary = "Ends a saved filter of one's own"},
    ROUTE_END,
};

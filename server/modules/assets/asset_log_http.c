#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/assets/asset.h"
#include "modules/assets/asset_relation.h"

struct planning {
    int network_change_kind;
    const char *title, *content, *reason, *risk, *way_back, *planned_on, *due;
};

static const struct choice kinds[] = {{"change", 0}, {"patch", 1}, {"finding", 2}, {NULL, 0}};

static const struct field plan_fields[] = {
    FIELD_ENUM(struct planning, network_change_kind, "種類", .required = true, .choices = kinds),
    FIELD_TEXT(struct planning, title, "件名", .required = true, .max = 100),
    FIELD_LONG_TEXT(struct planning, content, "内容", .required = true, .max = 2000),
    FIELD_LONG_TEXT(struct planning, reason, "理由", .required = true, .max = 1000),
    FIELD_LONG_TEXT(struct planning, risk, "影響と危険", .max = 1000),
    FIELD_LONG_TEXT(struct planning, way_back, "元に戻す方法", .max = 1000),
    FIELD_DATE(struct planning, planned_on, "実施予定日"),
    FIELD_DATE(struct planning, due, "対応の期限"),
    FIELD_END,
};

/* ---- of one asset ------------------------------------------------------------------------------
 */

static bool has_log(const struct asset *asset)
{
    return asset->kind == ASSET_NETWORK || asset->kind == ASSET_SYSTEM;
}

static bool log_view(struct request *rq, struct view *v)
{
    struct asset asset;

    if (!asset_of_path(rq, &asset))
        return false;
    asset_view_head(v, &asset);
    view_boolean(v, "may_add", asset.may_draft && has_log(&asset));
    view_boolean(v, "has_log", has_log(&asset));
    view_rows(v, "changes", SQL_NETWORK_CHANGES_OF_ASSET, PARAMS(asset.id));
    view_form(rq, v);
    return true;
}

static bool show_log(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return log_view(rq, v) && reply_view(rq, "assets/log", v);
}

static bool plan_change(struct request *rq)
{
    struct planning p;
    struct asset asset;
    const struct rows *row;

    if (!asset_of_path(rq, &asset) || !read_form(rq, plan_fields, &p))
        return false;
    row = db_take(rq->work, SQL_NETWORK_CHANGE_ADD,
                  PARAMS(asset.id, kinds[p.network_change_kind].code, p.title, p.content, p.reason,
                         p.risk, p.way_back, p.planned_on, p.due));
    return row && reply_created(rq, NULL, "/assets/%s/changes/%s", asset.asset_no,
                                rows_text(row, 0, "id"));
}

/* ---- one change --------------------------------------------------------------------------------
 */

struct act {
    int event;
    const char *text;
    long version;
};

static const struct choice events[] = {{"approve", 0}, {"refuse", 1}, {"complete", 2},
                                       {"check", 3},   {"cancel", 4}, {NULL, 0}};

static const struct field step_fields[] = {
    FIELD_ENUM(struct act, event, "操作", .required = true, .choices = events),
    FIELD_LONG_TEXT(struct act, text, "理由・結果", .max = 1000),
    FIELD_INT(struct act, version, "版", .required = true),
    FIELD_END,
};

static const struct rows *take_change(struct request *rq, struct asset *asset)
{
    const struct rows *row;

    if (!asset_of_path(rq, asset))
        return NULL;
    row = db_take(rq->work, SQL_NETWORK_CHANGE_LOAD, PARAMS(asset->id, path_text(rq, "id")));
    if (row && !row->count)
        (void)fail(rq->work, ERR_NOT_FOUND, NULL);
    return row && row->count ? row : NULL;
}

static bool change_view(struct request *rq, struct view *v)
{
    struct asset asset;
    const struct rows *row = take_change(rq, &asset);
    const char *id;

    if (!row)
        return false;
    id = rows_text(row, 0, "id");
    view_own_row(v, SQL_NETWORK_CHANGE_SHOW, PARAMS(id));
    asset_view_head(v, &asset);
    view_rows(v, "steps", SQL_NETWORK_CHANGE_STEPS, PARAMS(id));
    view_form(rq, v);
    return true;
}

static bool show_change(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return change_view(rq, v) && reply_view(rq, "assets/log_change", v);
}

static bool move_change(struct request *rq)
{
    struct act act;
    struct asset asset;
    const struct rows *row = take_change(rq, &asset);

    if (!row || !read_form(rq, step_fields, &act))
        return false;
    if (act.version != rows_integer(row, 0, "version"))
        return fail(rq->work, ERR_STALE, "%sが%sに、先に変更しました。今の内容を確認してください。",
                    rows_text(row, 0, "_by"), rows_text(row, 0, "_at"));
    return db_run(rq->work, SQL_NETWORK_CHANGE_DO,
                  PARAMS(rows_text(row, 0, "id"), events[act.event].code, act.text)) &&
           reply_see_other(rq, "/assets/%s/changes/%s", asset.asset_no, rows_text(row, 0, "id"));
}

/* ---- of all ------------------------------------------------------------------------------------
 */

static const char *const filters[] = {"approve", "change", "patch", "finding",
                                      "overdue", "closed", NULL};

static bool is_filter(const char *text)
{
    const char *const *filter = filters;

    while (*filter && strcmp(text, *filter) != 0)
        filter++;
    return *filter != NULL;
}

static bool list_changes(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *filter = query_text(rq, "state");

    if (filter && !is_filter(filter))
        return fail_field(rq->work, "state", "一覧の上にある状態から選択してください。");
    view_text(v, "state", filter);
    view_rows(v, "filters", SQL_NETWORK_CHANGE_FILTERS, PARAMS(filter));
    view_rows(v, "items", SQL_NETWORK_CHANGE_LIST, PARAMS(filter));
    if (rq->format & FORMAT_SHEETS)
        rq->reply.file_name = "ネットワーク・情報システムの変更";
    return reply_view(rq, "assets/log_all", v);
}

static const char *const list_query[] = {"state", NULL};

const struct route asset_log_routes[] = {
    {GET, "/assets/{asset_no}/changes", show_log, MAY(ASSET_READ), .fields = plan_fields,
     .summary = "Changes, patches and findings of a network or system, newest first"},
    {POST, "/assets/{asset_no}/changes", plan_change, MAY(ASSET_DRAFT), .form = "assets/log",
     .form_view = log_view, .fields = plan_fields, .creates = true,
     .summary = "Plan a change, or enter a patch or a finding with its due day"},
    {GET, "/assets/{asset_no}/changes/{id}", show_change, MAY(ASSET_READ), .fields = step_fields,
     .summary = "One change with what became of it"},
    {POST, "/assets/{asset_no}/changes/{id}/steps", move_change, MAY(ASSET_DRAFT),
     .form = "assets/log_change", .form_view = change_view, .fields = step_fields, .creates = true,
     .summary = "approve or refuse (the network security manager), complete, check, cancel"},
    {GET, "/network-changes", list_changes, MAY(ASSET_READ),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_SHEETS, .list = "items", .query = list_query,
     .summary = "Open changes of all networks and systems the viewer may see; state is approve, "
                "change, patch, finding, overdue or closed"},
    ROUTE_END,
};

#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "core/files/attachment.h"
#include "db/db.h"
#include "http/request.h"
#include "modules/assets/asset_page.h"

/* Files of an asset: up to ten, by who writes the register. */
struct attaching {
    const char *file;
    int kind;
};

enum { DIAGRAM = 1 };
static const struct choice kinds[] = {
    {"diagram", DIAGRAM}, {"specification", 2}, {"certificate", 3}, {"other", 4}, {NULL, 0}};

static const struct field attaching_fields[] = {
    FIELD_TEXT(struct attaching, file, "添付する資料"),
    FIELD_ENUM(struct attaching, kind, "資料の種類", .choices = kinds, .fallback = 4),
    FIELD_END,
};

void asset_view_attachments(struct request *rq, struct view *v, const struct asset *asset)
{
    view_rows(v, "attachments", SQL_ASSET_ATTACHMENTS, PARAMS(asset->id));
    view_row(v, "attaching", SQL_ASSET_ATTACHING, PARAMS(asset->id));
    (void)rq;
}

/* ---- adding ------------------------------------------------------------------------------------
 */

static bool is_open(struct work *work, const struct asset *asset)
{
    const struct rows *row = db_take(work, SQL_ASSET_ATTACHING, PARAMS(asset->id));

    if (!row)
        return false;
    if (!rows_boolean(row, 0, "is_open"))
        return fail(work, ERR_CONFLICT, "廃棄済又は破棄の資産には、添付できません。");
    return !rows_boolean(row, 0, "is_full") ||
           fail_field(work, "file", "%s", db_constraint_message("asset_attachment_count"));
}

static bool may_attach(struct work *work, const struct asset *asset)
{
    return asset->may_draft ||
           fail(work, ERR_FORBIDDEN, "%s", db_constraint_message("asset_attachment_own"));
}

static bool ask(struct request *rq, const char **object_id)
{
    struct asset asset;

    if (!asset_find(rq, &asset))
        return false;
    *object_id = asset.id;
    return may_attach(rq->work, &asset) && is_open(rq->work, &asset);
}

static bool back(struct request *rq, const struct asset *asset)
{
    return reply_see_other(rq, "/assets/%s#attachments", asset->asset_no);
}

static bool created(struct request *rq, const struct asset *asset, const struct rows *row)
{
    struct view *v = view_new(rq->work);

    view_add_own_row(v, row);
    return reply_created(rq, v, "/assets/%s/attachments/%s", asset->asset_no,
                         rows_text(row, 0, "id"));
}

static bool store(struct request *rq, const struct file *file)
{
    struct attaching form;
    struct asset asset;
    const struct rows *row;
    const char *id;

    if (!read_form(rq, attaching_fields, &form) || !asset_of_path(rq, &asset) ||
        !may_attach(rq->work, &asset) || !file_store(rq->work, file, &id))
        return false;
    row = db_take(rq->work, SQL_ASSET_ATTACHMENT_ADD,
                  PARAMS(asset.id, id, kinds[form.kind - DIAGRAM].code));
    if (!row)
        return false;
    return rq->format == FORMAT_JSON ? created(rq, &asset, row) : back(rq, &asset);
}

static bool attach(struct request *rq)
{
    return attachment_take(rq, &(struct attachment_kind){"asset_attachment", ask, store});
}

/* ---- taking away, and reading ------------------------------------------------------------------
 */

static bool remove_attachment(struct request *rq)
{
    struct asset asset;
    const struct rows *row;

    if (!asset_of_path(rq, &asset) || !may_attach(rq->work, &asset))
        return false;
    row = db_take(rq->work, SQL_ASSET_ATTACHMENT_REMOVE,
                  PARAMS(asset.id, path_text(rq, "attachment_id")));
    if (!row)
        return false;
    return row->count ? back(rq, &asset) : fail(rq->work, ERR_NOT_FOUND, NULL);
}

static bool download(struct request *rq)
{
    struct asset asset;
    const struct rows *row;

    if (!asset_of_path(rq, &asset))
        return false;
    row = db_take(rq->work, SQL_ASSET_ATTACHMENT_FILE,
                  PARAMS(asset.id, path_text(rq, "attachment_id")));
    if (!row)
        return false;
    if (row->count && !strcmp(rows_text(row, 0, "kind"), "diagram"))
        request_leaves_trace(rq, "view_restricted", "asset_attachment", asset.id);
    return attachment_send(rq, row);
}

/* clang-format off */
const struct route asset_attachment_routes[] = {
    {POST, "/assets/{asset_no}/attachments", attach, MAY(ASSET_DRAFT), .form = "assets/show",
     .form_view = asset_page_view, .fields = attaching_fields, .body_limit = ATTACHMENT_BODY_MAXIMUM,
     .own_transactions = true,
     .summary = "Add one file (multipart/form-data, field `file`) of a kind: diagram, "
                "specification, certificate, other"},
    {POST, "/assets/{asset_no}/attachments/{attachment_id}/remove", remove_attachment,
     MAY(ASSET_DRAFT), .form = "assets/show", .form_view = asset_page_view, .creates = true,
     .summary = "Take away a file"},
    {GET, "/assets/{asset_no}/attachments/{attachment_id}", download, MAY(ASSET_READ),
     .formats = FORMAT_TEXT, .summary = "The bytes of one file; a diagram only for those who may see addresses"},
    ROUTE_END,
};
/* clang-format on */

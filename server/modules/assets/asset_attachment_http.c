#include <string.h>

#include "base/arena.h"
#include "base/work.h"
#include "core/access/begin.h"
#include "core/access/gate.h"
#include "core/access/permission.h"
#include "core/audit/audit.h"
#include "core/files/file.h"
#include "core/files/upload.h"
#include "db/db.h"
#include "http/app.h"
#include "http/request.h"
#include "modules/assets/asset_page.h"

/*
 * Files of an asset: one a request, up to ten, by who writes the register. Whether one may be added
 * is asked before the file is looked at and, in the transaction that stores it, once more: between
 * the two a scanner takes its time, and no connection to the database waits for it.
 */
struct upload {
    struct request *rq;
    struct file file;
    const char *token_sha256, *found; /* found: by the scanner, NULL: nothing */
};

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

static bool ask(struct work *work, void *context)
{
    struct upload *upload = context;
    struct asset asset;

    access_begin_request(work, upload->token_sha256);
    return asset_find(upload->rq, &asset) && may_attach(work, &asset) && is_open(work, &asset);
}

/* Who sent what, whatever becomes of the request. */
static bool note_finding(struct work *work, void *context)
{
    const struct upload *upload = context;
    struct asset asset;

    access_begin_request(work, upload->token_sha256);
    return asset_find(upload->rq, &asset) &&
           audit_note(work, &(struct audit_entry){
                                .action = "denied",
                                .object_type = "asset_attachment",
                                .object_id = asset.id,
                                .reason = arena_printf(work->arena, "ウイルスの検出　%s　%s",
                                                       upload->found, upload->file.name)});
}

static bool is_clean(struct upload *upload)
{
    struct request *rq = upload->rq;

    if (!upload_scan(rq, &upload->file, &upload->found))
        return false;
    if (!upload->found)
        return true;
    return db_transaction(rq->work, rq->app->pool, DB_WRITE, note_finding, upload) &&
           upload_refuse_infected(rq);
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

static bool store(struct work *work, void *context)
{
    struct upload *upload = context;
    struct request *rq = upload->rq;
    struct attaching form;
    struct asset asset;
    const struct rows *row;
    const char *file;

    access_begin_request(work, upload->token_sha256);
    if (!read_form(rq, attaching_fields, &form) || !asset_of_path(rq, &asset) ||
        !may_attach(work, &asset) || !file_store(work, &upload->file, &file))
        return false;
    row = db_take(work, SQL_ASSET_ATTACHMENT_ADD,
                  PARAMS(asset.id, file, kinds[form.kind - DIAGRAM].code));
    if (!row)
        return false;
    return rq->format == FORMAT_JSON ? created(rq, &asset, row) : back(rq, &asset);
}

static bool attach(struct request *rq)
{
    struct upload upload = {.rq = rq, .token_sha256 = session_token_sha256(rq)};

    return db_transaction(rq->work, rq->app->pool, DB_READ, ask, &upload) &&
           upload_read(rq, &upload.file) && is_clean(&upload) &&
           db_transaction(rq->work, rq->app->pool, DB_WRITE, store, &upload);
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

/* Never shown within a page of ours, whatever it is: always a download, and in a sandbox. */
static bool send(struct request *rq, const struct rows *row)
{
    size_t length = (size_t)rows_integer(row, 0, "size");
    const char *bytes;

    if (!file_fetch(rq->work, rows_text(row, 0, "id"), length, &bytes))
        return false;
    rq->reply.file_name = rows_text(row, 0, "name");
    reply_header(rq, "Content-Security-Policy",
                 "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; "
                 "sandbox");
    return reply_bytes(rq, rows_text(row, 0, "media_type"), bytes, length);
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
    if (!row->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    if (!strcmp(rows_text(row, 0, "kind"), "diagram"))
        request_leaves_trace(rq, "view_restricted", "asset_attachment", asset.id);
    return send(rq, row);
}

/* clang-format off */
const struct route asset_attachment_routes[] = {
    {POST, "/assets/{asset_no}/attachments", attach, MAY(ASSET_DRAFT), .form = "assets/show",
     .form_view = asset_page_view, .fields = attaching_fields, .body_limit = UPLOAD_BODY_MAXIMUM,
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

#include "base/work.h"
#include "core/access/permission.h"
#include "core/files/attachment.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/assets/custody.h"
#include "modules/assets/disposal.h"

/* 消去・廃棄の証明書: whether one may be added is asked by the trigger once more. */
static const struct field certificate_fields[] = {
    FIELD_NESTED("file", "証明書のファイル"),
    FIELD_END,
};

/* A page of its own, for the form again. */
static bool certificate_view(struct request *rq, struct view *v)
{
    const struct rows *row;

    if (!disposal_of_path(rq, &row))
        return false;
    view_row(v, "disposal", SQL_DISPOSAL_SHOW, PARAMS(rows_text(row, 0, "id")));
    view_form(rq, v);
    return true;
}

static bool ask(struct request *rq, const char **object_id)
{
    const struct rows *row;

    *object_id = path_text(rq, "disposal_no");
    return disposal_of_path(rq, &row) &&
           (rows_boolean(row, 0, "may_draft") ||
            fail(rq->work, ERR_FORBIDDEN, "%s", db_constraint_message("disposal_by_section")));
}

static bool store(struct request *rq, const struct file *file)
{
    const struct rows *row, *made;
    const char *id;

    if (!disposal_of_path(rq, &row) || !file_store(rq->work, file, &id))
        return false;
    made = db_take(rq->work, SQL_DISPOSAL_CERTIFICATE_ADD, PARAMS(rows_text(row, 0, "id"), id));
    if (!made)
        return false;
    if (rq->format != FORMAT_JSON)
        return reply_see_other(rq, "/disposals/%s#certificates", path_text(rq, "disposal_no"));
    return reply_created(rq, NULL, "/disposals/%s/certificates/%s", path_text(rq, "disposal_no"),
                         rows_text(made, 0, "id"));
}

static bool attach(struct request *rq)
{
    return attachment_take(rq, &(struct attachment_kind){"disposal_certificate", ask, store});
}

static bool download(struct request *rq)
{
    const struct rows *disposal, *row;

    if (!disposal_of_path(rq, &disposal))
        return false;
    row = db_take(rq->work, SQL_DISPOSAL_CERTIFICATE_FILE,
                  PARAMS(rows_text(disposal, 0, "id"), path_text(rq, "certificate_id")));
    return row && attachment_send(rq, row);
}

const struct route disposal_certificate_routes[] = {
    {POST, "/disposals/{disposal_no}/certificates", attach, MAY(ASSET_DRAFT),
     .form = "disposals/certificate", .form_view = certificate_view, .fields = certificate_fields,
     .body_limit = ATTACHMENT_BODY_MAXIMUM, .own_transactions = true,
     .summary = "Add a certificate (multipart/form-data, field `file`)"},
    {GET, "/disposals/{disposal_no}/certificates/{certificate_id}", download, MAY(ASSET_READ),
     .formats = FORMAT_TEXT, .summary = "The bytes of one certificate"},
    ROUTE_END,
};

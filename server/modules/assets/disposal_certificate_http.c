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
#include "http/form_view.h"
#include "http/request.h"
#include "modules/assets/custody.h"
#include "modules/assets/disposal.h"

/*
 * 消去・廃棄の証明書: one file a request. A scanner takes its time, and no connection to the
 * database waits for it: whether one may be added is asked before, and by the trigger once more.
 */
struct sending {
    struct request *rq;
    struct file file;
    const char *token_sha256, *found; /* found: by the scanner, NULL: nothing */
};

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

static bool ask(struct work *work, void *context)
{
    struct sending *sending = context;
    const struct rows *row;

    access_begin_request(work, sending->token_sha256);
    return disposal_of_path(sending->rq, &row) &&
           (rows_boolean(row, 0, "may_draft") ||
            fail(work, ERR_FORBIDDEN, "%s", db_constraint_message("disposal_by_section")));
}

static bool note_finding(struct work *work, void *context)
{
    const struct sending *sending = context;

    access_begin_request(work, sending->token_sha256);
    return audit_note(
        work, &(struct audit_entry){.action = "denied",
                                    .object_type = "disposal_certificate",
                                    .object_id = path_text(sending->rq, "disposal_no"),
                                    .reason = arena_printf(work->arena, "ウイルスの検出　%s　%s",
                                                           sending->found, sending->file.name)});
}

static bool is_clean(struct sending *sending)
{
    struct request *rq = sending->rq;

    if (!upload_scan(rq, &sending->file, &sending->found))
        return false;
    if (!sending->found)
        return true;
    return db_transaction(rq->work, rq->app->pool, DB_WRITE, note_finding, sending) &&
           upload_refuse_infected(rq);
}

static bool store(struct work *work, void *context)
{
    struct sending *sending = context;
    struct request *rq = sending->rq;
    const struct rows *row, *made;
    const char *file;

    access_begin_request(work, sending->token_sha256);
    if (!disposal_of_path(rq, &row) || !file_store(work, &sending->file, &file))
        return false;
    made = db_take(work, SQL_DISPOSAL_CERTIFICATE_ADD, PARAMS(rows_text(row, 0, "id"), file));
    if (!made)
        return false;
    if (rq->format != FORMAT_JSON)
        return reply_see_other(rq, "/disposals/%s#certificates", path_text(rq, "disposal_no"));
    return reply_created(rq, NULL, "/disposals/%s/certificates/%s", path_text(rq, "disposal_no"),
                         rows_text(made, 0, "id"));
}

static bool attach(struct request *rq)
{
    struct sending sending = {.rq = rq, .token_sha256 = session_token_sha256(rq)};

    return db_transaction(rq->work, rq->app->pool, DB_READ, ask, &sending) &&
           upload_read(rq, &sending.file) && is_clean(&sending) &&
           db_transaction(rq->work, rq->app->pool, DB_WRITE, store, &sending);
}

/* Never shown within a page of ours, whatever it is: always a download, and in a sandbox. */
static bool download(struct request *rq)
{
    const struct rows *disposal, *row;
    const char *bytes;
    size_t length;

    if (!disposal_of_path(rq, &disposal))
        return false;
    row = db_take(rq->work, SQL_DISPOSAL_CERTIFICATE_FILE,
                  PARAMS(rows_text(disposal, 0, "id"), path_text(rq, "certificate_id")));
    if (!row)
        return false;
    if (!row->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    length = (size_t)rows_integer(row, 0, "size");
    if (!file_fetch(rq->work, rows_text(row, 0, "id"), length, &bytes))
        return false;
    rq->reply.file_name = rows_text(row, 0, "name");
    reply_header(rq, "Content-Security-Policy",
                 "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; "
                 "sandbox");
    return reply_bytes(rq, rows_text(row, 0, "media_type"), bytes, length);
}

const struct route disposal_certificate_routes[] = {
    {POST, "/disposals/{disposal_no}/certificates", attach, MAY(ASSET_DRAFT),
     .form = "disposals/certificate", .form_view = certificate_view, .fields = certificate_fields,
     .body_limit = UPLOAD_BODY_MAXIMUM, .own_transactions = true,
     .summary = "Add a certificate (multipart/form-data, field `file`)"},
    {GET, "/disposals/{disposal_no}/certificates/{certificate_id}", download, MAY(ASSET_READ),
     .formats = FORMAT_TEXT, .summary = "The bytes of one certificate"},
    ROUTE_END,
};

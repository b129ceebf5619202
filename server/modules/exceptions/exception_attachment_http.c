#include <string.h>

#include "base/work.h"
#include "core/files/attachment.h"
#include "db/db.h"
#include "http/body.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_page.h"

/* 添付資料: up to ten, by who writes the request. */
struct attaching {
    const char *file, *back;
};

static const struct field attaching_fields[] = {
    FIELD_TEXT(struct attaching, file, "添付する資料"),
    FIELD_TEXT(struct attaching, back, "戻る画面", .max = 10),
    FIELD_END,
};

static bool is_writer(const struct exception *ex)
{
    return ex->actor & (IS_DRAFTER | IS_LEADER_OF_UNIT | IS_MANAGER_OF_UNIT);
}

static const char *file_error(const struct request *rq)
{
    for (const struct field_error *e = rq->failure ? rq->failure->fields : NULL; e; e = e->next)
        if (!strcmp(e->field, "file"))
            return e->message;
    return NULL;
}

/* The form of the request shows it, too, and wants to be come back to. */
static bool is_on_form(const struct request *rq)
{
    size_t length = strlen(rq->route->pattern);

    return (rq->route->form && !strcmp(rq->route->form, "exceptions/edit")) ||
           (length > 5 && !strcmp(rq->route->pattern + length - 5, "/edit")) ||
           !strcmp(form_typed(rq, "back"), "edit");
}

void exception_view_attachments(struct request *rq, struct view *v, const struct exception *ex)
{
    const char *is_writing = is_writer(ex) ? "true" : "false";
    struct view *form;

    view_rows(v, "attachments", SQL_EXCEPTION_ATTACHMENTS, PARAMS(ex->id, is_writing));
    view_row(v, "attaching", SQL_EXCEPTION_ATTACHING, PARAMS(ex->id, is_writing));
    form = view_object(v, "attach_form");
    view_text(form, "error", file_error(rq));
    view_boolean(form, "is_edit", is_on_form(rq));
}

static bool may_attach(struct work *work, const struct exception *ex)
{
    return is_writer(ex) ||
           fail(work, ERR_FORBIDDEN,
                "資料を添付し、又は取り外せるのは、その課等の情報システム・セキュリティ管理者及び"
                "ＩＴ推進リーダーです。");
}

static bool is_open(struct work *work, const struct exception *ex)
{
    const struct rows *row = db_take(work, SQL_EXCEPTION_ATTACHING, PARAMS(ex->id, "true"));

    if (!row)
        return false;
    if (!rows_boolean(row, 0, "is_open"))
        return fail(work, ERR_CONFLICT, "%s", db_constraint_message("exception_attachment_open"));
    return !rows_boolean(row, 0, "is_full") ||
           fail_field(work, "file", "%s", db_constraint_message("exception_attachment_count"));
}

/* ---- adding ------------------------------------------------------------------------------------
 */

/* As it is, without locking it. */
static bool find(struct request *rq, struct exception **ex)
{
    bool is_numbered = strstr(rq->route->pattern, "{request_no}") != NULL;

    return exception_load(rq->work, is_numbered ? path_text(rq, "request_no") : NULL,
                          is_numbered ? NULL : path_text(rq, "id"), false, ex);
}

static bool ask(struct request *rq, const char **object_id)
{
    struct exception *ex;

    if (!find(rq, &ex))
        return false;
    *object_id = ex->id;
    return may_attach(rq->work, ex) && is_open(rq->work, ex);
}

/* Where one came from: the form of the request, or its page. */
static bool back(struct request *rq, const struct exception *ex, const char *place)
{
    bool is_edit = place && !strcmp(place, "edit");
    const char *key = ex->request_no ? ex->request_no : ex->id;

    if (ex->request_no)
        return reply_see_other(
            rq, is_edit ? "/exceptions/%s/edit#attachments" : "/exceptions/%s#attachments", key);
    return reply_see_other(rq,
                           is_edit ? "/exceptions/drafts/%s/edit#attachments"
                                   : "/exceptions/drafts/%s#attachments",
                           key);
}

static bool created(struct request *rq, const struct exception *ex, const struct rows *row)
{
    struct view *v = view_new(rq->work);
    const char *id = rows_text(row, 0, "id");

    view_add_own_row(v, row);
    return ex->request_no
               ? reply_created(rq, v, "/exceptions/%s/attachments/%s", ex->request_no, id)
               : reply_created(rq, v, "/exceptions/drafts/%s/attachments/%s", ex->id, id);
}

static bool store(struct request *rq, const struct file *file)
{
    struct attaching form;
    struct exception *ex;
    const struct rows *row;
    const char *id;

    if (!read_form(rq, attaching_fields, &form) || !exception_of_path(rq, &ex) ||
        !may_attach(rq->work, ex) || !file_store(rq->work, file, &id))
        return false;
    row = db_take(rq->work, SQL_EXCEPTION_ATTACHMENT_ADD, PARAMS(ex->id, id));
    if (!row)
        return false;
    return rq->format == FORMAT_JSON ? created(rq, ex, row) : back(rq, ex, form.back);
}

static bool attach(struct request *rq)
{
    return attachment_take(rq, &(struct attachment_kind){"exception_attachment", ask, store});
}

/* ---- taking away, and reading ------------------------------------------------------------------
 */

static bool remove_attachment(struct request *rq)
{
    struct attaching form;
    struct exception *ex;
    const struct rows *row;

    if (!read_form(rq, attaching_fields, &form) || !exception_of_path(rq, &ex) ||
        !may_attach(rq->work, ex))
        return false;
    row = db_take(rq->work, SQL_EXCEPTION_ATTACHMENT_REMOVE,
                  PARAMS(ex->id, path_text(rq, "attachment_id")));
    if (!row)
        return false;
    return row->count ? back(rq, ex, form.back) : fail(rq->work, ERR_NOT_FOUND, NULL);
}

static bool download(struct request *rq)
{
    struct exception *ex;
    const struct rows *row;

    if (!exception_of_path(rq, &ex))
        return false;
    row = db_take(rq->work, SQL_EXCEPTION_ATTACHMENT_FILE,
                  PARAMS(ex->id, path_text(rq, "attachment_id")));
    return row && attachment_send(rq, row);
}

/* clang-format off */
#define FILES(path_)                                                                               \
    {POST, path_ "/attachments", attach, SIGNED_IN, .form = "exceptions/show",                     \
     .form_view = exception_page_view, .fields = attaching_fields, .body_limit = ATTACHMENT_BODY_MAXIMUM,\
     .own_transactions = true, .summary = "Add one file (multipart/form-data, field `file`)"},     \
    {POST, path_ "/attachments/{attachment_id}/remove", remove_attachment, SIGNED_IN,              \
     .form = "exceptions/show", .form_view = exception_page_view, .fields = attaching_fields,      \
     .creates = true, .summary = "Take away a file that nobody has acted on"},                     \
    {GET, path_ "/attachments/{attachment_id}", download, SIGNED_IN, .formats = FORMAT_TEXT,       \
     .summary = "The bytes of one file"}

const struct route exception_attachment_routes[] = {
    FILES("/exceptions/drafts/{id}"),
    FILES("/exceptions/{request_no}"),
    ROUTE_END,
};
/* clang-format on */

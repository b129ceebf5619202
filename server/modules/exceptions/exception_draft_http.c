#include <string.h>

#include "base/error.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_draft.h"
#include "modules/exceptions/exception_form.h"
#include "modules/exceptions/exception_page.h"

/*
 * Writing a request: save it as often as one likes, let it go to the manager, and the manager's
 * filing in his own name. A draft is saved whole, so that a save overtaken by another is refused
 * with both texts (ERR_STALE).
 */
static bool edit_exception(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return exception_form_view(rq, v) && reply_view(rq, "exceptions/edit", v);
}

static bool may_write(struct work *work, const struct exception *ex, long version)
{
    if (!(ex->status & (EXCEPTION_DRAFT | EXCEPTION_RETURNED)))
        return fail(work, ERR_CONFLICT,
                    "%sが%sに手続を進めたため、内容を変更できません。今の状態を確認してください。",
                    ex->updated_by, ex->updated_at);
    return version == ex->version ||
           fail(work, ERR_STALE,
                "%sが%sに、先に保存しました。その内容を確認し、必要な場合は、もう一度保存して"
                "ください。",
                ex->updated_by, ex->updated_at);
}

static bool reply_exception(struct request *rq, const struct exception *ex)
{
    struct view *v = view_new(rq->work);

    view_own_row(v, SQL_EXCEPTION_SHOW, PARAMS(ex->id));
    if (!exception_done(rq, ex))
        return false;
    rq->reply.view = v;
    return true;
}

/* A leader's filing goes to the manager; the manager's own is the filing (BR-EX-01). */
static bool file(struct request *rq, const struct exception *ex, long version)
{
    bool is_manager = ex->actor & IS_MANAGER_OF_UNIT;

    return exception_draft_is_complete(rq->work, ex) &&
           exception_do(
               rq->work, ex,
               &(struct exception_act){.event = is_manager ? EVENT_MANAGER_FILE : EVENT_LEADER_FILE,
                                       .version = version},
               NULL) &&
           exception_filed(rq->work, ex);
}

/*
 * What lacks is said by the form of the stored draft, not by the answer to what was sent: so the
 * Back button and reloading lose nothing of it. A program is refused as a whole.
 */
static bool file_typed(struct request *rq, const struct exception *ex)
{
    if (file(rq, ex, ex->version))
        return exception_done(rq, ex);
    if (rq->work->error.code != ERR_INVALID || rq->format == FORMAT_JSON)
        return false;
    error_clear(rq->work);
    return reply_see_other(rq,
                           ex->request_no ? "/exceptions/%s/edit?lacks=yes"
                                          : "/exceptions/drafts/%s/edit?lacks=yes",
                           ex->request_no ? ex->request_no : ex->id);
}

/* To a leader of the section or to its manager, by staff number. */
static bool give(struct request *rq, const struct exception *ex, const char *to, long version)
{
    const struct rows *row = db_take(rq->work, SQL_EXCEPTION_COLLEAGUE, PARAMS(ex->id, to));

    if (!row)
        return false;
    if (!row->count)
        return fail_field(rq->work, "to",
                          "その課等の情報システム・セキュリティ管理者又はＩＴ推進リーダーから"
                          "選択してください。");
    return exception_do(
        rq->work, ex,
        &(struct exception_act){.event = EVENT_HAND_OVER, .version = version, .result = to}, NULL);
}

/* New words in the search field are a search, by whichever button: Enter presses the first. */
static bool is_search(const struct exception_draft *draft)
{
    return draft->q && !draft->add &&
           (draft->act == DRAFT_FIND || !draft->found || strcmp(draft->q, draft->found) != 0);
}

/* Back to the form at the place of what was done; a JSON client gets the request as it is now. */
static bool saved(struct request *rq, const struct exception *ex,
                  const struct exception_draft *draft)
{
    const char *path = ex->request_no ? ex->request_no : ex->id;

    if (rq->format == FORMAT_JSON)
        return reply_exception(rq, ex);
    if (is_search(draft))
        return reply_see_other(rq,
                               ex->request_no ? "/exceptions/%s/edit?q=%s#clauses"
                                              : "/exceptions/drafts/%s/edit?q=%s#clauses",
                               path, draft->q);
    if (draft->add || draft->remove)
        return reply_see_other(rq,
                               ex->request_no ? "/exceptions/%s/edit#clauses"
                                              : "/exceptions/drafts/%s/edit#clauses",
                               path);
    if (*draft->asset_nos)
        return reply_see_other(rq,
                               ex->request_no ? "/exceptions/%s/edit#register"
                                              : "/exceptions/drafts/%s/edit#register",
                               path);
    return reply_see_other(rq,
                           ex->request_no ? "/exceptions/%s/edit?saved=yes"
                                          : "/exceptions/drafts/%s/edit?saved=yes",
                           path);
}

static bool save_exception(struct request *rq)
{
    struct exception *ex;
    struct exception_draft draft;

    if (!exception_of_path(rq, &ex) || !exception_is_writer(rq->work, ex) ||
        !read_form(rq, exception_draft_fields, &draft) || !may_write(rq->work, ex, draft.version) ||
        !exception_draft_quote(rq->work, draft.add, &draft) ||
        !exception_draft_save(rq->work, ex, &draft))
        return false;
    ex->version++; /* that of the saving just now */
    switch (draft.act) {
    case DRAFT_FILE:
        return file_typed(rq, ex);
    case DRAFT_HAND_OVER:
        return give(rq, ex, draft.to, ex->version) && exception_done(rq, ex);
    default:
        return saved(rq, ex, &draft);
    }
}

/* ---- filing without the form -------------------------------------------------------------------
 */

struct filing {
    long version;
};

static const struct field filing_fields[] = {
    FIELD_INT(struct filing, version, "版", .required = true),
    FIELD_END,
};

static bool file_exception(struct request *rq)
{
    struct exception *ex;
    struct filing form;

    return exception_of_path_for(rq, EVENT_BIT(EVENT_LEADER_FILE), &ex) &&
           read_form(rq, filing_fields, &form) &&
           exception_check(
               rq->work, ex,
               &(struct exception_act){.event = EVENT_LEADER_FILE, .version = form.version}) &&
           file(rq, ex, form.version) && exception_done(rq, ex);
}

static bool confirm_exception(struct request *rq)
{
    struct exception *ex;
    struct filing form;

    return exception_of_path_for(rq, EVENT_BIT(EVENT_MANAGER_FILE), &ex) &&
           read_form(rq, filing_fields, &form) &&
           exception_check(
               rq->work, ex,
               &(struct exception_act){.event = EVENT_MANAGER_FILE, .version = form.version}) &&
           file(rq, ex, form.version) && exception_done(rq, ex);
}

/* ---- handing over ------------------------------------------------------------------------------
 */

struct hand_over {
    const char *to;
    long version;
};

static const struct field hand_over_fields[] = {
    FIELD_TEXT(struct hand_over, to, "引き継ぐ人", .required = true, .max = 12),
    FIELD_INT(struct hand_over, version, "版", .required = true),
    FIELD_END,
};

static bool hand_over(struct request *rq)
{
    struct exception *ex;
    struct hand_over form;

    return exception_of_path_for(rq, EVENT_BIT(EVENT_HAND_OVER), &ex) &&
           read_form(rq, hand_over_fields, &form) && give(rq, ex, form.to, form.version) &&
           exception_done(rq, ex);
}

static const char *const edit_query[] = {"q", "saved", "lacks", NULL};

/* clang-format off */
#define WRITING(pattern_, handler_, form_, view_, fields_, summary_)                               \
    {POST, pattern_, handler_, SIGNED_IN, .form = form_, .form_view = view_, .fields = fields_,    \
     .creates = true, .summary = summary_}

const struct route exception_draft_routes[] = {
    {GET, "/exceptions/drafts/{id}/edit", edit_exception, SIGNED_IN,
     .fields = exception_draft_fields, .query = edit_query,
     .summary = "The form of a request (form 1 or 4)"},
    {GET, "/exceptions/{request_no}/edit", edit_exception, SIGNED_IN,
     .fields = exception_draft_fields, .query = edit_query,
     .summary = "The form of the next revision"},
    WRITING("/exceptions/drafts/{id}", save_exception, "exceptions/edit", exception_form_view,
            exception_draft_fields, "Save a draft, and let it go on if asked to"),
    WRITING("/exceptions/{request_no}", save_exception, "exceptions/edit", exception_form_view,
            exception_draft_fields, "Save the next revision, and let it go on if asked to"),
    WRITING("/exceptions/drafts/{id}/file", file_exception, "exceptions/show", exception_page_view,
            filing_fields, "The leader lets a draft go to the manager"),
    WRITING("/exceptions/{request_no}/file", file_exception, "exceptions/show",
            exception_page_view, filing_fields, "The same for a later revision"),
    WRITING("/exceptions/drafts/{id}/confirm", confirm_exception, "exceptions/show",
            exception_page_view, filing_fields, "The manager files in his own name"),
    WRITING("/exceptions/{request_no}/confirm", confirm_exception, "exceptions/show",
            exception_page_view, filing_fields, "The same for a later revision"),
    WRITING("/exceptions/drafts/{id}/hand-over", hand_over, "exceptions/show",
            exception_page_view, hand_over_fields, "Give a draft to a colleague"),
    WRITING("/exceptions/{request_no}/hand-over", hand_over, "exceptions/show",
            exception_page_view, hand_over_fields, "The same for a later revision"),
    ROUTE_END,
};
/* clang-format on */

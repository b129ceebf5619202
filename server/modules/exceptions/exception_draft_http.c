#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_draft.h"
#include "modules/exceptions/exception_page.h"

/*
 * Writing a request: begin a draft, save it as often as one likes, let it go to the manager, and
 * the manager's filing in his own name. A draft is saved whole, so that a save overtaken by another
 * is refused with both texts (ERR_STALE).
 */
struct beginning {
    int kind;
    const char *unit, *follows, *clause, *title;
};

static const struct choice kinds[] = {{"prior", 0}, {"emergency", 1}, {NULL, 0}};

static const struct field begin_fields[] = {
    FIELD_ENUM(struct beginning, kind, "区分", .choices = kinds),
    FIELD_TEXT(struct beginning, unit, "所属", .max = 10),
    FIELD_TEXT(struct beginning, follows, "引き継ぐ緊急の例外措置の報告", .max = 20),
    FIELD_TEXT(struct beginning, clause, "該当する条項", .max = 130),
    FIELD_TEXT(struct beginning, title, "件名", .max = 80),
    FIELD_END,
};

static bool new_view(struct request *rq, struct view *v)
{
    view_rows(v, "units", SQL_EXCEPTION_DRAFT_UNITS, PARAMS(query_text(rq, "unit")));
    view_form(rq, v);
    return true;
}

static bool new_exception(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return new_view(rq, v) && reply_view(rq, "exceptions/new", v);
}

/* The row of the section written for: the one named, or the only one there is. */
static bool find_unit(struct work *work, const char *code, const struct rows **units, int *row)
{
    *units = db_take(work, SQL_EXCEPTION_DRAFT_UNITS, PARAMS(code));
    if (!*units)
        return false;
    *row = 0;
    if (!code && (*units)->count == 1)
        return true;
    for (; *row < (*units)->count; ++*row)
        if (rows_boolean(*units, *row, "is_chosen"))
            return true;
    return fail_field(work, "unit", "申請する課等を選択してください。");
}

/* What the address or the first form already says: the clause one came from. */
static bool begin_text(struct work *work, const char *id, const struct beginning *form)
{
    const char *const clauses[] = {form->clause, NULL}, *const none[] = {NULL};
    struct exception *ex;
    struct exception_draft draft = {.title = form->title, .clauses = clauses, .threats = none};

    draft.measure_type = draft.residual_risk = draft.info_class = draft.still_needed = -1;
    return db_run(work, SQL_EXCEPTION_DRAFT_REVISION, PARAMS(id)) &&
           exception_load(work, NULL, id, false, &ex) && exception_draft_save(work, ex, &draft);
}

static bool begin_exception(struct request *rq)
{
    struct work *w = rq->work;
    struct beginning form;
    const struct rows *units, *row;
    struct view *v;
    int unit;
    const char *id;

    if (!read_form(rq, begin_fields, &form) || !find_unit(w, form.unit, &units, &unit))
        return false;
    row = db_take(w, SQL_EXCEPTION_DRAFT_BEGIN,
                  PARAMS(kinds[form.kind].code, rows_text(units, unit, "id"),
                         rows_text(units, unit, "applicant_role"), form.follows));
    if (!row)
        return false;
    id = rows_text(row, 0, "id");
    if (!begin_text(w, id, &form))
        return false;
    v = view_new(w);
    view_own_row(v, SQL_EXCEPTION_SHOW, PARAMS(id));
    return reply_created(rq, v, "/exceptions/drafts/%s/edit", id);
}

/* ---- the form ----------------------------------------------------------------------------------
 */

/* Who writes: the leaders and the manager of the section, and who took it down. */
static bool is_writer(struct work *work, const struct exception *ex)
{
    return (ex->actor & (IS_DRAFTER | IS_LEADER_OF_UNIT | IS_MANAGER_OF_UNIT)) ||
           fail(work, ERR_FORBIDDEN,
                "申請の内容を変更できるのは、その課等の情報システム・セキュリティ管理者及び"
                "ＩＴ推進リーダーです。");
}

static bool edit_view(struct request *rq, struct view *v)
{
    struct exception *ex;
    const struct rows *row;

    if (!exception_of_path(rq, &ex) || !is_writer(rq->work, ex))
        return false;
    if (!(ex->status & (EXCEPTION_DRAFT | EXCEPTION_RETURNED)))
        return fail(rq->work, ERR_CONFLICT,
                    "申請の内容を変更できるのは、下書き又は差戻しの間だけです。");
    row = db_take(rq->work, SQL_EXCEPTION_FORM, PARAMS(ex->id));
    if (!row)
        return false;
    view_form_of(rq, v, row);
    view_own_row(v, SQL_EXCEPTION_SHOW, PARAMS(ex->id));
    view_text(v, "path", ex->path);
    exception_view_actions(v, ex);
    view_rows(v, "clauses", SQL_EXCEPTION_SHOW_CLAUSES, PARAMS(ex->id));
    return true;
}

static bool edit_exception(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return edit_view(rq, v) && reply_view(rq, "exceptions/edit", v);
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

static bool save_exception(struct request *rq)
{
    struct exception *ex;
    struct exception_draft draft;

    if (!exception_of_path(rq, &ex) || !is_writer(rq->work, ex) ||
        !read_form(rq, exception_draft_fields, &draft) || !may_write(rq->work, ex, draft.version) ||
        !exception_draft_save(rq->work, ex, &draft))
        return false;
    if (draft.act == DRAFT_SAVE)
        return reply_see_other(
            rq, ex->request_no ? "/exceptions/%s/edit" : "/exceptions/drafts/%s/edit",
            ex->request_no ? ex->request_no : ex->id);
    ex->version++; /* that of the saving just now */
    return file(rq, ex, ex->version) && exception_done(rq, ex);
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
    struct work *w = rq->work;
    struct exception *ex;
    struct hand_over form;
    const struct rows *row;

    if (!exception_of_path_for(rq, EVENT_BIT(EVENT_HAND_OVER), &ex) ||
        !read_form(rq, hand_over_fields, &form))
        return false;
    row = db_take(w, SQL_EXCEPTION_COLLEAGUE, PARAMS(ex->id, form.to));
    if (!row)
        return false;
    if (!row->count)
        return fail_field(w, "to",
                          "その課等の情報システム・セキュリティ管理者又はＩＴ推進リーダーから"
                          "選択してください。");
    return exception_do(w, ex,
                        &(struct exception_act){
                            .event = EVENT_HAND_OVER, .version = form.version, .result = form.to},
                        NULL) &&
           exception_done(rq, ex);
}

/* clang-format off */
#define WRITING(pattern_, handler_, form_, view_, fields_, summary_)                               \
    {POST, pattern_, handler_, SIGNED_IN, .form = form_, .form_view = view_, .fields = fields_,    \
     .creates = true, .summary = summary_}

const struct route exception_draft_routes[] = {
    {GET, "/exceptions/new", new_exception, MAY(EXCEPTION_DRAFT), .fields = begin_fields,
     .summary = "Begin a request or an emergency report"},
    {POST, "/exceptions", begin_exception, MAY(EXCEPTION_DRAFT), .form = "exceptions/new",
     .form_view = new_view, .fields = begin_fields, .creates = true, .summary = "Begin a draft"},
    {GET, "/exceptions/drafts/{id}/edit", edit_exception, SIGNED_IN,
     .fields = exception_draft_fields, .summary = "The form of a request (form 1 or 4)"},
    {GET, "/exceptions/{request_no}/edit", edit_exception, SIGNED_IN,
     .fields = exception_draft_fields, .summary = "The form of the next revision"},
    WRITING("/exceptions/drafts/{id}", save_exception, "exceptions/edit", edit_view,
            exception_draft_fields, "Save a draft, and let it go on if asked to"),
    WRITING("/exceptions/{request_no}", save_exception, "exceptions/edit", edit_view,
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

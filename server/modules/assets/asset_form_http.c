#include <string.h>

#include "base/json.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/request.h"
#include "modules/assets/asset_form.h"
#include "modules/assets/asset_page.h"

/*
 * Entering an asset and correcting it. Both are a correction of one row: applied at once, or, where
 * a leader corrects what is registered, sent to the head of the section (domain 3.3).
 */
static bool new_asset(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *kind = query_text(rq, "kind");
    bool is_chosen = asset_kind_of(kind) < ASSET_KINDS;

    return asset_new_view(rq, v) && reply_view(rq, is_chosen ? "assets/new" : "assets/kinds", v);
}

static bool edit_asset(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return asset_edit_view(rq, v) && reply_view(rq, "assets/edit", v);
}

/* ---- a new one --------------------------------------------------------------------------------
 */

static bool unit_of(struct work *work, const struct asset_written *written, const char **unit)
{
    const struct rows *row;

    *unit = NULL;
    if (!written->kind)
        return fail_field(work, "kind", "資産区分を選択してください。");
    row = written->unit ? db_take(work, SQL_ASSET_SECTION_OF_CODE, PARAMS(written->unit)) : NULL;
    if (written->unit && !row)
        return false;
    if (!row || !row->count)
        return fail_field(work, "unit", "所管課を選択してください。");
    *unit = rows_text(row, 0, "id");
    return true;
}

/* What is not complete is made a draft; who asked for more is told what is missing. */
static bool is_as_wanted(struct work *work, const struct asset_written *written,
                         const struct rows *made)
{
    return written->act != ASSET_REGISTER || strcmp(rows_text(made, 0, "status"), "draft") != 0 ||
           fail_field(work, "preset", "%s", db_constraint_message("asset_classified"));
}

static bool created(struct request *rq, const struct asset_written *written, const char *correction)
{
    const struct rows *made = db_take(rq->work, SQL_ASSET_FORM_MADE, PARAMS(correction));
    struct view *v = view_new(rq->work);

    if (!made || !is_as_wanted(rq->work, written, made))
        return false;
    view_row(v, "asset", SQL_ASSET_HEAD, PARAMS(rows_text(made, 0, "id")));
    return reply_created(rq, v, "/assets/%s?done=%s", rows_text(made, 0, "asset_no"),
                         written->act == ASSET_REGISTER ? "register" : "drafted");
}

static bool add_asset(struct request *rq)
{
    struct asset_written written;
    struct asset_entry entry;
    const char *unit, *correction;

    if (!read_form(rq, asset_written_fields, &written) || !unit_of(rq->work, &written, &unit) ||
        !asset_written_entry(rq->work, &written, NULL, unit, &entry))
        return false;
    correction = asset_correction_begin(
        rq->work, "form", unit, written.reason ? written.reason : "台帳への登録",
        written.actual_change_on, written.act == ASSET_REGISTER, &entry, 1);
    return correction && asset_correction_apply(rq->work, correction) &&
           created(rq, &written, correction);
}

/* ---- one that is there ------------------------------------------------------------------------
 */

struct writing {
    struct asset asset;
    struct asset_written written;
    struct asset_entry entry;
    bool is_draft, differs;
};

static bool read_writing(struct request *rq, struct writing *w)
{
    const struct rows *row;

    if (!asset_of_path(rq, &w->asset) || !asset_is_writer(rq->work, &w->asset) ||
        !read_form(rq, asset_written_fields, &w->written) ||
        !asset_is_fresh(rq->work, &w->asset, w->written.version) ||
        !asset_written_entry(rq->work, &w->written, &w->asset, NULL, &w->entry))
        return false;
    row = db_take(rq->work, SQL_ASSET_FORM_DIFFERS,
                  PARAMS(w->asset.id, json_text(rq->work->arena, w->entry.fields),
                         json_text(rq->work->arena, w->entry.restricted)));
    w->is_draft = !strcmp(w->asset.status, "draft");
    w->differs = row && rows_boolean(row, 0, "differs");
    return row != NULL;
}

/* A draft has no history, so nobody is asked why. */
static const char *reason_of(const struct writing *w)
{
    return w->written.reason || !w->is_draft ? w->written.reason : "下書きの入力";
}

static bool is_reasoned(struct work *work, const struct writing *w)
{
    return reason_of(w) ||
           fail_field(work, "reason", "%s", db_constraint_message("asset_change_reason"));
}

static const char *begin(struct work *work, const struct writing *w)
{
    return asset_correction_begin(work, "form", w->asset.unit, reason_of(w),
                                  w->written.actual_change_on, false, &w->entry, 1);
}

static bool propose(struct request *rq, const struct writing *w)
{
    const char *correction = begin(rq->work, w);

    return correction && db_run(rq->work, SQL_ASSET_FORM_SEND, PARAMS(correction)) &&
           asset_reply_done(rq, &w->asset, "sent");
}

static bool correct(struct work *work, const struct writing *w)
{
    const char *correction = w->differs ? begin(work, w) : NULL;

    return !w->differs || (correction && asset_correction_apply(work, correction));
}

static bool register_too(struct request *rq, const struct writing *w)
{
    return asset_do(rq->work, &w->asset, "register", w->written.reason, w->written.actual_change_on,
                    NULL) &&
           asset_reply_done(rq, &w->asset, "register");
}

static bool save_asset(struct request *rq)
{
    struct writing w;
    bool registers;

    if (!read_writing(rq, &w))
        return false;
    registers = w.is_draft && w.written.act == ASSET_REGISTER;
    if (!w.differs && !registers)
        return fail(
            rq->work, ERR_INVALID,
            "変更した項目がありません。変更する項目を直してから、もう一度送信してください。");
    if (!is_reasoned(rq->work, &w))
        return false;
    if (!w.is_draft && !w.asset.may_confirm)
        return propose(rq, &w);
    if (!correct(rq->work, &w))
        return false;
    return registers ? register_too(rq, &w)
                     : asset_reply_done(rq, &w.asset, w.is_draft ? "drafted" : "corrected");
}

static const char *const new_query[] = {"kind", "unit", NULL};

/* clang-format off */
const struct route asset_form_routes[] = {
    {GET, "/assets/new", new_asset, MAY(ASSET_DRAFT), .fields = asset_written_fields,
     .query = new_query,
     .summary = "The form of a new asset; without a kind, the choice of one"},
    {POST, "/assets", add_asset, MAY(ASSET_DRAFT), .form = "assets/new",
     .form_view = asset_new_view, .fields = asset_written_fields, .creates = true,
     .summary = "Enter an asset, as a draft or (act: register, by the head) at once in use"},
    {GET, "/assets/{asset_no}/edit", edit_asset, MAY(ASSET_DRAFT), .fields = asset_written_fields,
     .summary = "The form of an asset"},
    {POST, "/assets/{asset_no}", save_asset, MAY(ASSET_DRAFT), .form = "assets/edit",
     .form_view = asset_edit_view, .fields = asset_written_fields, .creates = true,
     .summary = "Correct an asset: at once, or, where a leader corrects what is registered, by the "
                "head's confirmation"},
    ROUTE_END,
};
/* clang-format on */

#include <string.h>

#include "base/arena.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/authority/authority.h"
#include "modules/authority/authority_form.h"

/*
 * 様式13: the 情報ネットワーク・セキュリティ管理者 designates who acts while away, and the CISO
 * recognises it (clause 7(1)ウ(サ)). Nobody stands in for either of them (BR-AB-05, BR-DP-05).
 */
#define DESIGNATE_REFUSAL                                                                                                                        \
    "権限代行者を指名できるのは、在任中の情報ネットワーク・セキュリティ管理者だけです。代行者が、" \
    "更に代行者を指名することはできません（７(１)ウ(サ)）。"
#define RECOGNISE_REFUSAL                                                                                                                  \
    "権限代行者を認定し、又は不認定とすることができるのは、在任中の最高情報セキュリティ責任者" \
    "（ＣＩＳＯ）だけです。不在のときも、ほかの人が代わることはできません（７(１)ウ(サ)）。"
#define REVOKE_REFUSAL                                                                             \
    "指名を取り消せるのは、指名した情報ネットワーク・セキュリティ管理者とＣＩＳＯだけです。"

static bool list_deputies(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_own_row(v, SQL_DEPUTY_STATE, PARAMS());
    view_rows(v, "items", SQL_DEPUTY_LIST, PARAMS("live"));
    view_rows(v, "history", SQL_DEPUTY_LIST, PARAMS("over"));
    return reply_view(rq, "deputies/list", v);
}

/* ---- a designation ------------------------------------------------------------------------------
 */

struct designation {
    const char *deputy;
    long order_no;
    const char *scope_note, *valid_from, *valid_to, *doc_number;
};

static const struct field designation_fields[] = {
    FIELD_TEXT(struct designation, deputy, "代行者", .required = true, .max = 60),
    FIELD_INT(struct designation, order_no, "順位", .required = true, .minimum = 1, .maximum = 9),
    FIELD_TEXT(struct designation, scope_note, "代行範囲", .max = 200),
    FIELD_DATE(struct designation, valid_from, "開始日", .required = true),
    FIELD_DATE(struct designation, valid_to, "終了日"),
    FIELD_TEXT(struct designation, doc_number, "文書番号", .max = 60),
    FIELD_END,
};

static bool new_view(struct request *rq, struct view *v)
{
    (void)rq;
    view_row(v, "state", SQL_DEPUTY_STATE, PARAMS());
    return true;
}

static bool show_form(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const struct rows *next = db_take(rq->work, SQL_DEPUTY_NEXT_ORDER, PARAMS());

    if (!next)
        return false;
    view_form_of(rq, v, next);
    return new_view(rq, v) && reply_view(rq, "deputies/new", v);
}

static struct view *designation_view(struct work *work, const char *id)
{
    struct view *v = view_new(work);

    view_own_row(v, SQL_DEPUTY_SHOW, PARAMS(id));
    view_rows(v, "steps", SQL_DEPUTY_STEPS, PARAMS(id));
    return v;
}

static bool designate(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *made;
    struct designation d;
    const char *deputy, *id;

    if (!read_form(rq, designation_fields, &d) ||
        !authority_find_person(work, "deputy", d.deputy, &deputy))
        return false;
    made = db_take(work, SQL_DEPUTY_ADD,
                   PARAMS(deputy, arena_printf(work->arena, "%ld", d.order_no),
                          authority_text(d.scope_note), d.valid_from, d.valid_to,
                          authority_text(d.doc_number)));
    if (!made)
        return false;
    id = rows_text(made, 0, "id");
    return reply_created(rq, designation_view(work, id), "/deputies/%s?done=designated", id);
}

/* ---- one designation, and what is decided about it
 * -----------------------------------------------
 */

enum { RECOGNISED, REFUSED };

static const struct choice decisions[] = {
    {"recognised", RECOGNISED}, {"refused", REFUSED}, {NULL, 0}};

struct decision {
    int deputy_decision;
    const char *reason, *revoke_reason;
    long version;
};

/* clang-format off */
#define DECISION_FIELDS(deciding, revoking)                                                        \
    FIELD_ENUM(struct decision, deputy_decision, "決定", .required = (deciding),                   \
               .choices = decisions),                                                              \
    FIELD_LONG_TEXT(struct decision, reason, "理由", .max = 400),                                  \
    FIELD_LONG_TEXT(struct decision, revoke_reason, "取り消す理由", .required = (revoking),        \
                    .max = 400),                                                                   \
    FIELD_INT(struct decision, version, "版", .required = (deciding) || (revoking))
/* clang-format on */

static const struct field page_fields[] = {DECISION_FIELDS(false, false), FIELD_END};
static const struct field decision_fields[] = {DECISION_FIELDS(true, false), FIELD_END};
static const struct field revocation_fields[] = {DECISION_FIELDS(false, true), FIELD_END};

static void add_done(struct request *rq, struct view *v)
{
    static const char *const acts[] = {"designated", "recognised", "refused", "revoked", NULL};
    const char *done = method_is_safe(rq->method) ? query_text(rq, "done") : NULL;
    const char *shown = NULL;

    for (const char *const *a = acts; *a; a++)
        if (done && !strcmp(*a, done))
            shown = *a;
    view_text(v, "deputy_done", shown);
}

static bool designation_page_view(struct request *rq, struct view *v)
{
    const char *id;

    if (!path_id(rq, "id", &id))
        return false;
    view_own_row(v, SQL_DEPUTY_SHOW, PARAMS(id));
    view_rows(v, "steps", SQL_DEPUTY_STEPS, PARAMS(id));
    view_boolean(v, "is_revoking", rq->body && rq->route->fields == revocation_fields);
    add_done(rq, v);
    return true;
}

static bool show_designation(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return designation_page_view(rq, v) && reply_view(rq, "deputies/show", v);
}

/* One at a time, and only on what the form showed. */
static bool take_designation(struct request *rq, long version, const char **id)
{
    struct work *work = rq->work;
    const struct rows *row;

    if (!path_id(rq, "id", id) || !db_run(work, SQL_DEPUTY_LOCK, PARAMS()))
        return false;
    row = db_take(work, SQL_DEPUTY_SHOW, PARAMS(*id));
    if (!row)
        return false;
    if (!row->count)
        return fail(work, ERR_NOT_FOUND, NULL);
    return rows_integer(row, 0, "version") == version ||
           fail(work, ERR_STALE, "%sが%sに、先に手続を進めました。現在の状態を確認してください。",
                rows_text(row, 0, "_last_by"), rows_text(row, 0, "_last_at"));
}

static bool has_reason(struct work *work, const struct decision *d)
{
    return d->deputy_decision != REFUSED || d->reason ||
           fail_field(work, "reason", "不認定とする理由を入力してください。");
}

static bool decide(struct request *rq)
{
    struct decision d;
    const char *id;

    return read_form(rq, decision_fields, &d) && has_reason(rq->work, &d) &&
           take_designation(rq, d.version, &id) &&
           db_run(rq->work, SQL_DEPUTY_STEP_ADD,
                  PARAMS(id, decisions[d.deputy_decision].code, authority_text(d.reason))) &&
           reply_see_other(rq, "/deputies/%s?done=%s", id, decisions[d.deputy_decision].code);
}

static bool revoke(struct request *rq)
{
    struct decision d;
    const char *id;

    return read_form(rq, revocation_fields, &d) && take_designation(rq, d.version, &id) &&
           db_run(rq->work, SQL_DEPUTY_STEP_ADD, PARAMS(id, "revoked", d.revoke_reason)) &&
           reply_see_other(rq, "/deputies/%s?done=revoked", id);
}

static const char *const done_query[] = {"done", NULL};

const struct route deputy_routes[] = {
    {GET, "/deputies", list_deputies, MAY(ORG_READ), .list = "items",
     .summary = "Deputies of the network security manager, as far as the viewer may see them"},
    {GET, "/deputies/new", show_form, MAY(DEPUTY_DESIGNATE), .fields = designation_fields,
     .refusal = DESIGNATE_REFUSAL, .summary = "The form of a designation"},
    {POST, "/deputies", designate, MAY(DEPUTY_DESIGNATE), .form = "deputies/new",
     .form_view = new_view, .fields = designation_fields, .creates = true,
     .refusal = DESIGNATE_REFUSAL, .summary = "Designate a deputy; the manager's alone"},
    {GET, "/deputies/{id}", show_designation, MAY(ORG_READ), .fields = page_fields,
     .query = done_query,
     .summary = "One designation with all that was decided about it (form 13)"},
    {POST, "/deputies/{id}/decision", decide, MAY(DEPUTY_RECOGNISE), .form = "deputies/show",
     .form_view = designation_page_view, .fields = decision_fields, .creates = true,
     .refusal = RECOGNISE_REFUSAL,
     .summary = "Recognise the deputy or refuse; the CISO's alone, whatever the absences"},
    {POST, "/deputies/{id}/revocation", revoke, MAY(DEPUTY_REVOKE), .form = "deputies/show",
     .form_view = designation_page_view, .fields = revocation_fields, .creates = true,
     .refusal = REVOKE_REFUSAL, .summary = "Revoke a designation: its manager or the CISO"},
    ROUTE_END,
};

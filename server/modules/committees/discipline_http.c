#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"

/*
 * That a case was referred, and nothing of what it is about (BR-CM-14). A party cannot open it
 * whatever the role: it is ERR_NOT_FOUND like what is not there, and no refusal is noted, since the
 * operation log would tell.
 */

static bool may_open(struct request *rq, bool is_to_enter)
{
    const struct rows *part = db_take(rq->work, SQL_DISCIPLINE_PART, PARAMS());

    if (!part)
        return false;
    if (!is_to_enter)
        return rows_boolean(part, 0, "may_read") ||
               fail(rq->work, ERR_FORBIDDEN, "付議の記録を閲覧できる役割ではありません。");
    return rows_boolean(part, 0, "may_enter") ||
           fail(rq->work, ERR_FORBIDDEN, "%s", db_constraint_message("discipline_by_personnel"));
}

static bool list_referrals(struct request *rq)
{
    struct view *v = view_new(rq->work);

    if (!may_open(rq, false))
        return false;
    view_row(v, "part", SQL_DISCIPLINE_PART, PARAMS());
    view_rows(v, "items", SQL_DISCIPLINE_LIST, PARAMS());
    return reply_view(rq, "discipline/list", v);
}

static bool show_referral(struct request *rq)
{
    struct view *v = view_new(rq->work);

    if (!may_open(rq, false))
        return false;
    view_own_row(v, SQL_DISCIPLINE_SHOW, PARAMS(path_text(rq, "reference_no")));
    return reply_view(rq, "discipline/show", v);
}

/* ---- entering ----------------------------------------------------------------------------------
 */

struct referral {
    const char *reference_no, *referred_on, *incident_ref, *parties, *closed_on;
    long version;
};

#define INCIDENT FIELD_TEXT(struct referral, incident_ref, "インシデントの番号", .max = 60)
#define PARTIES FIELD_LONG_TEXT(struct referral, parties, "当事者の職員番号", .max = 400)

static const struct field new_fields[] = {
    FIELD_TEXT(struct referral, reference_no, "付議の番号", .required = true, .max = 60),
    FIELD_DATE(struct referral, referred_on, "付議した日", .required = true),
    INCIDENT,
    PARTIES,
    FIELD_END,
};

static const struct field edit_fields[] = {
    FIELD_DATE(struct referral, closed_on, "終了日"),
    INCIDENT,
    PARTIES,
    FIELD_INT(struct referral, version, "版", .required = true),
    FIELD_END,
};

static bool new_view(struct request *rq, struct view *v)
{
    view_form(rq, v);
    return true;
}

static bool new_referral(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return may_open(rq, true) && new_view(rq, v) && reply_view(rq, "discipline/new", v);
}

static bool read_parties(struct work *w, const struct referral *form, const char **ids)
{
    const struct rows *row = db_take(w, SQL_DISCIPLINE_PEOPLE, PARAMS(form->parties));
    const char *unknown;

    if (!row)
        return false;
    unknown = rows_text(row, 0, "unknown");
    *ids = rows_text(row, 0, "ids");
    return !unknown ||
           fail_field(w, "parties", "職員番号%sの職員等はいません。番号を確認してください。",
                      unknown);
}

static bool add_referral(struct request *rq)
{
    struct work *w = rq->work;
    struct referral form;
    const char *parties;

    return may_open(rq, true) && read_form(rq, new_fields, &form) &&
           read_parties(w, &form, &parties) &&
           db_run(w, SQL_DISCIPLINE_ADD,
                  PARAMS(form.reference_no, form.referred_on, form.incident_ref, parties)) &&
           reply_created(rq, NULL, "/discipline");
}

/* What there is to change, for who enters it. */
static const struct rows *referral_of_path(struct request *rq)
{
    const struct rows *row;

    if (!may_open(rq, true))
        return NULL;
    row = db_take(rq->work, SQL_DISCIPLINE_SHOW, PARAMS(path_text(rq, "reference_no")));
    if (row && row->count)
        return row;
    if (row)
        (void)fail(rq->work, ERR_NOT_FOUND, NULL);
    return NULL;
}

static bool edit_view(struct request *rq, struct view *v)
{
    const struct rows *row = referral_of_path(rq);

    if (!row)
        return false;
    view_add_own_row(v, row);
    view_form_of(rq, v, row);
    return true;
}

static bool edit_referral(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return edit_view(rq, v) && reply_view(rq, "discipline/edit", v);
}

static bool is_fresh(struct work *w, const struct rows *row, long version)
{
    return rows_integer(row, 0, "version") == version ||
           fail(w, ERR_STALE, "%sが%sに、先に変更しました。今の内容を確認してください。",
                rows_text(row, 0, "_by"), rows_text(row, 0, "_at"));
}

static bool save_referral(struct request *rq)
{
    struct work *w = rq->work;
    const char *number = path_text(rq, "reference_no"), *parties;
    struct referral form;
    const struct rows *row;

    if (!db_run(w, SQL_DISCIPLINE_LOCK, PARAMS(number)) || !(row = referral_of_path(rq)))
        return false;
    return read_form(rq, edit_fields, &form) && is_fresh(w, row, form.version) &&
           read_parties(w, &form, &parties) &&
           db_run(w, SQL_DISCIPLINE_SAVE,
                  PARAMS(number, form.closed_on, form.incident_ref, parties)) &&
           reply_see_other(rq, "/discipline");
}

const struct route discipline_routes[] = {
    {GET, "/discipline", list_referrals, SIGNED_IN,
     .summary = "That cases were referred to the discipline committee, as far as the viewer may "
                "know"},
    {GET, "/discipline/new", new_referral, SIGNED_IN, .fields = new_fields,
     .summary = "The form of a referral, for the head of the section that refers cases"},
    {POST, "/discipline", add_referral, SIGNED_IN, .form = "discipline/new", .form_view = new_view,
     .fields = new_fields, .creates = true, .summary = "Enter that a case was referred"},
    {GET, "/discipline/{reference_no}", show_referral, SIGNED_IN,
     .summary = "One referral; a party gets 404"},
    {GET, "/discipline/{reference_no}/edit", edit_referral, SIGNED_IN, .fields = edit_fields,
     .summary = "The form to close one or name a party"},
    {POST, "/discipline/{reference_no}", save_referral, SIGNED_IN, .form = "discipline/edit",
     .form_view = edit_view, .fields = edit_fields, .creates = true,
     .summary = "Close one, or name a party"},
    ROUTE_END,
};

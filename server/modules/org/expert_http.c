#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/org/change.h"
#include "modules/org/org.h"
#include "modules/org/org_day.h"
#include "modules/org/person.h"

/*
 * 情報セキュリティ専門家, from outside, whom the chart shows beside the committee and the CISO. All
 * staff see who they are; what was asked and advised is read as minutes are (domain 3.13), without
 * the committee's seats.
 */
static const char *const day_query[] = {"on", NULL};

static bool list_experts(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *day = org_day(rq, v);

    view_own_row(v, SQL_EXPERT_RIGHTS, PARAMS());
    view_rows(v, "items", SQL_EXPERT_LIST, PARAMS(day));
    return reply_view(rq, "experts/list", v);
}

static bool show_expert(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *no = path_text(rq, "staff_no");

    view_own_row(v, SQL_EXPERT_SHOW, PARAMS(no));
    view_row(v, "rights", SQL_EXPERT_RIGHTS, PARAMS());
    view_rows(v, "pledges", SQL_EXPERT_PLEDGES, PARAMS(no));
    view_rows(v, "advices", SQL_EXPERT_ADVICES, PARAMS(no));
    return reply_view(rq, "experts/show", v);
}

static bool take_expert(struct request *rq, const struct rows **expert)
{
    *expert = db_take(rq->work, SQL_EXPERT_SHOW, PARAMS(path_text(rq, "staff_no")));
    if (!*expert)
        return false;
    return (*expert)->count || fail(rq->work, ERR_NOT_FOUND, NULL);
}

/* What every form about one expert shows. */
static bool expert_view(struct request *rq, struct view *v)
{
    const struct rows *expert;

    if (!take_expert(rq, &expert))
        return false;
    change_view(v);
    view_add_own_row(v, expert);
    return true;
}

/* ---- a new expert -------------------------------------------------------------------------------
 */

struct engagement {
    const char *staff_no, *family_name, *given_name, *family_kana, *given_kana;
    const char *organisation, *specialty, *valid_to;
    struct change change;
};

static const struct field engagement_fields[] = {
    FIELD_TEXT(struct engagement, staff_no, "番号", .required = true, .max = 12),
    FIELD_TEXT(struct engagement, family_name, "姓", .required = true, .max = 30),
    FIELD_TEXT(struct engagement, given_name, "名", .required = true, .max = 30),
    FIELD_TEXT(struct engagement, family_kana, "姓のフリガナ", .required = true, .max = 40),
    FIELD_TEXT(struct engagement, given_kana, "名のフリガナ", .required = true, .max = 40),
    FIELD_TEXT(struct engagement, organisation, "所属する組織", .required = true, .max = 80),
    FIELD_TEXT(struct engagement, specialty, "専門分野", .required = true, .max = 120),
    FIELD_DATE(struct engagement, valid_to, "終了日"),
    CHANGE_FIELDS(struct engagement),
    FIELD_END,
};

static bool new_view(struct request *rq, struct view *v)
{
    (void)rq;
    change_view(v);
    return true;
}

static bool show_new(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return new_view(rq, v) && reply_view(rq, "experts/new", v);
}

static bool add_person(struct work *work, const struct engagement *e)
{
    return person_add(work, &(struct new_person){.staff_no = e->staff_no,
                                                 .family_name = e->family_name,
                                                 .given_name = e->given_name,
                                                 .family_kana = e->family_kana,
                                                 .given_kana = e->given_kana,
                                                 .employment = "external_expert",
                                                 .from = e->change.valid_from});
}

static bool engage(struct request *rq)
{
    struct work *work = rq->work;
    struct engagement e;

    return read_form(rq, engagement_fields, &e) && change_begin(rq, &e.change) &&
           add_person(work, &e) &&
           db_run(work, SQL_EXPERT_ENGAGE,
                  PARAMS(e.staff_no, e.organisation, e.specialty, e.change.valid_from, e.valid_to,
                         e.change.basis)) &&
           change_end(rq, &e.change, "/experts/%s", e.staff_no);
}

/* ---- the end ------------------------------------------------------------------------------------
 */

struct ending {
    long version;
    struct change change;
};

static const struct field ending_fields[] = {
    FIELD_INT(struct ending, version, "版", .required = true),
    CHANGE_FIELDS(struct ending),
    FIELD_END,
};

static bool show_end(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return expert_view(rq, v) && reply_view(rq, "experts/end", v);
}

static bool end_engagement(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *expert, *ended;
    struct ending e;

    if (!read_form(rq, ending_fields, &e) || !change_begin(rq, &e.change) ||
        !take_expert(rq, &expert) || !change_is_fresh(work, expert, e.version))
        return false;
    ended = db_take(work, SQL_EXPERT_END, PARAMS(rows_text(expert, 0, "_id"), e.change.valid_from));
    if (!ended)
        return false;
    return (ended->count || fail_field(work, "valid_from",
                                       "委嘱の期間の中の日（開始日の翌日以後）を入力して"
                                       "ください。")) &&
           change_end(rq, &e.change, "/experts/%s", path_text(rq, "staff_no"));
}

/* ---- 誓約書 -------------------------------------------------------------------------------------
 */

struct pledge {
    const char *pledged_on, *doc_number;
};

static const struct field pledge_fields[] = {
    FIELD_DATE(struct pledge, pledged_on, "誓約の日", .required = true),
    FIELD_TEXT(struct pledge, doc_number, "文書番号", .required = true, .max = 60),
    FIELD_END,
};

static bool show_pledge(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return expert_view(rq, v) && reply_view(rq, "experts/pledge", v);
}

static bool record_pledge(struct request *rq)
{
    const struct rows *expert;
    struct pledge p;

    return read_form(rq, pledge_fields, &p) && take_expert(rq, &expert) &&
           db_run(rq->work, SQL_EXPERT_PLEDGE_ADD,
                  PARAMS(rows_text(expert, 0, "_id"), p.pledged_on, p.doc_number)) &&
           reply_see_other(rq, "/experts/%s", path_text(rq, "staff_no"));
}

/* ---- 助言 ---------------------------------------------------------------------------------------
 */

struct advice {
    const char *advised_on, *unit, *asked_by, *question, *advice, *doc_number;
};

static const struct field advice_fields[] = {
    FIELD_DATE(struct advice, advised_on, "助言の日", .required = true),
    FIELD_TEXT(struct advice, unit, "求めた課等", .required = true, .max = 10),
    FIELD_TEXT(struct advice, asked_by, "求めた人（職・氏名）", .required = true, .max = 60),
    FIELD_LONG_TEXT(struct advice, question, "求めた内容", .required = true, .max = 2000),
    FIELD_LONG_TEXT(struct advice, advice, "助言の内容", .required = true, .max = 4000),
    FIELD_TEXT(struct advice, doc_number, "文書番号", .max = 60),
    FIELD_END,
};

static bool advice_view(struct request *rq, struct view *v)
{
    view_rows(v, "units", SQL_UNIT_OPTIONS, PARAMS(rq->work->today, form_typed(rq, "unit"), NULL));
    return expert_view(rq, v);
}

static bool show_advice_form(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return advice_view(rq, v) && reply_view(rq, "experts/advice", v);
}

static bool record_advice(struct request *rq)
{
    const struct rows *expert, *made;
    struct advice a;

    if (!read_form(rq, advice_fields, &a) || !take_expert(rq, &expert))
        return false;
    made = db_take(rq->work, SQL_EXPERT_ADVICE_ADD,
                   PARAMS(rows_text(expert, 0, "_id"), a.advised_on, a.unit, a.asked_by, a.question,
                          a.advice, a.doc_number));
    if (!made)
        return false;
    return (made->count ||
            fail_field(rq->work, "unit", "助言の日にある課等を選択してください。")) &&
           reply_see_other(rq, "/experts/%s", path_text(rq, "staff_no"));
}

struct withdrawal {
    const char *reason;
};

static const struct field withdrawal_fields[] = {
    FIELD_LONG_TEXT(struct withdrawal, reason, "取り消す理由", .required = true, .max = 300),
    FIELD_END,
};

static bool take_advice(struct request *rq, const struct rows **advice)
{
    const char *id;

    if (!path_id(rq, "id", &id))
        return false;
    *advice = db_take(rq->work, SQL_EXPERT_ADVICE_ONE, PARAMS(path_text(rq, "staff_no"), id));
    if (!*advice)
        return false;
    return (*advice)->count || fail(rq->work, ERR_NOT_FOUND, NULL);
}

static bool withdrawal_view(struct request *rq, struct view *v)
{
    const struct rows *advice;

    if (!take_advice(rq, &advice))
        return false;
    view_add_row(v, "entry", advice);
    return expert_view(rq, v);
}

static bool show_withdrawal(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return withdrawal_view(rq, v) && reply_view(rq, "experts/withdrawal", v);
}

static bool withdraw_advice(struct request *rq)
{
    const struct rows *advice;
    struct withdrawal w;

    return take_advice(rq, &advice) && read_form(rq, withdrawal_fields, &w) &&
           db_run(rq->work, SQL_EXPERT_ADVICE_WITHDRAW, PARAMS(path_text(rq, "id"), w.reason)) &&
           reply_see_other(rq, "/experts/%s", path_text(rq, "staff_no"));
}

const struct route expert_routes[] = {
    {GET, "/experts", list_experts, MAY(ORG_READ), .query = day_query, .list = "items",
     .summary = "The security experts on a day, and how to ask them"},
    {GET, "/experts/new", show_new, MAY(ORG_MAINTAIN), .fields = engagement_fields,
     .summary = "The form of a new expert"},
    {POST, "/experts", engage, MAY(ORG_MAINTAIN), .form = "experts/new", .form_view = new_view,
     .fields = engagement_fields, .creates = true, .summary = "Enter an expert with the period"},
    {GET, "/experts/{staff_no}", show_expert, MAY(ORG_READ),
     .summary = "One expert; pledge and advice for who may read them"},
    {GET, "/experts/{staff_no}/end", show_end, MAY(ORG_MAINTAIN), .fields = ending_fields,
     .summary = "The form that ends an expert's period"},
    {POST, "/experts/{staff_no}/end", end_engagement, MAY(ORG_MAINTAIN), .form = "experts/end",
     .form_view = expert_view, .fields = ending_fields, .creates = true,
     .summary = "End an expert's period"},
    {GET, "/experts/{staff_no}/pledge", show_pledge, MAY(ORG_MAINTAIN), .fields = pledge_fields,
     .summary = "The form of a pledge"},
    {POST, "/experts/{staff_no}/pledge", record_pledge, MAY(ORG_MAINTAIN), .form = "experts/pledge",
     .form_view = expert_view, .fields = pledge_fields, .creates = true,
     .summary = "Record an expert's pledge of confidentiality"},
    {GET, "/experts/{staff_no}/advice", show_advice_form, MAY(ORG_MAINTAIN),
     .fields = advice_fields, .summary = "The form of a piece of advice"},
    {POST, "/experts/{staff_no}/advice", record_advice, MAY(ORG_MAINTAIN), .form = "experts/advice",
     .form_view = advice_view, .fields = advice_fields, .creates = true,
     .summary = "Record what was asked and advised"},
    {GET, "/experts/{staff_no}/advice/{id}/withdrawal", show_withdrawal, MAY(ORG_MAINTAIN),
     .fields = withdrawal_fields, .summary = "The form that withdraws an entry"},
    {POST, "/experts/{staff_no}/advice/{id}/withdrawal", withdraw_advice, MAY(ORG_MAINTAIN),
     .form = "experts/withdrawal", .form_view = withdrawal_view, .fields = withdrawal_fields,
     .creates = true, .summary = "Withdraw an entry made by mistake; it stays readable"},
    ROUTE_END,
};

#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/org/change.h"
#include "modules/org/org.h"
#include "modules/org/org_day.h"
#include "modules/org/person.h"

/*
 * 様式14: the CISO appoints the members of CSIRT and says who coordinates and who faces outside
 * (clause 7(1)ク(ア)); leader and manager follow their posts. Nobody stands in for him (BR-AB-05).
 */
#define REFUSAL                                                                                                                               \
    "ＣＳＩＲＴの構成員を選任し、又は選任を終えることができるのは、在任中の最高情報セキュリティ" \
    "責任者（ＣＩＳＯ）だけです。不在のときも、ほかの人が代わることはできません（７(１)ク(ア)）。"

static const char *const day_query[] = {"on", NULL};

static bool show_roster(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *day = org_day(rq, v);

    view_own_row(v, SQL_CSIRT_STATE, PARAMS(day));
    view_rows(v, "missing", SQL_CSIRT_MISSING, PARAMS(day));
    view_rows(v, "ex_officio", SQL_CSIRT_EX_OFFICIO, PARAMS(day));
    view_rows(v, "items", SQL_CSIRT_APPOINTMENTS, PARAMS(day));
    view_rows(v, "history", SQL_CSIRT_HISTORY, PARAMS(day));
    return reply_view(rq, "csirt/roster", v);
}

/* ---- an appointment -----------------------------------------------------------------------------
 */

enum { COORDINATOR, LIAISON, MEMBER };

static const struct choice functions[] = {{"csirt_coordinator", COORDINATOR},
                                          {"csirt_liaison", LIAISON},
                                          {"csirt_member", MEMBER},
                                          {NULL, 0}};

struct appointment {
    int role;
    const char *person, *valid_to;
    struct change change;
};

static const struct field appointment_fields[] = {
    FIELD_ENUM(struct appointment, role, "役割", .required = true, .choices = functions),
    FIELD_TEXT(struct appointment, person, "選任する職員等の職員番号", .required = true, .max = 12),
    FIELD_DATE(struct appointment, valid_to, "終了日"),
    CHANGE_FIELDS(struct appointment),
    FIELD_END,
};

static bool appointment_view(struct request *rq, struct view *v)
{
    change_view(v);
    view_optional_row(v, "chosen", SQL_CSIRT_PERSON, PARAMS(form_typed(rq, "person")));
    view_rows(v, "missing", SQL_CSIRT_MISSING, PARAMS(rq->work->today));
    return true;
}

static bool show_appointment_form(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return appointment_view(rq, v) && reply_view(rq, "csirt/new", v);
}

static bool find_person(struct work *work, const char *staff_no, const char **id)
{
    const struct rows *rows = db_take(work, SQL_CSIRT_PERSON, PARAMS(staff_no));

    if (!rows)
        return false;
    if (!rows->count)
        return fail_field(
            work, "person",
            "この番号の職員等は登録されていません。「職員等」の一覧で番号を確認してください。");
    *id = rows_text(rows, 0, "_id");
    return true;
}

static bool appoint(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *made;
    const char *person = NULL;
    struct appointment a;

    if (!read_form(rq, appointment_fields, &a) || !find_person(work, a.person, &person) ||
        !person_stays(work, "person", person, a.change.valid_from, a.valid_to) ||
        !change_begin(rq, &a.change))
        return false;
    made = db_take(
        work, SQL_CSIRT_APPOINT,
        PARAMS(functions[a.role].code, person, a.change.valid_from, a.valid_to, a.change.basis));
    return made && change_end(rq, &a.change, "/csirt/members/%s", rows_text(made, 0, "id"));
}

/* ---- one appointment, and its end ---------------------------------------------------------------
 */

struct ending {
    bool is_withdrawn;
    long version;
    struct change change;
};

static const struct field ending_fields[] = {
    FIELD_BOOL(struct ending, is_withdrawn, "この選任は誤りなので、全体を取り消す"),
    FIELD_INT(struct ending, version, "版", .required = true),
    CHANGE_FIELD(FIELD_KIND_DATE, struct ending, valid_from, "適用日"),
    CHANGE_FIELD(FIELD_KIND_TEXT, struct ending, basis, "根拠（発令番号・文書番号）", .max = 60),
    CHANGE_FIELD(FIELD_KIND_LONG_TEXT, struct ending, reason, "理由", .required = true, .max = 300),
    CHANGE_FIELD(FIELD_KIND_ENUM, struct ending, step, "操作", .choices = change_steps,
                 .fallback = CHANGE_RECORD),
    FIELD_END,
};

static bool take_appointment(struct request *rq, const struct rows **appointment)
{
    const char *id;

    if (!path_id(rq, "id", &id))
        return false;
    *appointment = db_take(rq->work, SQL_CSIRT_APPOINTMENT, PARAMS(id));
    if (!*appointment)
        return false;
    return (*appointment)->count || fail(rq->work, ERR_NOT_FOUND, NULL);
}

static bool member_view(struct request *rq, struct view *v)
{
    const struct rows *appointment;

    if (!take_appointment(rq, &appointment))
        return false;
    change_view(v);
    view_add_own_row(v, appointment);
    view_rows(v, "ex_officio", SQL_CSIRT_EX_OFFICIO, PARAMS(rows_text(appointment, 0, "since")));
    return true;
}

static bool show_member(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return member_view(rq, v) && reply_view(rq, "csirt/member", v);
}

/* What was entered by mistake never held: taking it back has no day of its own. */
static bool read_ending(struct request *rq, struct ending *e)
{
    if (!read_form(rq, ending_fields, e))
        return false;
    if (e->is_withdrawn)
        e->change.valid_from = rq->work->today;
    return e->change.valid_from ||
           fail_field(rq->work, "valid_from",
                      "選任を終える日（この日から構成員でなくなる日）を入力してください。");
}

static bool end_or_withdraw(struct request *rq, const struct ending *e)
{
    struct work *work = rq->work;
    const char *id = path_text(rq, "id");
    const struct rows *ended;

    if (e->is_withdrawn)
        return db_run(work, SQL_CORRECTION_MAKE,
                      PARAMS("role_assignment", id, NULL, NULL, e->change.reason));
    ended = db_take(work, SQL_CSIRT_END, PARAMS(id, e->change.valid_from));
    if (!ended)
        return false;
    return ended->count || fail_field(work, "valid_from",
                                      "選任の期間の中の日（開始日の翌日以後）を入力してください。"
                                      "まだ始まっていない選任は、全体を取り消してください。");
}

static bool end_appointment(struct request *rq)
{
    const struct rows *appointment;
    struct ending e;

    return read_ending(rq, &e) && change_begin(rq, &e.change) &&
           take_appointment(rq, &appointment) &&
           change_is_fresh(rq->work, appointment, e.version) && end_or_withdraw(rq, &e) &&
           change_end(rq, &e.change, e.is_withdrawn ? "/csirt" : "/csirt/members/%s",
                      path_text(rq, "id"));
}

const struct route csirt_routes[] = {
    {GET, "/csirt", show_roster, MAY(ORG_READ), .query = day_query, .list = "items",
     .summary =
         "CSIRT on a day: who is in it, whether it is complete, and what is missing (form 14)"},
    {GET, "/csirt/members/new", show_appointment_form, MAY(CSIRT_APPOINT),
     .fields = appointment_fields, .refusal = REFUSAL, .summary = "The form of an appointment"},
    {POST, "/csirt/members", appoint, MAY(CSIRT_APPOINT), .form = "csirt/new",
     .form_view = appointment_view, .fields = appointment_fields, .creates = true,
     .refusal = REFUSAL, .summary = "Appoint a member of CSIRT; the CISO's alone"},
    {GET, "/csirt/members/{id}", show_member, MAY(ORG_READ), .fields = ending_fields,
     .summary = "One appointment, with who led and managed CSIRT on its first day"},
    {POST, "/csirt/members/{id}/end", end_appointment, MAY(CSIRT_APPOINT), .form = "csirt/member",
     .form_view = member_view, .fields = ending_fields, .creates = true, .refusal = REFUSAL,
     .summary = "End an appointment, or take back one entered by mistake; the CISO's alone"},
    ROUTE_END,
};

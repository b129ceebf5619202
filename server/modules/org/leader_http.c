#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/org/change.h"
#include "modules/org/org.h"
#include "modules/org/person.h"

/*
 * 様式15: the head of a section designates its IT promotion leaders (clause 7(1)オ(ア)); the
 * secretariat enters what reached it on paper. Who else asks, though a head elsewhere, is refused.
 */
struct designation {
    const char *person, *valid_to;
    struct change change;
};

static const struct field designation_fields[] = {
    FIELD_TEXT(struct designation, person, "指名する職員等", .required = true, .max = 12),
    FIELD_DATE(struct designation, valid_to, "終了日"),
    CHANGE_FIELDS(struct designation),
    FIELD_END,
};

/* Of whom a leader is chosen, and those apart who are elsewhere by the day that the form says. */
static void add_members(struct request *rq, struct view *v, const char *code)
{
    const char *day = change_day(rq), *chosen = form_typed(rq, "person");

    view_text(v, "day", day);
    view_rows(v, "members", SQL_LEADER_MEMBERS, PARAMS(code, chosen, day));
    view_rows(v, "elsewhere", SQL_LEADER_ELSEWHERE, PARAMS(code, chosen, day));
}

static bool leaders_view(struct request *rq, struct view *v)
{
    const char *code = path_text(rq, "code");

    change_view(v);
    change_done_view(rq, v);
    view_own_row(v, SQL_LEADER_UNIT, PARAMS(code, change_day(rq)));
    view_rows(v, "items", SQL_LEADER_DESIGNATIONS, PARAMS(code));
    add_members(rq, v, code);
    return true;
}

static bool list_leaders(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return leaders_view(rq, v) && change_propose(rq, v) && reply_view(rq, "leaders/list", v);
}

static bool take_unit(struct request *rq, const struct rows **unit)
{
    *unit = db_take(rq->work, SQL_LEADER_UNIT, PARAMS(path_text(rq, "code"), NULL));
    if (!*unit)
        return false;
    if (!(*unit)->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    return rows_boolean(*unit, 0, "may_designate") ||
           fail(rq->work, ERR_FORBIDDEN,
                "ＩＴ推進リーダーを指名できるのは、その課等の情報システム・セキュリティ管理者と、"
                "情報セキュリティ推進事務局です。");
}

static bool find_person(struct work *work, const char *staff_no, const char **id)
{
    const struct rows *rows = db_take(work, SQL_POST_PERSON, PARAMS(staff_no));

    if (!rows)
        return false;
    if (!rows->count)
        return fail_field(
            work, "person",
            "この番号の職員等は登録されていません。課等の職員等から選択してください。");
    *id = rows_text(rows, 0, "id");
    return true;
}

static bool designate(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *unit;
    struct designation d;
    const char *person = NULL;

    return take_unit(rq, &unit) && read_form(rq, designation_fields, &d) &&
           find_person(work, d.person, &person) &&
           person_stays(work, "person", person, d.change.valid_from, d.valid_to) &&
           change_begin(rq, &d.change) &&
           db_run(work, SQL_LEADER_ADD,
                  PARAMS(rows_text(unit, 0, "_id"), person, d.change.valid_from, d.valid_to,
                         d.change.basis, rows_text(unit, 0, "_head"))) &&
           change_end(rq, &d.change, "/units/%s/leaders?changed=%s", path_text(rq, "code"),
                      d.change.valid_from);
}

/* ---- one designation ----------------------------------------------------------------------------
 */

struct ending {
    struct change change;
};

static const struct field ending_fields[] = {CHANGE_FIELDS(struct ending), FIELD_END};

static bool leader_view(struct request *rq, struct view *v)
{
    const char *code = path_text(rq, "code"), *id;

    if (!path_id(rq, "id", &id))
        return false;
    change_view(v);
    view_own_row(v, SQL_LEADER_SHOW, PARAMS(code, id));
    view_optional_row(v, "unit", SQL_LEADER_UNIT, PARAMS(code, NULL));
    return true;
}

static bool show_leader(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return leader_view(rq, v) && reply_view(rq, "leaders/show", v);
}

static bool end_designation(struct request *rq)
{
    struct work *work = rq->work;
    const char *code = path_text(rq, "code"), *id;
    const struct rows *unit, *ended;
    struct ending e;

    if (!take_unit(rq, &unit) || !read_form(rq, ending_fields, &e) || !path_id(rq, "id", &id) ||
        !change_begin(rq, &e.change))
        return false;
    ended = db_take(work, SQL_LEADER_END, PARAMS(code, id, e.change.valid_from));
    if (!ended)
        return false;
    return (ended->count ||
            fail_field(work, "valid_from",
                       "指名の期間の中の日（開始日の翌日以後）を入力してください。")) &&
           change_end(rq, &e.change, "/units/%s/leaders?changed=%s", code, e.change.valid_from);
}

const struct route leader_routes[] = {
    {GET, "/units/{code}/leaders", list_leaders, MAY(ORG_READ), .fields = designation_fields,
     .summary = "The IT promotion leaders of a section: designations now, to come and of before"},
    {POST, "/units/{code}/leaders", designate, MAY(LEADER_DESIGNATE), .form = "leaders/list",
     .form_view = leaders_view, .fields = designation_fields, .creates = true,
     .summary = "Designate an IT promotion leader (form 15)"},
    {GET, "/units/{code}/leaders/{id}", show_leader, MAY(ORG_READ), .fields = ending_fields,
     .summary = "One designation, printed as form 15"},
    {POST, "/units/{code}/leaders/{id}/end", end_designation, MAY(LEADER_DESIGNATE),
     .form = "leaders/show", .form_view = leader_view, .fields = ending_fields, .creates = true,
     .summary = "End a designation"},
    ROUTE_END,
};

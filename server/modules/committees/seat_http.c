#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/meeting_form.h"
#include "modules/org/change.h"

/*
 * Seats beside those that the policy itself gives: whom the chair designates, and of the councils
 * those of their own rules, by post or person. The secretariat enters them, with the paper.
 */
struct seat {
    int seat_kind;
    const char *person, *post;
    const char *designated_on, *doc_number, *reason, *valid_from, *valid_to;
};

enum { CHAIR, VICE_CHAIR, MEMBER, SECRETARY, EXPERT };
static const struct choice kinds[] = {{"chair", CHAIR},   {"vice_chair", VICE_CHAIR},
                                      {"member", MEMBER}, {"secretary", SECRETARY},
                                      {"expert", EXPERT}, {NULL, 0}};

static const struct field seat_fields[] = {
    FIELD_ENUM(struct seat, seat_kind, "区分", .required = true, .choices = kinds),
    FIELD_TEXT(struct seat, person, "指名する人（職員番号又は氏名）", .max = 80),
    FIELD_TEXT(struct seat, post, "職", .max = 60),
    FIELD_DATE(struct seat, designated_on, "委員長が必要と認めた日"),
    FIELD_TEXT(struct seat, doc_number, "文書番号", .max = 60),
    FIELD_LONG_TEXT(struct seat, reason, "理由", .max = 400),
    FIELD_DATE(struct seat, valid_from, "開始日", .required = true),
    FIELD_DATE(struct seat, valid_to, "終了日"),
    FIELD_END,
};

/* The committee of the path, if the portal keeps its roster. */
static bool take_committee(struct request *rq, const char **code)
{
    const struct rows *row;

    *code = path_text(rq, "code");
    row = db_take(rq->work, SQL_COMMITTEE_RULES, PARAMS(*code));
    if (!row)
        return false;
    return row->count || fail(rq->work, ERR_NOT_FOUND, NULL);
}

static bool seat_view(struct request *rq, struct view *v)
{
    const char *code;

    if (!take_committee(rq, &code))
        return false;
    view_own_row(v, SQL_COMMITTEE_SHOW, PARAMS(code));
    view_rows(v, "posts", SQL_COMMITTEE_POSTS,
              PARAMS(rq->work->today, meeting_chosen(rq, NULL, "post")));
    return true;
}

static bool show_seat_form(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return seat_view(rq, v) && reply_view(rq, "committees/seat", v);
}

static bool is_post(struct work *work, const struct seat *s)
{
    const struct rows *row = db_take(work, SQL_COMMITTEE_POST, PARAMS(s->post, s->valid_from));

    if (!row)
        return false;
    return row->count || fail_field(work, "post", "開始日にある職を一覧から選択してください。");
}

/* Either a person or a post. */
static bool find_holder(struct work *work, const struct seat *s, const char **person)
{
    const struct rows *found;

    *person = NULL;
    if (!s->person == !s->post)
        return fail_field(work, "person", "指名する人か、職の、どちらか一方を入力してください。");
    if (s->post)
        return is_post(work, s);
    if (!meeting_find_person(work, s->person, &found))
        return false;
    *person = rows_text(found, 0, "id");
    return true;
}

/* Asked here: the rules of the database build the period before its constraint sees it. */
static bool is_period(struct work *work, const char *from, const char *to)
{
    return !to || strcmp(to, from) >= 0 ||
           fail_field(work, "valid_to", "%s", db_constraint_message("committee_seat_period"));
}

static bool add_seat(struct request *rq)
{
    struct work *w = rq->work;
    const char *code, *person;
    struct seat s;

    return read_form(rq, seat_fields, &s) && take_committee(rq, &code) &&
           is_period(w, s.valid_from, s.valid_to) && find_holder(w, &s, &person) &&
           db_run(w, SQL_COMMITTEE_SEAT_ADD,
                  PARAMS(code, kinds[s.seat_kind].code, person, s.post, s.doc_number,
                         s.designated_on, s.reason, s.valid_from, s.valid_to)) &&
           reply_see_other(rq, "/committees/%s#seats", code);
}

/* ---- the end ------------------------------------------------------------------------------------
 */

struct ending {
    const char *valid_to, *reason;
    long version;
};

static const struct field ending_fields[] = {
    FIELD_DATE(struct ending, valid_to, "最後の日", .required = true),
    FIELD_LONG_TEXT(struct ending, reason, "終える理由", .required = true, .max = 300),
    FIELD_INT(struct ending, version, "版", .required = true),
    FIELD_END,
};

static bool take_seat(struct request *rq, const struct rows **seat)
{
    const char *id;

    if (!path_id(rq, "seat_id", &id))
        return false;
    *seat = db_take(rq->work, SQL_COMMITTEE_SEAT_SHOW, PARAMS(path_text(rq, "code"), id));
    if (!*seat)
        return false;
    return (*seat)->count || fail(rq->work, ERR_NOT_FOUND, NULL);
}

static bool ending_view(struct request *rq, struct view *v)
{
    const struct rows *seat;

    if (!take_seat(rq, &seat))
        return false;
    view_form_of(rq, v, seat);
    view_add_own_row(v, seat);
    return true;
}

static bool show_ending(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return ending_view(rq, v) && reply_view(rq, "committees/seat_end", v);
}

static bool end_seat(struct request *rq)
{
    struct work *w = rq->work;
    const char *code = path_text(rq, "code");
    const struct rows *seat;
    struct ending e;

    return read_form(rq, ending_fields, &e) && db_run(w, SQL_COMMITTEE_LOCK, PARAMS(code)) &&
           take_seat(rq, &seat) && meeting_row_is_fresh(w, seat, e.version) &&
           is_period(w, rows_text(seat, 0, "valid_from"), e.valid_to) &&
           change_because(w, e.reason) &&
           db_run(w, SQL_COMMITTEE_SEAT_END, PARAMS(rows_text(seat, 0, "id"), e.valid_to)) &&
           reply_see_other(rq, "/committees/%s#seats", code);
}

const struct route seat_routes[] = {
    {GET, "/committees/{code}/seats/new", show_seat_form, MAY(MEETING_MAINTAIN),
     .fields = seat_fields, .summary = "The form of a seat by designation, or of a council"},
    {POST, "/committees/{code}/seats", add_seat, MAY(MEETING_MAINTAIN), .form = "committees/seat",
     .form_view = seat_view, .fields = seat_fields, .creates = true,
     .summary = "Enter whom the chair designated, or a council's seat by post or person"},
    {GET, "/committees/{code}/seats/{seat_id}/end", show_ending, MAY(MEETING_MAINTAIN),
     .fields = ending_fields, .summary = "The form that ends a seat"},
    {POST, "/committees/{code}/seats/{seat_id}/end", end_seat, MAY(MEETING_MAINTAIN),
     .form = "committees/seat_end", .form_view = ending_view, .fields = ending_fields,
     .creates = true, .summary = "End a seat: its last day, and why"},
    ROUTE_END,
};

#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/meeting.h"
#include "modules/committees/meeting_form.h"

/* Whom the committee asks to attend: staff by number or name, people from outside by what they are
 * called. */
struct invitee {
    int seat_kind;
    const char *person, *name, *post_name;
};

enum { STAFF_CONCERNED, EXPERT, OBSERVER, SECRETARY };
static const struct choice kinds[] = {{"staff_concerned", STAFF_CONCERNED},
                                      {"expert", EXPERT},
                                      {"observer", OBSERVER},
                                      {"secretary", SECRETARY},
                                      {NULL, 0}};

static const struct field invitee_fields[] = {
    FIELD_ENUM(struct invitee, seat_kind, "区分", .required = true, .choices = kinds),
    FIELD_TEXT(struct invitee, person, "職員番号又は氏名", .max = 80),
    FIELD_TEXT(struct invitee, name, "外部の人の氏名", .max = 80),
    FIELD_TEXT(struct invitee, post_name, "所属・職名", .max = 120),
    FIELD_END,
};

static bool invitee_view(struct request *rq, struct view *v)
{
    struct meeting m;

    if (!meeting_of_path(rq, &m))
        return false;
    meeting_view_head(v, &m);
    return true;
}

static bool new_invitee(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return invitee_view(rq, v) && reply_view(rq, "meetings/invitee", v);
}

static bool has_no_seat(struct work *work, const struct meeting *m, const char *person)
{
    const struct rows *row = db_take(work, SQL_INVITEE_HAS_SEAT, PARAMS(m->id, person));

    if (!row)
        return false;
    return !row->count ||
           fail_field(work, "person", "この人は委員名簿に席があるため、名簿から通知します。");
}

/* A member of the staff as the register names him or her; somebody else as typed. */
static bool invite(struct work *work, const struct meeting *m, const struct invitee *i)
{
    const struct rows *found;
    const char *id, *post = i->post_name;

    if (!i->person == !i->name)
        return fail_field(work, "person",
                          "職員番号又は氏名か、外部の人の氏名の、どちらか一方を入力してください。");
    if (!i->person)
        return db_run(work, SQL_INVITEE_ADD,
                      PARAMS(m->id, kinds[i->seat_kind].code, NULL, i->name, post));
    if (!meeting_find_person(work, i->person, &found))
        return false;
    id = rows_text(found, 0, "id");
    return has_no_seat(work, m, id) &&
           db_run(work, SQL_INVITEE_ADD,
                  PARAMS(m->id, kinds[i->seat_kind].code, id, rows_text(found, 0, "name"),
                         post ? post : rows_text(found, 0, "post_name")));
}

static bool add_invitee(struct request *rq)
{
    struct invitee i;
    struct meeting m;

    return read_form(rq, invitee_fields, &i) && meeting_of_path(rq, &m) &&
           invite(rq->work, &m, &i) && reply_see_other(rq, "/meetings/%s/agenda#invitees", m.id);
}

struct withdrawal {
    long version;
};

static const struct field withdrawal_fields[] = {
    FIELD_INT(struct withdrawal, version, "版", .required = true), FIELD_END};

static bool withdraw_invitee(struct request *rq)
{
    const struct rows *row;
    struct withdrawal form;
    struct meeting m;
    const char *id;

    if (!read_form(rq, withdrawal_fields, &form) || !path_id(rq, "attendance_id", &id) ||
        !meeting_of_path(rq, &m))
        return false;
    row = db_take(rq->work, SQL_INVITEE_ONE, PARAMS(m.id, id));
    return row && meeting_row_is_fresh(rq->work, row, form.version) &&
           db_run(rq->work, SQL_INVITEE_WITHDRAW, PARAMS(id)) &&
           reply_see_other(rq, "/meetings/%s/agenda#invitees", m.id);
}

const struct route invitee_routes[] = {
    {GET, "/meetings/{id}/invitees/new", new_invitee, MAY(MEETING_MAINTAIN),
     .fields = invitee_fields, .summary = "The form of somebody who is asked to attend"},
    {POST, "/meetings/{id}/invitees", add_invitee, MAY(MEETING_MAINTAIN),
     .form = "meetings/invitee", .form_view = invitee_view, .fields = invitee_fields,
     .creates = true, .summary = "Ask somebody to attend who has no seat"},
    {POST, "/meetings/{id}/invitees/{attendance_id}/withdrawal", withdraw_invitee,
     MAY(MEETING_MAINTAIN), .fields = withdrawal_fields, .creates = true,
     .summary = "Ask somebody no more"},
    ROUTE_END,
};

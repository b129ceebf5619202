#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/meeting.h"
#include "modules/committees/meeting_form.h"

/* 会議の予定: the secretariat enters it, and changes it until notice is given. */
struct plan {
    const char *committee;
    int meeting_kind;
    const char *starts_on, *starts_time, *place;
    int meeting_format, publicity_mark;
    const char *nonpublic_reason, *reply_by, *necessity, *necessity_on;
    long version;
};

enum { REGULAR, EXTRAORDINARY };
static const struct choice kinds[] = {
    {"regular", REGULAR}, {"extraordinary", EXTRAORDINARY}, {NULL, 0}};

enum { IN_PERSON, ONLINE, MIXED, WRITTEN };
static const struct choice formats[] = {{"in_person", IN_PERSON},
                                        {"online", ONLINE},
                                        {"mixed", MIXED},
                                        {"written", WRITTEN},
                                        {NULL, 0}};

enum { NON_PUBLIC, IS_PUBLIC };
static const struct choice publicities[] = {
    {"non_public", NON_PUBLIC}, {"public", IS_PUBLIC}, {NULL, 0}};

/* clang-format off */
#define PLAN_FIELDS                                                                                \
    FIELD_ENUM(struct plan, meeting_kind, "定例・臨時", .required = true, .choices = kinds),       \
    FIELD_DATE(struct plan, starts_on, "開催日", .required = true),                                \
    FIELD_TEXT(struct plan, starts_time, "開会の時刻", .required = true, .max = 10),               \
    FIELD_TEXT(struct plan, place, "場所", .max = 80),                                             \
    FIELD_ENUM(struct plan, meeting_format, "開催方法", .required = true, .choices = formats),     \
    FIELD_ENUM(struct plan, publicity_mark, "公開・非公開", .required = true,                      \
               .choices = publicities),                                                            \
    FIELD_TEXT(struct plan, nonpublic_reason, "非公開の理由", .max = 200),                         \
    FIELD_DATE(struct plan, reply_by, "出欠の回答期限"),                                           \
    FIELD_LONG_TEXT(struct plan, necessity, "臨時開催の理由", .max = 400),                         \
    FIELD_DATE(struct plan, necessity_on, "委員長が必要と認めた日")
/* clang-format on */

static const struct field new_fields[] = {
    FIELD_TEXT(struct plan, committee, "会議体", .required = true, .is_picked = true, .max = 30),
    PLAN_FIELDS, FIELD_END};

static const struct field edit_fields[] = {
    PLAN_FIELDS, FIELD_INT(struct plan, version, "版", .required = true), FIELD_END};

/* What has been held is taken in by a sheet (meeting_import.h), not planned. */
static bool is_ahead(struct work *work, const struct plan *p)
{
    return strcmp(p->starts_on, work->today) >= 0 ||
           fail_field(work, "starts_on", "開催日は、今日以後の日付を入力してください。");
}

/* The day of the answers must leave time to give them. */
static bool is_answered_in_time(struct work *work, const struct plan *p)
{
    if (p->reply_by && strcmp(p->reply_by, p->starts_on) > 0)
        return fail_field(work, "reply_by",
                          "出欠の回答期限は、開催日までの日付を入力してください。");
    return !p->reply_by || strcmp(p->reply_by, work->today) >= 0 ||
           fail_field(work, "reply_by", "出欠の回答期限は、今日以後の日付を入力してください。");
}

static bool says_why_in_private(struct work *work, const struct plan *p)
{
    return p->publicity_mark == IS_PUBLIC || p->nonpublic_reason ||
           fail_field(work, "nonpublic_reason",
                      "非公開とする理由を入力してください（公開とするときは「公開」を選択）。");
}

/* What is wrong is told at once. */
static bool is_sound(struct work *work, struct plan *p)
{
    bool has_time = meeting_read_time(work, "starts_time", p->starts_time, &p->starts_time);
    bool is_coming = is_ahead(work, p), has_reason = says_why_in_private(work, p);

    return (is_coming && is_answered_in_time(work, p)) && has_time && has_reason;
}

/* ---- a new meeting ------------------------------------------------------------------------------
 */

static bool new_view(struct request *rq, struct view *v)
{
    view_rows(v, "committees", SQL_COMMITTEE_OPTIONS,
              PARAMS(meeting_chosen(rq, NULL, "committee")));
    view_text(v, "meeting_format", meeting_chosen(rq, NULL, "meeting_format"));
    return true;
}

static bool new_meeting(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form_of(rq, v,
                 db_take(rq->work, SQL_MEETING_PLAN_DEFAULTS,
                         PARAMS(meeting_chosen(rq, NULL, "committee"))));
    return new_view(rq, v) && reply_view(rq, "meetings/new", v);
}

static bool is_committee(struct work *work, const char *code)
{
    const struct rows *row = db_take(work, SQL_COMMITTEE_RULES, PARAMS(code));

    if (!row)
        return false;
    return row->count || fail_field(work, "committee", "会議体を一覧から選択してください。");
}

static bool insert(struct work *work, const struct plan *p, const char **id)
{
    const struct rows *row =
        db_take(work, SQL_MEETING_ADD,
                PARAMS(p->committee, kinds[p->meeting_kind].code, formats[p->meeting_format].code,
                       p->starts_on, p->starts_time, p->place, p->necessity, p->necessity_on,
                       p->publicity_mark == IS_PUBLIC ? "true" : "false", p->nonpublic_reason,
                       p->reply_by));

    if (row)
        *id = rows_text(row, 0, "id");
    return row != NULL;
}

static bool add_meeting(struct request *rq)
{
    struct work *w = rq->work;
    struct plan p;
    const char *id;
    struct view *made;

    if (!read_form(rq, new_fields, &p) || !is_committee(w, p.committee) || !is_sound(w, &p) ||
        !insert(w, &p, &id))
        return false;
    made = view_new(w);
    view_row(made, "meeting", SQL_MEETING_HEAD, PARAMS(id));
    return reply_created(rq, made, "/meetings/%s", id);
}

/* ---- changing it
 * ---------------------------------------------------------------------------------
 */

static bool edit_view(struct request *rq, struct view *v)
{
    const struct rows *row;
    struct meeting m;

    if (!meeting_of_path(rq, &m) || !(row = db_take(rq->work, SQL_MEETING_PLAN, PARAMS(m.id))))
        return false;
    if (strcmp(m.state, "planned") != 0)
        return fail(rq->work, ERR_CONFLICT, "%s",
                    db_constraint_message("meeting_changed_by_notice"));
    meeting_view_head(v, &m);
    view_form_of(rq, v, row);
    return true;
}

static bool edit_meeting(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return edit_view(rq, v) && reply_view(rq, "meetings/edit", v);
}

static bool update(struct work *work, const char *id, const struct plan *p)
{
    return db_run(work, SQL_MEETING_CHANGE,
                  PARAMS(id, kinds[p->meeting_kind].code, formats[p->meeting_format].code,
                         p->starts_on, p->starts_time, p->place, p->necessity, p->necessity_on,
                         p->publicity_mark == IS_PUBLIC ? "true" : "false", p->nonpublic_reason,
                         p->reply_by));
}

static bool change_meeting(struct request *rq)
{
    struct plan p;
    struct meeting m;

    return read_form(rq, edit_fields, &p) && meeting_to_keep(rq, p.version, &m) &&
           is_sound(rq->work, &p) && update(rq->work, m.id, &p) &&
           reply_see_other(rq, "/meetings/%s", m.id);
}

const struct route meeting_plan_routes[] = {
    {GET, "/meetings/new", new_meeting, MAY(MEETING_MAINTAIN), .fields = new_fields,
     .summary = "The form of a new meeting"},
    {POST, "/meetings", add_meeting, MAY(MEETING_MAINTAIN), .form = "meetings/new",
     .form_view = new_view, .fields = new_fields, .creates = true, .summary = "Plan a meeting"},
    {GET, "/meetings/{id}/edit", edit_meeting, MAY(MEETING_MAINTAIN), .fields = edit_fields,
     .summary = "The form to change a planned meeting"},
    {POST, "/meetings/{id}", change_meeting, MAY(MEETING_MAINTAIN), .form = "meetings/edit",
     .form_view = edit_view, .fields = edit_fields, .creates = true,
     .summary = "Change a planned meeting"},
    ROUTE_END,
};

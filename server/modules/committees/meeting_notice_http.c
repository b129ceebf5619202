#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/meeting.h"
#include "modules/committees/meeting_form.h"
#include "modules/committees/meeting_notice.h"

/*
 * 開催通知: notice is given, taken back to change the day, or the meeting is called off; and
 * whoever was called says whether he or she will come.
 */
struct step {
    const char *doc_number, *text;
    long version;
};

static const struct field notice_fields[] = {
    FIELD_TEXT(struct step, doc_number, "文書番号", .required = true, .max = 60),
    FIELD_LONG_TEXT(struct step, text, "通知文", .max = 2000),
    FIELD_INT(struct step, version, "版", .required = true),
    FIELD_END,
};

static const struct field rescheduling_fields[] = {
    FIELD_LONG_TEXT(struct step, text, "日程を変更する理由", .required = true, .max = 2000),
    FIELD_TEXT(struct step, doc_number, "変更通知の文書番号", .max = 60),
    FIELD_INT(struct step, version, "版", .required = true),
    FIELD_END,
};

static const struct field cancellation_fields[] = {
    FIELD_LONG_TEXT(struct step, text, "中止の理由", .required = true, .max = 2000),
    FIELD_TEXT(struct step, doc_number, "中止通知の文書番号", .max = 60),
    FIELD_INT(struct step, version, "版", .required = true),
    FIELD_END,
};

static bool is_open(struct work *work, const struct meeting *m, const char *event)
{
    const struct rows *row = db_take(work, SQL_MEETING_EVENT_OPEN, PARAMS(m->id, event));

    if (!row)
        return false;
    return row->count ||
           fail(work, ERR_CONFLICT, "%s", db_constraint_message("meeting_state_changed"));
}

static bool act_view(struct request *rq, struct view *v, const char *event)
{
    struct meeting m;

    if (!meeting_of_path(rq, &m) || !is_open(rq->work, &m, event))
        return false;
    meeting_view_head(v, &m);
    view_row(v, "readiness", SQL_MEETING_READINESS, PARAMS(m.id));
    return true;
}

static bool show_act(struct request *rq, const char *event, const char *template)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return act_view(rq, v, event) && reply_view(rq, template, v);
}

static bool act(struct request *rq, const char *event, const struct field *fields)
{
    struct step step;
    struct meeting m;

    return read_form(rq, fields, &step) && meeting_to_keep(rq, step.version, &m) &&
           meeting_do(rq->work, &m, event, step.text, step.doc_number) &&
           reply_see_other(rq, "/meetings/%s", m.id);
}

static bool is_ahead(struct request *rq)
{
    const struct rows *missed =
        db_take(rq->work, SQL_MEETING_IS_MISSED, PARAMS(path_text(rq, "id")));

    if (!missed)
        return false;
    return !missed->count ||
           fail(rq->work, ERR_CONFLICT, "%s", db_constraint_message("meeting_notice_before"));
}

static bool notice_view(struct request *rq, struct view *v)
{
    return act_view(rq, v, "notify") && is_ahead(rq);
}

static bool show_notice(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return notice_view(rq, v) && reply_view(rq, "meetings/notice", v);
}

/* Whoever was asked to attend and has a seat by now is called for the seat. */
static bool notify(struct request *rq)
{
    struct work *w = rq->work;
    struct step step;
    struct meeting m;

    return read_form(rq, notice_fields, &step) && meeting_to_keep(rq, step.version, &m) &&
           db_run(w, SQL_MEETING_SEATED_WITHDRAW, PARAMS(m.id)) &&
           meeting_do(w, &m, "notify", step.text, step.doc_number) &&
           reply_see_other(rq, "/meetings/%s", m.id);
}

static bool rescheduling_view(struct request *rq, struct view *v)
{
    return act_view(rq, v, "reschedule");
}

static bool show_rescheduling(struct request *rq)
{
    return show_act(rq, "reschedule", "meetings/rescheduling");
}

static bool reschedule(struct request *rq)
{
    return act(rq, "reschedule", rescheduling_fields);
}

static bool cancellation_view(struct request *rq, struct view *v)
{
    return act_view(rq, v, "cancel");
}

static bool show_cancellation(struct request *rq)
{
    return show_act(rq, "cancel", "meetings/cancellation");
}

static bool cancel(struct request *rq)
{
    return act(rq, "cancel", cancellation_fields);
}

/* ---- the roster of the day ----------------------------------------------------------------------
 */

struct refreshing {
    long version;
};

static const struct field roster_fields[] = {
    FIELD_INT(struct refreshing, version, "版", .required = true),
    FIELD_END,
};

static bool refresh_roster(struct request *rq)
{
    struct refreshing form;
    struct meeting m;

    return read_form(rq, roster_fields, &form) && meeting_to_keep(rq, form.version, &m) &&
           db_run(rq->work, SQL_MEETING_SEATED_WITHDRAW, PARAMS(m.id)) &&
           db_run(rq->work, SQL_MEETING_ROSTER_REFRESH, PARAMS(m.id)) &&
           meeting_touch(rq->work, &m) && reply_see_other(rq, "/meetings/%s#called", m.id);
}

/* ---- 出欠の回答
 * ----------------------------------------------------------------------------------
 */

struct answer {
    const char *attendance;
    int attendance_planned;
    const char *reason;
    long version;
};

enum { ATTENDING, ABSENT, UNDECIDED };
static const struct choice answers[] = {
    {"attending", ATTENDING}, {"absent", ABSENT}, {"undecided", UNDECIDED}, {NULL, 0}};

const struct field meeting_reply_fields[] = {
    FIELD_TEXT(struct answer, attendance, "席", .max = 18),
    FIELD_ENUM(struct answer, attendance_planned, "出欠の予定", .required = true,
               .choices = answers),
    FIELD_TEXT(struct answer, reason, "理由・備考", .max = 200),
    FIELD_INT(struct answer, version, "版", .required = true),
    FIELD_END,
};

/* One's own row, or for the secretariat anybody's. */
static const struct rows *take_seat(struct request *rq, const struct meeting *m, const char *seat)
{
    const struct rows *row = db_take(rq->work, SQL_MEETING_SEAT, PARAMS(m->id, seat));

    if (!row || row->count)
        return row;
    (void)fail(rq->work, ERR_FORBIDDEN,
               "出欠を回答できるのは、開催通知を受けた本人と、情報セキュリティ推進事務局です。");
    return NULL;
}

static bool reply_form_view(struct request *rq, struct view *v)
{
    const struct rows *seat;
    struct meeting m;

    if (!meeting_of_path(rq, &m) ||
        !(seat = take_seat(rq, &m, meeting_chosen(rq, NULL, "attendance"))))
        return false;
    meeting_view_head(v, &m);
    view_form_of(rq, v, seat);
    view_integer(v, "version", rows_integer(seat, 0, "version"));
    view_add_row(v, "seat", seat);
    return true;
}

static bool show_reply(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return reply_form_view(rq, v) && reply_view(rq, "meetings/reply", v);
}

static bool is_explained(struct work *work, const struct answer *a)
{
    return a->attendance_planned != ABSENT || a->reason ||
           fail_field(work, "reason", "欠席の理由を入力してください。");
}

static bool answer(struct request *rq)
{
    struct work *w = rq->work;
    const struct rows *seat;
    struct answer a;
    struct meeting m;

    return read_form(rq, meeting_reply_fields, &a) && is_explained(w, &a) &&
           meeting_of_path(rq, &m) && (seat = take_seat(rq, &m, a.attendance)) &&
           meeting_row_is_fresh(w, seat, a.version) &&
           db_run(w, SQL_MEETING_REPLY,
                  PARAMS(rows_text(seat, 0, "attendance"), answers[a.attendance_planned].code,
                         a.reason)) &&
           reply_see_other(
               rq, rows_boolean(seat, 0, "is_mine") ? "/meetings/%s#reply" : "/meetings/%s#called",
               m.id);
}

static const char *const seat_query[] = {"attendance", NULL};

const struct route meeting_notice_routes[] = {
    {GET, "/meetings/{id}/notice", show_notice, MAY(MEETING_MAINTAIN), .fields = notice_fields,
     .summary = "The form that gives notice of a meeting, with what it lacks"},
    {POST, "/meetings/{id}/notice", notify, MAY(MEETING_MAINTAIN), .form = "meetings/notice",
     .form_view = notice_view, .fields = notice_fields, .creates = true,
     .summary = "Give notice: the roster of the day is called"},
    {GET, "/meetings/{id}/rescheduling", show_rescheduling, MAY(MEETING_MAINTAIN),
     .fields = rescheduling_fields, .summary = "The form that takes a notice back"},
    {POST, "/meetings/{id}/rescheduling", reschedule, MAY(MEETING_MAINTAIN),
     .form = "meetings/rescheduling", .form_view = rescheduling_view, .fields = rescheduling_fields,
     .creates = true, .summary = "Back to the plan, to change day or place"},
    {GET, "/meetings/{id}/cancellation", show_cancellation, MAY(MEETING_MAINTAIN),
     .fields = cancellation_fields, .summary = "The form that calls a meeting off"},
    {POST, "/meetings/{id}/cancellation", cancel, MAY(MEETING_MAINTAIN),
     .form = "meetings/cancellation", .form_view = cancellation_view, .fields = cancellation_fields,
     .creates = true, .summary = "Call a meeting off, on the chair's instruction"},
    {POST, "/meetings/{id}/roster", refresh_roster, MAY(MEETING_MAINTAIN), .fields = roster_fields,
     .creates = true, .summary = "Call whoever has a seat on the day of the meeting"},
    {GET, "/meetings/{id}/reply", show_reply, MAY(MEETING_READ), .fields = meeting_reply_fields,
     .query = seat_query, .summary = "The form to say whether one will attend"},
    {POST, "/meetings/{id}/reply", answer, MAY(MEETING_READ), .form = "meetings/reply",
     .form_view = reply_form_view, .fields = meeting_reply_fields, .creates = true,
     .summary = "Say whether one will attend; the secretariat for anybody (attendance)"},
    ROUTE_END,
};

#include "base/arena.h"
#include "base/calendar.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/sitting.h"
#include "view/label.h"

/*
 * What the page's script and other clients send one change at a time: each says what it follows,
 * and is answered with the whole as it is then.
 */
static bool show_sitting(struct request *rq)
{
    struct view *v = view_new(rq->work);

    if (!sitting_view(rq, v))
        return false;
    if (rq->format != FORMAT_JSON)
        view_form(rq, v);
    return reply_view(rq, "meetings/session", v);
}

static const char *word(const char *field, const char *code)
{
    const char *found = code ? label_find(field, code) : NULL;

    return found ? found : "記録なし";
}

static const char *number(struct request *rq, long value)
{
    return arena_printf(rq->work->arena, "%ld", value);
}

/* ---- attendance --------------------------------------------------------------------------------
 */

enum actual { NOT_RECORDED, PRESENT, LATE, LEFT_EARLY, ABSENT, PROXY };
static const char *const actual_codes[] = {NULL,         "present", "late",
                                           "left_early", "absent",  "proxy"};
static const struct choice actuals[] = {{"present", PRESENT},       {"late", LATE},
                                        {"left_early", LEFT_EARLY}, {"absent", ABSENT},
                                        {"proxy", PROXY},           {NULL, 0}};

struct attend {
    long attendance, version;
    int actual;
    const char *reason, *proxy_name;
};

static const struct field attend_fields[] = {
    FIELD_INT(struct attend, attendance, "席", .required = true, .minimum = 1, .maximum = 1L << 53),
    FIELD_ENUM(struct attend, actual, "出欠", .choices = actuals, .fallback = NOT_RECORDED),
    FIELD_TEXT(struct attend, reason, "理由", .max = 200),
    FIELD_TEXT(struct attend, proxy_name, "代理者", .max = 80),
    FIELD_INT(struct attend, version, "版", .required = true),
    FIELD_END,
};

static const struct rows *seat_of(struct request *rq, const struct sitting *s, const char *seat,
                                  const char *item)
{
    const struct rows *row = db_take(rq->work, SQL_SITTING_SEAT, PARAMS(s->meeting.id, seat, item));

    if (row && !row->count) {
        (void)fail(rq->work, ERR_NOT_FOUND, NULL);
        return NULL;
    }
    return row;
}

static bool is_fresh_seat(struct request *rq, const struct sitting *s, const struct attend *form)
{
    const struct rows *seat = seat_of(rq, s, number(rq, form->attendance), NULL);

    if (!seat)
        return false;
    return rows_integer(seat, 0, "version") == form->version ||
           fail(rq->work, ERR_STALE,
                "%sの出欠は、%sが%sに「%s」と記録しました。今の記録を確認してください。",
                rows_text(seat, 0, "name"), rows_text(seat, 0, "by"), rows_text(seat, 0, "at"),
                word("attendance_actual", rows_text(seat, 0, "attendance_actual")));
}

static bool record_attendance(struct request *rq)
{
    struct sitting s;
    struct attend form;

    return sitting_to_keep(rq, query_text(rq, "item"), &s) && read_form(rq, attend_fields, &form) &&
           is_fresh_seat(rq, &s, &form) &&
           db_run(rq->work, SQL_SITTING_ATTEND,
                  PARAMS(number(rq, form.attendance), actual_codes[form.actual], form.reason,
                         form.proxy_name)) &&
           sitting_done(rq, &s, "attendance");
}

/* ---- positions ---------------------------------------------------------------------------------
 */

enum said { NO_OBJECTION, OBJECTION, RESERVED, LEFT, NOT_PRESENT };
static const char *const value_codes[] = {"no_objection", "objection", "reserved", "left",
                                          "not_present"};
static const struct choice values[] = {{"no_objection", NO_OBJECTION}, {"objection", OBJECTION},
                                       {"reserved", RESERVED},         {"left", LEFT},
                                       {"not_present", NOT_PRESENT},   {NULL, 0}};
enum channel { AT_MEETING, WRITTEN };
static const char *const channel_codes[] = {"at_meeting", "written_before_close"};
static const struct choice channels[] = {
    {"at_meeting", AT_MEETING}, {"written_before_close", WRITTEN}, {NULL, 0}};

struct statement_of {
    long attendance, seq;
    int position_value, channel;
    const char *reason;
};

const struct field sitting_own_fields[] = {
    FIELD_INT(struct statement_of, attendance, "席", .required = true, .minimum = 1,
              .maximum = 1L << 53),
    FIELD_ENUM(struct statement_of, position_value, "意思", .required = true, .choices = values),
    FIELD_LONG_TEXT(struct statement_of, reason, "理由", .max = 1000),
    FIELD_ENUM(struct statement_of, channel, "方法", .choices = channels, .fallback = AT_MEETING),
    FIELD_INT(struct statement_of, seq, "前の記録", .required = true, .maximum = 9999),
    FIELD_END,
};

static bool is_fresh_position(struct request *rq, const struct sitting *s,
                              const struct statement_of *form)
{
    const struct rows *seat = seat_of(rq, s, number(rq, form->attendance), s->item);

    if (!seat)
        return false;
    return rows_integer(seat, 0, "seq") == form->seq || s->is_decided ||
           fail(rq->work, ERR_STALE,
                "%sの意思は、%sが%sに「%s」と記録しました。今の記録を確認してください。",
                rows_text(seat, 0, "name"), rows_text(seat, 0, "given_by"),
                rows_text(seat, 0, "given_at"),
                word("position_value", rows_text(seat, 0, "position_value")));
}

/* Members send their own in writing; who may what, the database says (BR-CM-04, BR-CM-06). */
static bool record_position(struct request *rq)
{
    struct sitting s;
    struct statement_of form;

    return sitting_to_see(rq, path_text(rq, "item_id"), &s) &&
           read_form(rq, sitting_own_fields, &form) && is_fresh_position(rq, &s, &form) &&
           db_run(rq->work, SQL_SITTING_SAY,
                  PARAMS(s.item, number(rq, form.attendance), value_codes[form.position_value],
                         form.reason, channel_codes[form.channel], number(rq, form.seq))) &&
           sitting_done(rq, &s, form.channel == WRITTEN ? "written" : "position");
}

/* ---- the gist ----------------------------------------------------------------------------------
 */

struct gist {
    const char *gist;
    long version;
};

static const struct field gist_fields[] = {
    FIELD_LONG_TEXT(struct gist, gist, "審議の要点", .max = 8000),
    FIELD_INT(struct gist, version, "版", .required = true),
    FIELD_END,
};

static bool record_gist(struct request *rq)
{
    struct sitting s;
    struct gist form;

    if (!sitting_to_keep(rq, path_text(rq, "item_id"), &s) || !read_form(rq, gist_fields, &form))
        return false;
    if (form.version != s.gist_version)
        return fail(rq->work, ERR_STALE,
                    "審議の要点は、%sが%sに先に変更しました。今の記録を確認してください。",
                    s.gist_by, s.gist_at);
    return db_run(rq->work, SQL_SITTING_WRITE_GIST, PARAMS(s.item, form.gist)) &&
           sitting_done(rq, &s, "gist");
}

/* ---- the result --------------------------------------------------------------------------------
 */

struct result {
    int outcome, instruction;
    const char *text, *conditions, *follow_up_due;
};

const char *const sitting_outcome_codes[] = {NULL,           "adopted",   "not_adopted",
                                             "carried_over", "withdrawn", "noted"};
const struct choice sitting_outcomes[] = {{"adopted", 1},   {"not_adopted", 2}, {"carried_over", 3},
                                          {"withdrawn", 4}, {"noted", 5},       {NULL, 0}};
const char *const sitting_instruction_codes[] = {NULL, "directive", "none"};
const struct choice sitting_instructions[] = {{"directive", 1}, {"none", 2}, {NULL, 0}};

static const struct field result_fields[] = {
    FIELD_ENUM(struct result, outcome, "結果", .required = true, .choices = sitting_outcomes),
    FIELD_LONG_TEXT(struct result, text, "決定の内容", .required = true, .max = 2000),
    FIELD_LONG_TEXT(struct result, conditions, "条件", .max = 1000),
    FIELD_ENUM(struct result, instruction, "全庁指示の有無", .choices = sitting_instructions),
    FIELD_DATE(struct result, follow_up_due, "確認の期限"),
    FIELD_END,
};

static bool decide_item(struct request *rq)
{
    struct sitting s;
    struct result form;

    return sitting_to_keep(rq, path_text(rq, "item_id"), &s) &&
           read_form(rq, result_fields, &form) &&
           sitting_may_become(rq, &s, sitting_outcome_codes[form.outcome]) &&
           db_run(rq->work, SQL_SITTING_DECIDE,
                  PARAMS(s.item, sitting_outcome_codes[form.outcome], form.text, form.conditions,
                         sitting_instruction_codes[form.instruction], form.follow_up_due)) &&
           sitting_done(rq, &s, "decided");
}

/* ---- the end -----------------------------------------------------------------------------------
 */

struct end {
    const char *ends_at;
    long visitors, version;
};

const struct field sitting_end_fields[] = {
    FIELD_TEXT(struct end, ends_at, "閉会の時刻", .max = 20),
    FIELD_INT(struct end, visitors, "傍聴者数", .minimum = 0, .maximum = 9999, .fallback = 0),
    FIELD_INT(struct end, version, "版", .required = true),
    FIELD_END,
};

static bool read_end(struct request *rq, struct end *form)
{
    if (!read_form(rq, sitting_end_fields, form))
        return false;
    if (!form->ends_at || calendar_parse_time(rq->work->arena, form->ends_at, &form->ends_at))
        return true;
    return fail_field(rq->work, "ends_at", "閉会の時刻を「11:30」のように入力してください。");
}

static bool set_end(struct request *rq, const struct meeting *m, const struct end *form)
{
    return db_run(rq->work, SQL_SITTING_SET_END,
                  PARAMS(m->id, form->ends_at, number(rq, form->visitors)));
}

static bool end_meeting(struct request *rq)
{
    struct sitting s;
    struct end form;

    return sitting_to_keep(rq, query_text(rq, "item"), &s) && read_end(rq, &form) &&
           meeting_to_keep(rq, form.version, &s.meeting) && set_end(rq, &s.meeting, &form) &&
           sitting_done(rq, &s, "end");
}

static bool hold_meeting(struct request *rq)
{
    struct sitting s;
    struct end form;

    return sitting_to_keep(rq, query_text(rq, "item"), &s) && read_end(rq, &form) &&
           meeting_to_keep(rq, form.version, &s.meeting) && set_end(rq, &s.meeting, &form) &&
           meeting_do(rq->work, &s.meeting, "hold", NULL, NULL) && sitting_done(rq, &s, "held");
}

static const char *const sitting_query[] = {"item", "saved", NULL};
static const char *const item_query[] = {"item", NULL};

/* clang-format off */
#define RECORDING(pattern_, handler_, fields_, summary_)                                           \
    {POST, pattern_, handler_, MAY(MEETING_READ), .form = "meetings/session",                      \
     .form_view = sitting_view, .fields = fields_, .query = item_query, .creates = true,           \
     .summary = summary_}

const struct route sitting_routes[] = {
    {GET, "/meetings/{id}/session", show_sitting, MAY(MEETING_READ), .query = sitting_query,
     .summary = "One item of a meeting: attendance, positions, result"},
    RECORDING("/meetings/{id}/attendance", record_attendance, attend_fields,
              "Record the attendance of one seat"),
    RECORDING("/meetings/{id}/items/{item_id}/positions", record_position, sitting_own_fields,
              "Record what one seat says about an item; a member's own in writing"),
    RECORDING("/meetings/{id}/items/{item_id}/gist", record_gist, gist_fields,
              "Save the gist of the deliberation"),
    RECORDING("/meetings/{id}/items/{item_id}/decision", decide_item, result_fields,
              "Record the result of an item, once and for good"),
    RECORDING("/meetings/{id}/end", end_meeting, sitting_end_fields,
              "Record when the meeting ended and how many listened"),
    RECORDING("/meetings/{id}/hold", hold_meeting, sitting_end_fields,
              "The meeting was held: attendance and positions are closed"),
    ROUTE_END,
};
/* clang-format on */

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/sitting.h"

/*
 * The whole working screen sent as one form, as a browser without our script sends it. What another
 * secretary changed meanwhile is left and told (409); everything else is saved all the same.
 */
static const struct choice acts[] = {{"save", SITTING_SAVE},
                                     {"all_attend", SITTING_ALL_ATTEND},
                                     {"all_agree", SITTING_ALL_AGREE},
                                     {"decide", SITTING_DECIDE},
                                     {NULL, 0}};

const struct field sitting_work_fields[] = {
    FIELD_ENUM(struct sitting_work, act, "操作", .choices = acts, .fallback = SITTING_SAVE),
    FIELD_LONG_TEXT(struct sitting_work, gist, "審議の要点", .max = 8000),
    FIELD_INT(struct sitting_work, gist_version, "版", .required = true),
    FIELD_ENUM(struct sitting_work, outcome, "結果", .choices = sitting_outcomes),
    FIELD_LONG_TEXT(struct sitting_work, text, "決定の内容", .max = 2000),
    FIELD_LONG_TEXT(struct sitting_work, conditions, "条件", .max = 1000),
    FIELD_ENUM(struct sitting_work, instruction, "全庁指示の有無", .choices = sitting_instructions),
    FIELD_DATE(struct sitting_work, follow_up_due, "確認の期限"),
    FIELD_END,
};

static const char *literal(struct request *rq, const char *const *column)
{
    return text_array_literal(rq->work->arena, column);
}

/* Words beside a choice they belong to are needed; beside another they have no meaning. */
static bool goes_with(struct request *rq, bool is_chosen, const char **words, const char *field,
                      const char *message)
{
    if (!is_chosen)
        *words = "";
    return !is_chosen || **words || fail_field(rq->work, field, "%s", message);
}

static bool has_its_words(struct request *rq, struct sheet *sheet, size_t i)
{
    struct arena *arena = rq->work->arena;
    bool has_why =
        goes_with(rq, !strcmp(sheet->position[i], "objection"), &sheet->why[i],
                  arena_printf(arena, "why-%s", sheet->ids[i]), "異議の理由を入力してください。");
    bool has_proxy = goes_with(rq, !strcmp(sheet->actual[i], "proxy"), &sheet->proxy[i],
                               arena_printf(arena, "proxy-%s", sheet->ids[i]),
                               "代理で出席した人の職名・氏名を入力してください。");

    return has_why && has_proxy;
}

static bool read_sheet(struct request *rq, struct sheet *sheet)
{
    bool is_complete = true;

    if (!sheet_read(rq, sheet))
        return false;
    for (size_t i = 0; i < sheet->count; i++)
        is_complete = has_its_words(rq, sheet, i) && is_complete;
    return is_complete;
}

/* ---- what others did meanwhile -----------------------------------------------------------------
 */

static void tell(struct view *v, const struct rows *rows, const char *code, const char *typed)
{
    for (int i = 0; i < rows->count; i++) {
        struct view *item = view_list_object(v, "conflicts"), *entered;
        bool is_position = !strcmp(code, "position_value");

        view_text(item, "name", rows_text(rows, i, "name"));
        view_text(item, "by", rows_text(rows, i, "by"));
        view_text(item, "at", rows_text(rows, i, "at"));
        view_boolean(item, "is_position", is_position);
        view_text(item, "attendance_actual", is_position ? NULL : rows_text(rows, i, code));
        view_text(item, "position_value", is_position ? rows_text(rows, i, code) : NULL);
        view_text(item, "reason", rows_text(rows, i, "reason"));
        entered = view_object(item, "typed");
        view_text(entered, "attendance_actual", is_position ? NULL : rows_text(rows, i, typed));
        view_text(entered, "position_value", is_position ? rows_text(rows, i, typed) : NULL);
        view_text(entered, "reason", rows_text(rows, i, "typed_reason"));
    }
}

struct saving {
    struct sitting sitting;
    struct sitting_work form;
    struct sheet sheet;
    const struct rows *attendance, *positions; /* what conflicts */
    bool is_gist_stale;
};

static bool save_attendance(struct request *rq, struct saving *s)
{
    struct params sheet = PARAMS(s->sitting.meeting.id, literal(rq, s->sheet.ids),
                                 literal(rq, s->sheet.seen), literal(rq, s->sheet.actual),
                                 literal(rq, s->sheet.reason), literal(rq, s->sheet.proxy));

    s->attendance = db_take(rq->work, SQL_SITTING_ATTENDANCE_CONFLICTS, sheet);
    return s->attendance && db_run(rq->work, SQL_SITTING_ATTENDANCE_SAVE, sheet);
}

static bool save_positions(struct request *rq, struct saving *s)
{
    struct params sheet = PARAMS(s->sitting.meeting.id, s->sitting.item, literal(rq, s->sheet.ids),
                                 literal(rq, s->sheet.seen), literal(rq, s->sheet.position),
                                 literal(rq, s->sheet.why));

    if (!s->sitting.takes_positions || s->sitting.is_decided)
        return true;
    s->positions = db_take(rq->work, SQL_SITTING_POSITION_CONFLICTS, sheet);
    return s->positions && db_run(rq->work, SQL_SITTING_POSITION_SAVE, sheet);
}

static bool save_gist(struct request *rq, struct saving *s)
{
    const char *gist = s->form.gist ? s->form.gist : "";

    if (!strcmp(gist, s->sitting.gist))
        return true;
    s->is_gist_stale = s->form.gist_version != s->sitting.gist_version;
    return s->is_gist_stale ||
           db_run(rq->work, SQL_SITTING_WRITE_GIST, PARAMS(s->sitting.item, gist));
}

static bool has_conflicts(const struct saving *s)
{
    return (s->attendance && s->attendance->count) || (s->positions && s->positions->count) ||
           s->is_gist_stale;
}

/* Committed as far as it went: the page says what was left, and shows it as it is now. */
static bool show_conflicts(struct request *rq, const struct saving *s)
{
    struct view *v = view_new(rq->work);

    sitting_show(rq, v, &s->sitting);
    tell(v, s->attendance, "attendance_actual", "typed_actual");
    if (s->positions)
        tell(v, s->positions, "position_value", "typed_position");
    if (s->is_gist_stale) {
        struct view *gist = view_object(v, "stale_gist");

        view_text(gist, "text", s->sitting.gist);
        view_text(gist, "by", s->sitting.gist_by);
        view_text(gist, "at", s->sitting.gist_at);
    }
    view_form(rq, v);
    if (!reply_view(rq, "meetings/session", v))
        return false;
    rq->reply.status = error_kind(ERR_STALE)->status;
    return true;
}

/* ---- the acts ----------------------------------------------------------------------------------
 */

static bool needs(struct work *work, const char *value, const char *field, const char *message)
{
    return value || fail_field(work, field, "%s", message);
}

static bool decide(struct request *rq, const struct saving *s)
{
    const struct sitting_work *form = &s->form;
    const char *outcome = sitting_outcome_codes[form->outcome];
    bool has_outcome = needs(rq->work, outcome, "outcome", "結果を選択してください。");
    bool has_text = needs(rq->work, form->text, "text", "決定の内容を入力してください。");

    return has_outcome && has_text && sitting_may_become(rq, &s->sitting, outcome) &&
           db_run(rq->work, SQL_SITTING_DECIDE,
                  PARAMS(s->sitting.item, outcome, form->text, form->conditions,
                         sitting_instruction_codes[form->instruction], form->follow_up_due)) &&
           sitting_done(rq, &s->sitting, "decided");
}

static bool act(struct request *rq, const struct saving *s)
{
    const struct meeting *m = &s->sitting.meeting;

    switch (s->form.act) {
    case SITTING_ALL_ATTEND:
        return db_run(rq->work, SQL_SITTING_ALL_ATTEND, PARAMS(m->id)) &&
               sitting_done(rq, &s->sitting, "attendance");
    case SITTING_ALL_AGREE:
        return db_run(rq->work, SQL_SITTING_ALL_AGREE, PARAMS(m->id, s->sitting.item)) &&
               sitting_done(rq, &s->sitting, "position");
    case SITTING_DECIDE:
        return decide(rq, s);
    default:
        return sitting_done(rq, &s->sitting, "all");
    }
}

static bool save_sitting(struct request *rq)
{
    struct saving s = {.attendance = NULL};

    if (!sitting_to_keep(rq, path_text(rq, "item_id"), &s.sitting) ||
        !read_form(rq, sitting_work_fields, &s.form) || !read_sheet(rq, &s.sheet) ||
        !save_attendance(rq, &s) || !save_positions(rq, &s) || !save_gist(rq, &s))
        return false;
    return has_conflicts(&s) ? show_conflicts(rq, &s) : act(rq, &s);
}

const struct route sitting_form_routes[] = {
    {POST, "/meetings/{id}/items/{item_id}/session", save_sitting, MAY(MEETING_READ),
     .form = "meetings/session", .form_view = sitting_view, .fields = sitting_work_fields,
     .summary = "Save the working screen as a whole; what others changed meanwhile is told (409)"},
    ROUTE_END,
};

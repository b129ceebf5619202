#include <string.h>

#include "base/arena.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/meeting.h"
#include "modules/committees/minutes.h"
#include "modules/committees/minutes_compare.h"
#include "modules/committees/minutes_text.h"

/* ---- the forms --------------------------------------------------------------------------------
 */

enum act { ACT_BEGIN, ACT_FRAME, ACT_GIST, ACT_PREVIEW };
static const struct choice acts[] = {{"begin", ACT_BEGIN},
                                     {"frame", ACT_FRAME},
                                     {"gist", ACT_GIST},
                                     {"preview", ACT_PREVIEW},
                                     {NULL, 0}};

struct writing {
    int act;
    const char *item, *gist, *named_member;
    long item_version, visitors, version;
};

static const struct field writing_fields[] = {
    FIELD_ENUM(struct writing, act, "操作", .required = true, .choices = acts),
    FIELD_TEXT(struct writing, item, "議題", .max = 18),
    FIELD_LONG_TEXT(struct writing, gist, "審議の要点", .max = 8000),
    FIELD_INT(struct writing, item_version, "議題の版"),
    FIELD_TEXT(struct writing, named_member, "議事録を確認する委員", .max = 18),
    FIELD_INT(struct writing, visitors, "傍聴者数", .minimum = 0, .maximum = 9999),
    FIELD_INT(struct writing, version, "版"),
    FIELD_END,
};

/* Who is asked is chosen in the very form that asks: nobody is asked who is not on the screen. */
static const struct field sending_fields[] = {
    FIELD_TEXT(struct writing, named_member, "議事録を確認する委員", .required = true,
               .is_picked = true, .max = 18),
    FIELD_INT(struct writing, visitors, "傍聴者数", .minimum = 0, .maximum = 9999),
    FIELD_INT(struct writing, version, "版", .required = true),
    FIELD_END,
};

/* Two people confirm, each without waiting for the other: what must not have changed is the text.
 */
struct answer {
    long minutes_version;
    const char *reason;
};

static const struct field confirmation_fields[] = {
    FIELD_INT(struct answer, minutes_version, "確認する議事録の版", .required = true),
    FIELD_END,
};

static const struct field return_fields[] = {
    FIELD_LONG_TEXT(struct answer, reason, "差し戻す理由", .required = true, .max = 1000),
    FIELD_INT(struct answer, minutes_version, "確認する議事録の版", .required = true),
    FIELD_END,
};

struct correction {
    const char *correction, *reason;
    long version;
};

static const struct field correction_fields[] = {
    FIELD_LONG_TEXT(struct correction, correction, "訂正の内容", .required = true, .max = 1000),
    FIELD_LONG_TEXT(struct correction, reason, "訂正の理由", .required = true, .max = 500),
    FIELD_INT(struct correction, version, "版", .required = true),
    FIELD_END,
};

/* ---- the page ---------------------------------------------------------------------------------
 */

bool minutes_of_path(struct request *rq, struct meeting *m, bool *may_read)
{
    const struct rows *reader;

    if (!meeting_of_path(rq, m) || !(reader = db_take(rq->work, SQL_MINUTES_READER, PARAMS(m->id))))
        return false;
    *may_read = rows_boolean(reader, 0, "may_read");
    return rows_boolean(reader, 0, "may_see") || meeting_to_see(rq, m);
}

/* As a column of the form: empty where there is no such item to be written. */
static bool add_item_form(struct request *rq, struct view *v, const struct meeting *m)
{
    const char *asked = rq->body ? form_typed(rq, "item") : query_text(rq, "item");
    const struct rows *item = db_take(rq->work, SQL_MINUTES_ITEM, PARAMS(m->id, asked));
    bool is_sent = rq->body && rq->route->fields == writing_fields;

    if (!item)
        return false;
    view_add_row(v, "item", item);
    if (!item->count)
        return true;
    view_form_among(rq, v, "writing", writing_fields, item, is_sent);
    view_text(v, "preview", is_sent ? form_typed(rq, "gist") : rows_text(item, 0, "gist"));
    return true;
}

static void add_frame_form(struct request *rq, struct view *v, const struct meeting *m,
                           const struct rows *state)
{
    bool is_sent = rq->body &&
                   (rq->route->fields == sending_fields || !strcmp(form_typed(rq, "act"), "frame"));
    const char *chosen =
        is_sent ? form_typed(rq, "named_member") : rows_text(state, 0, "named_member");

    view_form_among(rq, v, "frame", sending_fields, state, is_sent);
    view_rows(v, "candidates", SQL_MINUTES_CANDIDATES, PARAMS(m->id, chosen));
    view_rows(v, "items", SQL_MINUTES_ITEMS, PARAMS(m->id));
}

static void add_answer_forms(struct request *rq, struct view *v, const struct rows *state)
{
    struct view *forms = view_object(v, "forms");

    if (rows_boolean(state, 0, "can_return"))
        view_form_among(rq, forms, "return", return_fields, NULL,
                        rq->body && rq->route->fields == return_fields);
    else
        view_text(forms, "return", NULL);
    if (rows_boolean(state, 0, "can_correct"))
        view_form_among(rq, forms, "correction", correction_fields, NULL,
                        rq->body && rq->route->fields == correction_fields);
    else
        view_text(forms, "correction", NULL);
}

/* What is being written is shown to who writes it; to everybody else what was sent. */
static bool add_text(struct request *rq, struct view *v, const struct meeting *m,
                     const struct rows *state)
{
    bool is_writing = rows_boolean(state, 0, "is_writing");
    const char *text = rows_text(state, 0, "_text");

    if (is_writing && !(text = minutes_draft(rq->work, m->id)))
        return false;
    view_text(v, "text", !is_writing && !strcmp(m->state, "minutes_drafting") ? NULL : text);
    view_rows(v, "confirmers", SQL_MINUTES_CONFIRMERS, PARAMS(m->id));
    view_rows(v, "corrections", SQL_MINUTES_CORRECTIONS, PARAMS(m->id));
    view_rows(v, "versions", SQL_MINUTES_VERSIONS, PARAMS(m->id));
    view_rows(v, "steps", SQL_MINUTES_STEPS, PARAMS(m->id));
    return true;
}

static bool add_minutes(struct request *rq, struct view *v, const struct meeting *m)
{
    const struct rows *state = db_take(rq->work, SQL_MINUTES_STATE, PARAMS(m->id));

    if (!state)
        return false;
    view_add_row(v, "minutes", state);
    if (rows_boolean(state, 0, "is_writing")) {
        if (!add_item_form(rq, v, m))
            return false;
        add_frame_form(rq, v, m, state);
    }
    add_answer_forms(rq, v, state);
    return add_text(rq, v, m, state);
}

static bool minutes_view(struct request *rq, struct view *v)
{
    struct meeting m;
    bool may_read;

    if (!minutes_of_path(rq, &m, &may_read))
        return false;
    meeting_view_head(v, &m);
    view_boolean(v, "may_read", may_read);
    view_form(rq, v);
    return !may_read || add_minutes(rq, v, &m);
}

static bool show_minutes(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return minutes_view(rq, v) && reply_view(rq, "minutes/show", v);
}

/* ---- writing ----------------------------------------------------------------------------------
 */

static bool stale_item(struct work *w, const struct meeting *m, const char *item)
{
    const struct rows *writer = db_take(w, SQL_MINUTES_ITEM_WRITER, PARAMS(m->id, item));

    if (!writer)
        return false;
    return writer->count
               ? fail(w, ERR_STALE, "%sが%sに、先に書き換えました。今の内容を確認してください。",
                      rows_text(writer, 0, "_by"), rows_text(writer, 0, "_at"))
               : fail_field(w, "item", "この会議の議題を選択してください。");
}

/* The version is that of the item: two who write about different items do not disturb each other.
 */
static bool write_gist(struct work *w, const struct meeting *m, const struct writing *form)
{
    const char *version = arena_printf(w->arena, "%ld", form->item_version);
    const struct rows *written =
        db_take(w, SQL_MINUTES_ITEM_WRITE,
                PARAMS(m->id, form->item ? form->item : "", form->gist, version));

    return written && (written->count || stale_item(w, m, form->item ? form->item : ""));
}

static bool write_frame(struct request *rq, const struct meeting *m, const struct writing *form)
{
    const char *visitors = arena_printf(rq->work->arena, "%ld", form->visitors);
    const struct rows *named =
        db_take(rq->work, SQL_MINUTES_CANDIDATES, PARAMS(m->id, form->named_member));
    bool is_candidate = !form->named_member;

    for (int i = 0; named && i < named->count; i++)
        is_candidate = is_candidate || rows_boolean(named, i, "is_chosen");
    if (!named)
        return false;
    if (!is_candidate)
        return fail_field(rq->work, "named_member",
                          "議事録を確認する委員を、議長以外の出席した委員から選択してください。");
    return db_run(rq->work, SQL_MINUTES_FRAME_WRITE, PARAMS(m->id, form->named_member, visitors));
}

static bool is_in(struct work *w, const struct meeting *m, const char *state)
{
    return !strcmp(m->state, state) ||
           fail(
               w, ERR_CONFLICT,
               "この間に会議の状態が変わったため、この操作はできません。今の状態を確認してください。");
}

/* A gist has a version of its own. */
static bool keep(struct request *rq, struct writing *form, struct meeting *m)
{
    return meeting_of_path(rq, m) && read_form(rq, writing_fields, form) &&
           meeting_to_keep(
               rq, form->act == ACT_GIST || form->act == ACT_PREVIEW ? m->version : form->version,
               m);
}

static bool write_minutes(struct request *rq)
{
    struct work *w = rq->work;
    struct writing form;
    struct meeting m;

    if (!keep(rq, &form, &m))
        return false;
    if (form.act == ACT_BEGIN)
        return meeting_do(w, &m, "draft_minutes", NULL, NULL) &&
               reply_see_other(rq, "/meetings/%s/minutes", m.id);
    if (!is_in(w, &m, "minutes_drafting"))
        return false;
    if (form.act == ACT_PREVIEW)
        return show_minutes(rq);
    if (form.act == ACT_GIST)
        return write_gist(w, &m, &form) && reply_see_other(rq, "/meetings/%s/minutes", m.id);
    return write_frame(rq, &m, &form) && reply_see_other(rq, "/meetings/%s/minutes", m.id);
}

/* The text is made and frozen in the transaction that asks for its confirmation. */
static bool send_minutes(struct request *rq)
{
    struct writing form;
    struct meeting m;
    const char *text;

    return meeting_of_path(rq, &m) && read_form(rq, sending_fields, &form) &&
           meeting_to_keep(rq, form.version, &m) && is_in(rq->work, &m, "minutes_drafting") &&
           write_frame(rq, &m, &form) && (text = minutes_draft(rq->work, m.id)) &&
           db_run(rq->work, SQL_MINUTES_VERSION_ADD, PARAMS(m.id, text)) &&
           meeting_do(rq->work, &m, "send_minutes", NULL, NULL) &&
           reply_see_other(rq, "/meetings/%s/minutes", m.id);
}

/* ---- confirming -------------------------------------------------------------------------------
 */

/* Exactly the text that was read. */
static bool text_is_that(struct work *w, const struct meeting *m, const struct answer *form)
{
    const struct rows *state = db_take(w, SQL_MINUTES_STATE, PARAMS(m->id));

    if (!state || !is_in(w, m, "minutes_review"))
        return false;
    return rows_integer(state, 0, "minutes_version") == form->minutes_version ||
           fail(w, ERR_STALE,
                "この間に、新しい版の議事録が送付されました。今の議事録を読んでから、もう一度操作"
                "してください。");
}

static bool answer(struct request *rq, const char *event)
{
    struct answer form = {0};
    struct meeting m;
    bool may_read;

    return minutes_of_path(rq, &m, &may_read) && read_form(rq, rq->route->fields, &form) &&
           text_is_that(rq->work, &m, &form) &&
           meeting_do(rq->work, &m, event, form.reason, NULL) &&
           reply_see_other(rq, "/meetings/%s/minutes", m.id);
}

static bool confirm_minutes(struct request *rq)
{
    return answer(rq, "confirm_minutes");
}

static bool return_minutes(struct request *rq)
{
    return answer(rq, "return_minutes");
}

static bool correct_minutes(struct request *rq)
{
    struct correction form;
    struct meeting m;

    return meeting_of_path(rq, &m) && read_form(rq, correction_fields, &form) &&
           meeting_to_keep(rq, form.version, &m) &&
           meeting_do(rq->work, &m, "correct",
                      arena_printf(rq->work->arena, "%s\n（理由）%s", form.correction, form.reason),
                      NULL) &&
           reply_see_other(rq, "/meetings/%s/minutes", m.id);
}

/* ---- a version and what it changed ------------------------------------------------------------
 */

static void add_differences(struct view *v, struct minutes_lines lines)
{
    view_list(v, "lines");
    for (size_t i = 0; i < lines.count; i++) {
        struct view *line = view_list_object(v, "lines");

        view_text(line, "text", lines.items[i].text);
        view_boolean(line, "is_added", lines.items[i].kind == LINE_ADDED);
        view_boolean(line, "is_removed", lines.items[i].kind == LINE_REMOVED);
    }
}

static bool show_version(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const struct rows *version;
    struct meeting m;
    bool may_read;

    if (!minutes_of_path(rq, &m, &may_read))
        return false;
    version = db_take(rq->work, SQL_MINUTES_VERSION, PARAMS(m.id, path_text(rq, "version_no")));
    if (!version)
        return false;
    if (!may_read || !version->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    meeting_view_head(v, &m);
    view_add_row(v, "minutes", version);
    if (rows_text(version, 0, "_before"))
        add_differences(v, minutes_compare(rq->work->arena, rows_text(version, 0, "_before"),
                                           rows_text(version, 0, "text")));
    else
        view_list(v, "lines");
    return reply_view(rq, "minutes/version", v);
}

static const char *const show_query[] = {"item", NULL};

#define ACT(pattern_, handler_, permission_, fields_, summary_)                                    \
    {                                                                                              \
        POST, pattern_, handler_, MAY(permission_),                                                \
            .form = "minutes/show", .form_view = minutes_view, .fields = fields_, .creates = true, \
            .summary = summary_                                                                    \
    }

const struct route minutes_routes[] = {
    {GET, "/meetings/{id}/minutes", show_minutes, MAY(MEETING_READ), .query = show_query,
     .summary = "The minutes: the draft made of the record, what was sent, or the final text"},
    {GET, "/meetings/{id}/minutes/versions/{version_no}", show_version, MAY(MEETING_READ),
     .summary = "One version that was sent to be confirmed, and what it changed"},
    /* What is shown before it is kept is sent again under the same key; versions guard the writing.
     */
    {POST, "/meetings/{id}/minutes", write_minutes, MAY(MEETING_MAINTAIN), .form = "minutes/show",
     .form_view = minutes_view, .fields = writing_fields,
     .summary = "Begin the draft, write an item's gist (act gist; preview shows it without keeping "
                "it) or say who confirms (act frame)"},
    ACT("/meetings/{id}/minutes/send", send_minutes, MEETING_MAINTAIN, sending_fields,
        "Say who confirms, freeze the whole text as a version and ask for its confirmation"),
    ACT("/meetings/{id}/minutes/confirmation", confirm_minutes, MEETING_READ, confirmation_fields,
        "The presider or the named member confirms exactly this version"),
    ACT("/meetings/{id}/minutes/return", return_minutes, MEETING_READ, return_fields,
        "Return the minutes to be written anew, with a reason"),
    ACT("/meetings/{id}/minutes/corrections", correct_minutes, MEETING_MAINTAIN, correction_fields,
        "Append a correction to final minutes"),
    ROUTE_END,
};

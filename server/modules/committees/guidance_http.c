#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/paging.h"
#include "http/request.h"
#include "modules/authority/authority.h"
#include "modules/committees/committee.h"
#include "view/label.h"

/* ---- the list ----------------------------------------------------------------------------------
 */

static bool list_guidance(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *unit = query_text(rq, "unit"), *unanswered = query_text(rq, "unanswered");
    struct paging paging = paging_read(rq);
    const struct rows *rows;

    if (paging.after && !text_is_digits(paging.after, TEXT_ID_DIGITS))
        fail_field(rq->work, "after", "記録の番号を入力してください。");
    if (rq->work->error.code != ERR_NONE)
        return false;
    view_boolean(v, "is_narrowed", unit || unanswered);
    view_boolean(v, "is_unanswered_only", unanswered != NULL);
    view_text(v, "unit", unit);
    view_boolean(v, "is_later_page", paging.after != NULL);
    view_integer(v, "size", paging.size);
    view_row(v, "part", SQL_GUIDANCE_PART, PARAMS());
    view_rows(v, "sections", SQL_GUIDANCE_SECTIONS, PARAMS(unit));
    rows =
        db_take(rq->work, SQL_GUIDANCE_LIST, PARAMS(paging.after, paging.rows, unit, unanswered));
    if (!rows)
        return false;
    paging_view(rq, v, &paging, rows, "id");
    return reply_view(rq, "guidance/list", v);
}

/* ---- writing -----------------------------------------------------------------------------------
 */

struct note {
    const char *unit, *title, *body;
    int guidance_kind;
};

/* The value of each is its place. */
enum { QUESTION = 2 };
static const struct choice kinds[] = {
    {"guidance", 0}, {"advice", 1}, {"question", QUESTION}, {NULL, 0}};

static const struct field note_fields[] = {
    FIELD_TEXT(struct note, unit, "課等", .required = true, .is_picked = true, .max = 10),
    FIELD_ENUM(struct note, guidance_kind, "種類", .required = true, .choices = kinds),
    FIELD_TEXT(struct note, title, "件名", .required = true, .max = 120),
    FIELD_LONG_TEXT(struct note, body, "内容", .required = true, .max = 4000),
    FIELD_END,
};

static const struct field reply_fields[] = {
    FIELD_LONG_TEXT(struct note, body, "内容", .required = true, .max = 4000),
    FIELD_END,
};

/* A link names the section. */
static bool note_view(struct request *rq, struct view *v)
{
    const char *unit = rq->body ? form_typed(rq, "unit") : query_text(rq, "unit");

    view_row(v, "part", SQL_GUIDANCE_PART, PARAMS());
    view_rows(v, "targets", SQL_GUIDANCE_TARGETS, PARAMS(unit));
    view_form(rq, v);
    return true;
}

static bool new_note(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return note_view(rq, v) && reply_view(rq, "guidance/new", v);
}

/* What the deputy gives in the manager's place is recorded as that (BR-AB-06). */
static bool record_place(struct work *w, const char *kind, const char **record)
{
    const struct rows *part = db_take(w, SQL_GUIDANCE_PART, PARAMS());

    *record = NULL;
    if (!part)
        return false;
    return !rows_boolean(part, 0, "is_acting") ||
           acting_record(w, "nsm_authority", "guidance", "", label_find("guidance_kind", kind),
                         record);
}

static bool add_note(struct request *rq)
{
    struct work *w = rq->work;
    struct note note;
    const char *kind, *record = NULL;
    const struct rows *row;

    if (!read_form(rq, note_fields, &note))
        return false;
    kind = kinds[note.guidance_kind].code;
    if (note.guidance_kind != QUESTION && !record_place(w, kind, &record))
        return false;
    row = db_take(w, SQL_GUIDANCE_ADD, PARAMS(note.unit, kind, note.title, note.body, record));
    if (!row)
        return false;
    return row->count ? reply_created(rq, NULL, "/guidance/%s", rows_text(row, 0, "id"))
                      : fail_field(w, "unit", "課等を、一覧から選択してください。");
}

/* ---- one thread --------------------------------------------------------------------------------
 */

static const struct rows *thread_of_path(struct request *rq, const char **id)
{
    const struct rows *row;

    if (!path_id(rq, "id", id) || !(row = db_take(rq->work, SQL_GUIDANCE_LOAD, PARAMS(*id))))
        return NULL;
    if (row->count && rows_boolean(row, 0, "may_see"))
        return row;
    request_may_be_refused(rq, "guidance", *id, SQL_GUIDANCE_IS_HIDDEN);
    (void)fail(rq->work, ERR_NOT_FOUND, NULL);
    return NULL;
}

static bool thread_view(struct request *rq, struct view *v)
{
    const char *id;

    if (!thread_of_path(rq, &id))
        return false;
    view_own_row(v, SQL_GUIDANCE_SHOW, PARAMS(id));
    view_rows(v, "replies", SQL_GUIDANCE_REPLIES, PARAMS(id));
    view_form(rq, v);
    return true;
}

static bool show_thread(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return thread_view(rq, v) && reply_view(rq, "guidance/show", v);
}

/* The manager's side answers, the section's side writes back. */
static bool add_reply(struct request *rq)
{
    struct work *w = rq->work;
    struct note note;
    const char *id, *kind, *record = NULL;
    const struct rows *thread = thread_of_path(rq, &id);

    if (!thread || !read_form(rq, reply_fields, &note))
        return false;
    kind = rows_boolean(thread, 0, "may_guide") ? "answer" : "comment";
    if (*kind == 'a' && !record_place(w, kind, &record))
        return false;
    return db_run(w, SQL_GUIDANCE_REPLY_ADD, PARAMS(id, kind, note.body, record)) &&
           reply_see_other(rq, "/guidance/%s", id);
}

static const char *const list_query[] = {"unit", "unanswered", "after", "limit", NULL};
static const char *const new_query[] = {"unit", "guidance_kind", NULL};

const struct route guidance_routes[] = {
    {GET, "/guidance", list_guidance, MAY(GUIDANCE_READ), .query = list_query,
     .summary = "Guidance, advice and questions of all sections, or of one's own"},
    {GET, "/guidance/new", new_note, MAY(GUIDANCE_WRITE), .query = new_query, .fields = note_fields,
     .summary = "The form of a note to a section, or of its question"},
    {POST, "/guidance", add_note, MAY(GUIDANCE_WRITE), .form = "guidance/new",
     .form_view = note_view, .fields = note_fields, .creates = true,
     .summary = "Give guidance or advice to a section, or ask for one's own"},
    {GET, "/guidance/{id}", show_thread, MAY(GUIDANCE_READ), .fields = reply_fields,
     .summary = "One note with its replies"},
    {POST, "/guidance/{id}/replies", add_reply, MAY(GUIDANCE_WRITE), .form = "guidance/show",
     .form_view = thread_view, .fields = reply_fields, .creates = true,
     .summary = "Answer, or write back"},
    ROUTE_END,
};

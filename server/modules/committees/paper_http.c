#include <string.h>

#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "core/files/attachment.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/meeting.h"
#include "modules/committees/meeting_form.h"

/* 資料: a further version is a row of its own; the former stays. */
struct paper {
    const char *title, *item, *paper_no;
    int publicity_mark;
};

enum { NON_PUBLIC, IS_PUBLIC };
static const struct choice publicities[] = {
    {"non_public", NON_PUBLIC}, {"public", IS_PUBLIC}, {NULL, 0}};

static const struct field paper_fields[] = {
    FIELD_TEXT(struct paper, title, "資料の名称", .required = true, .max = 120),
    FIELD_TEXT(struct paper, item, "議題", .max = 18),
    FIELD_TEXT(struct paper, paper_no, "資料番号", .max = 4),
    FIELD_ENUM(struct paper, publicity_mark, "公開・非公開", .required = true,
               .choices = publicities),
    FIELD_NESTED("file", "ファイル"),
    FIELD_END,
};

/* ---- the form -----------------------------------------------------------------------------------
 */

static bool paper_view(struct request *rq, struct view *v)
{
    const struct rows *before, *filling;
    struct meeting m;

    if (!meeting_of_path(rq, &m))
        return false;
    before =
        db_take(rq->work, SQL_PAPER_LATEST, PARAMS(m.id, meeting_chosen(rq, NULL, "paper_no")));
    filling =
        before && before->count ? before : db_take(rq->work, SQL_PAPER_DEFAULTS, PARAMS(m.id));
    if (!before || !filling)
        return false;
    meeting_view_head(v, &m);
    view_add_row(v, "before", before);
    view_rows(v, "items", SQL_PAPER_ITEMS, PARAMS(m.id, meeting_chosen(rq, before, "item")));
    view_form_of(rq, v, filling);
    return true;
}

static bool new_paper(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return paper_view(rq, v) && reply_view(rq, "meetings/paper", v);
}

/* ---- taking one in ------------------------------------------------------------------------------
 */

/* A further version is of a paper that is there. */
static bool is_there(struct work *work, const struct meeting *m, const struct paper *p)
{
    const struct rows *row;

    if (p->item && !text_is_digits(p->item, TEXT_ID_DIGITS))
        return fail_field(work, "item", "%s", db_constraint_message("meeting_paper_of_item"));
    if (!p->paper_no)
        return true;
    row = db_take(work, SQL_PAPER_LATEST, PARAMS(m->id, p->paper_no));
    if (!row)
        return false;
    return row->count || fail_field(work, "paper_no", "この番号の資料は、まだありません。");
}

static bool ask(struct request *rq, const char **object_id)
{
    return path_id(rq, "id", object_id);
}

static bool created(struct request *rq, const struct meeting *m, const struct rows *row)
{
    struct view *v = view_new(rq->work);

    if (rq->format != FORMAT_JSON)
        return reply_see_other(rq, "/meetings/%s/agenda#papers", m->id);
    view_add_own_row(v, row);
    return reply_created(rq, v, "/meetings/%s/papers/%s", m->id, rows_text(row, 0, "id"));
}

static bool store(struct request *rq, const struct file *file)
{
    const struct rows *row;
    const char *id;
    struct meeting m;
    struct paper p;

    if (!read_form(rq, paper_fields, &p) || !meeting_of_path(rq, &m) ||
        !is_there(rq->work, &m, &p) || !file_store(rq->work, file, &id))
        return false;
    row =
        db_take(rq->work, SQL_PAPER_ADD,
                PARAMS(m.id, p.item, p.paper_no, p.title, id, publicities[p.publicity_mark].code));
    return row && created(rq, &m, row);
}

static bool add_paper(struct request *rq)
{
    return attachment_take(rq, &(struct attachment_kind){"meeting_paper", ask, store});
}

/* ---- reading one, and taking it back ------------------------------------------------------------
 */

static bool download(struct request *rq)
{
    const char *id = path_text(rq, "paper_id");
    const struct rows *row = db_take(rq->work, SQL_PAPER_FILE, PARAMS(path_text(rq, "id"), id));

    if (!row)
        return false;
    if (!row->count)
        request_may_be_refused(rq, "meeting_paper", id, SQL_PAPER_IS_HIDDEN);
    else if (!strcmp(rows_text(row, 0, "publicity"), "non_public"))
        request_leaves_trace(rq, "view_restricted", "meeting_paper", id);
    return attachment_send(rq, row);
}

static bool withdraw_paper(struct request *rq)
{
    const struct rows *row;
    struct meeting m;
    const char *id;

    if (!path_id(rq, "paper_id", &id) || !meeting_of_path(rq, &m))
        return false;
    row = db_take(rq->work, SQL_PAPER_WITHDRAW, PARAMS(m.id, id));
    if (!row)
        return false;
    return (row->count || fail(rq->work, ERR_NOT_FOUND, NULL)) &&
           reply_see_other(rq, "/meetings/%s/agenda#papers", m.id);
}

static const char *const paper_query[] = {"paper_no", "item", NULL};

const struct route paper_routes[] = {
    {GET, "/meetings/{id}/papers/new", new_paper, MAY(MEETING_MAINTAIN), .fields = paper_fields,
     .query = paper_query, .summary = "The form of a paper, or of a further version (paper_no)"},
    {POST, "/meetings/{id}/papers", add_paper, MAY(MEETING_MAINTAIN), .form = "meetings/paper",
     .form_view = paper_view, .fields = paper_fields, .body_limit = ATTACHMENT_BODY_MAXIMUM,
     .own_transactions = true,
     .summary = "Add a paper, or a version of one (multipart/form-data, field `file`)"},
    {GET, "/meetings/{id}/papers/{paper_id}", download, MAY(MEETING_READ), .formats = FORMAT_TEXT,
     .summary = "The bytes of one paper"},
    {POST, "/meetings/{id}/papers/{paper_id}/withdrawal", withdraw_paper, MAY(MEETING_MAINTAIN),
     .creates = true, .summary = "Take a paper back; its row stays"},
    ROUTE_END,
};

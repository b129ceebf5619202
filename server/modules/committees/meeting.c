#include "modules/committees/meeting.h"

#include "base/work.h"
#include "db/db.h"
#include "http/request.h"

/* A page shown again after a failure only reads. */
static bool is_to_change(const struct request *rq)
{
    return !method_is_safe(rq->method) && !rq->failure;
}

static const struct rows *load(struct request *rq, const char *id)
{
    if (is_to_change(rq) && !db_run(rq->work, SQL_MEETING_LOCK, PARAMS(id)))
        return NULL;
    return db_take(rq->work, SQL_MEETING_LOAD, PARAMS(id));
}

static const struct rows *take(struct request *rq, struct meeting *m)
{
    const struct rows *row;

    if (!path_id(rq, "id", &m->id) || !(row = load(rq, m->id)))
        return NULL;
    if (!row->count) {
        (void)fail(rq->work, ERR_NOT_FOUND, NULL);
        return NULL;
    }
    m->committee = rows_text(row, 0, "committee");
    m->kind = rows_text(row, 0, "kind");
    m->state = rows_text(row, 0, "state");
    m->version = (long)rows_integer(row, 0, "version");
    m->may_see = rows_boolean(row, 0, "may_see");
    m->may_see_votes = rows_boolean(row, 0, "may_see_votes");
    m->may_keep = rows_boolean(row, 0, "may_keep");
    m->is_consensus = rows_boolean(row, 0, "is_consensus");
    return row;
}

bool meeting_of_path(struct request *rq, struct meeting *meeting)
{
    return take(rq, meeting) != NULL;
}

bool meeting_to_see(struct request *rq, struct meeting *meeting)
{
    if (!meeting_of_path(rq, meeting))
        return false;
    if (meeting->may_see)
        return true;
    request_may_be_refused(rq, "meeting", meeting->id, SQL_MEETING_IS_HIDDEN);
    return fail(rq->work, ERR_NOT_FOUND, NULL);
}

bool meeting_to_keep(struct request *rq, long version, struct meeting *meeting)
{
    const struct rows *row = take(rq, meeting);

    if (!row)
        return false;
    if (!meeting->may_keep)
        return fail(rq->work, ERR_FORBIDDEN,
                    "会議の記録を行うのは、情報セキュリティ推進事務局です。");
    return version == meeting->version ||
           fail(rq->work, ERR_STALE, "%sが%sに、先に変更しました。今の内容を確認してください。",
                rows_text(row, 0, "_by"), rows_text(row, 0, "_at"));
}

void meeting_view_head(struct view *view, const struct meeting *meeting)
{
    view_row(view, "meeting", SQL_MEETING_HEAD, PARAMS(meeting->id));
}

bool meeting_do(struct work *work, const struct meeting *meeting, const char *event,
                const char *text, const char *doc_number)
{
    return db_run(work, SQL_MEETING_STEP_ADD,
                  PARAMS(meeting->id, event, meeting->state, text, doc_number));
}

bool meeting_touch(struct work *work, const struct meeting *meeting)
{
    return db_run(work, SQL_MEETING_TOUCH, PARAMS(meeting->id));
}

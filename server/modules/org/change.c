#include "modules/org/change.h"

#include <stdarg.h>

#include "base/calendar.h"
#include "base/work.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"

const struct choice change_steps[] = {
    {"record", CHANGE_RECORD}, {"rehearse", CHANGE_REHEARSE}, {NULL, 0}};

void change_view(struct view *view)
{
    view_text(view, "rehearsal", NULL);
    view_boolean(view, "is_proposed", false);
}

bool change_propose(struct request *rq, struct view *view)
{
    const struct rows *last = db_take(rq->work, SQL_CHANGE_LAST, PARAMS());

    if (!last)
        return false;
    view_form_of(rq, view, last);
    view_boolean(view, "is_proposed", last->count > 0);
    return true;
}

const char *change_day(struct request *rq)
{
    const char *text = rq->body ? form_typed(rq, "valid_from") : query_text(rq, "valid_from");
    const char *day = NULL;

    if (text)
        calendar_parse(rq->work->arena, text, &day);
    return day ? day : rq->work->today;
}

void change_done_view(struct request *rq, struct view *view)
{
    const char *day = rq->body ? NULL : query_text(rq, "changed");

    view_text(view, "changed", day && calendar_valid(day) ? day : NULL);
}

bool change_because(struct work *work, const char *reason)
{
    return db_run(work, SQL_CHANGE_LOCK, PARAMS(reason, NULL));
}

bool change_begin(struct request *rq, struct change *change)
{
    struct work *work = rq->work;

    change->show = NULL;
    if (!db_run(work, SQL_CHANGE_LOCK, PARAMS(change->reason, change->basis)))
        return false;
    if (change->step != CHANGE_REHEARSE)
        return true;
    change->before = db_take(work, SQL_CHANGE_BEARERS, PARAMS(change->valid_from));
    return change->before && db_run(work, SQL_CHANGE_SAVEPOINT, PARAMS());
}

static bool add_gaps(struct work *work, struct view *found, const char *name, const char *gaps,
                     const char *others)
{
    const struct rows *rows = db_take(work, SQL_CHANGE_GAPS_BEYOND, PARAMS(gaps, others));

    if (!rows)
        return false;
    view_add_rows(found, name, rows);
    return true;
}

/* Which gaps the act mends, which it makes, and how many of the day it leaves as they are. */
static bool compare_gaps(struct work *work, const struct change *change, struct view *found)
{
    const char *before = rows_text(change->before, 0, "gaps"), *after;
    const struct rows *now = db_take(work, SQL_CHANGE_GAPS, PARAMS(change->valid_from));

    if (!now)
        return false;
    after = rows_text(now, 0, "gaps");
    view_integer(found, "gaps", rows_integer(now, 0, "number"));
    return add_gaps(work, found, "mended", before, after) &&
           add_gaps(work, found, "made", after, before);
}

/* What the act did, read before it is taken back. */
static bool read_outcome(struct work *work, const struct change *change, struct view *found)
{
    const struct rows *roles;

    if (!db_run(work, SQL_CHANGE_SETTLE, PARAMS()))
        return false;
    roles = db_take(work, SQL_CHANGE_DIFFERENCES,
                    PARAMS(rows_text(change->before, 0, "bearers"), change->valid_from));
    if (!roles)
        return false;
    view_text(found, "valid_from", change->valid_from);
    view_add_rows(found, "roles", roles);
    return compare_gaps(work, change, found) &&
           (!change->show || change->show(work, change->valid_from, found)) && view_take(found) &&
           db_run(work, SQL_CHANGE_TAKE_BACK, PARAMS());
}

static bool reply_rehearsal(struct request *rq, const struct change *change)
{
    struct view *v = view_new(rq->work), *found = view_new(rq->work);

    if (!read_outcome(rq->work, change, found))
        return false;
    db_rehearse(rq->work);
    view_form(rq, v);
    if (!rq->route->form_view(rq, v))
        return false;
    view_add_object(v, "rehearsal", found);
    return reply_view(rq, rq->route->form, v);
}

bool change_end(struct request *rq, const struct change *change, const char *path, ...)
{
    va_list arguments;
    bool is_done;

    if (change->step == CHANGE_REHEARSE)
        return reply_rehearsal(rq, change);
    va_start(arguments, path);
    is_done = reply_see_other_list(rq, path, arguments);
    va_end(arguments);
    return is_done;
}

bool change_is_fresh(struct work *work, const struct rows *row, long version)
{
    const char *name;

    if (!row)
        return false;
    if (!row->count)
        return fail(work, ERR_NOT_FOUND, NULL);
    if (rows_integer(row, 0, "version") == version)
        return true;
    name = rows_text(row, 0, "_updated_by_name");
    return fail(
        work, ERR_STALE,
        "%sが%sに、先に更新しました。それぞれの欄の「現在の登録」と見比べてください。このまま"
        "もう一度送信すると、入力した内容に更新します。",
        name ? name : "ほかの利用者", rows_text(row, 0, "_updated_at_text"));
}

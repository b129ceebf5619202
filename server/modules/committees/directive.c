#include "modules/committees/directive.h"

#include "base/work.h"
#include "db/db.h"
#include "http/request.h"

static const struct rows *hidden(struct request *rq, const char *id)
{
    request_may_be_refused(rq, "directive", id, SQL_DIRECTIVE_IS_HIDDEN);
    (void)fail(rq->work, ERR_NOT_FOUND, NULL);
    return NULL;
}

static const struct rows *take(struct request *rq, struct directive *d)
{
    const struct rows *row = db_take(rq->work, SQL_DIRECTIVE_LOAD, PARAMS(d->id));

    if (!row)
        return NULL;
    if (!row->count || !rows_boolean(row, 0, "may_see"))
        return hidden(rq, d->id);
    d->state = rows_text(row, 0, "state");
    d->version = (long)rows_integer(row, 0, "version");
    d->may_keep = rows_boolean(row, 0, "may_keep");
    return row;
}

bool directive_to_see(struct request *rq, struct directive *directive)
{
    return path_id(rq, "id", &directive->id) && take(rq, directive);
}

bool directive_to_answer(struct request *rq, struct directive *directive)
{
    return path_id(rq, "id", &directive->id) &&
           db_run(rq->work, SQL_DIRECTIVE_HOLD, PARAMS(directive->id)) && take(rq, directive);
}

bool directive_to_keep(struct request *rq, long version, struct directive *directive)
{
    const struct rows *row;

    if (!path_id(rq, "id", &directive->id) ||
        !db_run(rq->work, SQL_DIRECTIVE_LOCK, PARAMS(directive->id)) ||
        !(row = take(rq, directive)))
        return false;
    if (!directive->may_keep)
        return fail(rq->work, ERR_FORBIDDEN, "%s",
                    db_constraint_message("directive_by_secretariat"));
    return version == directive->version ||
           fail(rq->work, ERR_STALE, "%sが%sに、先に変更しました。今の内容を確認してください。",
                rows_text(row, 0, "_by"), rows_text(row, 0, "_at"));
}

bool directive_do(struct work *work, const struct directive *directive, const char *event,
                  const char *text)
{
    return db_run(work, SQL_DIRECTIVE_DO, PARAMS(directive->id, event, text));
}

#include "modules/assets/custody.h"

#include "base/work.h"
#include "db/db.h"
#include "http/request.h"
#include "view/view.h"

void custody_view_home(struct view *view)
{
    view_rows(view, "custody_tasks", SQL_CUSTODY_TASKS, PARAMS());
}

bool custody_is_fresh(struct request *rq, const struct rows *row, long version)
{
    const char *who = rows_text(row, 0, "_by");

    return rows_integer(row, 0, "version") == version ||
           fail(rq->work, ERR_STALE, "%sが%sに、先に手続を進めました。今の内容を確認してください。",
                who ? who : "ほかの人", rows_text(row, 0, "_at"));
}

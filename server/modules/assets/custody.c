#include "modules/assets/custody.h"

#include <string.h>

#include "base/work.h"
#include "db/db.h"
#include "http/request.h"
#include "view/view.h"

enum { ID_DIGITS = 18, YEAR_DIGITS = 4 };

static bool is_number(const char *text, size_t most)
{
    size_t digits = strspn(text, "0123456789");

    return digits && digits <= most && !text[digits];
}

void custody_view_home(struct view *view)
{
    view_rows(view, "custody_tasks", SQL_CUSTODY_TASKS, PARAMS());
}

const char *custody_year(struct request *rq)
{
    const char *year = query_text(rq, "fiscal_year");

    if (year && !is_number(year, YEAR_DIGITS)) {
        fail_field(rq->work, "fiscal_year", "年度は、西暦の4桁の数字で入力してください。");
        return NULL;
    }
    return year;
}

bool custody_is_fresh(struct request *rq, const struct rows *row, long version)
{
    const char *who = rows_text(row, 0, "_by");

    return rows_integer(row, 0, "version") == version ||
           fail(rq->work, ERR_STALE, "%sが%sに、先に手続を進めました。今の内容を確認してください。",
                who ? who : "ほかの人", rows_text(row, 0, "_at"));
}

bool custody_path_number(struct request *rq, const char *name, const char **number)
{
    *number = path_text(rq, name);
    return is_number(*number, ID_DIGITS) || fail(rq->work, ERR_NOT_FOUND, NULL);
}

#include "modules/authority/authority.h"

#include "base/work.h"
#include "db/db.h"
#include "modules/authority/authority_form.h"
#include "view/view.h"

bool acting_record(struct work *work, const char *domain, const char *object_type,
                   const char *object_id, const char *reason, const char **record)
{
    const struct rows *row = db_take(
        work, SQL_ACTING_ADD, PARAMS(domain, object_type, object_id, "", reason, NULL, NULL));

    if (!row)
        return false;
    *record = rows_text(row, 0, "id");
    return true;
}

bool acts_as_manager(struct work *work)
{
    const struct rows *rows = db_take(work, SQL_ACTING_MANAGER_REFUSAL, PARAMS());

    if (!rows)
        return false;
    return !rows_text(rows, 0, "refusal") || authority_refuse(work, rows_text(rows, 0, "refusal"));
}

void authority_view_home(struct view *view)
{
    view_rows(view, "tasks", SQL_AUTHORITY_TASKS, PARAMS());
}

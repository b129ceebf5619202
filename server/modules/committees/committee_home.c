#include "db/db.h"
#include "modules/committees/committee.h"
#include "view/view.h"

void committee_view_home(struct view *view)
{
    view_rows(view, "committee_tasks", SQL_COMMITTEE_TASKS, PARAMS());
    view_optional_row(view, "committee_year", SQL_COMMITTEE_YEAR, PARAMS());
}

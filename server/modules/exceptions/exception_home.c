#include "db/db.h"
#include "modules/exceptions/exception.h"
#include "view/view.h"

void exception_view_home(struct view *view)
{
    view_rows(view, "exceptions", SQL_EXCEPTION_TASKS, PARAMS());
    view_rows(view, "exception_watch", SQL_EXCEPTION_WATCH, PARAMS());
    view_optional_row(view, "exception_year", SQL_EXCEPTION_RUNNING, PARAMS());
}

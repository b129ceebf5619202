#include "db/db.h"
#include "modules/exceptions/exception.h"
#include "view/view.h"

void exception_view_home(struct view *view)
{
    view_rows(view, "exceptions", SQL_EXCEPTION_TASKS, PARAMS());
}

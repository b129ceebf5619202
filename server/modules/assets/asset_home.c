#include "db/db.h"
#include "modules/assets/asset.h"
#include "view/view.h"

void asset_view_home(struct view *view)
{
    view_rows(view, "asset_tasks", SQL_ASSET_TASKS, PARAMS());
}

#include "base/arena.h"
#include "base/work.h"
#include "db/db.h"
#include "modules/assets/asset.h"
#include "view/view.h"

/* One statement's share: with 100,000 assets it stays well under the time a statement may take. */
#define ASSETS_AT_ONCE "20000"

static bool follow_part(struct work *work, const char **reached)
{
    const struct rows *part =
        db_take(work, SQL_CLASSIFICATION_PART, PARAMS(*reached, ASSETS_AT_ONCE));

    *reached = part ? rows_text(part, 0, "reached") : NULL;
    return part != NULL;
}

bool asset_reclassify(struct work *work)
{
    const struct rows *begun = db_take(work, SQL_CLASSIFICATION_BEGIN, PARAMS());
    const char *reached = begun && rows_boolean(begun, 0, "is_begun") ? "0" : NULL;

    while (reached)
        if (!follow_part(work, &reached))
            return false;
    return begun != NULL;
}

void asset_view_reclassification(struct view *view, const char *setting)
{
    view_rows(view, "schemes", SQL_CLASSIFICATION_SCHEMES, PARAMS(setting));
    view_group(view, "schemes", "changes", SQL_CLASSIFICATION_SCHEME_CHANGES, PARAMS(setting));
    view_rows(view, "switches", SQL_CLASSIFICATION_SWITCHES, PARAMS(setting));
}

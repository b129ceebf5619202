#include <stdint.h>
#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/request.h"
#include "modules/assets/asset.h"

static const char *const figures[] = {"assets",      "high",      "unclassified", "late",
                                      "ending_soon", "unchecked", "excluded"};
enum { FIGURES = sizeof figures / sizeof figures[0] };

static void add_figures(struct view *item, const struct rows *rows, int row)
{
    for (int i = 0; i < FIGURES; i++)
        view_integer(item, figures[i], rows_integer(rows, row, figures[i]));
}

static bool is_of(const struct rows *rows, int row, const char *part)
{
    return !strcmp(rows_text(rows, row, "part"), part);
}

static int64_t most_of(const struct rows *rows, const char *part)
{
    int64_t most = 1;

    for (int i = 0; i < rows->count; i++)
        if (is_of(rows, i, part) && rows_integer(rows, i, "assets") > most)
            most = rows_integer(rows, i, "assets");
    return most;
}

/* The rows of one part as the list `list`; `name` is what its code is called there. */
static void add_part(struct view *v, const struct rows *rows, const char *part, const char *list,
                     const char *name)
{
    int64_t most = most_of(rows, part);

    view_list(v, list);
    for (int i = 0; i < rows->count; i++) {
        struct view *item;

        if (!is_of(rows, i, part))
            continue;
        item = view_list_object(v, list);
        view_text(item, name, rows_text(rows, i, "code"));
        view_text(item, "name", rows_text(rows, i, "name"));
        add_figures(item, rows, i);
        view_integer(item, "share", 100 * rows_integer(rows, i, "assets") / most);
    }
}

static bool show_statistics(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *unit = query_text(rq, "unit");
    const struct rows *rows;

    view_text(v, "unit", unit);
    view_optional_row(v, "section", SQL_ASSET_LIST_SECTION, PARAMS(unit));
    view_rows(v, "choices", SQL_ASSET_LIST_SECTIONS, PARAMS(unit));
    db_queue(rq->work, SQL_ASSET_LIST_PLANS, PARAMS());
    rows = db_take(rq->work, SQL_ASSET_STATISTICS, PARAMS(unit));
    if (!rows)
        return false;
    add_figures(v, rows, 0);
    view_boolean(v, "is_of_all_sections", may(rq->work, PERMISSION_ASSET_READ_ALL));
    add_part(v, rows, "kind", "kinds", "asset_kind");
    add_part(v, rows, "importance", "importances", "importance");
    add_part(v, rows, "unit", "units", "owner_unit_code");
    return reply_view(rq, "assets/statistics", v);
}

void asset_view_glance(struct view *view)
{
    view_optional_row(view, "assets", SQL_ASSET_GLANCE, PARAMS(NULL));
    view_rows(view, "asset_kinds", SQL_ASSET_GLANCE_KINDS, PARAMS(NULL));
}

static const char *const statistics_query[] = {"unit", NULL};

const struct route asset_statistics_routes[] = {
    {GET, "/assets/statistics", show_statistics, MAY(ASSET_READ), .query = statistics_query,
     .summary = "Figures of the register, of what the viewer may see: by kind, importance and "
                "department or section; unclassified, corrected late in this fiscal year, ending "
                "within 90 days, not checked in this fiscal year; unit is a section or department"},
    ROUTE_END,
};

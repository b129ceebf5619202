#include "modules/assets/custody_sample.h"

#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/work.h"
#include "db/db.h"

/* [{no, installed}] of the sheets of sample/assets.json. */
static const char *installed_of(struct work *work, json_t *sheets)
{
    json_t *all = json_on_arena(work->arena, json_array()), *sheet, *row;
    const char *name;
    size_t i;

    json_object_foreach(sheets, name, sheet)
        json_array_foreach(sheet, i, row) if (json_object_get(row, "installed"))
            json_array_append_new(all, json_pack("{s:O, s:O}", "no", json_object_get(row, "no"),
                                                 "installed", json_object_get(row, "installed")));
    return json_text(work->arena, all);
}

bool custody_sample(struct work *work, int shift, json_t *sheets)
{
    const char *years = arena_printf(work->arena, "%d", shift);

    return db_run(work, SQL_CUSTODY_SAMPLE_MOVEMENTS, PARAMS(years)) &&
           db_run(work, SQL_CUSTODY_SAMPLE_STEPS, PARAMS(years)) &&
           db_run(work, SQL_CUSTODY_SAMPLE_INSTALLATIONS, PARAMS(installed_of(work, sheets))) &&
           db_run(work, SQL_CUSTODY_SAMPLE_DISPOSALS, PARAMS(years)) &&
           db_run(work, SQL_CUSTODY_SAMPLE_ITEMS, PARAMS()) &&
           db_run(work, SQL_CUSTODY_SAMPLE_DISPOSAL_STEPS, PARAMS(years));
}

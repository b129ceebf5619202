#ifndef TESTS_MODULES_ASSETS_ASSET_SAMPLE_DATABASE_H
#define TESTS_MODULES_ASSETS_ASSET_SAMPLE_DATABASE_H

#include "modules/assets/asset.h"
#include "modules/contractors/contractor.h"
#include "modules/org/city_database.h"

/* The sample city with its contractors and its register, on 22 November 2026. */

static inline bool load_assets(struct work *w, void *context)
{
    (void)context;
    w->now = "2026-11-22T00:00:00.000000Z";
    w->today = "2026-11-22";
    access_begin_work(w, "cli:sample");
    return contractor_sample(w, 0) && asset_sample(w, 0);
}

static inline void asset_fill(void)
{
    core_fill(load_assets, NULL);
}

/* Tests that only look share one database. */
static inline void asset_migrate_once(void)
{
    city_migrate();
    core_grow("assets", asset_fill);
    core_copy();
}

static inline TCase *asset_reading_case(const char *name, void (*migrate)(void))
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, migrate, NULL);
    tcase_add_checked_fixture(tc, core_open, core_tear_down);
    tcase_set_timeout(tc, 240);
    return tc;
}

#endif

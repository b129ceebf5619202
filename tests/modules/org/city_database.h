#ifndef TESTS_MODULES_ORG_CITY_DATABASE_H
#define TESTS_MODULES_ORG_CITY_DATABASE_H

#include "core/core_database.h"
#include "modules/org/org.h"

/* The sample city of fiscal 2026 in each test's database. */

static inline bool load_city(struct work *w, void *context)
{
    (void)context;
    w->now = "2026-11-22T00:00:00.000000Z";
    w->today = "2026-11-22";
    access_begin_work(w, "cli:sample");
    return org_sample(w, 0);
}

static inline void city_fill(void)
{
    core_fill(load_city, NULL);
}

static inline void city_migrate(void)
{
    core_migrate();
    core_grow("city", city_fill);
}

/* Tests that only look share one database. */
static inline void city_migrate_once(void)
{
    city_migrate();
    core_copy();
}

static inline TCase *city_reading_case(const char *name)
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, city_migrate_once, NULL);
    tcase_add_checked_fixture(tc, core_open, core_tear_down);
    tcase_set_timeout(tc, 240);
    return tc;
}

static inline TCase *city_case(const char *name)
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, city_migrate, NULL);
    tcase_add_checked_fixture(tc, core_set_up, core_tear_down);
    tcase_set_timeout(tc, 240);
    return tc;
}

#endif

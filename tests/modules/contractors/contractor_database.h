#ifndef TESTS_MODULES_CONTRACTORS_CONTRACTOR_DATABASE_H
#define TESTS_MODULES_CONTRACTORS_CONTRACTOR_DATABASE_H

#include "modules/contractors/contractor.h"
#include "modules/org/city_database.h"

/* The sample city with its contractors, on 22 November 2026. */

static inline bool load_contractors(struct work *w, void *context)
{
    (void)context;
    w->now = "2026-11-22T00:00:00.000000Z";
    w->today = "2026-11-22";
    access_begin_work(w, "cli:sample");
    return contractor_sample(w, 0);
}

static inline void contractor_fill(void)
{
    core_fill(load_contractors, NULL);
}

static inline void contractor_migrate(void)
{
    city_migrate();
    core_grow("contractors", contractor_fill);
}

static inline TCase *contractor_case(const char *name)
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, contractor_migrate, NULL);
    tcase_add_checked_fixture(tc, core_set_up, core_tear_down);
    tcase_set_timeout(tc, 240);
    return tc;
}

#endif

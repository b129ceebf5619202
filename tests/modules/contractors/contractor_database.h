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

static inline void contractor_migrate(void)
{
    struct db_pool *owner;
    struct work *w;

    city_migrate();
    owner = db_pool_open(&(struct db_settings){owner_url(CORE_TEMPLATE), 1, 60000, 60000});
    w = work_new();
    if (!db_transaction(w, owner, DB_WRITE, load_contractors, NULL)) {
        fprintf(stderr, "the sample's contractors cannot be loaded\n");
        exit(1);
    }
    work_free(w);
    db_pool_close(owner);
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

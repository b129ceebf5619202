#ifndef TESTS_MODULES_ORG_CITY_DATABASE_H
#define TESTS_MODULES_ORG_CITY_DATABASE_H

#include "core/core_database.h"
#include "modules/org/org.h"

/* The sample city of fiscal 2026 in each test's database, loaded once for all tests of a case. */

static inline bool load_city(struct work *w, void *context)
{
    (void)context;
    w->now = "2026-11-22T00:00:00.000000Z";
    w->today = "2026-11-22";
    access_begin_work(w, "cli:sample");
    return org_sample(w, 0);
}

static inline void city_migrate(void)
{
    struct db_pool *owner;
    struct work *w;

    core_migrate();
    owner = db_pool_open(&(struct db_settings){owner_url(CORE_TEMPLATE), 1, 60000, 60000});
    w = work_new();
    if (!db_transaction(w, owner, DB_WRITE, load_city, NULL)) {
        fprintf(stderr, "the sample city cannot be loaded\n");
        exit(1);
    }
    work_free(w);
    db_pool_close(owner);
}

/* Tests that only look share one database: a copy of the city takes half a second. */
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

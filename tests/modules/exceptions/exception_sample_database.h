#ifndef TESTS_MODULES_EXCEPTIONS_EXCEPTION_SAMPLE_DATABASE_H
#define TESTS_MODULES_EXCEPTIONS_EXCEPTION_SAMPLE_DATABASE_H

#include "modules/exceptions/exception.h"
#include "modules/org/city_database.h"
#include "modules/policies/policy.h"

/*
 * The sample city with its policies and exceptions. `exception_sample_shift` years later it is 10
 * May of that year: what the sample has done in the summer and autumn lies ahead.
 */
static int exception_sample_shift;

static inline bool load_exceptions(struct work *w, void *context)
{
    (void)context;
    w->now = exception_sample_shift ? "2027-05-10T00:00:00.000000Z" : "2026-11-22T00:00:00.000000Z";
    w->today = exception_sample_shift ? "2027-05-10" : "2026-11-22";
    access_begin_work(w, "cli:sample");
    return org_sample(w, exception_sample_shift) && policy_sample(w, exception_sample_shift) &&
           exception_sample(w, exception_sample_shift);
}

static inline void exception_load_sample(int shift)
{
    struct db_pool *owner;
    struct work *w;

    exception_sample_shift = shift;
    core_migrate();
    owner = db_pool_open(&(struct db_settings){owner_url(CORE_TEMPLATE), 1, 60000, 60000});
    w = work_new();
    if (!db_transaction(w, owner, DB_WRITE, load_exceptions, NULL)) {
        fprintf(stderr, "the sample's exceptions cannot be loaded\n");
        exit(1);
    }
    work_free(w);
    db_pool_close(owner);
    core_copy();
}

static inline void exception_migrate(void)
{
    exception_load_sample(0);
}

static inline void exception_migrate_shifted(void)
{
    exception_load_sample(1);
}

/* Tests that only look share one database. */
static inline TCase *exception_reading_case(const char *name, void (*migrate)(void))
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, migrate, NULL);
    tcase_add_checked_fixture(tc, core_open, core_tear_down);
    tcase_set_timeout(tc, 240);
    return tc;
}

#endif

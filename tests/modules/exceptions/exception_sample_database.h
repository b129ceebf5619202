#ifndef TESTS_MODULES_EXCEPTIONS_EXCEPTION_SAMPLE_DATABASE_H
#define TESTS_MODULES_EXCEPTIONS_EXCEPTION_SAMPLE_DATABASE_H

#include "modules/exceptions/exception.h"
#include "modules/org/city_database.h"
#include "modules/policies/policy.h"

/*
 * The sample city with its policies and exceptions. A year later it is 10 May of that year: what
 * the sample has done in the summer and autumn lies ahead.
 */
static inline bool load_exceptions(struct work *w, void *shift)
{
    int years = *(int *)shift;

    w->now = years ? "2027-05-10T00:00:00.000000Z" : "2026-11-22T00:00:00.000000Z";
    w->today = years ? "2027-05-10" : "2026-11-22";
    access_begin_work(w, "cli:sample");
    return org_sample(w, years) && policy_sample(w, years) && exception_sample(w, years);
}

static inline void exception_fill(void)
{
    core_fill(load_exceptions, &(int){0});
}

static inline void exception_fill_shifted(void)
{
    core_fill(load_exceptions, &(int){1});
}

static inline void exception_migrate(void)
{
    core_migrate();
    core_grow("exceptions", exception_fill);
    core_copy();
}

static inline void exception_migrate_shifted(void)
{
    core_migrate();
    core_grow("exceptions_shifted", exception_fill_shifted);
    core_copy();
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

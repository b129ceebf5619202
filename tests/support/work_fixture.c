#include "support/work_fixture.h"

struct work *work;
struct arena *arena;

void start_work(void)
{
    work = work_new();
    arena = work->arena;
}

void stop_work(void)
{
    work_free(work);
    work = NULL;
    arena = NULL;
}

TCase *work_case(const char *name)
{
    TCase *tcase = tcase_create(name);

    tcase_add_checked_fixture(tcase, start_work, stop_work);
    return tcase;
}

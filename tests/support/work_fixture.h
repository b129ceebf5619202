#ifndef TESTS_SUPPORT_WORK_FIXTURE_H
#define TESTS_SUPPORT_WORK_FIXTURE_H

#include <check.h>
#undef fail /* an old name in check.h; ours is in base/error.h */

#include "base/arena.h"
#include "base/work.h"

/* The unit of work of the running test and that unit's arena; NULL where no fixture started them.
 */
extern struct work *work;
extern struct arena *arena;

/* A checked fixture, or the part of one that makes and ends the two above. */
void start_work(void);
void stop_work(void);

/* A case with that fixture: each of its tests has a unit of work of its own. */
TCase *work_case(const char *name);

/* Runs the test once for each row of the table, `_i` being the row. */
#define EACH(tcase, test, table)                                                                   \
    tcase_add_loop_test(tcase, test, 0, (int)(sizeof(table) / sizeof((table)[0])))

#endif

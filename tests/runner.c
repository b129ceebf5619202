#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Runs the suites that the build found: every tests/.../test_<x>.c with its test_<x>_suite().
 *
 *   unit PART [SUITE...]     PART is unit, database or all; SUITE is test_<x>
 *
 * The last line is the count that tests/run adds up.
 */

#define SUITE(name, part) Suite *name##_suite(void);
#include "suites.inc"
#undef SUITE

struct entry {
    const char *name;
    const char *part;
    Suite *(*make)(void);
};

#define SUITE(name, part) {#name, #part, name##_suite},
/* clang-format off: version 14 crashes on a table with an include in it */
static const struct entry entries[] = {
#include "suites.inc"
    {NULL, NULL, NULL},
};
/* clang-format on */
#undef SUITE

static bool is_wanted(const struct entry *entry, char **names)
{
    if (*names == NULL)
        return true;
    for (; *names != NULL; names++)
        if (strcmp(*names, entry->name) == 0)
            return true;
    return false;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: unit unit|database|all [SUITE...]\n");
        return 2;
    }

    SRunner *runner = NULL;
    for (const struct entry *entry = entries; entry->name != NULL; entry++) {
        if (strcmp(argv[1], "all") != 0 && strcmp(argv[1], entry->part) != 0)
            continue;
        if (!is_wanted(entry, argv + 2))
            continue;
        if (runner == NULL)
            runner = srunner_create(entry->make());
        else
            srunner_add_suite(runner, entry->make());
    }
    if (runner == NULL) {
        fprintf(stderr, "unit: no such suite\n");
        return 2;
    }

    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    printf("%s: %d passed, %d failed\n", argv[1], run - failed, failed);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

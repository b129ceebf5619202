#ifndef TESTS_SUPPORT_FILES_H
#define TESTS_SUPPORT_FILES_H

#include <stddef.h>

/* Files that tests read. What is returned hangs on the arena of the running test. */

/* A file of the checkout. */
const char *source_path(const char *name);

/* A file that is no part of the checkout: in MAMORI_SHARED, or in the folder beside the checkout.
 */
const char *shared_path(const char *name);

/* The first megabyte of the file; NULL when it cannot be opened. */
char *read_file(const char *path, size_t *length);

#endif

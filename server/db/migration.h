#ifndef DB_MIGRATION_H
#define DB_MIGRATION_H

#include <stdbool.h>

#include "base/rows.h"

struct arena;
struct db_pool;
struct embedded_file;
struct work;

/* How migrate.c and migrate_apply.c share their rules, and tests give other files than ours. */

/* The files are numbered 0001… without a gap or a number twice; else *problem. */
bool migrations_are_numbered(struct arena *arena, const struct embedded_file *files,
                             const char **problem);

/* Every row (number, name, sha256) is one of the files, unchanged and in order; else *problem. */
bool migrations_agree(struct arena *arena, const struct embedded_file *files,
                      const struct rows *applied, const char **problem);

int migrations_count(const struct embedded_file *files);

/* migrate_apply() and migrate_check() for these files. */
bool migrations_apply(const char *owner_url, const struct embedded_file *files, struct work *work,
                      int *applied, const char **problem);
bool migrations_check(struct work *work, struct db_pool *pool, const struct embedded_file *files,
                      const char **problem);

#endif

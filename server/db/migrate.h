#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include <stdbool.h>

struct arena;
struct db_pool;
struct rows;
struct work;

/*
 * Migrations are the embedded files migrations/NNNN_subject.sql: numbered, gapless, each applied in
 * one transaction with its row (number, name, SHA-256, instant) in schema_migration, under one
 * advisory lock. A landed file never changes.
 */

/*
 * Applies what is missing, as the owner. *applied counts. On failure false and *problem says in one
 * English line what is wrong: a gap, a changed file, a newer database, or the SQL error.
 */
bool migrate_apply(const char *owner_url, struct work *work, int *applied, const char **problem);

/* What `serve` asks: exactly the embedded migrations are there, unchanged. Runs as the server. */
bool migrate_check(struct work *work, struct db_pool *pool, const char **problem);

/* What was applied: rows of number, name, sha256 in order; NULL in *applied: nothing ever was. */
bool migrate_applied(struct work *work, struct db_pool *pool, const struct rows **applied)
    __attribute__((warn_unused_result));

/* Such rows, perhaps of another database, are the first of ours, unchanged; else *problem. */
bool migrate_agrees(struct arena *arena, const struct rows *applied, const char **problem);

#endif

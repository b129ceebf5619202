#include "db/migrate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/work.h"
#include "db/db.h"
#include "db/migration.h"
#include "embedded.h"

enum { NUMBER_DIGITS = 4 };

int migrations_count(const struct embedded_file *files)
{
    int count = 0;

    while (files[count].name)
        count++;
    return count;
}

/* NNNN of "NNNN_subject.sql", or -1. */
static int number_of(const char *name)
{
    size_t subject = strspn(name, "0123456789");
    size_t end = subject + strspn(name + subject, "abcdefghijklmnopqrstuvwxyz0123456789_");

    if (subject != NUMBER_DIGITS || name[subject] != '_' || end == subject + 1 ||
        strcmp(name + end, ".sql"))
        return -1;
    return (int)strtol(name, NULL, 10);
}

static const char *numbering_problem(struct arena *arena, const struct embedded_file *files, int i)
{
    int number = number_of(files[i].name);

    if (number < 0)
        return arena_printf(arena, "migration %s is not named NNNN_subject.sql", files[i].name);
    if (number == i && i > 0)
        return arena_printf(arena, "migrations %s and %s have the same number", files[i - 1].name,
                            files[i].name);
    if (number != i + 1)
        return arena_printf(arena, "migration %04d is missing before %s", i + 1, files[i].name);
    return NULL;
}

bool migrations_are_numbered(struct arena *arena, const struct embedded_file *files,
                             const char **problem)
{
    *problem = NULL;
    for (int i = 0; files[i].name && !*problem; i++)
        *problem = numbering_problem(arena, files, i);
    return !*problem;
}

static const char *row_problem(struct arena *arena, const struct embedded_file *files, int count,
                               const struct rows *applied, int i)
{
    const char *name = rows_text(applied, i, "name");
    int64_t number = rows_integer(applied, i, "number");

    if (number != i + 1)
        return arena_printf(arena, "the database lacks migration %04d before %s", i + 1, name);
    if (i >= count)
        return arena_printf(arena, "the database is newer than this program: it has %s", name);
    if (strcmp(name, files[i].name))
        return arena_printf(arena, "the database has %s where this program has %s", name,
                            files[i].name);
    if (strcmp(rows_text(applied, i, "sha256"),
               crypto_sha256_hex(arena, files[i].data, files[i].length)))
        return arena_printf(arena, "migration %s was changed after it was applied", name);
    return NULL;
}

bool migrations_agree(struct arena *arena, const struct embedded_file *files,
                      const struct rows *applied, const char **problem)
{
    int count = migrations_count(files);

    *problem = NULL;
    for (int i = 0; i < applied->count && !*problem; i++)
        *problem = row_problem(arena, files, count, applied, i);
    return !*problem;
}

/* *applied stays NULL where no migration was ever applied. */
static bool take_applied(struct work *work, void *context)
{
    const struct rows **applied = context;
    const struct rows *begun = db_take(work, SQL_MIGRATIONS_BEGUN, PARAMS());

    *applied = NULL;
    if (!begun)
        return false;
    if (!rows_boolean(begun, 0, "is_begun"))
        return true;
    *applied = db_take(work, SQL_MIGRATIONS_APPLIED, PARAMS());
    return *applied != NULL;
}

static const char *check_problem(struct arena *arena, const struct embedded_file *files,
                                 const struct rows *applied)
{
    int count = migrations_count(files);
    const char *problem;

    if (!applied)
        return "the database has no migrations yet: run \"mamori migrate\"";
    if (!migrations_agree(arena, files, applied, &problem))
        return problem;
    if (applied->count == count)
        return NULL;
    return arena_printf(arena,
                        "the database lacks %d migrations, from %s on: run \"mamori migrate\"",
                        count - applied->count, files[applied->count].name);
}

bool migrations_check(struct work *work, struct db_pool *pool, const struct embedded_file *files,
                      const char **problem)
{
    const struct rows *applied;

    if (!migrations_are_numbered(work->arena, files, problem))
        return fail(work, ERR_UNAVAILABLE, NULL);
    if (!db_transaction(work, pool, DB_READ, take_applied, &applied)) {
        *problem = "the database cannot be read";
        return false;
    }
    *problem = check_problem(work->arena, files, applied);
    return *problem ? fail(work, ERR_UNAVAILABLE, NULL) : true;
}

bool migrate_applied(struct work *work, struct db_pool *pool, const struct rows **applied)
{
    return db_transaction(work, pool, DB_READ, take_applied, applied);
}

bool migrate_agrees(struct arena *arena, const struct rows *applied, const char **problem)
{
    return migrations_agree(arena, embedded_migrations, applied, problem);
}

bool migrate_check(struct work *work, struct db_pool *pool, const char **problem)
{
    return migrations_check(work, pool, embedded_migrations, problem);
}

bool migrate_apply(const char *owner_url, struct work *work, int *applied, const char **problem)
{
    return migrations_apply(owner_url, embedded_migrations, work, applied, problem);
}

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/work.h"
#include "db/connect.h"
#include "db/migration.h"
#include "db/result.h"
#include "db/script.h"
#include "db/sqlstate.h"
#include "embedded.h"

enum {
    STATEMENT_TIMEOUT_MS = 15 * 60 * 1000,
    LOCK_TIMEOUT_MS = 60 * 1000, /* for a second starter, and for tables in use */
    SCRIPT_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 2000,
};

/* The lock's number is arbitrary and belongs to migrations alone. */
static const char take_lock[] = "SELECT pg_advisory_lock(7061726572)";

static const char make_role[] =
    "DO $$ BEGIN"
    "  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mamori_server') THEN"
    "    CREATE ROLE mamori_server NOLOGIN;"
    "  END IF;"
    "END $$";

static const char make_table[] =
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    "  number integer CONSTRAINT schema_migration_pkey PRIMARY KEY,"
    "  name text NOT NULL,"
    "  sha256 text NOT NULL,"
    "  applied_at timestamptz NOT NULL);"
    "COMMENT ON TABLE schema_migration IS"
    "  'Which migrations/NNNN_subject.sql were applied when, and the SHA-256 each had.';"
    "REVOKE ALL ON schema_migration FROM PUBLIC;"
    "GRANT SELECT ON schema_migration TO mamori_server";

static const char read_table[] =
    "SELECT number, name, sha256 FROM schema_migration ORDER BY number";

static const char add_row[] = "INSERT INTO schema_migration (number, name, sha256, applied_at)"
                              " VALUES ($1, $2, $3, $4)";

/* One run of the command. */
struct run {
    struct arena *arena;
    PGconn *pg;
    const char *now;
    const char **problem;
};

static void finish(void *pg)
{
    PQfinish(pg);
}

static void clear_result(void *result)
{
    PQclear(result);
}

/* Line of the file the error points to; 0: unknown. */
static int error_line(const PGresult *result, const char *sql)
{
    const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
    long characters = position ? strtol(position, NULL, 10) : 0;
    int line = characters > 0;

    for (; *sql && characters > 1; sql++) {
        line += *sql == '\n';
        characters -= (sql[1] & 0xc0) != 0x80;
    }
    return line;
}

static const char *describe(struct run *run, const PGresult *result, const char *what,
                            const char *sql)
{
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    int line = error_line(result, sql);

    if (!result)
        return arena_printf(run->arena, "%s: the database did not answer", what);
    if (line)
        return arena_printf(run->arena, "%s line %d: %s (%s)", what, line, message ? message : "",
                            result_sqlstate(result));
    return arena_printf(run->arena, "%s: %s (%s)", what, message ? message : "",
                        result_sqlstate(result));
}

/* The result lives with the arena. NULL: the problem is described. */
static const PGresult *judge(struct run *run, PGresult *result, const char *what, const char *sql)
{
    if (result)
        arena_defer(run->arena, clear_result, result);
    if (!result || PQresultStatus(result) == PGRES_FATAL_ERROR) {
        *run->problem = describe(run, result, what, sql);
        return NULL;
    }
    return result;
}

static const PGresult *execute(struct run *run, const char *what, const char *sql)
{
    return judge(run, script_run(run->pg, sql, SCRIPT_TIMEOUT_MS), what, sql);
}

static bool add_migration_row(struct run *run, const struct embedded_file *file)
{
    const char *values[] = {arena_strndup(run->arena, file->name, 4), file->name,
                            crypto_sha256_hex(run->arena, file->data, file->length), run->now};

    return judge(run, script_run_with(run->pg, add_row, 4, values, SCRIPT_TIMEOUT_MS), file->name,
                 add_row);
}

/* A file that commits by itself would leave half of it behind when the rest fails. */
static bool is_still_inside(struct run *run, const struct embedded_file *file)
{
    if (PQtransactionStatus(run->pg) == PQTRANS_INTRANS)
        return true;
    *run->problem = arena_printf(run->arena, "%s ends its transaction by itself", file->name);
    return false;
}

static bool apply_file(struct run *run, const struct embedded_file *file)
{
    if (execute(run, file->name, "BEGIN") && execute(run, file->name, file->data) &&
        is_still_inside(run, file) && add_migration_row(run, file) &&
        execute(run, file->name, "COMMIT"))
        return true;
    PQclear(script_run(run->pg, "ROLLBACK", SCRIPT_TIMEOUT_MS));
    return false;
}

static bool connect_as_owner(struct run *run, const char *owner_url)
{
    struct connect_settings settings = {owner_url, STATEMENT_TIMEOUT_MS, LOCK_TIMEOUT_MS};
    const char *reason;

    run->pg = connect_database(&settings, &reason);
    if (!run->pg) {
        *run->problem = arena_printf(run->arena, "cannot connect as the owner: %s", reason);
        return false;
    }
    arena_defer(run->arena, finish, run->pg);
    return true;
}

static bool prepare_database(struct run *run)
{
    if (!execute(run, "waiting for another migration", take_lock))
        return false;
    if (!execute(run, "role mamori_server", make_role)) {
        *run->problem = arena_printf(
            run->arena,
            "%s: create it as superuser: CREATE ROLE mamori_server LOGIN PASSWORD '...'",
            *run->problem);
        return false;
    }
    return execute(run, "table schema_migration", make_table);
}

static bool apply_missing(struct run *run, const struct embedded_file *files, int *applied)
{
    const PGresult *result = execute(run, "table schema_migration", read_table);
    struct rows rows;

    if (!result)
        return false;
    result_rows(run->arena, result, &rows);
    if (!migrations_agree(run->arena, files, &rows, run->problem))
        return false;
    for (const struct embedded_file *file = files + rows.count; file->name; file++) {
        if (!apply_file(run, file))
            return false;
        (*applied)++;
    }
    return true;
}

bool migrations_apply(const char *owner_url, const struct embedded_file *files, struct work *work,
                      int *applied, const char **problem)
{
    struct run run = {arena_new(), NULL, work->now, problem};
    bool is_done;

    *applied = 0;
    *problem = NULL;
    is_done = migrations_are_numbered(run.arena, files, problem) &&
              connect_as_owner(&run, owner_url) && prepare_database(&run) &&
              apply_missing(&run, files, applied);
    *problem = arena_strdup(work->arena, *problem);
    /* The connection and with it the advisory lock end here, not with the work. */
    arena_free(run.arena);
    return is_done || fail(work, ERR_UNAVAILABLE, NULL);
}

#include "cli/restore.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/rows.h"
#include "base/work.h"
#include "cli/archive.h"
#include "cli/audit_verify.h"
#include "cli/backup_manifest.h"
#include "cli/cli.h"
#include "cli/pg_program.h"
#include "cli/restore_anchors.h"
#include "core/access/begin.h"
#include "core/audit/audit.h"
#include "core/audit/verify.h"
#include "db/address.h"
#include "db/db.h"
#include "db/migrate.h"

static const char help[] =
    "usage: mamori restore [--replace] [--take-place] FILE\n"
    "\n"
    "Brings the backup FILE into an empty database, as the owner of that database: its connection\n"
    "string stands in MAMORI_DATABASE_URL. FILE is checked as a whole before anything is touched, and\n"
    "comes in as one transaction: all of it or nothing. Then the migrations are checked, the operation\n"
    "log is verified against the anchors in FILE, the result is printed, and the log notes the act.\n"
    "\n"
    "  --replace      the database is not empty: ALL OF IT IS LOST and replaced by FILE. Only a database\n"
    "                 of mamori with the same migrations. Stop the portal and make a backup before\n"
    "  --take-place   the database takes the place of the one this state folder belongs to: the anchors\n"
    "                 of the state folder are set aside under another name, and those of FILE put in\n"
    "                 their place. Without it other anchors stay as they are\n"
    "\n"
    "Exit status: 0 restored and verified, 1 not so (what is the case is said), 2 wrong usage.\n";

struct restore {
    struct arena *arena; /* outlives the units of work */
    struct cli cli;
    const char *path;
    int replaces, takes_place;
    struct archive *archive;
    struct manifest manifest;
    struct buffer *anchors;
    struct database_address address;
};

static bool say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static bool say(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("mamori: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return false;
}

/* ---- the file ------------------------------------------------------------------------------- */

static bool take_bytes(void *context, const void *bytes, size_t length)
{
    struct buffer *buffer = context;

    buffer_add(buffer, bytes, length);
    return !buffer->overflowed;
}

static bool take_hash(void *context, const void *bytes, size_t length)
{
    crypto_sha256_add(context, bytes, length);
    return true;
}

static bool has_hash(struct restore *r, const char *member, const char *wanted)
{
    struct sha256 *hash = crypto_sha256_new(r->arena);

    return archive_read(r->archive, member, take_hash, hash) &&
                   !strcmp(crypto_sha256_end(r->arena, hash), wanted)
               ? true
               : say("%s is damaged: %s is not as it was written", r->path, member);
}

static struct buffer *read_text(struct restore *r, const char *member)
{
    off_t size = archive_size(r->archive, member);
    struct buffer *text = size > 1024 * 1024 * 1024 ? NULL : buffer_new(r->arena, (size_t)size + 1);

    return text && archive_read(r->archive, member, take_bytes, text) ? text : NULL;
}

static bool read_manifest(struct restore *r)
{
    struct buffer *text = read_text(r, BACKUP_MANIFEST);
    const char *problem = "is damaged";

    if (text && strlen(text->data) == text->length &&
        manifest_read(r->arena, text->data, &r->manifest, &problem))
        return true;
    return say("%s %s", r->path, problem);
}

/* The list stands at the front: what pg_restore cannot read of it, it cannot restore either. */
static bool has_readable_list(struct restore *r)
{
    static const char *const arguments[] = {"--list", NULL};
    struct pg_program program = {.name = "pg_restore"};

    if (!pg_program_start(r->arena, &program, NULL, PG_READS, arguments))
        return false;
    archive_read(r->archive, BACKUP_DATABASE, pg_program_take, &program);
    return pg_program_end(&program) ||
           say("%s holds a database that this pg_restore cannot read", r->path);
}

static bool check_file(struct restore *r)
{
    const char *problem;

    r->archive = archive_open(r->arena, r->path, backup_members, &problem);
    if (!r->archive)
        return say("%s", problem);
    if (!read_manifest(r) || !has_hash(r, BACKUP_ANCHORS, r->manifest.anchors) ||
        !has_hash(r, BACKUP_DATABASE, r->manifest.database))
        return false;
    r->anchors = read_text(r, BACKUP_ANCHORS);
    if (!r->anchors)
        return say("%s: its anchors are too many", r->path);
    if (!migrate_agrees(r->arena, r->manifest.migrations, &problem))
        return say("%s was made by another version of mamori: %s", r->path, problem);
    return has_readable_list(r);
}

/* ---- the database --------------------------------------------------------------------------- */

struct target {
    const struct rows *state, *migrations;
};

static bool read_state(struct work *work, void *context)
{
    struct target *target = context;

    target->state = db_take(work, SQL_RESTORE_TARGET, PARAMS());
    return target->state != NULL;
}

static bool same_migrations(const struct rows *one, const struct rows *other)
{
    if (!one || one->count != other->count)
        return false;
    for (int i = 0; i < one->count; i++)
        if (strcmp(rows_text(one, i, "sha256"), rows_text(other, i, "sha256")))
            return false;
    return true;
}

static bool may_be_replaced(struct restore *r, const struct target *target)
{
    const char *name = rows_text(target->state, 0, "database");

    if (!rows_boolean(target->state, 0, "has_objects"))
        return true;
    if (!r->replaces)
        return say("the database %s is not empty: nothing was touched. Restore into an empty one, "
                   "or read about --replace in mamori restore --help",
                   name);
    if (!same_migrations(target->migrations, r->manifest.migrations))
        return say("the database %s is none of mamori, or has other migrations than the backup: "
                   "nothing was touched. Restore into an empty database",
                   name);
    say("WARNING: everything in the database %s is being replaced by the backup of %s", name,
        r->manifest.made);
    return true;
}

static bool judge_target(struct restore *r, const struct target *target)
{
    const struct rows *state = target->state;

    if (!rows_boolean(state, 0, "is_owner"))
        return say("the connection's role does not own the database: restore as the owner");
    if (!rows_boolean(state, 0, "has_server_role"))
        return say("the role mamori_server is missing: create it as superuser: CREATE ROLE "
                   "mamori_server LOGIN PASSWORD '...'");
    if (rows_integer(state, 0, "others"))
        return say("somebody else is connected to the database %s: stop the portal first; nothing "
                   "was touched",
                   rows_text(state, 0, "database"));
    return may_be_replaced(r, target);
}

static bool check_target(struct restore *r)
{
    struct cli *cli = &r->cli;
    const char *url = cli_database_url(cli->work, cli->config, CLI_OWNER);
    struct target target;

    if (!database_address(r->arena, url, &r->address))
        return say("the connection string cannot be read, or holds a secret that is no password");
    if (!db_transaction(cli->work, cli->pool, DB_READ, read_state, &target) ||
        !migrate_applied(cli->work, cli->pool, &target.migrations))
        return cli_fail(cli) && false;
    return judge_target(r, &target);
}

/* One transaction in pg_restore; where it breaks off, the database is as it was before. */
static bool bring_in(struct restore *r)
{
    static const char *const into_empty[] = {"--single-transaction", "--exit-on-error",
                                             "--no-owner", NULL};
    static const char *const replacing[] = {
        "--single-transaction", "--exit-on-error", "--no-owner", "--clean", "--if-exists", NULL};
    struct pg_program program = {.name = "pg_restore"};

    if (!pg_program_start(r->arena, &program, &r->address, PG_READS,
                          r->replaces ? replacing : into_empty))
        return false;
    archive_read(r->archive, BACKUP_DATABASE, pg_program_take, &program);
    return pg_program_end(&program) ||
           say("pg_restore failed: nothing was restored, the database is as it was before");
}

/* ---- afterwards ----------------------------------------------------------------------------- */

static bool finish_database(struct work *work, void *context)
{
    const struct restore *r = context;
    const char *slash = strrchr(r->path, '/');

    access_begin_work(work, r->cli.login);
    db_queue(work, SQL_RESTORE_CLOSE, PARAMS());
    return audit_note(work, &(struct audit_entry){
                                .action = "import",
                                .object_type = "database",
                                .object_id = slash ? slash + 1 : r->path,
                                .reason = arena_printf(work->arena, "restore of the backup of %s",
                                                       r->manifest.made)});
}

/* Against the backup's own anchors, whatever the state folder has. */
static bool verify(struct restore *r)
{
    struct work *work = r->cli.work;
    int file = memory_file(r->anchors->data, r->anchors->length);
    struct audit_report report;
    bool is_verified;

    if (file < 0)
        return say("no room for the anchors");
    is_verified =
        audit_verify(work, r->cli.pool, arena_printf(r->arena, "/proc/self/fd/%d", file), &report);
    close(file);
    if (!is_verified)
        return cli_fail(&r->cli) && false;
    return !audit_report_print(&report) ||
           say("the database was restored, but its operation log does not hold: find out why "
               "before the portal serves from it");
}

static bool check_migrations(struct restore *r)
{
    struct work *work = work_new();
    const char *problem = NULL;

    if (migrate_check(work, r->cli.pool, &problem))
        puts("migrations: as this program has them");
    else
        printf("migrations: %s\n", problem ? problem : "cannot be read");
    work_free(work);
    return true;
}

static bool look_at_it(struct restore *r)
{
    bool is_sound = check_migrations(r) && verify(r);

    if (!db_transaction(r->cli.work, r->cli.pool, DB_WRITE, finish_database, r))
        return cli_fail(&r->cli) && false;
    return restore_anchors(r->arena, r->cli.config->state, r->anchors, r->takes_place) && is_sound;
}

static bool in_database(struct restore *r, bool (*step)(struct restore *r))
{
    bool is_done;

    if (!cli_open(&r->cli, CLI_OWNER))
        return false;
    is_done = step(r);
    cli_close(&r->cli);
    return is_done;
}

static int restore(struct restore *r)
{
    bool is_done;

    crypto_start();
    if (!check_file(r) || !in_database(r, check_target) || !bring_in(r))
        return 1;
    printf("mamori: restored the backup of %s\n", r->manifest.made);
    fflush(stdout);
    is_done = in_database(r, look_at_it);
    archive_close(r->archive);
    return is_done ? 0 : 1;
}

static bool read_options(int argc, char **argv, struct restore *r, int *wants_help)
{
    const struct option options[] = {
        {"replace", no_argument, &r->replaces, 1},
        {"take-place", no_argument, &r->takes_place, 1},
        {"help", no_argument, wants_help, 1},
        {NULL, 0, NULL, 0},
    };
    int letter;

    optind = 1;
    while ((letter = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (letter)
            return false;
    r->path = optind + 1 == argc ? argv[optind] : NULL;
    return *wants_help || r->path;
}

int cli_restore(int argc, char **argv)
{
    struct restore r = {.arena = arena_new()};
    int wants_help = 0, status;

    if (!read_options(argc, argv, &r, &wants_help) || wants_help) {
        fputs(help, wants_help ? stdout : stderr);
        arena_free(r.arena);
        return wants_help ? 0 : 2;
    }
    status = restore(&r);
    arena_free(r.arena);
    return status;
}

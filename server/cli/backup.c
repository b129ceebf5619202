#include "cli/backup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/config.h"
#include "base/rows.h"
#include "base/work.h"
#include "cli/archive.h"
#include "cli/backup_manifest.h"
#include "cli/cli.h"
#include "cli/pg_program.h"
#include "core/access/begin.h"
#include "core/audit/audit.h"
#include "db/address.h"
#include "db/db.h"
#include "db/migrate.h"

static const char help[] =
    "usage: mamori backup FILE\n"
    "\n"
    "Writes the whole database to FILE, as its owner, while the portal goes on. FILE is a tar archive\n"
    "of mode 0600 with three members, so that any machine can take it apart:\n"
    "\n"
    "  audit-anchors   those of the state folder, taken just before the database\n"
    "  database.dump   pg_dump's custom format; pg_restore reads it without mamori\n"
    "  manifest        the migrations, and the SHA-256 of the other two\n"
    "\n"
    "It is written beside as FILE.part, and gets its name when it is whole and on the disk. A file that\n"
    "is there already is never replaced. The operation log notes the export. Not in it: the secrets of\n"
    "the state folder and certificates, which an installation makes or gets anew. Whoever can read FILE\n"
    "can read everything in the portal: keep it on an encrypted medium, away from this machine.\n"
    "\n"
    "Exit status: 0 written, 1 not written, 2 wrong usage.\n";

enum { ANCHORS_MAXIMUM = 256 * 1024 * 1024, PIECE = 65536 };

struct backup {
    struct cli *cli;
    const char *path;
    struct database_address address;
    struct archive *archive;
    struct manifest manifest;
    const char *problem;
};

static bool note_export(struct work *work, void *context)
{
    const struct backup *backup = context;
    const char *slash = strrchr(backup->path, '/');

    access_begin_work(work, backup->cli->login);
    return audit_note(work, &(struct audit_entry){.action = "export",
                                                  .object_type = "database",
                                                  .object_id = slash ? slash + 1 : backup->path,
                                                  .reason = "backup"});
}

static bool say(const char *text)
{
    fprintf(stderr, "mamori: %s\n", text);
    return false;
}

static bool read_database(struct backup *backup)
{
    struct cli *cli = backup->cli;
    const char *url = cli_database_url(cli->work, cli->config, CLI_OWNER);

    if (!database_address(cli->work->arena, url, &backup->address))
        return say("the connection string cannot be read, or holds a secret that is no password");
    if (!migrate_applied(cli->work, cli->pool, &backup->manifest.migrations))
        return cli_fail(cli) && false;
    if (!backup->manifest.migrations)
        return say("the database has no migrations: there is nothing to back up");
    return db_transaction(cli->work, cli->pool, DB_WRITE, note_export, backup) ||
           (cli_fail(cli) && false);
}

/* As they are now: a line that is being written is not whole yet. */
static struct buffer *read_anchors(struct backup *backup)
{
    struct arena *arena = backup->cli->work->arena;
    struct buffer *bytes = buffer_new(arena, ANCHORS_MAXIMUM);
    const char *path = arena_printf(arena, "%s/audit-anchors", backup->cli->config->state);
    FILE *file = fopen(path, "re");
    char piece[PIECE];
    size_t length;
    bool is_read;

    if (!file && errno == ENOENT)
        fprintf(stderr, "mamori: no anchors in the state folder (%s): the backup has none\n", path);
    if (!file)
        return errno == ENOENT ? bytes : NULL;
    while ((length = fread(piece, 1, sizeof piece, file)) > 0)
        buffer_add(bytes, piece, length);
    is_read = !ferror(file) && !bytes->overflowed;
    fclose(file);
    while (bytes->length && bytes->data[bytes->length - 1] != '\n')
        bytes->length--;
    return is_read ? bytes : NULL;
}

static const char *put(struct archive *archive, const char *name, const void *bytes, size_t length)
{
    return archive_begin(archive, name) && archive_add(archive, bytes, length)
               ? archive_end(archive)
               : NULL;
}

/*
 * Before the database: whatever an anchor says was committed by then, so the dump holds it. The
 * other way round a row sealed in between would look like a tail that was cut.
 */
static bool put_anchors(struct backup *backup)
{
    struct buffer *anchors = read_anchors(backup);

    if (!anchors) {
        backup->problem = arena_printf(backup->cli->work->arena,
                                       "%s/audit-anchors cannot be read: %s (run this as root, or "
                                       "as the account that serves)",
                                       backup->cli->config->state, strerror(errno));
        return false;
    }
    backup->manifest.anchors = put(backup->archive, BACKUP_ANCHORS, anchors->data, anchors->length);
    return backup->manifest.anchors;
}

static bool copy_dump(struct backup *backup, struct pg_program *program)
{
    char piece[PIECE];
    ssize_t length;

    while ((length = pg_program_read(program, piece, sizeof piece)) > 0)
        if (!archive_add(backup->archive, piece, (size_t)length))
            return false;
    return length == 0;
}

static bool put_database(struct backup *backup)
{
    static const char *const arguments[] = {"--format=custom", "--lock-wait-timeout=60s", NULL};
    struct pg_program program = {.name = "pg_dump"};
    bool is_copied, is_ended;

    if (!archive_begin(backup->archive, BACKUP_DATABASE) ||
        !pg_program_start(backup->cli->work->arena, &program, &backup->address, PG_WRITES,
                          arguments))
        return false;
    is_copied = copy_dump(backup, &program);
    is_ended = pg_program_end(&program);
    if (is_copied && !is_ended)
        backup->problem = "pg_dump failed";
    if (!is_copied || !is_ended)
        return false;
    backup->manifest.database = archive_end(backup->archive);
    return backup->manifest.database;
}

static bool put_manifest(struct backup *backup)
{
    const char *text;

    backup->manifest.made = backup->cli->work->now;
    text = manifest_write(backup->cli->work->arena, &backup->manifest);
    return put(backup->archive, BACKUP_MANIFEST, text, strlen(text));
}

static int give_up(struct backup *backup)
{
    if (backup->problem)
        say(backup->problem);
    fputs("mamori: no backup was written\n", stderr);
    return 1;
}

static int back_up(struct cli *cli, const char *path)
{
    struct backup backup = {.cli = cli, .path = path};

    backup.archive = archive_create(cli->work->arena, path, &backup.problem);
    if (!backup.archive)
        return give_up(&backup);
    if (!read_database(&backup) || !put_anchors(&backup) || !put_database(&backup) ||
        !put_manifest(&backup) || !archive_keep(backup.archive)) {
        archive_drop(backup.archive);
        return give_up(&backup);
    }
    archive_close(backup.archive);
    printf("mamori: backup written to %s, up to migration %s\n", path,
           rows_text(backup.manifest.migrations, backup.manifest.migrations->count - 1, "name"));
    return 0;
}

int cli_backup(int argc, char **argv)
{
    struct cli cli;
    int status;

    if (argc != 2 || argv[1][0] == '-') {
        bool is_asked = argc == 2 && !strcmp(argv[1], "--help");

        fputs(help, is_asked ? stdout : stderr);
        return is_asked ? 0 : 2;
    }
    if (!cli_open(&cli, CLI_OWNER))
        return 1;
    status = back_up(&cli, argv[1]);
    cli_close(&cli);
    return status;
}

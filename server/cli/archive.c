#include "cli/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "cli/archive_header.h"

enum { MEMBERS = 4, PIECE = 65536 };

struct member {
    const char *name;
    off_t header; /* where it begins; its bytes follow */
    off_t size;
};

struct archive {
    struct arena *arena;
    const char **problem;
    const char *path;
    const char *part; /* what is being written; NULL: reading */
    int file;
    struct member members[MEMBERS];
    int count;
    off_t end; /* of what was written or understood */
    struct sha256 *hash;
};

static const unsigned char zeros[2 * ARCHIVE_BLOCK];

static bool problem(struct archive *archive, const char *what)
{
    *archive->problem =
        arena_printf(archive->arena, "%s: %s: %s", archive->part ? archive->part : archive->path,
                     what, strerror(errno));
    return false;
}

static struct archive *archive_new(struct arena *arena, const char *path, const char **problem)
{
    struct archive *archive = arena_alloc(arena, sizeof *archive);

    *problem = NULL;
    *archive = (struct archive){.arena = arena, .problem = problem, .path = path, .file = -1};
    return archive;
}

static off_t padding(off_t size)
{
    return (ARCHIVE_BLOCK - size % ARCHIVE_BLOCK) % ARCHIVE_BLOCK;
}

/* --- writing --------------------------------------------------------------------------------- */

/* Another backup to the same name would write into the same file. */
static bool take_part(struct archive *archive)
{
    archive->file = open(archive->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (archive->file < 0)
        return problem(archive, "cannot be written");
    if (flock(archive->file, LOCK_EX | LOCK_NB))
        return problem(archive, "is being written by another backup");
    if (fchmod(archive->file, 0600) || ftruncate(archive->file, 0))
        return problem(archive, "cannot be written");
    return true;
}

struct archive *archive_create(struct arena *arena, const char *path, const char **problem)
{
    struct archive *archive = archive_new(arena, path, problem);

    if (!access(path, F_OK)) {
        *problem = arena_printf(arena, "%s is there already: a backup replaces no file", path);
        return NULL;
    }
    archive->part = arena_printf(arena, "%s.part", path);
    if (take_part(archive))
        return archive;
    if (archive->file >= 0)
        close(archive->file);
    return NULL;
}

static bool write_all(struct archive *archive, const void *bytes, size_t length)
{
    const char *at = bytes;

    while (length) {
        ssize_t written = write(archive->file, at, length);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return problem(archive, "cannot be written");
        at += written;
        length -= (size_t)written;
        archive->end += written;
    }
    return true;
}

/* The size is known only at the end, and the header is written anew then. */
bool archive_begin(struct archive *archive, const char *name)
{
    archive->members[archive->count] = (struct member){name, archive->end, 0};
    archive->hash = crypto_sha256_new(archive->arena);
    return write_all(archive, zeros, ARCHIVE_BLOCK);
}

bool archive_add(struct archive *archive, const void *bytes, size_t length)
{
    archive->members[archive->count].size += (off_t)length;
    crypto_sha256_add(archive->hash, bytes, length);
    return write_all(archive, bytes, length);
}

const char *archive_end(struct archive *archive)
{
    const struct member *member = &archive->members[archive->count];
    unsigned char header[ARCHIVE_BLOCK];

    archive_header_write(header, member->name, member->size, clock_now() / 1000000);
    if (!write_all(archive, zeros, (size_t)padding(member->size)))
        return NULL;
    if (pwrite(archive->file, header, sizeof header, member->header) != sizeof header) {
        problem(archive, "cannot be written");
        return NULL;
    }
    archive->count++;
    return crypto_sha256_end(archive->arena, archive->hash);
}

/* The name is on the disk when its folder is. */
static bool sync_folder(struct archive *archive)
{
    const char *slash = strrchr(archive->path, '/');
    size_t length = slash ? (size_t)(slash - archive->path) + 1 : 0;
    const char *folder = slash ? arena_strndup(archive->arena, archive->path, length) : ".";
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = file >= 0 && !fsync(file);

    if (file >= 0)
        close(file);
    return is_synced || problem(archive, "its folder cannot be written to the disk");
}

bool archive_keep(struct archive *archive)
{
    if (!write_all(archive, zeros, sizeof zeros))
        return false;
    if (fsync(archive->file))
        return problem(archive, "cannot be written to the disk");
    if (!access(archive->path, F_OK)) {
        errno = EEXIST;
        return problem(archive, "cannot get its name");
    }
    if (rename(archive->part, archive->path))
        return problem(archive, "cannot be renamed");
    if (sync_folder(archive))
        return true;
    unlink(archive->path);
    return false;
}

void archive_drop(struct archive *archive)
{
    unlink(archive->part);
    close(archive->file);
}

/* --- reading --------------------------------------------------------------------------------- */

static bool damaged(struct archive *archive)
{
    *archive->problem =
        arena_printf(archive->arena, "%s is no backup of mamori, or is damaged", archive->path);
    return false;
}

static bool read_member(struct archive *archive, const char *name, off_t file_size)
{
    unsigned char header[ARCHIVE_BLOCK];
    struct member member = {name, archive->end, 0};

    if (pread(archive->file, header, sizeof header, member.header) != sizeof header ||
        !archive_header_read(header, name, &member.size))
        return damaged(archive);
    if (member.size > file_size - member.header - ARCHIVE_BLOCK)
        return damaged(archive);
    archive->end = member.header + ARCHIVE_BLOCK + member.size + padding(member.size);
    archive->members[archive->count++] = member;
    return true;
}

/* What is cut off, or stands behind the end, shows in the size. */
static bool read_members(struct archive *archive, const char *const *names)
{
    struct stat status;

    if (fstat(archive->file, &status))
        return problem(archive, "cannot be read");
    if (!S_ISREG(status.st_mode))
        return damaged(archive);
    for (; *names; names++)
        if (!read_member(archive, *names, status.st_size))
            return false;
    return status.st_size == archive->end + (off_t)sizeof zeros || damaged(archive);
}

struct archive *archive_open(struct arena *arena, const char *path, const char *const *names,
                             const char **problem_out)
{
    struct archive *archive = archive_new(arena, path, problem_out);

    archive->file = open(path, O_RDONLY | O_CLOEXEC);
    if (archive->file < 0) {
        problem(archive, "cannot be read");
        return NULL;
    }
    if (read_members(archive, names))
        return archive;
    close(archive->file);
    return NULL;
}

static const struct member *find(const struct archive *archive, const char *name)
{
    const struct member *member = archive->members;

    while (strcmp(member->name, name))
        member++;
    return member;
}

off_t archive_size(const struct archive *archive, const char *name)
{
    return find(archive, name)->size;
}

bool archive_read(struct archive *archive, const char *name,
                  bool (*take)(void *context, const void *bytes, size_t length), void *context)
{
    const struct member *member = find(archive, name);
    char piece[PIECE];

    for (off_t at = 0; at < member->size;) {
        off_t left = member->size - at;
        size_t wanted = left < PIECE ? (size_t)left : PIECE;
        ssize_t length = pread(archive->file, piece, wanted, member->header + ARCHIVE_BLOCK + at);

        if (length <= 0)
            return problem(archive, "cannot be read");
        if (!take(context, piece, (size_t)length))
            return false;
        at += length;
    }
    return true;
}

void archive_close(struct archive *archive)
{
    close(archive->file);
}

#include "cli/restore_anchors.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/clock.h"

static bool problem(const char *path)
{
    fprintf(stderr, "mamori: %s: %s\n", path, strerror(errno));
    return false;
}

static bool is_same(const char *path, const struct buffer *anchors)
{
    FILE *file = fopen(path, "re");
    size_t at = 0;
    int c = EOF;

    while (file && (c = getc(file)) != EOF && at < anchors->length && (char)c == anchors->data[at])
        at++;
    if (file)
        fclose(file);
    return file && c == EOF && at == anchors->length;
}

/*
 * The account that serves appends to the file: it is the one that had it, or the one the server
 * role's secret is for. Only root can give a file away.
 */
static bool hand_over(struct arena *arena, int file, const char *state, const char *old)
{
    struct stat status;

    if (geteuid() != 0)
        return true;
    if (stat(old, &status) && stat(arena_printf(arena, "%s/secrets/server", state), &status)) {
        fputs("mamori: give the anchors in the state folder to the account that serves\n", stderr);
        return true;
    }
    return !fchown(file, status.st_uid, status.st_gid);
}

static bool write_beside(struct arena *arena, const char *state, const char *path,
                         const struct buffer *anchors)
{
    const char *part = arena_printf(arena, "%s.part", path);
    int file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool is_written;

    if (file < 0)
        return problem(part);
    is_written = write(file, anchors->data, anchors->length) == (ssize_t)anchors->length &&
                 hand_over(arena, file, state, path) && !fsync(file);
    return (!close(file) && is_written) || problem(part);
}

static bool set_aside(struct arena *arena, const char *path)
{
    const char *aside =
        arena_printf(arena, "%s.before-%s", path, clock_instant_text(arena, clock_now()));

    if (rename(path, aside))
        return errno == ENOENT || problem(path);
    printf("anchors: those of the state folder are now in %s\n", aside);
    return true;
}

bool restore_anchors(struct arena *arena, const char *state, const struct buffer *anchors,
                     bool takes_place)
{
    const char *path = arena_printf(arena, "%s/audit-anchors", state);
    bool is_there = !access(path, F_OK);

    if (is_same(path, anchors)) {
        puts("anchors: the state folder has those of the backup");
        return true;
    }
    if (is_there && !takes_place) {
        printf(
            "anchors: %s belongs to another state of the database and was left as it is; where\n"
            "  the restored database takes its place, see --take-place in mamori restore --help\n",
            path);
        return true;
    }
    if (!anchors->length && !is_there) {
        puts("anchors: none in the backup");
        return true;
    }
    if (!write_beside(arena, state, path, anchors) || !set_aside(arena, path))
        return false;
    if (rename(arena_printf(arena, "%s.part", path), path))
        return problem(path);
    printf("anchors: those of the backup are now in %s\n", path);
    return true;
}

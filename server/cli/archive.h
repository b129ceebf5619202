#ifndef CLI_ARCHIVE_H
#define CLI_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct arena;

/*
 * The file of a backup: a tar archive, so that any machine can take it apart without us. It is
 * written beside its name and renamed when it is whole and on the disk, mode 0600; a file that is
 * there already is never replaced.
 *
 * Every function that can fail returns false (NULL) and says why in *problem, one English line.
 */
struct archive;

/* Members are written one after the other: archive_begin(), archive_add() …, archive_end(). */
struct archive *archive_create(struct arena *arena, const char *path, const char **problem);
bool archive_begin(struct archive *archive, const char *name);
bool archive_add(struct archive *archive, const void *bytes, size_t length);
/* SHA-256 of the member's bytes. */
const char *archive_end(struct archive *archive);
bool archive_keep(struct archive *archive);
/* Removes what was written. */
void archive_drop(struct archive *archive);

/* Only archives as written above are read: regular files under these names, in this order. */
struct archive *archive_open(struct arena *arena, const char *path, const char *const *names,
                             const char **problem);
/* Gives the bytes of a member piece by piece to `take`, until it says false. */
bool archive_read(struct archive *archive, const char *name,
                  bool (*take)(void *context, const void *bytes, size_t length), void *context);
off_t archive_size(const struct archive *archive, const char *name);
void archive_close(struct archive *archive);

#endif

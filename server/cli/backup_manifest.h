#ifndef CLI_BACKUP_MANIFEST_H
#define CLI_BACKUP_MANIFEST_H

#include <stdbool.h>

struct arena;
struct rows;

/* The members of a backup in their order; NULL-terminated. */
#define BACKUP_ANCHORS "audit-anchors"
#define BACKUP_DATABASE "database.dump"
#define BACKUP_MANIFEST "manifest"
extern const char *const backup_members[];

/*
 * What a backup says of itself: when it was made, the SHA-256 of its other members, and the
 * migrations of its database, as rows of number, name and sha256.
 */
struct manifest {
    const char *made;
    const char *anchors;
    const char *database;
    const struct rows *migrations;
};

const char *manifest_write(struct arena *arena, const struct manifest *manifest);

/* False: *problem says, after "it", what is wrong with the text. */
bool manifest_read(struct arena *arena, const char *text, struct manifest *out,
                   const char **problem);

#endif

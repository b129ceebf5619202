#ifndef CORE_AUDIT_ANCHOR_H
#define CORE_AUDIT_ANCHOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/*
 * Anchors: heads of the chain written where the database cannot reach, one line each,
 * `seq hash instant`, appended after the seals were committed. They show that the tail was cut or
 * the whole chain rewritten; so the file is worth copying to another machine.
 */
struct anchor {
    int64_t seq;
    const char *hash;
    const char *at; /* when it was written, RFC 3339 UTC */
};

struct anchors {
    struct anchor *items; /* ascending seq */
    size_t count;
    long damaged_line; /* first line that is no anchor; 0: none */
};

/* Appended and on the disk when true. The file is made with mode 0600. */
bool anchor_append(const char *path, int64_t seq, const char *hash, const char *instant);

/*
 * All anchors of the file; no file: none. A last line that was cut off (the machine stopped while
 * it was written) is no damage.
 */
bool anchors_read(struct arena *arena, const char *path, struct anchors *out);

/* The last anchors, `least` of them or all there are: a page must not read the file of years. */
bool anchors_read_last(struct arena *arena, const char *path, size_t least, struct anchors *out);

#endif

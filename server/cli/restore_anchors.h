#ifndef CLI_RESTORE_ANCHORS_H
#define CLI_RESTORE_ANCHORS_H

#include <stdbool.h>

struct arena;
struct buffer;

/*
 * The state folder's anchors after a restoration. Where it has none, those of the backup are put
 * there. Where it has others, they stay, and what to do is said; unless the restored database takes
 * the place of theirs: then they are set aside under a name of their own, and never lost.
 *
 * False: it could not be done, and why was said.
 */
bool restore_anchors(struct arena *arena, const char *state, const struct buffer *anchors,
                     bool takes_place) __attribute__((warn_unused_result));

#endif

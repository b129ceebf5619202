#ifndef CORE_AUDIT_SEAL_H
#define CORE_AUDIT_SEAL_H

#include <stdbool.h>

struct arena;
struct db_pool;
struct work;

/* The link after `previous` ("" before the first): SHA-256(previous || canonical), hexadecimal. */
const char *audit_link(struct arena *arena, const char *previous, const char *canonical);

/*
 * Chains the committed rows of the operation log that wait for it, oldest id first, in batches,
 * each followed by an anchor. Where another process is sealing nothing is done and *sealed is 0.
 * Writers of the log are never waited for nor made to wait.
 */
bool audit_seal_pending(struct work *work, struct db_pool *pool, const char *anchor_path,
                        int *sealed) __attribute__((warn_unused_result));

#endif

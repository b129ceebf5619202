#include "core/audit/seal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/begin.h"
#include "core/audit/anchor.h"
#include "db/db.h"

enum { BATCH = 500, BATCHES = 20 };

struct batch {
    int64_t seq; /* of the chain's last link */
    const char *hash;
    int sealed;
};

const char *audit_link(struct arena *arena, const char *previous, const char *canonical)
{
    const char *joined = arena_printf(arena, "%s%s", previous, canonical);

    return crypto_sha256_hex(arena, joined, strlen(joined));
}

static bool insert_links(struct work *work, struct batch *batch, const struct rows *rows)
{
    struct arena *arena = work->arena;
    size_t room = (size_t)rows->count + 1;
    const char **seqs = arena_array(arena, room, sizeof *seqs);
    const char **ids = arena_array(arena, room, sizeof *ids);
    const char **texts = arena_array(arena, room, sizeof *texts);
    const char **hashes = arena_array(arena, room, sizeof *hashes);
    const char *all_ids;

    for (int i = 0; i < rows->count; i++) {
        texts[i] = rows_text(rows, i, "canonical");
        batch->hash = audit_link(arena, batch->hash, texts[i]);
        hashes[i] = batch->hash;
        seqs[i] = arena_printf(arena, "%" PRId64, ++batch->seq);
        ids[i] = rows_text(rows, i, "id");
    }
    all_ids = text_array_literal(arena, ids);
    db_queue(work, SQL_AUDIT_PENDING_DELETE, PARAMS(all_ids));
    batch->sealed = rows->count;
    return db_run(work, SQL_AUDIT_SEAL_INSERT,
                  PARAMS(text_array_literal(arena, seqs), all_ids, text_array_literal(arena, texts),
                         text_array_literal(arena, hashes)));
}

static void set_head(struct batch *batch, const struct rows *head)
{
    batch->sealed = 0;
    batch->seq = head->count ? rows_integer(head, 0, "seq") : 0;
    batch->hash = head->count ? rows_text(head, 0, "hash") : "";
}

/*
 * The head is read by a later statement than the lock: at READ COMMITTED it then sees what the
 * sealer before committed.
 */
static bool seal_batch(struct work *work, void *context)
{
    struct batch *batch = context;
    struct query *lock, *head, *pending;
    const struct rows *rows;

    access_begin_work(work, "job:seal");
    lock = db_queue(work, SQL_AUDIT_SEAL_LOCK, PARAMS());
    head = db_queue(work, SQL_AUDIT_SEAL_HEAD, PARAMS());
    pending = db_queue(work, SQL_AUDIT_PENDING_IDS, PARAMS(arena_printf(work->arena, "%d", BATCH)));
    if (!(rows = db_rows(work, head)))
        return false;
    set_head(batch, rows);
    if (!(rows = db_rows(work, lock)))
        return false;
    if (!rows_boolean(rows, 0, "is_mine"))
        return true;
    if (!(rows = db_rows(work, pending)))
        return false;
    if (!rows_text(rows, 0, "ids"))
        return true;
    rows = db_take(work, SQL_AUDIT_CANONICAL, PARAMS(rows_text(rows, 0, "ids")));
    return rows && (!rows->count || insert_links(work, batch, rows));
}

bool audit_seal_pending(struct work *work, struct db_pool *pool, const char *anchor_path,
                        int *sealed)
{
    struct batch batch = {.sealed = BATCH};

    *sealed = 0;
    for (int i = 0; i < BATCHES && batch.sealed == BATCH; i++) {
        if (!db_transaction(work, pool, DB_WRITE, seal_batch, &batch))
            return false;
        *sealed += batch.sealed;
        if (!batch.sealed)
            break;
        log_info("audit anchor %" PRId64 " %s", batch.seq, batch.hash);
        if (!anchor_append(anchor_path, batch.seq, batch.hash, work->now))
            log_warning("the anchor could not be written to %s", anchor_path);
    }
    return true;
}

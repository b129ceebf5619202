#include "core/files/file.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/work.h"
#include "db/db.h"

enum { CHUNK = 256 * 1024 };

/* A trip for each chunk: neither we nor the connection ever hold the file a second time. */
static bool store_chunks(struct work *work, const char *id, const struct file *file)
{
    for (size_t at = 0; at < file->length; at += CHUNK) {
        size_t length = file->length - at < CHUNK ? file->length - at : CHUNK;
        const char *seq = arena_printf(work->arena, "%zu", at / CHUNK);

        if (!db_run_bytes(work, SQL_FILE_CHUNK_ADD, PARAMS(id, seq), file->bytes + at, length))
            return false;
    }
    return true;
}

bool file_store(struct work *work, const struct file *file, const char **id)
{
    const struct rows *row = db_take(
        work, SQL_FILE_ADD,
        PARAMS(file->name, file->media_type, arena_printf(work->arena, "%zu", file->length),
               crypto_sha256_hex(work->arena, file->bytes, file->length), file->scanned_by));

    if (!row)
        return false;
    *id = rows_text(row, 0, "id");
    return store_chunks(work, *id, file);
}

bool file_fetch(struct work *work, const char *id, size_t length, const char **bytes)
{
    char *out = arena_alloc(work->arena, length + 1);
    size_t at = 0, taken;

    for (int seq = 0; at < length; seq++, at += taken) {
        if (!db_take_bytes(work, SQL_FILE_CHUNK_TAKE,
                           PARAMS(id, arena_printf(work->arena, "%d", seq)), out + at, length - at,
                           &taken))
            return false;
        if (!taken || taken > length - at) {
            log_bug("file %s is not as long as its row says", id);
            return fail(work, ERR_INTERNAL, NULL);
        }
    }
    *bytes = out;
    return true;
}

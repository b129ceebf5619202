#include "core/files/attachment.h"

#include <string.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/work.h"
#include "core/access/begin.h"
#include "core/access/gate.h"
#include "core/audit/audit.h"
#include "core/files/file_type.h"
#include "core/files/scan.h"
#include "db/db.h"
#include "http/app.h"
#include "http/body.h"
#include "http/request.h"

/* NULL: none is configured. */
static const char *scanner_of(const struct request *rq)
{
    const char *clamd = rq->app->config->clamd;

    return clamd && *clamd ? clamd : NULL;
}

static bool has_content(struct work *work, const struct form_file *sent)
{
    if (!sent->length)
        return fail_field(work, "file", "ファイルが空です。内容を確認してください。");
    return sent->length <= FILE_MAXIMUM ||
           fail_field(work, "file",
                      "ファイルは、1件20MBまでです。小さくしてから添付してください。");
}

static bool read_file(struct request *rq, struct file *file)
{
    const struct form_body *body = rq->body;
    const struct form_file *sent = body && body->file_count == 1 ? &body->files[0] : NULL;

    if (!sent || strcmp(sent->field, "file") != 0 || !*sent->filename)
        return fail_field(rq->work, "file", "添付するファイルを1つ選択してください。");
    if (!has_content(rq->work, sent))
        return false;
    file->name = file_safe_name(rq->work->arena, sent->filename);
    file->media_type = file_type_of(file->name, sent->bytes, sent->length);
    file->bytes = sent->bytes;
    file->length = sent->length;
    file->scanned_by = scanner_of(rq) ? "clamd" : "";
    return file->media_type ||
           fail_field(
               rq->work, "file",
               "このファイルは添付できません。添付できるのは、%sで、内容とファイル名の末尾"
               "（拡張子）が一致しているものです。パスワードは、外してから添付してください。",
               file_types_in_words);
}

static bool scan(struct request *rq, const struct file *file, const char **found)
{
    *found = NULL;
    return !scanner_of(rq) || file_scan(rq->work, scanner_of(rq), file->bytes, file->length, found);
}

static bool refuse_infected(struct request *rq)
{
    return fail_field(rq->work, "file",
                      "ウイルスが検出されたため、添付できません。このファイルを開かずに、直ちに"
                      "情報セキュリティ推進事務局に連絡してください。");
}

struct taking {
    struct request *rq;
    const struct attachment_kind *kind;
    const char *token_sha256, *object_id;
    struct file file;
    const char *found; /* by the scanner, NULL: nothing */
};

static bool ask(struct work *work, void *context)
{
    struct taking *t = context;

    access_begin_request(work, t->token_sha256);
    return t->kind->ask(t->rq, &t->object_id);
}

/* Who sent what, whatever becomes of the request. */
static bool note_finding(struct work *work, void *context)
{
    const struct taking *t = context;

    access_begin_request(work, t->token_sha256);
    return audit_note(
        work, &(struct audit_entry){.action = "denied",
                                    .object_type = t->kind->object_type,
                                    .object_id = t->object_id,
                                    .reason = arena_printf(work->arena, "ウイルスの検出　%s　%s",
                                                           t->found, t->file.name)});
}

static bool is_clean(struct taking *t)
{
    struct request *rq = t->rq;

    if (!scan(rq, &t->file, &t->found))
        return false;
    if (!t->found)
        return true;
    return db_transaction(rq->work, rq->app->pool, DB_WRITE, note_finding, t) &&
           refuse_infected(rq);
}

static bool store(struct work *work, void *context)
{
    const struct taking *t = context;

    access_begin_request(work, t->token_sha256);
    return t->kind->store(t->rq, &t->file);
}

bool attachment_take(struct request *rq, const struct attachment_kind *kind)
{
    struct taking t = {.rq = rq, .kind = kind, .token_sha256 = session_token_sha256(rq)};

    return db_transaction(rq->work, rq->app->pool, DB_READ, ask, &t) && read_file(rq, &t.file) &&
           is_clean(&t) && db_transaction(rq->work, rq->app->pool, DB_WRITE, store, &t);
}

bool attachment_send(struct request *rq, const struct rows *row)
{
    const char *bytes;
    size_t length;

    if (!row->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    length = (size_t)rows_integer(row, 0, "size");
    if (!file_fetch(rq->work, rows_text(row, 0, "id"), length, &bytes))
        return false;
    rq->reply.file_name = rows_text(row, 0, "name");
    reply_header(rq, "Content-Security-Policy",
                 "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; "
                 "sandbox");
    return reply_bytes(rq, rows_text(row, 0, "media_type"), bytes, length);
}

#include "core/files/upload.h"

#include <string.h>

#include "base/config.h"
#include "base/work.h"
#include "core/files/file_type.h"
#include "core/files/scan.h"
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

bool upload_read(struct request *rq, struct file *file)
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

bool upload_scan(struct request *rq, const struct file *file, const char **found)
{
    *found = NULL;
    return !scanner_of(rq) || file_scan(rq->work, scanner_of(rq), file->bytes, file->length, found);
}

bool upload_refuse_infected(struct request *rq)
{
    return fail_field(rq->work, "file",
                      "ウイルスが検出されたため、添付できません。このファイルを開かずに、直ちに"
                      "情報セキュリティ推進事務局に連絡してください。");
}

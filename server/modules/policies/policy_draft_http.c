#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/body.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/policies/policy.h"
#include "modules/policies/policy_choice.h"
#include "modules/policies/policy_preview.h"
#include "modules/policies/policy_text.h"

/* What no code of a document can be. */
static const char new_document[] = "new-document";

enum { ERRORS_NAMED = 5 };

/* ---- the list with the form ------------------------------------------------------------------ */

struct upload {
    const char *document;
    const char *code;
    const char *title;
    int level;
    int publicity;
    int audience;
    const char *summary;
    const char *version_no;
    const char *in_force_from;
    const char *established_on;
    const char *published_on;
};

static const struct field upload_fields[] = {
    FIELD_NESTED("file", "規程のファイル"),
    FIELD_TEXT(struct upload, document, "規程", .required = true, .max = 60),
    FIELD_TEXT(struct upload, code, "文書コード", .max = 60),
    FIELD_TEXT(struct upload, title, "名称", .max = 120),
    FIELD_ENUM(struct upload, level, "区分", .choices = policy_levels),
    FIELD_ENUM(struct upload, publicity, "公開・非公開", .choices = policy_publicities),
    FIELD_ENUM(struct upload, audience, "閲覧できる職員等", .choices = policy_audiences),
    FIELD_TEXT(struct upload, summary, "概要", .max = 200),
    FIELD_TEXT(struct upload, version_no, "版", .required = true, .max = 20),
    FIELD_DATE(struct upload, in_force_from, "施行日", .required = true),
    FIELD_DATE(struct upload, established_on, "制定日"),
    FIELD_DATE(struct upload, published_on, "公表日"),
    FIELD_END,
};

/* What the form shows chosen: as sent, else as the address asks. */
static const char *chosen_document(struct request *rq)
{
    const char *asked = rq->body ? NULL : query_text(rq, "document");

    return asked ? asked : policy_typed(rq, "document");
}

static bool add_list(struct request *rq, struct view *v)
{
    const char *chosen = chosen_document(rq);
    const struct rows *documents = db_take(rq->work, SQL_POLICY_REGISTERED, PARAMS(chosen));
    const struct rows *versions = db_take(rq->work, SQL_POLICY_REGISTERED_VERSIONS, PARAMS());

    if (!documents || !versions)
        return false;
    view_add_rows(v, "items", documents);
    view_add_group(v, "items", "versions", versions);
    view_integer(v, "total", documents->count);
    view_text(v, "next", NULL);
    view_rows(v, "drafts", SQL_POLICY_DRAFT_LIST, PARAMS());
    view_boolean(v, "is_of_new_document", !strcmp(chosen, new_document));
    policy_add_choices(rq, v, "levels", "level", policy_levels);
    policy_add_choices(rq, v, "publicities", "publicity", policy_publicities);
    policy_add_choices(rq, v, "audiences", "audience", policy_audiences);
    return true;
}

static bool list_registered(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_boolean(v, "is_discarded", query_text(rq, "discarded") != NULL);
    view_form(rq, v);
    return add_list(rq, v) && reply_view(rq, "policies/registration", v);
}

static bool list_again(struct request *rq, struct view *v)
{
    view_boolean(v, "is_discarded", false);
    return add_list(rq, v);
}

/* ---- taking in a text ------------------------------------------------------------------------ */

static const struct form_file *uploaded(struct request *rq)
{
    if (rq->body && rq->body->file_count == 1 && !strcmp(rq->body->files[0].field, "file"))
        return &rq->body->files[0];
    fail_field(rq->work, "file", "テキストファイル（.txt）を選択してください。");
    return NULL;
}

static void name_error(struct work *work, const struct policy_problem *problem)
{
    if (problem->line)
        fail_field(work, "file", "%zu行目　%s。", problem->line, problem->message);
    else
        fail_field(work, "file", "%s。", problem->message);
}

/* What has no clause at all has nothing to show: the form says why. Errors stand first. */
static bool has_clauses(struct work *work, const struct form_file *file)
{
    struct policy_text text;
    size_t errors;

    if (policy_text_read(work->arena, file->bytes, file->length, &text) || text.count)
        return true;
    errors = text.report.found[POLICY_ERROR];
    for (size_t i = 0; i < errors && i < ERRORS_NAMED; i++)
        name_error(work, &text.report.problems[i]);
    return false;
}

static bool needs(struct work *work, const char *field, bool is_there, const char *message)
{
    return is_there || fail_field(work, field, "%s", message);
}

/* Level, publicity and audience are those of the document. */
static bool is_of_known(struct work *work, const struct upload *upload, const struct rows *known,
                        struct policy_import *import)
{
    bool ok = true;

    if (!known->count)
        return fail_field(work, "document", "登録されている規程の中から選択してください。");
    import->code = upload->document;
    import->title = rows_text(known, 0, "title");
    import->level = rows_text(known, 0, "level");
    import->publicity = rows_text(known, 0, "publicity");
    import->audience = rows_text(known, 0, "audience");
    import->summary = rows_text(known, 0, "summary");
    ok = needs(work, "version_no", !rows_boolean(known, 0, "has_version"),
               "この版は既に登録されています。版の番号を確認してください。");
    if (rows_text(known, 0, "same_day"))
        ok = fail_field(work, "in_force_from",
                        "この日には、第%s版が施行されます。別の日付を入力してください。",
                        rows_text(known, 0, "same_day"));
    return ok;
}

/* What the form must say of a document nobody knows yet. */
static bool is_described(struct work *work, const struct upload *upload)
{
    bool ok = true;

    if (!upload->document || strcmp(upload->document, new_document) != 0)
        return true;
    ok = needs(work, "title", upload->title, "名称を入力してください。");
    ok = needs(work, "code", upload->code, "文書コードを入力してください。") && ok;
    return needs(work, "level", upload->level, "区分を選択してください。") && ok;
}

static bool is_of_new(struct work *work, const struct upload *upload, const struct rows *known,
                      struct policy_import *import)
{
    if (known->count)
        return fail_field(work, "code",
                          "この文書コードは既に使用されています。別のコードを入力するか、登録されて"
                          "いる規程を選択してください。");
    import->code = upload->code;
    import->title = upload->title;
    import->level = choice_code(policy_levels, upload->level);
    import->publicity = choice_code(policy_publicities, upload->publicity);
    import->audience = choice_code(policy_audiences, upload->audience);
    import->summary = upload->summary;
    return policy_import_check(work, import) &&
           policy_may_be_new(work, import->level, import->publicity);
}

static bool read_import(struct request *rq, const struct upload *upload,
                        struct policy_import *import)
{
    bool is_new = !strcmp(upload->document, new_document);
    const struct rows *known = db_take(rq->work, SQL_POLICY_DRAFT_DOCUMENT,
                                       PARAMS(is_new ? upload->code : upload->document,
                                              upload->version_no, upload->in_force_from));

    if (!known)
        return false;
    *import = (struct policy_import){
        .version = upload->version_no,
        .in_force_from = upload->in_force_from,
        .established_on = upload->established_on,
        .published_on = upload->published_on,
    };
    return is_new ? is_of_new(rq->work, upload, known, import)
                  : is_of_known(rq->work, upload, known, import);
}

static bool store_draft(struct request *rq, const struct policy_import *import,
                        const struct form_file *file)
{
    struct work *work = rq->work;
    const char *hash = crypto_sha256_hex(work->arena, file->bytes, file->length);
    const struct rows *rows = db_take(
        work, SQL_POLICY_DRAFT_INSERT,
        PARAMS(import->code, import->title, import->level, import->publicity,
               import->audience ? import->audience : "all_staff",
               import->summary ? import->summary : "", import->version, import->in_force_from,
               import->established_on, import->published_on, file->filename, hash));

    return rows &&
           db_run(work, SQL_POLICY_DRAFT_TEXT_INSERT,
                  PARAMS(rows_text(rows, 0, "id"),
                         arena_strndup(work->arena, file->bytes, file->length))) &&
           reply_created(rq, NULL, "/admin/policies/drafts/%s", rows_text(rows, 0, "id"));
}

/* Everything that is wrong is said at once: a browser does not keep the chosen file. */
static bool take_in(struct request *rq)
{
    struct upload upload = {0};
    struct policy_import import;
    const struct form_file *file = uploaded(rq);
    bool is_readable = file && has_clauses(rq->work, file);
    bool is_filled = read_form(rq, upload_fields, &upload);

    return is_described(rq->work, &upload) && is_filled && read_import(rq, &upload, &import) &&
           is_readable && store_draft(rq, &import, file);
}

/* ---- one draft ------------------------------------------------------------------------------- */

/* The file of a draft as it was taken in. */
static bool read_stored(struct work *work, const char *id, const struct rows **stored)
{
    *stored = db_take(work, SQL_POLICY_DRAFT_TEXT, PARAMS(id));
    return *stored && ((*stored)->count || fail(work, ERR_NOT_FOUND, NULL));
}

static bool add_draft(struct request *rq, struct view *v)
{
    struct work *work = rq->work;
    const struct rows *shown, *stored, *base;
    struct policy_text text;
    const char *id, *content;
    bool is_sound;

    if (!path_id(rq, "id", &id) || !read_stored(work, id, &stored))
        return false;
    shown = db_take(work, SQL_POLICY_DRAFT_SHOW, PARAMS(id));
    base = db_take(work, SQL_POLICY_DRAFT_BASE, PARAMS(id));
    if (!shown || !base)
        return false;
    content = rows_text(stored, 0, "content");
    is_sound = policy_text_read(work->arena, content, strlen(content), &text);
    view_add_own_row(v, shown);
    view_boolean(v, "may_apply",
                 is_sound && rows_boolean(shown, 0, "is_draft") &&
                     !rows_boolean(shown, 0, "is_outdated") &&
                     !rows_boolean(shown, 0, "is_obstructed"));
    policy_preview(v, work, &text, base);
    if (strcmp(rows_text(stored, 0, "publicity"), "public") != 0)
        request_leaves_trace(rq, "view_restricted", "policy_draft", id);
    return true;
}

static bool show_draft(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return add_draft(rq, v) && reply_view(rq, "policies/draft", v);
}

/* ---- deciding on it -------------------------------------------------------------------------- */

struct decision {
    long version;
    const char *evaluated_on;
    const char *approved_on;
    const char *decided_on;
    const char *decision_ref;
};

static const struct field decision_fields[] = {
    FIELD_INT(struct decision, version, "版", .required = true),
    FIELD_END,
};

static const struct field apply_fields[] = {
    FIELD_INT(struct decision, version, "版", .required = true),
    FIELD_DATE(struct decision, evaluated_on, "実効性の評価の日"),
    FIELD_DATE(struct decision, approved_on, "情報セキュリティ委員会の承認の日"),
    FIELD_DATE(struct decision, decided_on, "最高情報セキュリティ責任者の決定の日"),
    FIELD_TEXT(struct decision, decision_ref, "決定の文書番号", .max = 120),
    FIELD_END,
};

/* An open draft, locked, that nobody changed since the page was shown. */
static bool lock_draft(struct request *rq, long version, const char **id, const struct rows **draft)
{
    struct work *work = rq->work;
    const char *who, *when;

    if (!path_id(rq, "id", id))
        return false;
    db_queue(work, SQL_POLICY_LOCK, PARAMS());
    *draft = db_take(work, SQL_POLICY_DRAFT_LOCK, PARAMS(*id));
    if (!*draft)
        return false;
    if (!(*draft)->count)
        return fail(work, ERR_NOT_FOUND, NULL);
    who = rows_text(*draft, 0, "updated_by_name");
    who = who ? who : "ほかの利用者";
    when = rows_text(*draft, 0, "updated_when");
    if (strcmp(rows_text(*draft, 0, "status"), "draft") != 0)
        return fail(work, ERR_CONFLICT, "この取込みは、%sが%sに処理しました。", who, when);
    if (rows_integer(*draft, 0, "version") != version)
        return fail(work, ERR_STALE,
                    "%sが%sに更新しました。内容を確認してから、もう一度操作してください。", who,
                    when);
    return true;
}

static bool look_again(struct request *rq)
{
    struct decision decision;
    const struct rows *draft;
    const char *id;

    return read_form(rq, decision_fields, &decision) &&
           lock_draft(rq, decision.version, &id, &draft) &&
           db_run(rq->work, SQL_POLICY_DRAFT_LOOK_AGAIN, PARAMS(id)) &&
           reply_see_other(rq, "/admin/policies/drafts/%s", id);
}

static bool is_as_shown(struct work *work, const struct rows *draft)
{
    if (rows_boolean(draft, 0, "is_obstructed"))
        return fail(
            work, ERR_CONFLICT,
            "同じ版の番号、又は同じ施行日の版が、先に登録されました。この取込みを破棄し、版と"
            "施行日を確認して、もう一度読み取ってください。");
    return rows_boolean(draft, 0, "is_as_shown") ||
           fail(work, ERR_CONFLICT,
                "確認の後に、この規程の登録が変わりました。「変わった規程と照合し直す」を押して、"
                "改正の内容を確認し直してください。");
}

/* The reading that was shown, from the same bytes. */
static bool read_again(struct work *work, const char *id, const struct rows *draft,
                       const char **content, struct policy_text *text)
{
    const struct rows *stored;

    if (!read_stored(work, id, &stored))
        return false;
    *content = rows_text(stored, 0, "content");
    if (strcmp(crypto_sha256_hex(work->arena, *content, strlen(*content)),
               rows_text(draft, 0, "source_sha256")) != 0)
        return fail(work, ERR_INTERNAL, NULL);
    return policy_text_read(work->arena, *content, strlen(*content), text) ||
           fail(work, ERR_CONFLICT,
                "ファイルに誤りがあるため、登録できません。ファイルを修正して、もう一度読み取って"
                "ください。");
}

static struct policy_import import_of(const struct rows *draft, const struct decision *decision)
{
    return (struct policy_import){
        .code = rows_text(draft, 0, "code"),
        .title = rows_text(draft, 0, "title"),
        .level = rows_text(draft, 0, "level"),
        .publicity = rows_text(draft, 0, "publicity"),
        .audience = rows_text(draft, 0, "audience"),
        .summary = rows_text(draft, 0, "summary"),
        .version = rows_text(draft, 0, "version_no"),
        .in_force_from = rows_text(draft, 0, "in_force_from"),
        .established_on = rows_text(draft, 0, "established_on"),
        .published_on = rows_text(draft, 0, "published_on"),
        .source_name = rows_text(draft, 0, "source_name"),
        .evaluated_on = decision->evaluated_on,
        .approved_on = decision->approved_on,
        .decided_on = decision->decided_on,
        .decision_ref = decision->decision_ref,
    };
}

static bool put_in_force(struct work *work, const char *id, const struct rows *draft,
                         const struct decision *decision)
{
    struct policy_import import = import_of(draft, decision);
    struct policy_text text;
    const char *content;

    return read_again(work, id, draft, &content, &text) &&
           policy_import_store(work, &import, content, strlen(content), &text) &&
           db_run(work, SQL_POLICY_DRAFT_DECIDE,
                  PARAMS(id, "applied", import.code, import.version));
}

/* A decision can be looked up. */
static bool names_decision(struct work *work, const struct decision *decision)
{
    return needs(work, "decision_ref", !decision->decided_on || decision->decision_ref,
                 "決定を記録した文書の番号を入力してください。");
}

static bool apply(struct request *rq)
{
    struct work *work = rq->work;
    struct decision decision;
    const struct rows *draft;
    const char *id;

    return read_form(rq, apply_fields, &decision) && names_decision(work, &decision) &&
           lock_draft(rq, decision.version, &id, &draft) && is_as_shown(work, draft) &&
           put_in_force(work, id, draft, &decision) &&
           reply_see_other(rq, "/admin/policies/drafts/%s", id);
}

static bool discard(struct request *rq)
{
    struct decision decision;
    const struct rows *draft;
    const char *id;

    return read_form(rq, decision_fields, &decision) &&
           lock_draft(rq, decision.version, &id, &draft) &&
           db_run(rq->work, SQL_POLICY_DRAFT_DECIDE, PARAMS(id, "discarded", NULL, NULL)) &&
           reply_see_other(rq, "/admin/policies?discarded=yes");
}

static const char *const list_query[] = {"document", "discarded", NULL};

const struct route policy_draft_routes[] = {
    {GET, "/admin/policies", list_registered, MAY(POLICY_MAINTAIN), .fields = upload_fields,
     .query = list_query,
     .summary = "All documents with all their versions, and what was taken in"},
    {POST, "/admin/policies", take_in, MAY(POLICY_MAINTAIN), .form = "policies/registration",
     .form_view = list_again, .fields = upload_fields, .body_limit = LIMIT_POLICY_BODY,
     .creates = true,
     .summary = "Take in the text of a version (multipart, file) as a draft, with its preview"},
    {GET, "/admin/policies/drafts/{id}", show_draft, MAY(POLICY_MAINTAIN), .fields = apply_fields,
     .summary = "A draft as it would be read, and what it changes"},
    {POST, "/admin/policies/drafts/{id}/application", apply, MAY(POLICY_MAINTAIN),
     .form = "policies/draft", .form_view = add_draft, .fields = apply_fields, .creates = true,
     .summary = "Put a draft in force as it was shown, all or nothing"},
    {POST, "/admin/policies/drafts/{id}/comparison", look_again, MAY(POLICY_MAINTAIN),
     .fields = decision_fields, .creates = true,
     .summary = "Compare a draft with what its document has become"},
    {POST, "/admin/policies/drafts/{id}/discarding", discard, MAY(POLICY_MAINTAIN),
     .fields = decision_fields, .creates = true, .summary = "Discard a draft"},
    ROUTE_END,
};

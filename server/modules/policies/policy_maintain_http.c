#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/policies/policy.h"
#include "modules/policies/policy_choice.h"

struct change {
    int publicity;
    int audience;
    const char *decision;
    bool is_confirmed;
    const char *reason;
    long version;
};

static const struct field change_fields[] = {
    FIELD_ENUM(struct change, publicity, "公開・非公開", .required = true,
               .choices = policy_publicities),
    FIELD_BOOL(struct change, is_confirmed, "公開の確認"),
    FIELD_TEXT(struct change, decision, "公開の決定", .max = 120),
    FIELD_ENUM(struct change, audience, "閲覧できる職員等", .required = true,
               .choices = policy_audiences),
    FIELD_TEXT(struct change, reason, "理由", .required = true, .max = 200),
    FIELD_INT(struct change, version, "版", .required = true),
    FIELD_END,
};

/* What the form shows chosen: what was sent, else what holds. */
static void add_chosen(struct request *rq, struct view *v, const struct rows *document)
{
    bool is_sent = rq->body != NULL;
    const char *publicity =
        is_sent ? policy_typed(rq, "publicity") : rows_text(document, 0, "publicity");
    const char *audience =
        is_sent ? policy_typed(rq, "audience") : rows_text(document, 0, "audience");

    view_boolean(v, "chose_public", !strcmp(publicity, "public"));
    view_boolean(v, "chose_non_public", !strcmp(publicity, "non_public"));
    view_boolean(v, "chose_all_staff", !strcmp(audience, "all_staff"));
    view_boolean(v, "chose_roles", !strcmp(audience, "roles"));
    view_boolean(v, "has_confirmed", is_sent && *policy_typed(rq, "is_confirmed"));
    view_boolean(v, "is_changed", !is_sent && query_text(rq, "changed") != NULL);
}

static bool add_document(struct request *rq, struct view *v)
{
    const char *code = path_text(rq, "code");
    const struct rows *document = db_take(rq->work, SQL_POLICY_MAINTAIN_SHOW, PARAMS(code));

    if (!document)
        return false;
    if (!document->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    view_add_own_row(v, document);
    view_rows(v, "versions", SQL_POLICY_MAINTAIN_VERSIONS, PARAMS(code));
    add_chosen(rq, v, document);
    return true;
}

static bool show_document(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return add_document(rq, v) && reply_view(rq, "policies/maintain", v);
}

static bool lock_document(struct request *rq, long version, const struct rows **document)
{
    struct work *work = rq->work;
    const char *who;

    db_queue(work, SQL_POLICY_LOCK, PARAMS());
    *document = db_take(work, SQL_POLICY_MAINTAIN_LOCK, PARAMS(path_text(rq, "code")));
    if (!*document)
        return false;
    if (!(*document)->count)
        return fail(work, ERR_NOT_FOUND, NULL);
    if (rows_integer(*document, 0, "version") == version)
        return true;
    who = rows_text(*document, 0, "updated_by_name");
    return fail(work, ERR_STALE,
                "%sが%sに更新しました。内容を確認してから、もう一度操作してください。",
                who ? who : "ほかの利用者", rows_text(*document, 0, "updated_when"));
}

/* Nothing non-public becomes public by a slip. */
static bool is_meant(struct work *work, const struct rows *document, const char *publicity,
                     bool is_confirmed)
{
    bool opens =
        !strcmp(publicity, "public") && strcmp(rows_text(document, 0, "publicity"), "public") != 0;

    return !opens || is_confirmed ||
           fail_field(work, "is_confirmed",
                      "全ての版の全ての条項が、ログインしていない人にも表示されることを確認し、"
                      "チェックを入れてください。");
}

static bool change_publicity(struct request *rq)
{
    struct work *work = rq->work;
    struct change change;
    const struct rows *document;
    const char *code = path_text(rq, "code"), *publicity;

    if (!read_form(rq, change_fields, &change))
        return false;
    publicity = choice_code(policy_publicities, change.publicity);
    return lock_document(rq, change.version, &document) &&
           is_meant(work, document, publicity, change.is_confirmed) &&
           db_run(work, SQL_POLICY_PUBLISH,
                  PARAMS(code, publicity, !strcmp(publicity, "public") ? change.decision : NULL,
                         choice_code(policy_audiences, change.audience), change.reason)) &&
           reply_see_other(rq, "/admin/policies/%s?changed=yes", code);
}

/* ---- the day of publication ------------------------------------------------------------------ */

struct publication {
    const char *version_no;
    const char *published_on;
};

static const struct field publication_fields[] = {
    FIELD_TEXT(struct publication, version_no, "版", .required = true, .max = 20),
    FIELD_DATE(struct publication, published_on, "公表日", .required = true),
    FIELD_END,
};

static void add_unpublished(struct request *rq, struct view *v, const struct rows *versions)
{
    view_list(v, "items");
    for (int i = 0; i < versions->count; i++) {
        struct view *item = view_list_object(v, "items");
        const char *number = rows_text(versions, i, "version_no");

        view_text(item, "version_no", number);
        view_boolean(item, "is_chosen", !strcmp(policy_typed(rq, "version_no"), number));
    }
    view_integer(v, "total", versions->count);
    view_text(v, "next", NULL);
}

static bool add_publication(struct request *rq, struct view *v)
{
    const char *code = path_text(rq, "code");
    const struct rows *versions = db_take(rq->work, SQL_POLICY_UNPUBLISHED, PARAMS(code));

    if (!versions)
        return false;
    view_own_row(v, SQL_POLICY_MAINTAIN_SHOW, PARAMS(code));
    add_unpublished(rq, v, versions);
    return true;
}

static bool show_publication(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return add_publication(rq, v) && reply_view(rq, "policies/publication", v);
}

static bool enter_publication(struct request *rq)
{
    struct work *work = rq->work;
    struct publication publication;
    const char *code = path_text(rq, "code");
    const struct rows *rows;

    if (!read_form(rq, publication_fields, &publication))
        return false;
    rows = db_take(work, SQL_POLICY_VERSION_PUBLISH,
                   PARAMS(code, publication.version_no, publication.published_on));
    if (!rows)
        return false;
    if (!rows->count)
        return fail_field(work, "version_no", "一覧の中から版を選択してください。");
    return reply_see_other(rq, "/admin/policies/%s?changed=yes", code);
}

static const char *const show_query[] = {"changed", NULL};

const struct route policy_maintain_routes[] = {
    {GET, "/admin/policies/{code}", show_document, MAY(POLICY_MAINTAIN), .fields = change_fields,
     .query = show_query, .summary = "One document with all its versions and who may read it"},
    {POST, "/admin/policies/{code}/publicity", change_publicity, MAY(POLICY_MAINTAIN),
     .form = "policies/maintain", .form_view = add_document, .fields = change_fields,
     .creates = true, .summary = "Change who may read a document"},
    {GET, "/admin/policies/{code}/publication", show_publication, MAY(POLICY_MAINTAIN),
     .fields = publication_fields, .summary = "Versions without a day of publication"},
    {POST, "/admin/policies/{code}/publication", enter_publication, MAY(POLICY_MAINTAIN),
     .form = "policies/publication", .form_view = add_publication, .fields = publication_fields,
     .creates = true, .summary = "Enter the day on which a version was published, once"},
    ROUTE_END,
};

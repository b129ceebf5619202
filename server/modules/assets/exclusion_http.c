#include <string.h>

#include "base/json.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/assets/asset.h"
#include "modules/assets/asset_relation.h"

/*
 * 対象外（詳細編別表１）: the appendix itself is not public and not in the portal, so what it takes
 * out of scope is entered here, by the secretariat alone and with the item of the appendix
 * (BR-SC-06). Each entry is a correction of the register, and so is each return.
 */
struct exclusion {
    const char *asset_no, *exclusion_ref, *reason;
    long version;
};

/* The page of the list has both forms, and each is shown again with the fields of the other. */
/* clang-format off */
#define EXCLUSION(is_addition)                                                                     \
    {FIELD_TEXT(struct exclusion, asset_no, "管理番号", .required = (is_addition), .max = 20),      \
     FIELD_TEXT(struct exclusion, exclusion_ref, "別表1の該当", .required = (is_addition),          \
                .max = 100),                                                                       \
     FIELD_TEXT(struct exclusion, reason, "理由", .required = true, .max = 200),                    \
     FIELD_INT(struct exclusion, version, "版", .required = !(is_addition)), FIELD_END}
/* clang-format on */

static const struct field add_fields[] = EXCLUSION(true);
static const struct field end_fields[] = EXCLUSION(false);

static bool list_view(struct request *rq, struct view *v)
{
    view_rows(v, "items", SQL_EXCLUSION_LIST, PARAMS());
    view_form(rq, v);
    return true;
}

static bool list_exclusions(struct request *rq)
{
    struct view *v = view_new(rq->work);

    if (!list_view(rq, v))
        return false;
    if (rq->format & FORMAT_SHEETS)
        rq->reply.file_name = "対象外の情報資産";
    return reply_view(rq, "exclusions/list", v);
}

/* The register changes by a correction alone; the rule is the database's. */
static bool correct(struct request *rq, const struct asset_entry *entry, const char *reason)
{
    const char *id = asset_correction_begin(rq->work, "form", NULL, reason, NULL, false, entry, 1);

    return id && asset_correction_apply(rq->work, id) && reply_see_other(rq, "/exclusions");
}

static json_t *scope(struct work *work, const char *status, const char *reference)
{
    return json_on_arena(
        work->arena, json_pack("{s:s, s:s}", "scope_status", status, "exclusion_ref", reference));
}

static bool add_exclusion(struct request *rq)
{
    struct work *w = rq->work;
    struct exclusion e;
    const struct rows *row;

    if (!read_form(rq, add_fields, &e) ||
        !(row = db_take(w, SQL_EXCLUSION_ASSET, PARAMS(e.asset_no))))
        return false;
    if (!row->count)
        return fail_field(w, "asset_no", "台帳にある資産の管理番号を入力してください。");
    if (strcmp(rows_text(row, 0, "scope_status"), "in_scope") != 0)
        return fail_field(w, "asset_no", "この資産は、既に対象外としています。");
    return correct(rq,
                   &(struct asset_entry){.asset = rows_text(row, 0, "id"),
                                         .kind = asset_kind_of(rows_text(row, 0, "kind")),
                                         .version = (long)rows_integer(row, 0, "version"),
                                         .fields = scope(w, "excluded_appendix1", e.exclusion_ref),
                                         .restricted = json_on_arena(w->arena, json_object())},
                   e.reason);
}

static bool end_exclusion(struct request *rq)
{
    struct work *w = rq->work;
    struct exclusion e;
    struct asset asset;

    return read_form(rq, end_fields, &e) && asset_to_change(rq, e.version, &asset) &&
           correct(rq,
                   &(struct asset_entry){.asset = asset.id,
                                         .kind = asset.kind,
                                         .version = asset.version,
                                         .fields = scope(w, "in_scope", ""),
                                         .restricted = json_on_arena(w->arena, json_object())},
                   e.reason);
}

const struct route exclusion_routes[] = {
    {GET, "/exclusions", list_exclusions, MAY(ASSET_READ_ALL),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_SHEETS, .list = "items", .fields = add_fields,
     .summary = "Assets that appendix 1 takes out of scope, with the item of the appendix"},
    {POST, "/exclusions", add_exclusion, MAY(ASSET_EXCLUDE), .form = "exclusions/list",
     .form_view = list_view, .fields = add_fields, .creates = true,
     .summary = "Take an asset out of scope, by a correction of the register (BR-SC-06)"},
    {POST, "/exclusions/{asset_no}/end", end_exclusion, MAY(ASSET_EXCLUDE),
     .form = "exclusions/list", .form_view = list_view, .fields = end_fields, .creates = true,
     .summary = "Take an asset back into scope"},
    ROUTE_END,
};

#include "modules/assets/asset.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/work.h"
#include "core/search/name_search.h"
#include "db/db.h"
#include "http/request.h"
#include "view/view.h"

enum { SEARCH_BATCH = 500 };

/* ---- one asset --------------------------------------------------------------------------------
 */

/* A page shown again after a failure only reads. */
static bool is_to_change(const struct request *rq)
{
    return !method_is_safe(rq->method) && !rq->failure;
}

static const struct rows *load(struct request *rq)
{
    const char *number = path_text(rq, "asset_no");

    if (is_to_change(rq) && !db_run(rq->work, SQL_ASSET_LOCK, PARAMS(number)))
        return NULL;
    return db_take(rq->work, SQL_ASSET_LOAD, PARAMS(number));
}

static bool refuse_unknown(struct request *rq)
{
    request_may_be_refused(rq, "asset", path_text(rq, "asset_no"), SQL_ASSET_IS_HIDDEN);
    return fail(rq->work, ERR_NOT_FOUND, NULL);
}

static const struct rows *take(struct request *rq, struct asset *a)
{
    const struct rows *row = load(rq);

    if (!row)
        return NULL;
    if (!row->count)
        return refuse_unknown(rq) ? row : NULL;
    *a = (struct asset){.id = rows_text(row, 0, "id"),
                        .asset_no = rows_text(row, 0, "asset_no"),
                        .name = rows_text(row, 0, "name"),
                        .status = rows_text(row, 0, "status"),
                        .unit = rows_text(row, 0, "unit"),
                        .kind = asset_kind_of(rows_text(row, 0, "kind")),
                        .version = (long)rows_integer(row, 0, "version"),
                        .may_draft = rows_boolean(row, 0, "may_draft"),
                        .may_confirm = rows_boolean(row, 0, "may_confirm"),
                        .sees_restricted = rows_boolean(row, 0, "sees_restricted"),
                        .writes_restricted = rows_boolean(row, 0, "writes_restricted")};
    return row;
}

bool asset_of_path(struct request *rq, struct asset *asset)
{
    return take(rq, asset) != NULL;
}

bool asset_to_change(struct request *rq, long version, struct asset *asset)
{
    const struct rows *row = take(rq, asset);

    if (!row)
        return false;
    if (!asset->may_draft)
        return fail(
            rq->work, ERR_FORBIDDEN,
            "台帳を修正できるのは、所管課の情報システム・セキュリティ管理者とＩＴ推進リーダー、"
            "情報ネットワーク・セキュリティ管理者及び情報セキュリティ推進事務局です。");
    return version == asset->version ||
           fail(rq->work, ERR_STALE, "%sが%sに、先に変更しました。今の内容を確認してください。",
                rows_text(row, 0, "_by"), rows_text(row, 0, "_at"));
}

void asset_view_head(struct view *view, const struct asset *asset)
{
    view_row(view, "asset", SQL_ASSET_HEAD, PARAMS(asset->id));
}

bool asset_do(struct work *work, const struct asset *asset, const char *event, const char *text,
              const char *day, const char *to_unit)
{
    return db_run(work, SQL_ASSET_STEP_ADD, PARAMS(asset->id, event, text, day, to_unit));
}

/* ---- corrections ------------------------------------------------------------------------------
 */

static json_t *id_or_null(const char *id)
{
    return id ? json_string(id) : json_null();
}

static json_t *row_of(const struct asset_entry *e, size_t line)
{
    return json_pack("{s:i, s:o, s:o, s:s, s:o, s:O, s:O, s:O?}", "line", (int)line, "asset",
                     id_or_null(e->asset), "unit", id_or_null(e->unit), "kind",
                     asset_kind_code(e->kind), "version",
                     e->asset ? json_integer(e->version) : json_null(), "fields", e->fields,
                     "restricted", e->restricted, "problems", e->problems);
}

static bool add_rows(struct work *work, const char *id, const struct asset_entry *entries,
                     size_t count)
{
    json_t *rows = json_on_arena(work->arena, json_array());

    for (size_t i = 0; i < count; i++)
        json_array_append_new(rows, row_of(&entries[i], i + 1));
    return db_run(work, SQL_ASSET_CORRECTION_ROWS_INSERT, PARAMS(id, json_text(work->arena, rows)));
}

const char *asset_correction_begin(struct work *work, const char *source, const char *unit,
                                   const char *reason, const char *day, bool registers,
                                   const struct asset_entry *entries, size_t count)
{
    const struct rows *row =
        db_take(work, SQL_ASSET_CORRECTION_INSERT,
                PARAMS(source, unit, reason, day, registers ? "true" : "false"));

    if (!row || !add_rows(work, rows_text(row, 0, "id"), entries, count))
        return NULL;
    return rows_text(row, 0, "id");
}

bool asset_correction_apply(struct work *work, const char *id)
{
    const struct rows *row;

    if (!db_run(work, SQL_ASSET_CORRECTION_DO_APPLY, PARAMS(id)))
        return false;
    row = db_take(work, SQL_ASSET_CORRECTION_ASSETS, PARAMS(id));
    return row && asset_search_refresh(work, rows_text(row, 0, "ids"));
}

/* ---- what assets are found by -----------------------------------------------------------------
 */

static json_t *found_by(struct arena *arena, const struct rows *rows, int i)
{
    const char *const parts[] = {
        rows_text(rows, i, "asset_no"),   rows_text(rows, i, "former_no"),
        rows_text(rows, i, "name"),       rows_text(rows, i, "description"),
        rows_text(rows, i, "business"),   rows_text(rows, i, "unit"),
        rows_text(rows, i, "location"),   rows_text(rows, i, "note"),
        rows_text(rows, i, "kind_texts"), NULL};
    const char *folded = name_folded(arena, parts);
    json_t *grams = json_array();

    for (const char *const *gram = name_grams(arena, folded); *gram; gram++)
        json_array_append_new(grams, json_string(*gram));
    return json_pack("{s:s, s:s, s:o}", "id", rows_text(rows, i, "id"), "folded", folded, "grams",
                     grams);
}

/* Some at a time: their pairs of characters are many times what they are made of. */
static bool save_found_by(struct work *work, const struct rows *rows, int from, int to)
{
    struct arena *arena = arena_new();
    json_t *all = json_on_arena(arena, json_array());
    bool ok;

    for (int i = from; i < to; i++)
        json_array_append_new(all, found_by(arena, rows, i));
    ok = db_run(work, SQL_ASSET_SEARCH_SAVE, PARAMS(json_text(arena, all)));
    arena_free(arena);
    return ok;
}

bool asset_search_refresh(struct work *work, const char *ids)
{
    const struct rows *rows = db_take(work, SQL_ASSET_SEARCH_TEXTS, PARAMS(ids));

    for (int i = 0; rows && i < rows->count; i += SEARCH_BATCH)
        if (!save_found_by(work, rows, i,
                           i + SEARCH_BATCH < rows->count ? i + SEARCH_BATCH : rows->count))
            return false;
    return rows != NULL;
}

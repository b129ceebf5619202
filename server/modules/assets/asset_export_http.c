#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/config.h"
#include "base/limits.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/app.h"
#include "http/request.h"
#include "http/sheet.h"
#include "modules/assets/asset.h"
#include "modules/assets/asset_export.h"
#include "modules/assets/asset_list.h"
#include "view/cp932.h"
#include "view/label.h"

/*
 * 修正用のファイル: what is downloaded here is corrected in a spreadsheet and taken in again by
 * /assets/import: a section, or what a list of the register shows (of=list, with its filters).
 */
struct asked {
    const char *kind, *unit; /* codes, or NULL */
    const struct rows *units, *rights;
    const char *unit_id; /* NULL: all */
    const char *listed;  /* NULL: no list was asked for */
};

static bool read_unit(struct request *rq, struct asked *a)
{
    if (!a->unit || !strcmp(a->unit, "all"))
        return true;
    for (int i = 0; i < a->units->count; i++)
        if (!strcmp(rows_text(a->units, i, "owner_unit_code"), a->unit)) {
            a->unit_id = rows_text(a->units, i, "_id");
            return true;
        }
    return fail_field(rq->work, "unit", "所管課は、一覧から選択してください。");
}

static bool read_list(struct request *rq, struct asked *a)
{
    int listed;

    if (!assets_listed(rq, &a->listed, &listed))
        return false;
    return listed <= LIMIT_CSV_RECORDS ||
           fail_field(rq->work, "unit",
                      "%d件を超える資産は、一度に取り込めません。所管課などの条件で絞り込んでから"
                      "、出力してください。",
                      LIMIT_CSV_RECORDS);
}

static bool is_of_list(struct request *rq)
{
    const char *of = query_text(rq, "of");

    return of && !strcmp(of, "list") && rq->format & FORMAT_SHEETS;
}

static bool read_asked(struct request *rq, struct asked *a)
{
    *a = (struct asked){.kind = query_text(rq, "kind"), .unit = query_text(rq, "unit")};
    if (a->kind && asset_kind_of(a->kind) == ASSET_KINDS)
        return fail_field(rq->work, "kind", "資産区分は、一覧から選択してください。");
    if (!a->kind && rq->format == FORMAT_CSV)
        return fail_field(rq->work, "kind",
                          "CSV は、資産区分を選択してください。資産区分ごとに列が異なります。");
    a->units = db_take(rq->work, SQL_ASSET_EXPORT_UNITS, PARAMS(a->unit));
    a->rights = db_take(rq->work, SQL_ASSET_EXPORT_RIGHTS, PARAMS());
    return a->units && a->rights && (is_of_list(rq) ? read_list(rq, a) : read_unit(rq, a));
}

static bool show_choices(struct request *rq, const struct asked *a)
{
    struct view *v = view_new(rq->work);

    view_text(v, "unit", a->unit ? a->unit : "");
    view_boolean(v, "keeps_all", rows_boolean(a->rights, 0, "keeps_all"));
    view_boolean(v, "with_restricted", rows_boolean(a->rights, 0, "with_restricted"));
    view_add_rows(v, "units", a->units);
    view_list(v, "kinds");
    for (int k = 0; k < ASSET_KINDS; k++)
        view_text(view_list_object(v, "kinds"), "asset_kind", asset_kind_code((enum asset_kind)k));
    return reply_view(rq, "assets/export", v);
}

static const char *file_name(struct request *rq, const struct asked *a)
{
    const char *kind = a->kind ? label_find("asset_kind", a->kind) : "情報資産";

    return arena_printf(rq->work->arena, "%s-修正用", kind);
}

static bool reply_workbook(struct request *rq, const struct asset_export *export,
                           const struct asked *a)
{
    struct buffer *out = buffer_new(rq->work->arena, LIMIT_ASSET_EXPORT);

    if (!asset_export_workbook(rq->work, export, out))
        return false;
    rq->reply.file_name = file_name(rq, a);
    return reply_bytes(rq, XLSX_MEDIA, out->data, out->length);
}

static bool reply_csv(struct request *rq, const struct asset_export *export, const struct asked *a)
{
    struct buffer *out = buffer_new(rq->work->arena, LIMIT_ASSET_EXPORT);
    const char *encoding = query_text(rq, "encoding"), *media = "text/csv; charset=utf-8";
    bool is_cp932 = encoding && !strcmp(encoding, "cp932"), is_report = query_text(rq, "report");
    struct replaced replaced = {0};

    if (!asset_export_csv(rq->work, export, out, is_cp932 ? &replaced : NULL))
        return false;
    if (is_cp932) {
        media = is_report ? media : "text/csv; charset=windows-31j";
        reply_header(rq, "Mamori-Replaced", arena_printf(rq->work->arena, "%d", replaced.count));
    }
    if (is_report) {
        buffer_clear(out);
        view_write_csv(sheet_replaced(rq->work, &replaced), "replaced", out);
    }
    rq->reply.file_name = file_name(rq, a);
    return reply_bytes(rq, media, out->data, out->length);
}

static bool export_assets(struct request *rq)
{
    struct asset_export export;
    struct asked asked;

    if (!read_asked(rq, &asked))
        return false;
    if (rq->format != FORMAT_XLSX && rq->format != FORMAT_CSV)
        return show_choices(rq, &asked);
    export =
        (struct asset_export){.kind = asset_kind_of(asked.kind),
                              .unit = asked.unit_id,
                              .listed = asked.listed,
                              .with_restricted = rows_boolean(asked.rights, 0, "with_restricted"),
                              .temporary = rq->app->config->state};
    return rq->format == FORMAT_XLSX ? reply_workbook(rq, &export, &asked)
                                     : reply_csv(rq, &export, &asked);
}

static const char *const export_query[] = {
    "of",      "kind",      "unit", "status", "importance", "confidentiality", "personal_info",
    "segment", "attention", "q",    "sort",   "encoding",   "report",          NULL};

const struct route asset_export_routes[] = {
    {GET, "/assets/export", export_assets, MAY(ASSET_DRAFT),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV | FORMAT_XLSX, .query = export_query,
     .summary = "Assets the viewer may enter corrections of, as a workbook (a sheet a kind) or the "
                "CSV of one kind, to be corrected and taken in again; unit is a code or all; with "
                "of=list those of the list that /assets gives for the same filters"},
    ROUTE_END,
};

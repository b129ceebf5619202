#include "base/limits.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/request.h"
#include "http/sheet.h"
#include "modules/assets/asset.h"
#include "modules/assets/asset_list.h"

static bool refuse_more(struct request *rq, int most)
{
    return fail_field(rq->work, "unit",
                      "%d件を超える情報資産は、一度に出力できません。"
                      "所管課などの条件で絞り込んでから、出力してください。",
                      most);
}

/* All that is asked for, up to `most`. */
static bool find_whole(struct request *rq, struct view *v, struct assets_asked *asked, int most,
                       struct assets_found *found)
{
    assets_whole(rq, asked, most);
    return assets_find(rq, v, asked, found) && (found->found <= most || refuse_more(rq, most));
}

/* By the classes of the scheme in force. */
static bool find_ledger(struct work *work, enum statement *ledger)
{
    const struct rows *row = db_take(work, SQL_ASSET_LIST_SCHEME, PARAMS());

    if (row)
        *ledger = rows_boolean(row, 0, "is_graded") ? SQL_ASSET_LEDGER_BY_GRADE
                                                    : SQL_ASSET_LEDGER_BY_AXES;
    return row != NULL;
}

enum { PIECE = 1000 };

/* Piece by piece: a sheet holds up to 100,000 rows. */
static bool reply_sheet(struct request *rq, struct view *v, struct assets_asked *asked)
{
    struct assets_found found;
    enum statement ledger;
    struct sheet_file *file;

    if (!find_ledger(rq->work, &ledger) || !find_whole(rq, v, asked, LIMIT_ASSET_SHEET, &found))
        return false;
    file = sheet_begin(rq);
    for (int i = 0; file && (i < found.found || i == 0); i += PIECE)
        if (!sheet_add(file, ledger, PARAMS(assets_ids(rq, &found, i, PIECE))))
            return false;
    rq->reply.file_name = "情報資産管理台帳";
    return file && sheet_reply(file);
}

static void add_choices(struct view *v, const struct assets_asked *asked)
{
    view_rows(v, "sections", SQL_ASSET_LIST_SECTIONS, PARAMS(asked->unit));
    view_own_row(v, SQL_ASSET_LIST_SCHEME, PARAMS());
    view_rows(v, "levels", SQL_ASSET_LIST_LEVELS, PARAMS(asked->confidentiality));
    view_rows(v, "views", SQL_ASSET_VIEW_LIST, PARAMS());
}

static bool list_assets(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct assets_asked asked;
    struct assets_found found;
    const struct rows *rows;

    if (!assets_asked(rq, &asked))
        return false;
    if (rq->format & FORMAT_SHEETS)
        return reply_sheet(rq, v, &asked);
    assets_view_asked(v, &asked);
    add_choices(v, &asked);
    if (!assets_find(rq, v, &asked, &found))
        return false;
    rows = db_take(rq->work, SQL_ASSET_ENTRIES,
                   PARAMS(assets_ids(rq, &found, 0, found.found), found.total));
    if (!rows)
        return false;
    paging_view(rq, v, &asked.paging, rows, "asset_no");
    return reply_view(rq, "assets/list", v);
}

/* 様式16, on paper: every row of what is asked for. */
static bool print_ledger(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct assets_asked asked;
    struct assets_found found;
    enum statement ledger;

    if (!assets_asked(rq, &asked) || !find_ledger(rq->work, &ledger))
        return false;
    assets_view_asked(v, &asked);
    view_boolean(v, "is_graded", ledger == SQL_ASSET_LEDGER_BY_GRADE);
    view_optional_row(v, "section", SQL_ASSET_LIST_SECTION, PARAMS(asked.unit));
    view_optional_row(v, "level", SQL_ASSET_LIST_LEVEL, PARAMS(asked.confidentiality));
    if (!find_whole(rq, v, &asked, LIMIT_ASSET_LEDGER, &found))
        return false;
    view_rows(v, "items", ledger, PARAMS(assets_ids(rq, &found, 0, found.found)));
    view_text(v, "total", found.total);
    view_text(v, "printed_by", rq->work->actor.name);
    return reply_view(rq, "assets/ledger", v);
}

static const char *const ledger_query[] = {
    "kind",      "unit", "status", "importance", "confidentiality", "personal_info", "segment",
    "attention", "q",    "sort",   NULL};

const struct route asset_list_routes[] = {
    {GET, "/assets", list_assets, MAY(ASSET_READ),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV | FORMAT_XLSX, .list = "items",
     .query = asset_list_query,
     .summary =
         "The register of assets, of what the viewer may see: the own section's or all; without "
         "status what was neither disposed of nor discarded, status=all everything; unit is a "
         "section or a department; confidentiality a level; attention is unclassified, late, "
         "ending, excluded or unchecked; sort is number, section, importance or name; a file is "
         "all of it"},
    {GET, "/assets/ledger", print_ledger, MAY(ASSET_READ), .query = ledger_query,
     .summary = "The same as form 16 (情報資産管理台帳), to be printed on A3 landscape"},
    ROUTE_END,
};

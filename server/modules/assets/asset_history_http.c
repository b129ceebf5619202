#include <string.h>

#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/paging.h"
#include "http/request.h"
#include "modules/assets/asset_change.h"
#include "modules/assets/asset_page.h"
#include "modules/assets/asset_words.h"

/* 修正履歴 (7(1)エ(オ)): of one asset, and of the whole city with 様式16. */

/* Addresses that are shown leave a trace. */
static void trace(struct request *rq, const struct rows *rows, const char *type, const char *object)
{
    for (int i = 0; i < rows->count; i++)
        if (rows_boolean(rows, i, "is_restricted"))
            request_leaves_trace(rq, "view_restricted", type, object);
}

static bool show_history(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct paging paging = paging_read(rq);
    const struct rows *rows;
    struct asset asset;

    if (paging.after && !text_is_digits(paging.after, TEXT_ID_DIGITS))
        return fail_field(rq->work, "after", "前のページの最後の履歴の番号を入力してください。");
    if (!asset_of_path(rq, &asset))
        return false;
    asset_view_head(v, &asset);
    rows = db_take(
        rq->work, SQL_ASSET_HISTORY_ROWS,
        PARAMS(asset.id, asset.sees_restricted ? "true" : "false", paging.after, paging.rows));
    if (!rows)
        return false;
    trace(rq, rows, "asset_restricted", asset.id);
    paging_view(rq, v, &paging, asset_changes_in_words(rq->work, rows), "id");
    view_boolean(v, "is_later_page", paging.after != NULL);
    return reply_view(rq, "assets/history", v);
}

/* ---- the whole city ---------------------------------------------------------------------------
 */

struct changes_asked {
    const char *unit, *field, *from, *to, *late;
    struct paging paging;
};

static bool read_asked(struct request *rq, struct changes_asked *asked)
{
    *asked = (struct changes_asked){.unit = query_text(rq, "unit"),
                                    .field = query_text(rq, "field"),
                                    .from = query_date(rq, "from"),
                                    .to = query_date(rq, "to"),
                                    .late = query_text(rq, "late"),
                                    .paging = paging_read(rq)};
    if (asked->field && !asset_field_label(asked->field))
        fail_field(rq->work, "field", "項目は、一覧の上の選択肢から選択してください。");
    if (asked->late && strcmp(asked->late, "true") != 0)
        fail_field(rq->work, "late", "遅延は、true を指定してください。");
    if (asked->paging.after && !text_is_digits(asked->paging.after, TEXT_ID_DIGITS))
        fail_field(rq->work, "after", "前のページの最後の履歴の番号を入力してください。");
    return rq->work->error.code == ERR_NONE;
}

static void add_field_choice(struct view *v, const char *field, const char *chosen)
{
    struct view *item = view_list_object(v, "fields");

    view_text(item, "field", field);
    view_text(item, "label", asset_field_label(field));
    view_boolean(item, "is_chosen", chosen && !strcmp(chosen, field));
}

/* Those of the history: what refers to somebody has another name there. */
static void add_field_choices(struct view *v, const char *chosen)
{
    static const char *const others[] = {"status", "owner_unit", "operator", "last_checked_on"};

    view_list(v, "fields");
    for (int i = 0; i < 4; i++)
        add_field_choice(v, others[i], chosen);
    for (const struct field *f = asset_fields; f->kind != FIELD_KIND_END; f++)
        if (strcmp(f->name, "operator_no") != 0)
            add_field_choice(v, f->name, chosen);
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static void add_asked(struct view *v, const struct changes_asked *a)
{
    view_text(v, "unit", or_empty(a->unit));
    view_text(v, "change_field", a->field ? asset_field_label(a->field) : NULL);
    view_text(v, "field", or_empty(a->field));
    view_text(v, "from", or_empty(a->from));
    view_text(v, "to", or_empty(a->to));
    view_boolean(v, "late", a->late != NULL);
    view_boolean(v, "is_narrowed", a->unit || a->field || a->from || a->to || a->late);
    view_boolean(v, "is_later_page", a->paging.after != NULL);
    view_integer(v, "size", a->paging.size);
    view_optional_row(v, "section", SQL_ASSET_CHANGES_SECTION, PARAMS(a->unit));
}

/* What was found, in words. */
static const struct rows *find(struct request *rq, const struct changes_asked *a)
{
    const struct rows *rows =
        db_take(rq->work, SQL_ASSET_CHANGES,
                PARAMS(a->unit, a->field, a->from, a->to, a->late ? "true" : "false",
                       a->paging.after, a->paging.rows));

    if (rows)
        trace(rq, rows, "route", "/assets/changes");
    return rows ? asset_changes_in_words(rq->work, rows) : NULL;
}

static bool reply_sheet(struct request *rq, struct view *v, const struct rows *rows)
{
    view_add_rows(v, "items", asset_changes_sheet(rq->work, rows));
    rq->reply.file_name = "情報資産修正履歴";
    return reply_view(rq, "assets/changes", v);
}

static bool list_changes(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct changes_asked asked;
    const struct rows *rows;

    if (!read_asked(rq, &asked))
        return false;
    rows = find(rq, &asked);
    if (!rows)
        return false;
    if (rq->format & FORMAT_SHEETS)
        return reply_sheet(rq, v, rows);
    add_asked(v, &asked);
    add_field_choices(v, asked.field);
    view_rows(v, "sections", SQL_ASSET_CHANGES_SECTIONS, PARAMS(or_empty(asked.unit)));
    paging_view(rq, v, &asked.paging, rows, "id");
    return reply_view(rq, "assets/changes", v);
}

/* 様式16: every row of what was asked for, on paper. */
static bool print_changes(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct changes_asked asked;
    const struct rows *rows;

    if (!read_asked(rq, &asked))
        return false;
    asked.paging = (struct paging){0};
    rows = find(rq, &asked);
    if (!rows)
        return false;
    add_asked(v, &asked);
    view_add_rows(v, "items", rows);
    view_integer(v, "total", rows->count);
    view_text(v, "printed_by", rq->work->actor.name);
    request_leaves_trace(rq, "print", "route", "/assets/changes/print");
    return reply_view(rq, "assets/changes_form", v);
}

static const char *const history_query[] = {"after", "limit", NULL};
static const char *const changes_query[] = {"unit", "field", "from",  "to",
                                            "late", "after", "limit", NULL};
static const char *const print_query[] = {"unit", "field", "from", "to", "late", NULL};

const struct route asset_history_routes[] = {
    {GET, "/assets/{asset_no}/history", show_history, MAY(ASSET_READ), .query = history_query,
     .summary = "The history of an asset, a row a field, the newest first"},
    {GET, "/assets/changes", list_changes, MAY(ASSET_READ),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV | FORMAT_XLSX, .list = "items",
     .query = changes_query,
     .summary = "The history of all assets the viewer sees; unit is a section's code, from and to "
                "are days of the correction, late=true gives only late ones"},
    {GET, "/assets/changes/print", print_changes, MAY(ASSET_READ), .query = print_query,
     .summary = "The same as form 16 (修正履歴), to be printed on A4 landscape"},
    ROUTE_END,
};

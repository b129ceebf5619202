#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/body.h"
#include "http/form_view.h"
#include "http/paging.h"
#include "http/request.h"
#include "modules/assets/inventory.h"

enum { PAGE_MAX = 150 }; /* three fields a row: what one form may hold (LIMIT_FORM_FIELDS) */

/* The page of a list has several forms, and each is shown again with the fields of all. */
struct act {
    int act, event;
    const char *text, *asset_no, *note;
    long version;
};

enum { SAVE, CONFIRM_REST };
static const struct choice acts[] = {{"save", SAVE}, {"confirm_rest", CONFIRM_REST}, {NULL, 0}};
enum { BEGIN, SUBMIT, RETURN, ACCEPT };
static const struct choice events[] = {
    {"begin", BEGIN}, {"submit", SUBMIT}, {"return", RETURN}, {"accept", ACCEPT}, {NULL, 0}};

/* clang-format off */
#define ACT(is_step, is_addition)                                                                  \
    {FIELD_ENUM(struct act, act, "操作", .choices = acts, .fallback = SAVE),                       \
     FIELD_NESTED("items", "一覧の記入"),                                                          \
     FIELD_ENUM(struct act, event, "操作", .required = (is_step), .choices = events),              \
     FIELD_LONG_TEXT(struct act, text, "説明", .max = 1000),                                       \
     FIELD_INT(struct act, version, "版", .required = (is_step)),                                  \
     FIELD_TEXT(struct act, asset_no, "管理番号", .required = (is_addition), .max = 20),           \
     FIELD_TEXT(struct act, note, "備考", .max = 200),                                             \
     FIELD_NESTED("file", "棚卸しの一覧のファイル"), FIELD_END}
/* clang-format on */

static const struct field page_fields[] = ACT(false, false);
static const struct field mark_fields[] = ACT(false, false);
static const struct field step_fields[] = ACT(true, false);
static const struct field add_fields[] = ACT(false, true);

/* ---- the list of a section --------------------------------------------------------------------
 */

bool inventory_of_path(struct request *rq, struct inventory *inventory)
{
    const char *year = path_text(rq, "fiscal_year"), *unit = path_text(rq, "unit_code");
    const struct rows *row = db_take(rq->work, SQL_INVENTORY_SECTION_LOAD, PARAMS(year, unit));

    if (!row)
        return false;
    if (!row->count) {
        request_may_be_refused(rq, "inventory_section",
                               arena_printf(rq->work->arena, "%s/%s", year, unit),
                               SQL_INVENTORY_SECTION_IS_HIDDEN);
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    }
    *inventory = (struct inventory){.id = rows_text(row, 0, "id"),
                                    .fiscal_year = rows_text(row, 0, "fiscal_year"),
                                    .unit = rows_text(row, 0, "code"),
                                    .name = rows_text(row, 0, "name"),
                                    .by = rows_text(row, 0, "_by"),
                                    .at = rows_text(row, 0, "_at"),
                                    .version = (long)rows_integer(row, 0, "version"),
                                    .is_own = rows_boolean(row, 0, "is_own"),
                                    .may_mark = rows_boolean(row, 0, "may_mark")};
    return true;
}

/* Which part of the list is on the page. */
struct part {
    struct paging paging;
    const char *result;
};

static const char *const filters[] = {"unmarked", "confirmed", "changed", "missing", "new", NULL};

static bool is_filter(const char *text)
{
    const char *const *filter = filters;

    while (*filter && strcmp(text, *filter) != 0)
        filter++;
    return *filter != NULL;
}

static bool read_part(struct request *rq, struct part *part)
{
    part->paging = paging_read(rq);
    part->result = query_text(rq, "result");
    if (part->paging.size > PAGE_MAX)
        return fail_field(rq->work, "limit", "1度に表示できるのは、%d件までです。", PAGE_MAX);
    if (part->result && !is_filter(part->result))
        return fail_field(rq->work, "result", "一覧の上にある結果から選択してください。");
    return rq->work->error.code == ERR_NONE;
}

static bool add_items(struct request *rq, struct view *v, const struct inventory *inventory,
                      const struct part *part)
{
    struct arena *arena = rq->work->arena;
    struct inventory_marks m;
    const struct rows *rows;

    inventory_marks_begin(rq, &m);
    if (rq->failure && !inventory_marks_read(rq, &m))
        error_clear(rq->work);
    rows =
        db_take(rq->work, SQL_INVENTORY_ITEMS,
                PARAMS(text_array_literal(arena, m.numbers), text_array_literal(arena, m.results),
                       text_array_literal(arena, m.notes), text_array_literal(arena, m.versions),
                       inventory->id, part->paging.after, part->paging.rows, part->result));
    if (!rows)
        return false;
    paging_view(rq, v, &part->paging, rows, "asset_no");
    return true;
}

static bool section_view(struct request *rq, struct view *v)
{
    struct inventory inventory;
    struct part part;

    if (!read_part(rq, &part) || !inventory_of_path(rq, &inventory))
        return false;
    view_own_row(v, SQL_INVENTORY_SECTION_SHOW, PARAMS(inventory.id));
    view_text(v, "result", part.result);
    view_text(v, "after", part.paging.after);
    view_boolean(v, "is_saved", !rq->failure && query_text(rq, "saved"));
    view_rows(v, "results", SQL_INVENTORY_RESULTS, PARAMS(inventory.id, part.result));
    view_rows(v, "steps", SQL_INVENTORY_SECTION_STEPS, PARAMS(inventory.id));
    if (inventory.may_mark && rq->format == FORMAT_HTML)
        view_rows(v, "addable", SQL_INVENTORY_ADDABLE, PARAMS(inventory.id));
    else
        view_list(v, "addable");
    view_form(rq, v);
    return add_items(rq, v, &inventory, &part);
}

/* To be marked in a spreadsheet and read again. */
static bool reply_sheet(struct request *rq, struct view *v)
{
    struct inventory inventory;
    struct part part;

    if (!read_part(rq, &part) || !inventory_of_path(rq, &inventory))
        return false;
    view_rows(v, "items", SQL_INVENTORY_SHEET, PARAMS(inventory.id, part.result));
    view_offer(v, "inventory_result", inventory_results);
    rq->reply.file_name = "棚卸しの一覧";
    return reply_view(rq, "inventories/section", v);
}

static bool show_section(struct request *rq)
{
    struct view *v = view_new(rq->work);

    if (rq->format & FORMAT_SHEETS)
        return reply_sheet(rq, v);
    return section_view(rq, v) && reply_view(rq, "inventories/section", v);
}

static bool print_section(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct inventory inventory;

    if (!inventory_of_path(rq, &inventory))
        return false;
    view_own_row(v, SQL_INVENTORY_SECTION_SHOW, PARAMS(inventory.id));
    view_rows(v, "items", SQL_INVENTORY_ITEMS,
              PARAMS("{}", "{}", "{}", "{}", inventory.id, NULL, NULL, NULL));
    view_rows(v, "steps", SQL_INVENTORY_SECTION_STEPS, PARAMS(inventory.id));
    request_leaves_trace(rq, "print", "inventory_section", inventory.id);
    return reply_view(rq, "inventories/print", v);
}

/* ---- marking -----------------------------------------------------------------------------------
 */

static bool to_mark(struct request *rq, struct inventory *inventory)
{
    if (!inventory_of_path(rq, inventory))
        return false;
    if (!inventory->is_own)
        return fail(rq->work, ERR_FORBIDDEN, "%s", db_constraint_message("inventory_by_section"));
    return inventory->may_mark ||
           fail(rq->work, ERR_CONFLICT, "%s", db_constraint_message("inventory_section_open"));
}

/* Back to the part of the list that was worked on; what was marked has left a filtered one. */
static bool reply_saved(struct request *rq, const struct inventory *inventory)
{
    const char *after = query_text(rq, "after"), *result = query_text(rq, "result");
    const char *year = inventory->fiscal_year, *unit = inventory->unit;

    if (result && is_filter(result))
        return reply_see_other(rq, "/inventories/%s/%s?saved=yes&result=%s", year, unit, result);
    if (after && !after[strspn(after, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")])
        return reply_see_other(rq, "/inventories/%s/%s?saved=yes&after=%s", year, unit, after);
    return reply_see_other(rq, "/inventories/%s/%s?saved=yes", year, unit);
}

static bool mark_items(struct request *rq)
{
    struct inventory inventory;
    struct inventory_marks marks;
    struct act act;

    inventory_marks_begin(rq, &marks);
    if (!to_mark(rq, &inventory) || !read_form(rq, mark_fields, &act) ||
        !inventory_marks_read(rq, &marks))
        return false;
    if (!marks.count)
        return fail_field(rq->work, "items", "記入する資産がありません。");
    marks.confirms_rest = act.act == CONFIRM_REST;
    return inventory_marks_save(rq, &inventory, &marks, "items") && reply_saved(rq, &inventory);
}

static bool add_item(struct request *rq)
{
    struct inventory inventory;
    struct act act;
    const struct rows *row;

    if (!to_mark(rq, &inventory) || !read_form(rq, add_fields, &act) ||
        !db_run(rq->work, SQL_INVENTORY_SECTION_HOLD, PARAMS(inventory.id)))
        return false;
    row = db_take(rq->work, SQL_INVENTORY_ADD, PARAMS(inventory.id, act.asset_no, act.note));
    if (!row)
        return false;
    return row->count
               ? reply_see_other(rq, "/inventories/%s/%s", inventory.fiscal_year, inventory.unit)
               : fail_field(rq->work, "asset_no",
                            "自分の課等の台帳にあり、一覧にない資産の管理番号を入力してください。");
}

static bool take_sheet(struct request *rq)
{
    struct inventory inventory;
    struct inventory_marks marks;
    struct act act;

    inventory_marks_begin(rq, &marks);
    if (!to_mark(rq, &inventory) || !read_form(rq, page_fields, &act))
        return false;
    return inventory_sheet_read(rq, &marks) &&
           inventory_marks_save(rq, &inventory, &marks, "file") && reply_saved(rq, &inventory);
}

/* ---- steps -------------------------------------------------------------------------------------
 */

static bool is_seen(struct request *rq, const struct inventory *inventory, long version)
{
    return version == inventory->version ||
           fail(rq->work, ERR_STALE, "%sが%sに、先に変更しました。今の内容を確認してください。",
                inventory->by ? inventory->by : "推進事務局", inventory->at);
}

static bool move_section(struct request *rq)
{
    struct inventory inventory;
    struct act act;

    return inventory_of_path(rq, &inventory) && read_form(rq, step_fields, &act) &&
           is_seen(rq, &inventory, act.version) &&
           db_run(rq->work, SQL_INVENTORY_DO,
                  PARAMS(inventory.id, events[act.event].code, act.text)) &&
           reply_see_other(rq, "/inventories/%s/%s", inventory.fiscal_year, inventory.unit);
}

static const char *const section_query[] = {"result", "after", "limit", "saved", NULL};

#define OF_PAGE(fields_)                                                                           \
    .form = "inventories/section", .form_view = section_view, .fields = (fields_), .creates = true

const struct route inventory_section_routes[] = {
    {GET, "/inventories/{fiscal_year}/{unit_code}", show_section, MAY(ASSET_READ),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_SHEETS, .list = "items", .query = section_query,
     .fields = page_fields,
     .summary = "The list of a section; result is unmarked, confirmed, changed, missing or new"},
    {POST, "/inventories/{fiscal_year}/{unit_code}", mark_items, MAY(ASSET_DRAFT),
     OF_PAGE(mark_fields), .query = section_query,
     .summary = "Mark assets of the list: items [{asset_no, inventory_result, note, version}], all "
                "or none; act confirm_rest confirms those that have no result"},
    {POST, "/inventories/{fiscal_year}/{unit_code}/additions", add_item, MAY(ASSET_DRAFT),
     OF_PAGE(add_fields), .summary = "Add an asset of the section that was found besides"},
    {POST, "/inventories/{fiscal_year}/{unit_code}/sheet", take_sheet, MAY(ASSET_DRAFT),
     OF_PAGE(page_fields), .body_limit = LIMIT_CSV_FILE,
     .summary =
         "Mark assets by a sheet (XLSX or CSV) with the columns 管理番号, 結果, 備考, all or none"},
    {POST, "/inventories/{fiscal_year}/{unit_code}/steps", move_section, MAY(ASSET_DRAFT),
     OF_PAGE(step_fields),
     .summary = "begin, submit (the head), return or accept (the secretariat)"},
    {GET, "/inventories/{fiscal_year}/{unit_code}/print", print_section, MAY(ASSET_READ),
     .summary = "The list of a section on paper"},
    ROUTE_END,
};

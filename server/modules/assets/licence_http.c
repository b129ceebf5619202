#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/paging.h"
#include "http/request.h"
#include "modules/assets/custody.h"

/* ソフトウェア・ライセンス (7(1)ウ(カ), エ(オ); BR-AS-03, BR-AS-04): 契約数, 配布数, 残. */

/* ---- lists -------------------------------------------------------------------------------------
 */

static const char *const states[] = {"licence_over", "licence_expired", "licence_ending",
                                     "licence_in_order", NULL};

static const char *state_asked(struct request *rq)
{
    const char *state = query_text(rq, "state");

    if (state && !text_is_among(state, states))
        fail_field(rq->work, "state", "一覧の上にある状態から選択してください。");
    return state;
}

static bool list_licences(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct paging paging = paging_read(rq);
    const char *unit = query_text(rq, "unit"), *state = state_asked(rq);
    const struct rows *rows;

    if (rq->work->error.code != ERR_NONE)
        return false;
    view_text(v, "unit", unit ? unit : "");
    view_text(v, "state", state ? state : "");
    view_boolean(v, "is_narrowed", unit || state);
    view_boolean(v, "is_later_page", paging.after != NULL);
    view_integer(v, "size", paging.size);
    view_rows(v, "states", SQL_LICENCE_STATES, PARAMS(unit, state));
    view_rows(v, "sections", SQL_LICENCE_SECTIONS, PARAMS(unit));
    rows = db_take(rq->work, SQL_LICENCE_LIST, PARAMS(paging.after, paging.rows, unit, state));
    if (!rows)
        return false;
    if (rq->format & FORMAT_SHEETS)
        rq->reply.file_name = "ソフトウェア・ライセンス";
    paging_view(rq, v, &paging, rows, "asset_no");
    return reply_view(rq, "licences/list", v);
}

/* 様式16 ソフトウェア・ライセンス台帳. */
static bool show_ledger(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *unit = query_text(rq, "unit"), *state = state_asked(rq);
    const struct rows *rows;

    if (rq->work->error.code != ERR_NONE)
        return false;
    rows = db_take(rq->work, SQL_LICENCE_LEDGER, PARAMS(NULL, NULL, unit, state));
    if (!rows)
        return false;
    if (rq->format & FORMAT_SHEETS)
        rq->reply.file_name = "ソフトウェア・ライセンス台帳";
    view_text(v, "unit", unit ? unit : "");
    view_text(v, "licence_state", state);
    view_optional_row(v, "section", SQL_MEDIA_SECTION, PARAMS(unit));
    view_add_rows(v, "items", rows);
    view_text(v, "printed_by", rq->work->actor.name); /* known with the rows */
    return reply_view(rq, "licences/ledger", v);
}

/* Hardware, cabling, software and licences in one list (BR-AS-03). */
static bool list_equipment(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct paging paging = paging_read(rq);
    const char *unit = query_text(rq, "unit");
    const struct rows *rows;

    if (rq->work->error.code != ERR_NONE)
        return false;
    view_text(v, "unit", unit ? unit : "");
    view_boolean(v, "is_later_page", paging.after != NULL);
    view_integer(v, "size", paging.size);
    view_rows(v, "sections", SQL_LICENCE_EQUIPMENT_SECTIONS, PARAMS(unit));
    rows = db_take(rq->work, SQL_LICENCE_EQUIPMENT, PARAMS(paging.after, paging.rows, unit));
    if (!rows)
        return false;
    if (rq->format & FORMAT_SHEETS)
        rq->reply.file_name = "ハードウェア・ソフトウェア一覧";
    paging_view(rq, v, &paging, rows, "asset_no");
    return reply_view(rq, "licences/equipment", v);
}

/* ---- one product -------------------------------------------------------------------------------
 */

static bool software_of_path(struct request *rq, const char **id)
{
    const char *number = path_text(rq, "asset_no");
    const struct rows *row = db_take(rq->work, SQL_LICENCE_LOAD, PARAMS(number));

    if (!row)
        return false;
    if (!row->count) {
        request_may_be_refused(rq, "asset", number, SQL_ASSET_IS_HIDDEN);
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    }
    *id = rows_text(row, 0, "id");
    return true;
}

/* The page has two forms, and each is shown again with the fields of both. */
struct installation {
    const char *hardware_no, *unit, *installed_on, *note, *removed_on;
    long count;
};

/* clang-format off */
#define INSTALLING(needed)                                                                         \
    FIELD_TEXT(struct installation, hardware_no, "ハードウェアの管理番号", .max = 20),             \
    FIELD_TEXT(struct installation, unit, "課等", .max = 10),                                      \
    FIELD_INT(struct installation, count, "数", .required = (needed), .minimum = 1, .maximum = 100000),\
    FIELD_DATE(struct installation, installed_on, "配布した日", .required = (needed)),             \
    FIELD_TEXT(struct installation, note, "備考", .max = 200)
#define REMOVING(needed)                                                                           \
    FIELD_DATE(struct installation, removed_on, "終了日", .required = (needed))
/* clang-format on */

static const struct field page_fields[] = {INSTALLING(false), REMOVING(false), FIELD_END};
static const struct field installing_fields[] = {INSTALLING(true), FIELD_END};
static const struct field removing_fields[] = {INSTALLING(false), REMOVING(true), FIELD_END};

static bool software_view(struct request *rq, struct view *v)
{
    const char *id;

    if (!software_of_path(rq, &id))
        return false;
    view_row(v, "software", SQL_LICENCE_SHOW, PARAMS(id));
    view_rows(v, "installations", SQL_LICENCE_INSTALLATIONS, PARAMS(id));
    view_rows(v, "targets", SQL_LICENCE_TARGETS, PARAMS(id, form_typed(rq, "unit")));
    view_form(rq, v);
    return true;
}

static bool show_software(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return software_view(rq, v) && reply_view(rq, "licences/show", v);
}

static bool find(struct work *work, enum statement statement, const char *given, const char *field,
                 const char **id)
{
    const struct rows *row;

    *id = NULL;
    if (!given)
        return true;
    row = db_take(work, statement, PARAMS(given));
    if (!row)
        return false;
    if (!row->count)
        return fail_field(work, field, "登録されていません。入力を確認してください。");
    *id = rows_text(row, 0, "id");
    return true;
}

static bool install(struct request *rq)
{
    struct work *w = rq->work;
    struct installation i;
    const char *id, *hardware, *unit;

    return software_of_path(rq, &id) && read_form(rq, installing_fields, &i) &&
           find(w, SQL_LICENCE_HARDWARE, i.hardware_no, "hardware_no", &hardware) &&
           find(w, SQL_LICENCE_UNIT, i.unit, "unit", &unit) &&
           db_run(w, SQL_LICENCE_INSTALL,
                  PARAMS(id, hardware, unit, arena_printf(w->arena, "%ld", i.count), i.installed_on,
                         i.note)) &&
           reply_see_other(rq, "/licences/%s", path_text(rq, "asset_no"));
}

static bool remove_installation(struct request *rq)
{
    struct installation i;
    const struct rows *row;
    const char *id;

    if (!software_of_path(rq, &id) || !read_form(rq, removing_fields, &i))
        return false;
    row = db_take(rq->work, SQL_LICENCE_REMOVE,
                  PARAMS(id, path_text(rq, "installation_id"), i.removed_on));
    if (!row)
        return false;
    return row->count ? reply_see_other(rq, "/licences/%s", path_text(rq, "asset_no"))
                      : fail(rq->work, ERR_NOT_FOUND, NULL);
}

static const char *const list_query[] = {"unit", "state", "after", "limit", NULL};
static const char *const ledger_query[] = {"unit", "state", NULL};
static const char *const equipment_query[] = {"unit", "after", "limit", NULL};
enum { LIST_FORMATS = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV | FORMAT_XLSX };

const struct route licence_routes[] = {
    {GET, "/licences", list_licences, MAY(ASSET_READ), .formats = LIST_FORMATS, .list = "items",
     .query = list_query,
     .summary = "Software with its licences: how many by contract, how many installed, what is "
                "left; state is licence_over, licence_expired, licence_ending or licence_in_order"},
    {GET, "/licences/ledger", show_ledger, MAY(ASSET_READ), .formats = LIST_FORMATS,
     .list = "items", .query = ledger_query,
     .summary = "The same as form 16, to be printed on A4 landscape"},
    {GET, "/licences/equipment", list_equipment, MAY(ASSET_READ), .formats = LIST_FORMATS,
     .list = "items", .query = equipment_query,
     .summary = "Hardware with its cabling and software with its licences in one list"},
    {GET, "/licences/{asset_no}", show_software, MAY(ASSET_READ), .fields = page_fields,
     .summary = "One product, and where it is installed"},
    {POST, "/licences/{asset_no}/installations", install, MAY(ASSET_DRAFT), .form = "licences/show",
     .form_view = software_view, .fields = installing_fields, .creates = true,
     .summary = "Enter where it is installed: on hardware (its number) or in a section (its code)"},
    {POST, "/licences/{asset_no}/installations/{installation_id}/removal", remove_installation,
     MAY(ASSET_DRAFT), .form = "licences/show", .form_view = software_view,
     .fields = removing_fields, .creates = true,
     .summary = "An installation ends; it stays in the history"},
    ROUTE_END,
};

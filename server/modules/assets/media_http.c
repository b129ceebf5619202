#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/paging.h"
#include "http/request.h"
#include "modules/assets/asset.h"
#include "modules/assets/custody.h"

/* 電磁的記録媒体 持出・貸与簿 (BR-AS-06): who has which medium, why, and when it comes back. */

/* ---- the media, and the book -------------------------------------------------------------------
 */

static const char for_reading[] =
    "持出しと返却は、ポータルの媒体のページで記録します。返却予定日を変えるときは、そこで返却か"
    "取りやめを記録し、もう一度申請します。";

static const char *const states[] = {"in_store", "requested", "permitted", "out",
                                     "overdue",  "lost",      NULL};

static void add_asked(struct view *v, const char *unit, const char *state)
{
    view_text(v, "unit", unit ? unit : "");
    view_text(v, "state", state ? state : "");
    view_boolean(v, "is_narrowed", unit || state);
    view_rows(v, "states", SQL_MEDIA_STATES, PARAMS(unit, state));
    view_rows(v, "sections", SQL_MEDIA_SECTIONS, PARAMS(unit));
    view_rows(v, "incidents", SQL_MEDIA_INCIDENTS, PARAMS(NULL));
}

static bool list_media(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct paging paging = paging_read(rq);
    const char *unit = query_text(rq, "unit"), *state = query_text(rq, "state");
    const struct rows *rows;

    if (state && !text_is_among(state, states))
        fail_field(rq->work, "state", "一覧の上にある状態から選択してください。");
    if (rq->work->error.code != ERR_NONE)
        return false;
    if (rq->format & FORMAT_SHEETS)
        rq->reply.file_name = "電磁的記録媒体";
    else
        add_asked(v, unit, state);
    view_note(v, for_reading);
    view_boolean(v, "is_later_page", paging.after != NULL);
    view_integer(v, "size", paging.size);
    rows = db_take(rq->work, SQL_MEDIA_LIST, PARAMS(paging.after, paging.rows, unit, state));
    if (!rows)
        return false;
    paging_view(rq, v, &paging, rows, "asset_no");
    return reply_view(rq, "media/list", v);
}

/* 様式16 媒体管理簿, on paper or in a spreadsheet. */
static bool show_ledger(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *year = query_fiscal_year(rq), *unit = query_text(rq, "unit");
    const struct rows *rows;

    if (rq->work->error.code != ERR_NONE)
        return false;
    rows = db_take(rq->work, SQL_MEDIA_LEDGER, PARAMS(year, unit));
    if (!rows)
        return false;
    if (rq->format & FORMAT_SHEETS)
        rq->reply.file_name = "媒体管理簿";
    view_note(v, for_reading);
    view_text(v, "fiscal_year", year ? year : "");
    view_text(v, "unit", unit ? unit : "");
    view_optional_row(v, "section", SQL_MEDIA_SECTION, PARAMS(unit));
    view_rows(v, "years", SQL_MEDIA_YEARS, PARAMS(year));
    view_rows(v, "sections", SQL_MEDIA_SECTIONS, PARAMS(unit));
    view_add_rows(v, "items", rows);
    view_text(v, "printed_by", rq->work->actor.name); /* known with the rows */
    return reply_view(rq, "media/ledger", v);
}

/* ---- one medium --------------------------------------------------------------------------------
 */

static bool medium_of_path(struct request *rq, struct asset *medium)
{
    return asset_of_path(rq, medium) &&
           (medium->kind == ASSET_MEDIA || fail(rq->work, ERR_NOT_FOUND, NULL));
}

static bool medium_view(struct request *rq, struct view *v)
{
    struct asset medium;

    if (!medium_of_path(rq, &medium))
        return false;
    asset_view_head(v, &medium);
    view_row(v, "facts", SQL_MEDIA_FACTS, PARAMS(medium.id));
    view_optional_row(v, "open", SQL_MEDIA_OPEN, PARAMS(medium.id));
    view_rows(v, "acts", SQL_MEDIA_ACTS, PARAMS(medium.id, form_typed(rq, "media_act")));
    view_rows(v, "movements", SQL_MEDIA_MOVEMENTS, PARAMS(medium.id));
    view_group(v, "movements", "steps", SQL_MEDIA_STEPS, PARAMS(medium.id));
    view_rows(v, "incidents", SQL_MEDIA_INCIDENTS, PARAMS(medium.id));
    view_form(rq, v);
    return true;
}

static bool show_medium(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return medium_view(rq, v) && reply_view(rq, "media/show", v);
}

/* ---- asking for one ----------------------------------------------------------------------------
 */

struct wish {
    const char *taken_by, *purpose, *carried, *carried_level, *destination, *out_on, *return_by;
};

static const struct field wish_fields[] = {
    FIELD_TEXT(struct wish, taken_by, "持ち出す人（職員番号）", .required = true, .max = 12),
    FIELD_TEXT(struct wish, purpose, "目的", .required = true, .max = 200),
    FIELD_TEXT(struct wish, carried, "持ち出す情報", .max = 200),
    FIELD_TEXT(struct wish, carried_level, "情報の分類", .max = 10),
    FIELD_TEXT(struct wish, destination, "持出先", .required = true, .max = 100),
    FIELD_DATE(struct wish, out_on, "持出日", .required = true),
    FIELD_DATE(struct wish, return_by, "返却予定日", .required = true),
    FIELD_END,
};

static bool wish_view(struct request *rq, struct view *v)
{
    struct asset medium;
    const struct rows *defaults;

    if (!medium_of_path(rq, &medium))
        return false;
    defaults = db_take(rq->work, SQL_MEDIA_REQUEST_DEFAULTS, PARAMS(medium.id));
    if (!defaults)
        return false;
    asset_view_head(v, &medium);
    view_row(v, "facts", SQL_MEDIA_FACTS, PARAMS(medium.id));
    view_add_row(v, "defaults", defaults);
    view_rows(v, "levels", SQL_MEDIA_LEVELS, PARAMS(form_typed(rq, "carried_level")));
    view_form_of(rq, v, defaults);
    return true;
}

static bool new_movement(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return wish_view(rq, v) && reply_view(rq, "media/new", v);
}

static const char *taker_of(struct work *work, const char *staff_no)
{
    const struct rows *row = db_take(work, SQL_MEDIA_TAKER, PARAMS(staff_no));

    if (!row)
        return NULL;
    if (row->count)
        return rows_text(row, 0, "id");
    fail_field(work, "taken_by", "この職員番号の職員はいません。番号を確認してください。");
    return NULL;
}

static bool add_movement(struct request *rq)
{
    struct asset medium;
    struct wish w;
    const char *taker;

    if (!medium_of_path(rq, &medium) || !read_form(rq, wish_fields, &w))
        return false;
    taker = taker_of(rq->work, w.taken_by);
    return taker &&
           db_run(rq->work, SQL_MEDIA_MOVEMENT_ADD,
                  PARAMS(medium.id, taker, w.purpose, w.carried, w.carried_level, w.destination,
                         w.out_on, w.return_by)) &&
           reply_created(rq, NULL, "/media/%s", medium.asset_no);
}

/* ---- its steps ---------------------------------------------------------------------------------
 */

struct step {
    int media_act, erasure;
    const char *text;
    long version;
};

/* The value of each is its place. */
static const struct choice acts[] = {{"permit", 0}, {"refuse", 1}, {"take_out", 2}, {"cancel", 3},
                                     {"return", 4}, {"lose", 5},   {"find", 6},     {NULL, 0}};
enum { ERASED, KEPT, UNSAID };
static const struct choice erasures[] = {{"erased", ERASED}, {"kept", KEPT}, {NULL, 0}};

static const struct field step_fields[] = {
    FIELD_ENUM(struct step, media_act, "行うこと", .required = true, .choices = acts),
    FIELD_ENUM(struct step, erasure, "返却後の情報", .choices = erasures, .fallback = UNSAID),
    FIELD_LONG_TEXT(struct step, text, "理由・内容", .max = 1000),
    FIELD_INT(struct step, version, "版", .required = true),
    FIELD_END,
};

static bool add_step(struct request *rq)
{
    static const char *const erased[] = {[ERASED] = "true", [KEPT] = "false", [UNSAID] = NULL};
    struct asset medium;
    struct step s;
    const struct rows *row;

    if (!medium_of_path(rq, &medium))
        return false;
    row =
        db_take(rq->work, SQL_MEDIA_MOVEMENT_LOAD, PARAMS(medium.id, path_text(rq, "movement_id")));
    if (!row)
        return false;
    if (!row->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    return read_form(rq, step_fields, &s) && custody_is_fresh(rq, row, s.version) &&
           db_run(rq->work, SQL_MEDIA_STEP_ADD,
                  PARAMS(rows_text(row, 0, "id"), acts[s.media_act].code, s.text,
                         erased[s.erasure])) &&
           reply_see_other(rq, "/media/%s", medium.asset_no);
}

static const char *const list_query[] = {"unit", "state", "after", "limit", NULL};
static const char *const ledger_query[] = {"fiscal_year", "unit", NULL};

const struct route media_routes[] = {
    {GET, "/media", list_media, MAY(ASSET_READ),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV | FORMAT_XLSX, .list = "items",
     .query = list_query,
     .summary = "Recording media of one's own section, or of all: where each is, who has it, and "
                "until when; state is in_store, requested, permitted, out, overdue or lost"},
    {GET, "/media/ledger", show_ledger, MAY(ASSET_READ),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV | FORMAT_XLSX, .list = "items",
     .query = ledger_query,
     .summary = "The book of what was taken out (form 16), to be printed on A4 landscape"},
    {GET, "/media/{asset_no}", show_medium, MAY(ASSET_READ), .fields = step_fields,
     .summary = "One medium, its movements, and what can be done now"},
    {GET, "/media/{asset_no}/movements/new", new_movement, MAY(ASSET_READ), .fields = wish_fields,
     .summary = "The form to ask for a medium"},
    {POST, "/media/{asset_no}/movements", add_movement, MAY(ASSET_READ), .form = "media/new",
     .form_view = wish_view, .fields = wish_fields, .creates = true,
     .summary = "Ask for a medium of one's own section"},
    {POST, "/media/{asset_no}/movements/{movement_id}/steps", add_step, MAY(ASSET_READ),
     .form = "media/show", .form_view = medium_view, .fields = step_fields, .creates = true,
     .summary = "Permit, refuse, take out, cancel, take back, report lost or found"},
    ROUTE_END,
};

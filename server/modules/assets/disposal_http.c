#include <jansson.h>

#include "base/json.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/paging.h"
#include "http/request.h"
#include "modules/assets/custody.h"
#include "modules/assets/disposal.h"

/* 廃棄 (BR-AS-07): asked for, approved, carried out, certified, closed; the closing disposes. */

/* ---- lists -------------------------------------------------------------------------------------
 */

static const char *const states[] = {"requested", "approved",  "carried_out", "certified",
                                     "closed",    "cancelled", NULL};

static bool list_disposals(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct paging paging = paging_read(rq);
    const char *unit = query_text(rq, "unit"), *state = query_text(rq, "state");
    const struct rows *rows;

    if (state && !text_is_among(state, states))
        fail_field(rq->work, "state", "一覧の上にある状態から選択してください。");
    if (paging.after && !text_is_digits(paging.after, TEXT_ID_DIGITS))
        fail_field(rq->work, "after", "廃棄記録の番号を入力してください。");
    if (rq->work->error.code != ERR_NONE)
        return false;
    view_text(v, "unit", unit ? unit : "");
    view_text(v, "state", state ? state : "");
    view_boolean(v, "is_narrowed", unit || state);
    view_boolean(v, "is_later_page", paging.after != NULL);
    view_integer(v, "size", paging.size);
    view_rows(v, "states", SQL_DISPOSAL_STATES, PARAMS(unit, state));
    view_rows(v, "sections", SQL_DISPOSAL_SECTIONS, PARAMS(unit));
    rows = db_take(rq->work, SQL_DISPOSAL_LIST, PARAMS(unit, state, paging.after, paging.rows));
    if (!rows)
        return false;
    if (rq->format & FORMAT_SHEETS)
        rq->reply.file_name = "廃棄";
    paging_view(rq, v, &paging, rows, "disposal_no");
    return reply_view(rq, "disposals/list", v);
}

/* 様式16 廃棄記録. */
static bool show_ledger(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *year = query_fiscal_year(rq), *unit = query_text(rq, "unit");
    const struct rows *rows;

    if (rq->work->error.code != ERR_NONE)
        return false;
    rows = db_take(rq->work, SQL_DISPOSAL_LEDGER, PARAMS(unit, year));
    if (!rows)
        return false;
    if (rq->format & FORMAT_SHEETS)
        rq->reply.file_name = "廃棄記録";
    view_text(v, "fiscal_year", year ? year : "");
    view_text(v, "unit", unit ? unit : "");
    view_optional_row(v, "section", SQL_MEDIA_SECTION, PARAMS(unit));
    view_rows(v, "years", SQL_DISPOSAL_YEARS, PARAMS(year));
    view_rows(v, "sections", SQL_DISPOSAL_SECTIONS, PARAMS(unit));
    view_add_rows(v, "items", rows);
    view_text(v, "printed_by", rq->work->actor.name); /* known with the rows */
    return reply_view(rq, "disposals/ledger", v);
}

/* ---- asking for one ----------------------------------------------------------------------------
 */

struct wish {
    const char *const *assets;
    int content_class;
    const char *reason;
};

/* The value of each is its place. */
static const struct choice classes[] = {
    {"mynumber_resident", 0}, {"mc2_or_higher", 1}, {"other", 2}, {NULL, 0}};

static const struct field wish_fields[] = {
    FIELD_LIST(struct wish, assets, "廃棄する資産", .required = true, .minimum = 1, .maximum = 100),
    FIELD_ENUM(struct wish, content_class, "入っていた情報の区分", .required = true,
               .choices = classes),
    FIELD_TEXT(struct wish, reason, "廃棄の理由", .required = true, .max = 400),
    FIELD_END,
};

static const char *json_of(struct work *work, const char *const *texts)
{
    json_t *all = json_on_arena(work->arena, json_array());

    for (; *texts; texts++)
        json_array_append_new(all, json_string(*texts));
    return json_text(work->arena, all);
}

static bool wish_view(struct request *rq, struct view *v)
{
    view_rows(v, "candidates", SQL_DISPOSAL_CANDIDATES,
              PARAMS(json_of(rq->work, form_typed_all(rq, "assets"))));
    view_form(rq, v);
    return true;
}

static bool new_disposal(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return wish_view(rq, v) && reply_view(rq, "disposals/new", v);
}

static int count_of(const char *const *texts)
{
    int count = 0;

    while (texts[count])
        count++;
    return count;
}

static bool add_disposal(struct request *rq)
{
    struct work *w = rq->work;
    struct wish wish;
    const char *assets, *id;
    const struct rows *made, *items;

    if (!read_form(rq, wish_fields, &wish))
        return false;
    assets = json_of(w, wish.assets);
    made =
        db_take(w, SQL_DISPOSAL_ADD, PARAMS(assets, classes[wish.content_class].code, wish.reason));
    if (!made)
        return false;
    if (!made->count)
        return fail_field(w, "assets", "廃棄する資産を、一覧から選択してください。");
    id = rows_text(made, 0, "id");
    items = db_take(w, SQL_DISPOSAL_ITEMS_ADD, PARAMS(id, assets));
    if (!items)
        return false;
    if (items->count != count_of(wish.assets))
        return fail_field(w, "assets", "廃棄する資産を、一覧から選択してください。");
    return reply_created(rq, NULL, "/disposals/%s", rows_text(made, 0, "disposal_no"));
}

/* ---- one disposal ------------------------------------------------------------------------------
 */

bool disposal_of_path(struct request *rq, const struct rows **row)
{
    const char *number;

    if (!path_id(rq, "disposal_no", &number) ||
        !(*row = db_take(rq->work, SQL_DISPOSAL_LOAD, PARAMS(number))))
        return false;
    if ((*row)->count)
        return true;
    request_may_be_refused(rq, "disposal", number, SQL_DISPOSAL_IS_HIDDEN);
    return fail(rq->work, ERR_NOT_FOUND, NULL);
}

static bool disposal_view(struct request *rq, struct view *v)
{
    const struct rows *row, *performed;
    const char *id;

    if (!disposal_of_path(rq, &row))
        return false;
    id = rows_text(row, 0, "id");
    performed = db_take(rq->work, SQL_DISPOSAL_PERFORMED, PARAMS(id));
    if (!performed)
        return false;
    view_row(v, "disposal", SQL_DISPOSAL_SHOW, PARAMS(id));
    view_rows(v, "assets", SQL_DISPOSAL_ASSETS, PARAMS(id));
    view_rows(v, "steps", SQL_DISPOSAL_STEPS, PARAMS(id));
    view_rows(v, "acts", SQL_DISPOSAL_ACTS, PARAMS(id, form_typed(rq, "disposal_act")));
    view_rows(v, "methods", SQL_DISPOSAL_METHODS,
              PARAMS(id, rq->body ? form_typed(rq, "method") : NULL));
    view_rows(v, "certificates", SQL_DISPOSAL_CERTIFICATES, PARAMS(id));
    view_form_of(rq, v, performed);
    return true;
}

static bool show_disposal(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return disposal_view(rq, v) && reply_view(rq, "disposals/show", v);
}

struct step {
    int disposal_act, method, performed_by;
    const char *text, *performer, *witness, *performed_on, *site, *serial_numbers;
    long version;
};

/* The value of each is its place. */
static const struct choice acts[] = {{"approve", 0}, {"cancel", 1},  {"carry_out", 2},
                                     {"confirm", 3}, {"certify", 4}, {"send_back", 5},
                                     {"close", 6},   {NULL, 0}};
static const struct choice methods[] = {
    {"physical_destroy", 0}, {"shred", 1},     {"degauss", 2}, {"crypto_erase", 3},
    {"secure_erase", 4},     {"overwrite", 5}, {NULL, 0}};
static const struct choice performers[] = {{"staff", 0}, {"contractor", 1}, {NULL, 0}};
enum { UNSAID = -1 };

static const struct field step_fields[] = {
    FIELD_ENUM(struct step, disposal_act, "行うこと", .required = true, .choices = acts),
    FIELD_TEXT(struct step, text, "理由", .max = 400),
    FIELD_ENUM(struct step, method, "廃棄の方法", .choices = methods, .fallback = UNSAID),
    FIELD_ENUM(struct step, performed_by, "廃棄を行った者", .choices = performers,
               .fallback = UNSAID),
    FIELD_TEXT(struct step, performer, "氏名又は事業者の名称", .max = 100),
    FIELD_TEXT(struct step, witness, "立ち会った職員の氏名", .max = 100),
    FIELD_DATE(struct step, performed_on, "廃棄を行った日"),
    FIELD_TEXT(struct step, site, "廃棄を行った場所", .max = 100),
    FIELD_TEXT(struct step, serial_numbers, "製造番号", .max = 1000),
    FIELD_INT(struct step, version, "版", .required = true),
    FIELD_END,
};

static const char *code_of(const struct choice *choices, int value)
{
    return value == UNSAID ? NULL : choices[value].code;
}

static bool add_step(struct request *rq)
{
    const struct rows *row;
    struct step s;

    return disposal_of_path(rq, &row) && read_form(rq, step_fields, &s) &&
           custody_is_fresh(rq, row, s.version) &&
           db_run(rq->work, SQL_DISPOSAL_STEP_ADD,
                  PARAMS(rows_text(row, 0, "id"), acts[s.disposal_act].code, s.text,
                         code_of(methods, s.method), code_of(performers, s.performed_by),
                         s.performer, s.witness, s.performed_on, s.site, s.serial_numbers)) &&
           reply_see_other(rq, "/disposals/%s", path_text(rq, "disposal_no"));
}

static const char *const list_query[] = {"unit", "state", "after", "limit", NULL};
static const char *const ledger_query[] = {"fiscal_year", "unit", NULL};
enum { LIST_FORMATS = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV | FORMAT_XLSX };

const struct route disposal_routes[] = {
    {GET, "/disposals", list_disposals, MAY(ASSET_READ), .formats = LIST_FORMATS, .list = "items",
     .query = list_query,
     .summary = "Disposals of one's own section, or of all; state is requested, approved, "
                "carried_out, certified, closed or cancelled"},
    {GET, "/disposals/ledger", show_ledger, MAY(ASSET_READ), .formats = LIST_FORMATS,
     .list = "items", .query = ledger_query,
     .summary = "The record of what was disposed of (form 16), to be printed on A4 landscape"},
    {GET, "/disposals/new", new_disposal, MAY(ASSET_DRAFT), .fields = wish_fields,
     .summary = "The form to ask for a disposal"},
    {POST, "/disposals", add_disposal, MAY(ASSET_DRAFT), .form = "disposals/new",
     .form_view = wish_view, .fields = wish_fields, .creates = true,
     .summary = "Ask to dispose of assets of one section that are to be disposed of"},
    {GET, "/disposals/{disposal_no}", show_disposal, MAY(ASSET_READ), .fields = step_fields,
     .summary = "One disposal with its assets, steps and certificates"},
    {POST, "/disposals/{disposal_no}/steps", add_step, MAY(ASSET_DRAFT), .form = "disposals/show",
     .form_view = disposal_view, .fields = step_fields, .creates = true,
     .summary = "Approve, cancel, say how it was carried out, confirm, certify, send back, close"},
    ROUTE_END,
};

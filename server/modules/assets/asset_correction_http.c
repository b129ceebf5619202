#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/paging.h"
#include "http/request.h"
#include "modules/assets/asset.h"
#include "modules/assets/asset_cell.h"
#include "modules/assets/asset_sheet.h"
#include "view/label.h"

enum { SHOWN_PROBLEMS = 100 };

static const char *const list_query[] = {"which", "after", "limit", NULL};
static const char *const show_query[] = {"after", "limit", "problems_after", NULL};

/* ---- lists -------------------------------------------------------------------------------------
 */

static bool list_corrections(struct request *rq)
{
    const char *asked = query_text(rq, "which"), *which = asked ? asked : "mine";
    struct paging paging = paging_read(rq);
    struct view *v = view_new(rq->work);
    const struct rows *rows;

    if (strcmp(which, "mine") != 0 && strcmp(which, "waiting") != 0 && strcmp(which, "all") != 0)
        return fail_field(rq->work, "which", "mine、waiting、all のいずれかを指定してください。");
    if (paging.after && !text_is_digits(paging.after, TEXT_ID_DIGITS))
        return fail_field(rq->work, "after", "前のページの最後の修正の番号を入力してください。");
    rows = db_take(rq->work, SQL_ASSET_CORRECTION_LIST, PARAMS(which, paging.after, paging.rows));
    if (!rows)
        return false;
    view_text(v, "which", which);
    view_boolean(v, "is_mine", !strcmp(which, "mine"));
    view_boolean(v, "is_waiting", !strcmp(which, "waiting"));
    view_boolean(v, "is_all", !strcmp(which, "all"));
    view_own_row(v, SQL_ASSET_CORRECTION_TABS, PARAMS());
    paging_view(rq, v, &paging, rows, "id");
    return reply_view(rq, "assets/corrections", v);
}

/* ---- one correction ----------------------------------------------------------------------------
 */

static void add_problem(struct view *v, const struct rows *rows, int i, bool with_codes)
{
    struct view *item = view_list_object(v, "problems");
    const char *problem = rows_text(rows, i, "problem");

    view_integer(item, "sheet_row", rows_integer(rows, i, "sheet_row"));
    view_text(item, "sheet_column", rows_text(rows, i, "sheet_column"));
    view_text(item, "sheet", rows_text(rows, i, "sheet"));
    view_text(item, "asset_no", rows_text(rows, i, "asset_no"));
    view_text(item, "asset_name", rows_text(rows, i, "asset_name"));
    view_text(item, "asset_kind", rows_text(rows, i, "asset_kind"));
    if (with_codes)
        view_text(item, "field", rows_text(rows, i, "_field"));
    view_text(item, "heading", asset_problem_label(rows_text(rows, i, "_field")));
    if (with_codes)
        view_text(item, "problem", problem);
    view_text(item, "given", rows_text(rows, i, "given"));
    view_text(item, "detail", rows_text(rows, i, "detail"));
    view_text(item, "message", label_find("asset_problem", problem));
}

/* A place among the errors: "12.3". */
static bool is_place(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return digits && digits <= 9 && text[digits] == '.' && text[digits + 1] &&
           text[digits + 1 + strspn(text + digits + 1, "0123456789")] == '\0' && strlen(text) <= 20;
}

static bool add_problems(struct request *rq, struct view *v, const char *id)
{
    const char *after = query_text(rq, "problems_after");
    const struct rows *rows;

    if (after && !is_place(after))
        return fail_field(rq->work, "problems_after",
                          "前のページの最後の誤りの位置を入力してください。");
    rows = db_take(rq->work, SQL_ASSET_CORRECTION_PROBLEMS,
                   PARAMS(id, after, arena_printf(rq->work->arena, "%d", SHOWN_PROBLEMS + 1)));
    if (!rows)
        return false;
    view_list(v, "problems");
    for (int i = 0; i < rows->count && i < SHOWN_PROBLEMS; i++)
        add_problem(v, rows, i, true);
    view_text(v, "problems_next",
              rows->count > SHOWN_PROBLEMS
                  ? arena_printf(rq->work->arena, "/assets/corrections/%s?problems_after=%s", id,
                                 rows_text(rows, SHOWN_PROBLEMS - 1, "_key"))
                  : NULL);
    return true;
}

static bool says_nothing(const json_t *value)
{
    return json_is_null(value) || json_is_false(value) ||
           (json_is_string(value) && !*json_string_value(value));
}

/* In the order of the form; of a new asset only what was given. */
static void add_changes(struct arena *arena, struct view *item, const json_t *old,
                        const json_t *new, bool is_new)
{
    view_list(item, "changes");
    for (const struct field *f = asset_fields; f->kind != FIELD_KIND_END; f++) {
        const char *column = asset_column_of(f->name)->column;
        const json_t *value = json_object_get(new, column);
        struct view *change;

        if (!value || (is_new && says_nothing(value)))
            continue;
        change = view_list_object(item, "changes");
        view_text(change, "field", f->name);
        view_text(change, "label", f->label);
        view_text(change, "old", asset_column_words(arena, column, json_object_get(old, column)));
        view_text(change, "new", asset_column_words(arena, column, value));
    }
}

static void add_row(struct arena *arena, struct view *v, const struct rows *rows, int i)
{
    static const char *const texts[] = {"sheet",           "asset_no",     "asset_name",
                                        "asset_kind",      "asset_status", "owner_unit",
                                        "changed_by_name", "changed_at"};
    struct view *item = view_list_object(v, "items");
    bool is_new = rows_boolean(rows, i, "is_new");

    view_integer(item, "line", rows_integer(rows, i, "line"));
    view_integer(item, "sheet_row", rows_integer(rows, i, "sheet_row"));
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
        view_text(item, texts[t], rows_text(rows, i, texts[t]));
    view_boolean(item, "is_new", is_new);
    view_boolean(item, "is_stale", rows_boolean(rows, i, "is_stale"));
    add_changes(arena, item, json_on_arena(arena, json_loads(rows_text(rows, i, "_old"), 0, NULL)),
                json_on_arena(arena, json_loads(rows_text(rows, i, "_new"), 0, NULL)), is_new);
}

static bool add_rows(struct request *rq, struct view *v, const char *id)
{
    struct paging paging = paging_read(rq);
    const struct rows *rows;

    if (paging.after && (!text_is_digits(paging.after, TEXT_ID_DIGITS) || strlen(paging.after) > 9))
        return fail_field(rq->work, "after", "前のページの最後の行の番号を入力してください。");
    rows = db_take(rq->work, SQL_ASSET_CORRECTION_ROWS, PARAMS(id, paging.after, paging.rows));
    if (!rows)
        return false;
    view_list(v, "items");
    for (int i = 0; i < rows->count && (!paging.size || i < paging.size); i++)
        add_row(rq->work->arena, v, rows, i);
    view_text(v, "next",
              paging.size && rows->count > paging.size
                  ? arena_printf(rq->work->arena, "/assets/corrections/%s?after=%s", id,
                                 rows_text(rows, paging.size - 1, "line"))
                  : NULL);
    view_boolean(v, "is_later_page", paging.after != NULL);
    return true;
}

static void add_notes(struct arena *arena, struct view *v, const char *text)
{
    const json_t *notes = json_on_arena(arena, json_loads(text, 0, NULL)), *note;
    size_t i;

    view_list(v, "notes");
    json_array_foreach(notes, i, note)
    {
        struct view *item = view_list_object(v, "notes");
        const char *code = json_string_value(json_object_get(note, "note"));

        view_text(item, "note", code);
        view_text(item, "words", label_find("asset_note", code));
        view_text(item, "detail", json_string_value(json_object_get(note, "detail")));
    }
}

/* That somebody asked for one of another section is noted. */
static bool read_id(struct request *rq, const char **id)
{
    if (!path_id(rq, "id", id))
        return false;
    request_may_be_refused(rq, "asset_correction", *id, SQL_ASSET_CORRECTION_IS_HIDDEN);
    return true;
}

static bool add_correction(struct request *rq, struct view *v)
{
    const struct rows *row, *counts, *hidden, *shown;
    const char *id;

    if (!read_id(rq, &id))
        return false;
    row = db_take(rq->work, SQL_ASSET_CORRECTION_SHOW, PARAMS(id));
    if (!row)
        return false;
    if (!row->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    counts = db_take(rq->work, SQL_ASSET_CORRECTION_COUNTS, PARAMS(id));
    hidden = db_take(rq->work, SQL_ASSET_CORRECTION_HIDES_SECRETS, PARAMS(id));
    shown = db_take(rq->work, SQL_ASSET_CORRECTION_SHOWS_SECRETS, PARAMS(id));
    if (!counts || !hidden || !shown)
        return false;
    if (shown->count)
        request_leaves_trace(rq, "view_restricted", "asset_correction", id);
    view_add_own_row(v, row);
    view_add_row(v, "counts", counts);
    view_boolean(v, "hides_secrets", hidden->count > 0);
    view_own_row(v, SQL_ASSET_CORRECTION_PROBLEM_COUNT, PARAMS(id));
    add_notes(rq->work->arena, v, rows_text(row, 0, "_notes"));
    return add_problems(rq, v, id) && add_rows(rq, v, id);
}

static bool show_correction(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return add_correction(rq, v) && reply_view(rq, "assets/correction", v);
}

/* Every error, as a sheet to work through. */
static bool list_problems(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const struct rows *row, *rows;
    const char *id;

    if (!read_id(rq, &id))
        return false;
    row = db_take(rq->work, SQL_ASSET_CORRECTION_SHOW, PARAMS(id));
    rows = db_take(rq->work, SQL_ASSET_CORRECTION_PROBLEMS, PARAMS(id, NULL, NULL));
    if (!row || !rows)
        return false;
    if (!row->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    view_text(v, "id", id);
    view_boolean(v, "is_bulk", rows_boolean(row, 0, "is_bulk"));
    view_list(v, "problems");
    for (int i = 0; i < rows->count; i++)
        add_problem(v, rows, i, !(rq->format & FORMAT_SHEETS));
    if (rq->format & FORMAT_SHEETS)
        rq->reply.file_name = "修正の誤り";
    return reply_view(rq, "assets/problems", v);
}

/* ---- its way -----------------------------------------------------------------------------------
 */

struct act {
    long version;
    const char *reason, *actual_change_on, *text;
    bool registers;
};

static const struct field act_fields[] = {
    FIELD_INT(struct act, version, "版", .required = true),
    FIELD_TEXT(struct act, reason, "修正の理由", .max = 200),
    FIELD_DATE(struct act, actual_change_on, "変更のあった日"),
    FIELD_BOOL(struct act, registers, "新しい資産を台帳に登録する"),
    FIELD_TEXT(struct act, text, "差し戻す理由", .max = 400),
    FIELD_END,
};

struct locked {
    const char *id;
    bool is_draft;
};

static bool lock(struct request *rq, const struct act *act, struct locked *out)
{
    const struct rows *row;

    if (!read_id(rq, &out->id))
        return false;
    row = db_take(rq->work, SQL_ASSET_CORRECTION_LOCK, PARAMS(out->id));
    if (!row)
        return false;
    if (!row->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    out->is_draft = !strcmp(rows_text(row, 0, "state"), "draft");
    return rows_integer(row, 0, "version") == act->version ||
           fail(rq->work, ERR_STALE,
                "この修正は、%sが%sに先に処理しました。今の状態を確認してください。",
                rows_text(row, 0, "_by"), rows_text(row, 0, "_at"));
}

static bool write_down(struct request *rq, const struct act *act, const struct locked *c)
{
    return !c->is_draft || db_run(rq->work, SQL_ASSET_CORRECTION_WRITE,
                                  PARAMS(c->id, act->reason ? act->reason : "",
                                         act->actual_change_on, act->registers ? "true" : "false"));
}

static bool move(struct request *rq, const struct locked *c, const char *event, const char *why)
{
    return db_run(rq->work, SQL_ASSET_CORRECTION_MOVE, PARAMS(c->id, event, why)) &&
           reply_see_other(rq, "/assets/corrections/%s", c->id);
}

static bool apply(struct request *rq)
{
    struct locked c;
    struct act act;

    return read_form(rq, act_fields, &act) && lock(rq, &act, &c) && write_down(rq, &act, &c) &&
           asset_correction_apply(rq->work, c.id) &&
           reply_see_other(rq, "/assets/corrections/%s", c.id);
}

static bool send(struct request *rq)
{
    struct locked c;
    struct act act;

    return read_form(rq, act_fields, &act) && lock(rq, &act, &c) && write_down(rq, &act, &c) &&
           move(rq, &c, "send", NULL);
}

static bool return_to(struct request *rq)
{
    struct locked c;
    struct act act;

    return read_form(rq, act_fields, &act) && lock(rq, &act, &c) &&
           move(rq, &c, "return", act.text);
}

static bool discard(struct request *rq)
{
    struct locked c;
    struct act act;

    return read_form(rq, act_fields, &act) && lock(rq, &act, &c) && move(rq, &c, "discard", NULL);
}

#define ACT(address, handler, words)                                                               \
    {                                                                                              \
        POST, "/assets/corrections/{id}/" address, handler, MAY(ASSET_DRAFT),                      \
            .form = "assets/correction", .form_view = add_correction, .fields = act_fields,        \
            .creates = true, .summary = words                                                      \
    }

const struct route asset_correction_routes[] = {
    {GET, "/assets/corrections", list_corrections, MAY(ASSET_DRAFT), .query = list_query,
     .summary = "Corrections of the register: mine, waiting for me to confirm, or all I may see"},
    {GET, "/assets/corrections/{id}", show_correction, MAY(ASSET_DRAFT), .fields = act_fields,
     .query = show_query,
     .summary = "What a correction would change or has changed, and what keeps it from that"},
    {GET, "/assets/corrections/{id}/problems", list_problems, MAY(ASSET_DRAFT),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV | FORMAT_XLSX, .list = "problems",
     .summary = "Every error of a correction with its cell"},
    ACT("application", apply, "Apply all of it, or nothing"),
    ACT("sending", send, "Ask the head of the section to confirm it"),
    ACT("returning", return_to, "Return it to whoever wrote it, with a reason"),
    ACT("discarding", discard, "Give it up; the register stays as it is"),
    ROUTE_END,
};

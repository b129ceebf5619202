#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/body.h"
#include "http/form_view.h"
#include "http/paging.h"
#include "http/request.h"
#include "modules/org/change.h"
#include "modules/org/history.h"
#include "modules/org/org.h"
#include "modules/org/org_day.h"
#include "modules/org/transfer.h"

static const char *const list_query[] = {"after", "limit", "again", NULL};
static const char *const show_query[] = {"chosen", NULL};

/* ---- lists and pages ----------------------------------------------------------------------------
 */

static bool add_list(struct request *rq, struct view *v)
{
    struct paging paging = paging_read(rq);
    const struct rows *rows;

    if (paging.after && !text_is_digits(paging.after, TEXT_ID_DIGITS))
        return fail_field(rq->work, "after", "前のページの最後の異動の番号を入力してください。");
    rows = db_take(rq->work, SQL_TRANSFER_LIST, PARAMS(paging.after, paging.rows));
    if (!rows)
        return false;
    paging_view(rq, v, &paging, rows, "id");
    return true;
}

/* The form, for a mended sheet as it was filled for the one before (?again=), with what that one's
 * columns are called.
 */
static bool list_transfers(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *typed = query_text(rq, "again");
    const char *again = typed && text_is_digits(typed, TEXT_ID_DIGITS) ? typed : NULL;
    const struct rows *before = db_take(rq->work, SQL_TRANSFER_UPLOADED, PARAMS(again));

    if (!before)
        return false;
    view_form_of(rq, v, before);
    view_boolean(v, "lacks_heading", before->count > 0 && rows_boolean(before, 0, "lacks_heading"));
    view_rows(v, "unused", SQL_TRANSFER_UNUSED, PARAMS(again));
    return add_list(rq, v) && reply_view(rq, "transfers/list", v);
}

/* What is wrong, with the words for it. */
static bool add_problems(struct view *v, struct work *work, const char *id)
{
    const struct rows *rows = db_take(work, SQL_TRANSFER_SHOW_PROBLEMS, PARAMS(id));

    if (!rows)
        return false;
    view_list(v, "problems");
    for (int i = 0; i < rows->count; i++) {
        struct view *item = view_list_object(v, "problems");

        if (rows_text(rows, i, "line"))
            view_integer(item, "line", rows_integer(rows, i, "line"));
        else
            view_text(item, "line", NULL);
        view_text(item, "staff_no", rows_text(rows, i, "staff_no"));
        view_text(item, "name", rows_text(rows, i, "name"));
        view_text(item, "field", rows_text(rows, i, "field"));
        view_text(item, "heading", transfer_column_words(rows_text(rows, i, "field")));
        view_text(item, "problem", rows_text(rows, i, "problem"));
        view_text(
            item, "detail",
            transfer_problem_detail(rows_text(rows, i, "problem"), rows_text(rows, i, "detail")));
        view_text(item, "namesakes", rows_text(rows, i, "namesakes"));
        view_text(item, "message", transfer_problem_words(rows_text(rows, i, "problem")));
    }
    return true;
}

static bool add_transfer(struct request *rq, struct view *v)
{
    const char *id;

    if (!path_id(rq, "id", &id))
        return false;
    view_own_row(v, SQL_TRANSFER_SHOW, PARAMS(id));
    view_boolean(v, "was_chosen", query_text(rq, "chosen") != NULL);
    view_row(v, "counts", SQL_TRANSFER_COUNTS, PARAMS(id));
    view_optional_row(v, "twin", SQL_TRANSFER_TWIN, PARAMS(id));
    view_row(v, "reading", SQL_TRANSFER_READING, PARAMS(id));
    view_rows(v, "unused", SQL_TRANSFER_UNUSED, PARAMS(id));
    view_rows(v, "kinds", SQL_TRANSFER_PROBLEM_KINDS, PARAMS(id));
    view_rows(v, "keeps", SQL_TRANSFER_KEEPS, PARAMS(id));
    view_rows(v, "proposals", SQL_TRANSFER_PROPOSALS_SHOWN, PARAMS(id));
    view_rows(v, "warnings", SQL_TRANSFER_WARNINGS, PARAMS(id));
    view_rows(v, "moved", SQL_TRANSFER_SHOW_MOVES, PARAMS(id));
    view_rows(v, "roles", SQL_TRANSFER_SHOW_ROLES, PARAMS(id));
    view_rows(v, "gaps", SQL_TRANSFER_SHOW_GAPS, PARAMS(id));
    view_rows(v, "dependents", SQL_TRANSFER_DEPENDENTS, PARAMS(id));
    return add_problems(v, rq->work, id);
}

static bool show_transfer(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return add_transfer(rq, v) && reply_view(rq, "transfers/show", v);
}

static bool list_gaps(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *day = org_day(rq, v);
    const struct rows *rows = db_take(rq->work, SQL_GAP_LIST, PARAMS(day));

    if (!rows)
        return false;
    view_add_rows(v, "items", rows);
    view_integer(v, "total", rows->count);
    view_text(v, "next", NULL);
    view_rows(v, "kinds", SQL_GAP_KINDS, PARAMS(day));
    return reply_view(rq, "transfers/gaps", v);
}

/* ---- taking in a sheet
 * --------------------------------------------------------------------------- */

struct upload {
    const char *effective_on, *basis;
    const char *heading_staff_no, *heading_move, *heading_name, *heading_kana, *heading_unit,
        *heading_title, *heading_rank, *heading_post, *heading_employment, *heading_day;
};

#define HEADING(member, label) FIELD_TEXT(struct upload, member, label, .max = 40)

static const struct field upload_fields[] = {
    FIELD_DATE(struct upload, effective_on, "発令日", .required = true),
    FIELD_TEXT(struct upload, basis, "発令番号", .max = 60),
    HEADING(heading_staff_no, "職員番号の見出し"),
    HEADING(heading_move, "異動区分の見出し"),
    HEADING(heading_name, "氏名の見出し"),
    HEADING(heading_kana, "フリガナの見出し"),
    HEADING(heading_unit, "所属コードの見出し"),
    HEADING(heading_title, "職名の見出し"),
    HEADING(heading_rank, "職位の見出し"),
    HEADING(heading_post, "職コードの見出し"),
    HEADING(heading_employment, "任用区分の見出し"),
    HEADING(heading_day, "発令日の見出し"),
    FIELD_NESTED("file", "異動のファイル"),
    FIELD_END,
};

static const char *dumped(struct arena *arena, const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);

    arena_defer(arena, free, text);
    return text;
}

static bool store(struct request *rq, const struct upload *upload, const struct intake_file *file,
                  const struct transfer_sheet *sheet)
{
    struct arena *arena = rq->work->arena;
    const struct rows *rows =
        db_take(rq->work, SQL_TRANSFER_INSERT,
                PARAMS(upload->effective_on, upload->basis ? upload->basis : "", file->name,
                       file->sha256, file->csv.encoding, dumped(arena, sheet->moves),
                       dumped(arena, sheet->problems), dumped(arena, sheet->reading)));

    return rows &&
           db_run(rq->work, SQL_TRANSFER_REHEARSE_AGAIN, PARAMS(rows_text(rows, 0, "id"))) &&
           reply_created(rq, NULL, "/admin/transfers/%s", rows_text(rows, 0, "id"));
}

static bool take_in(struct request *rq)
{
    struct upload u;
    struct intake_file file;
    struct transfer_sheet sheet;

    if (!read_form(rq, upload_fields, &u))
        return false;
    {
        const char *const headings[TRANSFER_COLUMNS] = {
            u.heading_staff_no,   u.heading_move,  u.heading_name, u.heading_kana,
            u.heading_unit,       u.heading_title, u.heading_rank, u.heading_post,
            u.heading_employment, u.heading_day};
        const struct intake_form form = transfer_form(headings);

        return intake_file_take(rq, &form, &file) &&
               transfer_read(rq->work, &file.csv, headings, u.effective_on, &sheet) &&
               store(rq, &u, &file, &sheet);
    }
}

static bool again(struct request *rq, struct view *v)
{
    view_boolean(v, "lacks_heading", true);
    view_list(v, "unused");
    return add_list(rq, v);
}

/* ---- deciding
 * ------------------------------------------------------------------------------------ */

struct decision {
    long version;
    const char *reason;
};

static const struct field decision_fields[] = {
    FIELD_INT(struct decision, version, "版", .required = true),
    FIELD_END,
};

static const struct field reason_fields[] = {
    FIELD_INT(struct decision, version, "版", .required = true),
    FIELD_LONG_TEXT(struct decision, reason, "理由", .required = true, .max = 400),
    FIELD_END,
};

/* The transfer in the state that the act needs, locked; its day in `is_ahead`. */
static bool lock(struct request *rq, const char *status, long version, const char **id,
                 bool *is_ahead)
{
    const struct rows *rows;

    if (!path_id(rq, "id", id))
        return false;
    rows = db_take(rq->work, SQL_TRANSFER_LOCK, PARAMS(*id));
    if (!rows)
        return false;
    if (!rows->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    if (rows_integer(rows, 0, "version") != version)
        return fail(rq->work, ERR_STALE,
                    "この異動は、ほかの人が先に更新しました。内容を確認してから、もう一度操作して"
                    "ください。");
    if (strcmp(rows_text(rows, 0, "status"), status) != 0)
        return fail(rq->work, ERR_CONFLICT, "この異動は、既に処理されています。");
    *is_ahead = rows_boolean(rows, 0, "is_ahead");
    return true;
}

static bool rehearse(struct request *rq)
{
    struct decision decision;
    const char *id;
    bool is_ahead;

    return read_form(rq, decision_fields, &decision) &&
           lock(rq, "draft", decision.version, &id, &is_ahead) &&
           db_run(rq->work, SQL_TRANSFER_REHEARSE_AGAIN, PARAMS(id)) &&
           reply_see_other(rq, "/admin/transfers/%s", id);
}

struct choosing {
    long version;
    const char *const *lines;
};

static const struct field choosing_fields[] = {
    FIELD_INT(struct choosing, version, "版", .required = true),
    FIELD_LIST(struct choosing, lines, "職に充てる人の行", .maximum = LIMIT_FORM_FIELDS),
    FIELD_END,
};

static bool take_choice(struct work *w, const char *id, const char *const *lines)
{
    const char *ticked = text_array_literal(w->arena, (const char **)lines);

    return db_run(w, SQL_TRANSFER_CHOOSE_POSTS, PARAMS(id, ticked)) &&
           db_run(w, SQL_TRANSFER_REHEARSE_AGAIN, PARAMS(id));
}

/* Which of the proposed posts are meant, and what that changes. */
static bool choose_posts(struct request *rq)
{
    struct choosing choosing;
    const char *id;
    bool is_ahead;

    return read_form(rq, choosing_fields, &choosing) &&
           lock(rq, "draft", choosing.version, &id, &is_ahead) &&
           take_choice(rq->work, id, choosing.lines) &&
           reply_see_other(rq, "/admin/transfers/%s", id);
}

/* What the register refuses today is refused here. */
static bool do_all(struct work *work, const char *id)
{
    const struct rows *rows = db_take(work, SQL_TRANSFER_APPLY, PARAMS(id));

    if (!rows)
        return false;
    return !rows_integer(rows, 0, "problems") ||
           fail(work, ERR_CONFLICT,
                "取込みの後に登録が変わったため、適用できません。「再確認」をして、"
                "誤りを確認してください。");
}

struct application {
    long version;
    bool with_lines;
    const char *const *lines;
};

/* The page sends the ticks along (with_lines); a client that does not means those it chose before.
 */
static const struct field application_fields[] = {
    FIELD_INT(struct application, version, "版", .required = true),
    FIELD_BOOL(struct application, with_lines, "職に充てる人の選択も送る"),
    FIELD_LIST(struct application, lines, "職に充てる人の行", .maximum = LIMIT_FORM_FIELDS),
    FIELD_END,
};

/* What the other ticks change was not seen yet: nothing is applied that was not rehearsed. */
static bool is_chosen(struct work *w, const char *id, const struct application *a, bool *is_other)
{
    const char *ticked = text_array_literal(w->arena, (const char **)a->lines);
    const struct rows *rows = db_take(w, SQL_TRANSFER_CHOICE, PARAMS(id, ticked));

    if (!rows)
        return false;
    *is_other = a->with_lines && rows_boolean(rows, 0, "is_other");
    return true;
}

static bool carry_out(struct work *w, const char *id)
{
    return do_all(w, id) && db_run(w, SQL_TRANSFER_DECIDE, PARAMS(id, "applied", ""));
}

static bool apply(struct request *rq)
{
    struct work *w = rq->work;
    struct application a;
    const char *id;
    bool is_ahead, is_other = false;

    if (!read_form(rq, application_fields, &a) || !change_because(w, "人事異動の適用") ||
        !lock(rq, "draft", a.version, &id, &is_ahead) || !is_chosen(w, id, &a, &is_other))
        return false;
    if (is_other)
        return take_choice(w, id, a.lines) &&
               reply_see_other(rq, "/admin/transfers/%s?chosen=yes", id);
    return carry_out(w, id) && reply_see_other(rq, "/admin/transfers/%s", id);
}

/* What was built upon it since is named, not found by a rule at the end; the page links to each. */
static bool is_free(struct work *work, const char *id)
{
    const struct rows *rows = db_take(work, SQL_TRANSFER_DEPENDENTS, PARAMS(id));

    if (!rows || !rows->count)
        return rows != NULL;
    return fail(
        work, ERR_CONFLICT,
        "適用の後に登録又は訂正された記録が%d件あります：%s%s。先にその記録を訂正し、又は取り消して"
        "ください。この異動は適用されたままです。",
        rows->count, history_words(work, rows, 0), rows->count > 1 ? "など" : "");
}

static bool undo(struct request *rq)
{
    struct work *w = rq->work;
    struct decision decision;
    const char *id;
    bool is_ahead;

    return read_form(rq, reason_fields, &decision) && change_because(w, decision.reason) &&
           lock(rq, "applied", decision.version, &id, &is_ahead) &&
           (is_ahead ||
            fail(w, ERR_CONFLICT,
                 "発令日を過ぎた異動は取り消せません。新しい異動として訂正してください。")) &&
           is_free(w, id) &&
           db_run(w, SQL_TRANSFER_DECIDE, PARAMS(id, "undone", decision.reason)) &&
           db_run(w, SQL_TRANSFER_TAKE_BACK, PARAMS(id)) &&
           reply_see_other(rq, "/admin/transfers/%s", id);
}

static bool discard(struct request *rq)
{
    struct decision decision;
    const char *id;
    bool is_ahead;

    return read_form(rq, decision_fields, &decision) &&
           lock(rq, "draft", decision.version, &id, &is_ahead) &&
           db_run(rq->work, SQL_TRANSFER_DECIDE, PARAMS(id, "discarded", "")) &&
           reply_see_other(rq, "/admin/transfers");
}

const struct route transfer_routes[] = {
    {GET, "/admin/transfers", list_transfers, MAY(ORG_MAINTAIN), .fields = upload_fields,
     .query = list_query, .summary = "Transfers, newest first"},
    {POST, "/admin/transfers", take_in, MAY(ORG_MAINTAIN), .form = "transfers/list",
     .form_view = again, .fields = upload_fields, .body_limit = LIMIT_CSV_FILE, .creates = true,
     .summary = "Take in a sheet of moves (multipart, file) as a draft, with its rehearsal"},
    {GET, "/admin/transfers/{id}", show_transfer, MAY(ORG_MAINTAIN), .fields = reason_fields,
     .query = show_query,
     .summary =
         "One transfer: problems by line and column, what changes hands, what lacks a bearer"},
    {POST, "/admin/transfers/{id}/rehearsal", rehearse, MAY(ORG_MAINTAIN),
     .fields = decision_fields, .creates = true, .summary = "Rehearse a draft once more"},
    {POST, "/admin/transfers/{id}/posts", choose_posts, MAY(ORG_MAINTAIN),
     .fields = choosing_fields, .creates = true,
     .summary = "Say which of the proposed posts a draft fills (lines), and rehearse it"},
    {POST, "/admin/transfers/{id}/application", apply, MAY(ORG_MAINTAIN),
     .fields = application_fields, .creates = true,
     .summary = "Apply a draft, all or nothing; ticks that were not rehearsed yet are, instead"},
    {POST, "/admin/transfers/{id}/undoing", undo, MAY(ORG_MAINTAIN), .form = "transfers/show",
     .form_view = add_transfer, .fields = reason_fields, .creates = true,
     .summary = "Undo an applied transfer before its day"},
    {POST, "/admin/transfers/{id}/discarding", discard, MAY(ORG_MAINTAIN),
     .fields = decision_fields, .creates = true, .summary = "Discard a draft"},
    {GET, "/admin/gaps", list_gaps, MAY(ORG_MAINTAIN),
     .summary = "Roles that nobody bears on a day although the policy wants somebody"},
    ROUTE_END,
};

#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/body.h"
#include "http/form_view.h"
#include "http/paging.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_import.h"
#include "view/label.h"

/*
 * The secretariat takes in what was kept in a sheet until the portal: read it, look at what is
 * wrong or what it would make, apply it as a whole or throw it away.
 */
static const char *const list_query[] = {"after", "limit", NULL};

static bool add_list(struct request *rq, struct view *v)
{
    struct paging paging = paging_read(rq);
    const struct rows *rows;

    if (paging.after && !text_is_digits(paging.after, TEXT_ID_DIGITS))
        return fail_field(rq->work, "after", "前のページの最後の取込みの番号を入力してください。");
    rows = db_take(rq->work, SQL_EXCEPTION_IMPORT_LIST, PARAMS(paging.after, paging.rows));
    if (!rows)
        return false;
    paging_view(rq, v, &paging, rows, "id");
    return true;
}

static bool list_imports(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return add_list(rq, v) && reply_view(rq, "exceptions/imports", v);
}

static bool show_template(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_rows(v, "rows", SQL_EXCEPTION_IMPORT_TEMPLATE, PARAMS());
    return reply_view(rq, "exceptions/import_template", v);
}

/* ---- one import --------------------------------------------------------------------------------
 */

static bool read_id(struct request *rq, const char **id)
{
    *id = path_text(rq, "id");
    return text_is_digits(*id, TEXT_ID_DIGITS) || fail(rq->work, ERR_NOT_FOUND, NULL);
}

/* What is wrong, with the words for it. */
static bool add_problems(struct view *v, struct work *work, const char *id)
{
    const struct rows *rows = db_take(work, SQL_EXCEPTION_IMPORT_PROBLEMS, PARAMS(id));

    if (!rows)
        return false;
    view_list(v, "problems");
    view_integer(v, "problem_count", rows->count);
    for (int i = 0; i < rows->count; i++) {
        struct view *item = view_list_object(v, "problems");
        const char *problem = rows_text(rows, i, "problem");

        view_integer(item, "line", rows_integer(rows, i, "line"));
        view_text(item, "field", rows_text(rows, i, "field"));
        view_text(item, "heading", exception_import_heading(rows_text(rows, i, "field")));
        view_text(item, "problem", problem);
        view_text(item, "detail", rows_text(rows, i, "detail"));
        view_text(item, "message", label_find("import_problem", problem));
    }
    return true;
}

static bool show_import(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *id;

    if (!read_id(rq, &id))
        return false;
    view_form(rq, v);
    view_own_row(v, SQL_EXCEPTION_IMPORT_SHOW, PARAMS(id));
    view_rows(v, "items", SQL_EXCEPTION_IMPORT_SHOW_ROWS, PARAMS(id));
    return add_problems(v, rq->work, id) && reply_view(rq, "exceptions/import", v);
}

/* ---- taking in a sheet -------------------------------------------------------------------------
 */

struct upload {
    const char *heading_request_no, *heading_filed_on, *heading_decided_on, *heading_unit,
        *heading_title, *heading_clauses, *heading_measure_type, *heading_measure_text,
        *heading_compensating, *heading_period_from, *heading_period_to, *heading_conditions,
        *heading_resolution_plan;
};

#define HEADING(member, label) FIELD_TEXT(struct upload, member, label, .max = 40)

static const struct field upload_fields[] = {
    HEADING(heading_request_no, "受付番号の見出し"),
    HEADING(heading_filed_on, "申請日の見出し"),
    HEADING(heading_decided_on, "許可日の見出し"),
    HEADING(heading_unit, "所属の見出し"),
    HEADING(heading_title, "件名の見出し"),
    HEADING(heading_clauses, "条項の見出し"),
    HEADING(heading_measure_type, "類型の見出し"),
    HEADING(heading_measure_text, "例外措置の内容の見出し"),
    HEADING(heading_compensating, "代替措置の見出し"),
    HEADING(heading_period_from, "開始日の見出し"),
    HEADING(heading_period_to, "終了日の見出し"),
    HEADING(heading_conditions, "条件の見出し"),
    HEADING(heading_resolution_plan, "解消計画の見出し"),
    FIELD_NESTED("file", "台帳のファイル"),
    FIELD_END,
};

static bool store(struct request *rq, const struct intake_file *file, const json_t *rows,
                  const json_t *problems)
{
    struct arena *arena = rq->work->arena;
    const struct rows *row = db_take(rq->work, SQL_EXCEPTION_IMPORT_INSERT,
                                     PARAMS(file->name, file->sha256, file->csv.encoding,
                                            json_text(arena, rows), json_text(arena, problems)));

    return row && reply_created(rq, NULL, "/admin/exceptions/import/%s", rows_text(row, 0, "id"));
}

static bool take_in(struct request *rq)
{
    struct upload u;
    struct intake_file file;
    json_t *rows, *problems;

    if (!read_form(rq, upload_fields, &u))
        return false;
    {
        const char *const headings[IMPORT_COLUMNS] = {
            u.heading_request_no,     u.heading_filed_on,     u.heading_decided_on,
            u.heading_unit,           u.heading_title,        u.heading_clauses,
            u.heading_measure_type,   u.heading_measure_text, u.heading_compensating,
            u.heading_period_from,    u.heading_period_to,    u.heading_conditions,
            u.heading_resolution_plan};
        const struct intake_form form = exception_import_form(headings);

        return intake_file_take(rq, &form, &file) &&
               exception_import_read(rq->work, &file.csv, headings, &rows, &problems) &&
               store(rq, &file, rows, problems);
    }
}

static bool again(struct request *rq, struct view *v)
{
    return add_list(rq, v);
}

/* ---- deciding ----------------------------------------------------------------------------------
 */

struct decision {
    long version;
};

static const struct field decision_fields[] = {
    FIELD_INT(struct decision, version, "版", .required = true),
    FIELD_END,
};

/* The draft of the path, locked, as the page showed it. */
static bool lock(struct request *rq, const char **id)
{
    struct decision decision;
    const struct rows *row;

    if (!read_id(rq, id) || !read_form(rq, decision_fields, &decision))
        return false;
    row = db_take(rq->work, SQL_EXCEPTION_IMPORT_LOCK, PARAMS(*id));
    if (!row)
        return false;
    if (!row->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    if (strcmp(rows_text(row, 0, "status"), "draft") != 0)
        return fail(rq->work, ERR_CONFLICT, "この移行は、既に処理されています。");
    return rows_integer(row, 0, "version") == decision.version ||
           fail(
               rq->work, ERR_STALE,
               "この移行は、ほかの人が先に更新しました。内容を確認してから、もう一度操作してください。");
}

static bool is_sound(struct work *work, const char *id)
{
    const struct rows *found = db_take(work, SQL_EXCEPTION_IMPORT_PROBLEMS, PARAMS(id));

    return found &&
           (!found->count ||
            fail(work, ERR_CONFLICT,
                 "誤りのある行があるため、登録できません。この移行のページで誤りを確認して、"
                 "ファイルを修正してください。"));
}

static bool apply(struct request *rq)
{
    const char *id;

    return lock(rq, &id) && is_sound(rq->work, id) && exception_import_apply(rq->work, id) &&
           reply_see_other(rq, "/admin/exceptions/import/%s", id);
}

static bool discard(struct request *rq)
{
    const char *id;

    return lock(rq, &id) &&
           db_run(rq->work, SQL_EXCEPTION_IMPORT_DECIDE, PARAMS(id, "discarded")) &&
           reply_see_other(rq, "/admin/exceptions/import");
}

const struct route exception_import_routes[] = {
    {GET, "/admin/exceptions/import", list_imports, MAY(EXCEPTION_CHECK), .fields = upload_fields,
     .query = list_query, .summary = "Sheets of running exceptions taken in, newest first"},
    {POST, "/admin/exceptions/import", take_in, MAY(EXCEPTION_CHECK), .form = "exceptions/imports",
     .form_view = again, .fields = upload_fields, .body_limit = LIMIT_CSV_FILE, .creates = true,
     .summary = "Take in a sheet of running exceptions (multipart, file) as a draft"},
    {GET, "/admin/exceptions/import/template", show_template, MAY(EXCEPTION_CHECK),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV | FORMAT_XLSX, .list = "rows",
     .summary = "What a sheet looks like; as CSV or a workbook, one to fill in"},
    {GET, "/admin/exceptions/import/{id}", show_import, MAY(EXCEPTION_CHECK),
     .fields = decision_fields,
     .summary = "One sheet: problems by line and column, what becomes of each row"},
    {POST, "/admin/exceptions/import/{id}/application", apply, MAY(EXCEPTION_CHECK),
     .fields = decision_fields, .creates = true, .summary = "Apply a draft, all or nothing"},
    {POST, "/admin/exceptions/import/{id}/discarding", discard, MAY(EXCEPTION_CHECK),
     .fields = decision_fields, .creates = true, .summary = "Discard a draft"},
    ROUTE_END,
};

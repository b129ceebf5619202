#include <string.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/body.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/meeting_import.h"
#include "view/label.h"

/*
 * 会議の移行. The first sending reads the sheet and shows what it would make; the second sends the
 * same text again and makes it, all or nothing. Nothing is kept in between.
 */
struct sheet {
    const char *sheet;
    bool apply;
};

static const struct field sheet_fields[] = {
    FIELD_LONG_TEXT(struct sheet, sheet, "会議の表", .max = LIMIT_CSV_FILE),
    FIELD_BOOL(struct sheet, apply, "登録する"),
    FIELD_NESTED("file", "会議の表のファイル"),
    FIELD_END,
};

/* The file of the first sending, or the text that the page sends again. */
static bool read_table(struct request *rq, const struct sheet *sheet, struct csv *csv)
{
    const struct intake_form form = meeting_import_form();
    struct intake_file file;

    if (sheet->sheet && !rq->body->file_count)
        return csv_read_as_is(rq->work, "file", sheet->sheet, strlen(sheet->sheet), csv);
    if (!intake_file_take(rq, &form, &file))
        return false;
    *csv = file.csv;
    return true;
}

static void add_problem(struct view *v, long line, const char *heading, const char *problem,
                        const char *detail)
{
    struct view *item = view_list_object(v, "problems");

    view_integer(item, "line", line);
    view_text(item, "heading", heading);
    view_text(item, "problem", problem);
    view_text(item, "detail", detail);
    view_text(item, "message", label_find("import_problem", problem));
}

static int add_problems(struct view *v, const json_t *of_sheet, const struct rows *of_register)
{
    const json_t *p;
    size_t i;

    json_array_foreach(of_sheet, i, p)
        add_problem(v, (long)json_integer_value(json_object_get(p, "line")),
                    meeting_import_heading(json_string_value(json_object_get(p, "field"))),
                    json_string_value(json_object_get(p, "problem")),
                    json_string_value(json_object_get(p, "detail")));
    for (int r = 0; r < of_register->count; r++)
        add_problem(v, (long)rows_integer(of_register, r, "line"),
                    rows_text(of_register, r, "heading"), rows_text(of_register, r, "problem"),
                    rows_text(of_register, r, "detail"));
    return (int)json_array_size(of_sheet) + of_register->count;
}

static void add_cell(struct buffer *out, const char *cell)
{
    buffer_char(out, '"');
    for (; *cell; cell++) {
        if (*cell == '"')
            buffer_char(out, '"');
        buffer_char(out, *cell);
    }
    buffer_char(out, '"');
}

/* The sheet as text for the second sending: its encoding is settled. */
static const char *as_text(struct work *work, const struct csv *csv)
{
    struct buffer *out = buffer_new(work->arena, 2 * LIMIT_CSV_FILE);

    for (size_t r = 0; r < csv->count; r++)
        for (size_t c = 0; c < csv->records[r].count; c++) {
            add_cell(out, csv->records[r].cells[c]);
            buffer_char(out, c + 1 < csv->records[r].count ? ',' : '\n');
        }
    return out->data;
}

static bool add_page(struct request *rq, struct view *v)
{
    const char *done = method_is_safe(rq->method) ? query_text(rq, "done") : NULL;

    view_list(v, "problems");
    view_integer(v, "problem_count", 0);
    view_boolean(v, "is_sound", false);
    view_boolean(v, "is_applied", done && !strcmp(done, "applied"));
    view_rows(v, "items", SQL_MEETING_IMPORT_MADE, PARAMS());
    return true;
}

static bool take_in(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const struct rows *found;
    struct sheet sheet;
    struct csv csv;
    json_t *rows, *problems;
    const char *text;
    int count;

    if (!read_form(rq, sheet_fields, &sheet) || !read_table(rq, &sheet, &csv) ||
        !meeting_import_read(rq->work, &csv, &rows, &problems))
        return false;
    text = json_text(rq->work->arena, rows);
    found = db_take(rq->work, SQL_MEETING_IMPORT_PROBLEMS, PARAMS(text));
    if (!found)
        return false;
    (void)add_page(rq, v);
    count = add_problems(v, problems, found);
    if (sheet.apply && !count)
        return meeting_import_apply(rq->work, text) &&
               reply_see_other(rq, "/admin/meetings/import?done=applied");
    view_text(v, "sheet", as_text(rq->work, &csv));
    view_json(v, "read", rows);
    view_integer(v, "problem_count", count);
    view_boolean(v, "is_sound", !count);
    view_form(rq, v);
    return reply_view(rq, "meetings/import", v);
}

static bool show_page(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return add_page(rq, v) && reply_view(rq, "meetings/import", v);
}

static const char *const done_query[] = {"done", NULL};

const struct route meeting_import_routes[] = {
    {GET, "/admin/meetings/import", show_page, MAY(MEETING_MAINTAIN), .fields = sheet_fields,
     .query = done_query, .summary = "Meetings of past years that were taken in from sheets"},
    {POST, "/admin/meetings/import", take_in, MAY(MEETING_MAINTAIN), .form = "meetings/import",
     .form_view = add_page, .fields = sheet_fields, .body_limit = 2 * LIMIT_CSV_FILE,
     .creates = true,
     .summary =
         "Read a sheet of past meetings (multipart, file; or sheet as text): problems or what "
         "it would make; with apply all of it is made, or nothing"},
    ROUTE_END,
};

#include "http/sheet.h"

#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/config.h"
#include "base/limits.h"
#include "http/app.h"
#include "http/dispatch.h"
#include "view/cp932.h"

const char *const sheet_query[] = {"encoding", "report", NULL};

bool sheet_is_cp932(struct request *request)
{
    const char *encoding = query_text(request, "encoding");

    return encoding && !strcmp(encoding, "cp932");
}

static bool wants_report(struct request *request)
{
    return query_text(request, "report") != NULL;
}

bool sheet_check(struct request *request)
{
    const char *encoding, *report;

    if (request->format != FORMAT_CSV)
        return true;
    encoding = query_text(request, "encoding");
    report = query_text(request, "report");
    if (encoding && strcmp(encoding, "cp932") != 0 && strcmp(encoding, "utf-8") != 0)
        return fail_field(request->work, "encoding",
                          "文字コードは、utf-8 又は cp932 を指定してください。");
    if (report && (strcmp(report, "replaced") != 0 || !sheet_is_cp932(request)))
        return fail_field(request->work, "report",
                          "置き換えた文字の一覧は、文字コードが cp932 のときに出力できます。"
                          "replaced を指定してください。");
    return true;
}

const struct view *sheet_replaced(struct work *work, const struct replaced *replaced)
{
    struct view *v = view_new(work);

    view_list(v, "replaced");
    for (const struct replaced_character *c = replaced->first; c; c = c->next) {
        struct view *item = view_list_object(v, "replaced");

        view_integer(item, "sheet_row", c->row);
        view_integer(item, "sheet_column", c->column);
        view_text(item, "character", c->character);
        view_text(item, "code_point", arena_printf(work->arena, "U+%04X", c->code));
    }
    return v;
}

bool sheet_reply_replaced(struct request *request, const struct replaced *replaced)
{
    struct arena *arena = request->work->arena;
    struct buffer *out;

    reply_header(request, "Mamori-Replaced", arena_printf(arena, "%d", replaced->count));
    if (!wants_report(request))
        return false;
    out = buffer_new(arena, LIMIT_PAGE);
    view_write_csv(sheet_replaced(request->work, replaced), "replaced", out);
    return reply_bytes(request, "text/csv; charset=utf-8", out->data, out->length);
}

static bool render_cp932(struct exchange *exchange, struct buffer *out, const char **media_type)
{
    struct request *request = &exchange->request;
    struct arena *arena = exchange->work->arena;
    struct replaced replaced;

    if (!view_write_csv_cp932(request->reply.view, request->route->list, out, &replaced))
        return false;
    reply_header(request, "Mamori-Replaced", arena_printf(arena, "%d", replaced.count));
    *media_type = "text/csv; charset=windows-31j";
    if (!wants_report(request))
        return true;
    buffer_clear(out);
    view_write_csv(sheet_replaced(exchange->work, &replaced), "replaced", out);
    *media_type = "text/csv; charset=utf-8";
    return true;
}

bool sheet_render(struct exchange *exchange, struct buffer *out, const char **media_type)
{
    struct request *request = &exchange->request;

    if (request->format == FORMAT_XLSX) {
        *media_type = XLSX_MEDIA;
        return view_write_xlsx(request->reply.view, request->route->list,
                               exchange->app->config->state, out);
    }
    if (sheet_is_cp932(request))
        return render_cp932(exchange, out, media_type);
    *media_type = "text/csv; charset=utf-8";
    view_write_csv(request->reply.view, request->route->list, out);
    return true;
}

const char *sheet_file_name(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    const char *name = request->reply.file_name;

    return arena_printf(exchange->work->arena, "%s%s-%s.%s", name ? name : request->route->list,
                        request->format == FORMAT_CSV && wants_report(request) ? "-〓" : "",
                        exchange->work->today, request->format == FORMAT_XLSX ? "xlsx" : "csv");
}

#include "http/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/log.h"
#include "base/text.h"
#include "http/uri.h"

enum { YEAR_DIGITS = 4 };

const char *path_text(const struct request *request, const char *name)
{
    for (int i = 0; i < request->match.parameter_count; i++)
        if (!strcmp(request->match.names[i], name))
            return request->match.values[i];
    log_bug("route %s has no parameter %s", request->route->pattern, name);
    abort();
}

bool path_id(struct request *request, const char *name, const char **id)
{
    *id = path_text(request, name);
    return text_is_digits(*id, TEXT_ID_DIGITS) || fail(request->work, ERR_NOT_FOUND, NULL);
}

const char *query_text(struct request *request, const char *name)
{
    const char *value = NULL;

    if (uri_query(request->uri, name, &value) == URI_DUPLICATE)
        fail(request->work, ERR_MALFORMED,
             "検索条件「%s」が2つ指定されています。1つにしてください。", name);
    if (value)
        value = text_trim(request->work->arena, value);
    return value && *value ? value : NULL;
}

const char *query_fiscal_year(struct request *request)
{
    const char *year = query_text(request, "fiscal_year");

    if (!year || (text_is_digits(year, YEAR_DIGITS) && strcmp(year, "1900") >= 0))
        return year;
    fail_field(request->work, "fiscal_year",
               "年度は、西暦4桁の数字で入力してください（例　2026）。");
    return NULL;
}

const char *query_fiscal_year_else_today(struct request *request)
{
    struct work *work = request->work;

    return query_text(request, "fiscal_year")
               ? query_fiscal_year(request)
               : arena_printf(work->arena, "%d", calendar_fiscal_year(work->today));
}

const char *query_date(struct request *request, const char *name)
{
    const char *text = query_text(request, name);
    const char *iso = NULL;

    if (text && !calendar_parse(request->work->arena, text, &iso))
        fail_field(request->work, name, "日付を 2026-11-22 のように入力してください。");
    return iso;
}

bool read_form(struct request *request, const struct field *fields, void *out)
{
    return field_read(request->work, fields, request->body, out);
}

void request_leaves_trace(struct request *request, const char *action, const char *object_type,
                          const char *object_id)
{
    request->trace = (struct trace){action, object_type, object_id};
}

void request_may_be_refused(struct request *request, const char *object_type, const char *object_id,
                            enum statement is_hidden)
{
    request->refusal = (struct refusal){object_type, object_id, is_hidden};
}

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/body.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/org/change.h"
#include "modules/org/chart.h"
#include "modules/org/chart_change.h"
#include "modules/org/org.h"
#include "modules/org/org_day.h"

static const char *const day_query[] = {"on", NULL};

/* Found in the original: each line as id.version, so that none is checked that somebody changed
 * meanwhile. */
struct check {
    const char *const *lines;
    const char *checked_against, *reason;
};

static const struct field check_fields[] = {
    FIELD_LIST(struct check, lines, "照合した線", .required = true, .maximum = 200, .max = 30),
    FIELD_TEXT(struct check, checked_against, "照合した原本", .required = true, .max = 60),
    FIELD_LONG_TEXT(struct check, reason, "理由", .required = true, .max = 300),
    FIELD_END,
};

static bool is_mark(const char *text)
{
    return *text && strlen(text) <= 30 && text[strspn(text, "0123456789.")] == '\0';
}

/* What was chosen in the form shown again, as an array of SQL. */
static const char *chosen_marks(struct request *rq)
{
    const struct form_field *f = rq->body ? body_field(rq->body, "lines", NULL) : NULL;
    const char *marks = "";

    for (; f; f = body_field(rq->body, "lines", f))
        if (is_mark(f->value))
            marks = arena_printf(rq->work->arena, "%s%s%s", marks, *marks ? "," : "", f->value);
    return *marks ? arena_printf(rq->work->arena, "{%s}", marks) : NULL;
}

static bool list_view(struct request *rq, struct view *v)
{
    const char *day = org_day(rq, v);

    view_rows(v, "boxes", SQL_CHART_BOX_LIST, PARAMS(day));
    view_rows(v, "lines", SQL_CHART_LINE_LIST, PARAMS(day, chosen_marks(rq)));
    return chart_draw(rq->work, view_object(v, "chart"), day);
}

static bool list_chart(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return list_view(rq, v) && reply_view(rq, "charts/list", v);
}

/* ---- checked against the original --------------------------------------------------------------
 */

static bool check_line(struct work *work, const char *mark, const char *original)
{
    const char *dot = strchr(mark, '.');
    const char *id = dot ? arena_strndup(work->arena, mark, (size_t)(dot - mark)) : "";
    const struct rows *line;

    if (!is_mark(mark) || !*id || strlen(id) > 18 || !dot[1] || strlen(dot) > 9 ||
        strchr(dot + 1, '.'))
        return fail_field(work, "lines", "一覧にある線から選択してください。");
    line = db_take(work, SQL_CHART_LINE_FOR_CHANGE, PARAMS(id));
    return line && change_is_fresh(work, line, strtol(dot + 1, NULL, 10)) &&
           db_run(work, SQL_CHART_LINE_CHECK, PARAMS(id, original));
}

static bool check_lines(struct request *rq)
{
    struct check c;

    if (!read_form(rq, check_fields, &c) || !change_because(rq->work, c.reason))
        return false;
    for (const char *const *mark = c.lines; *mark; mark++)
        if (!check_line(rq->work, *mark, c.checked_against))
            return false;
    return reply_see_other(rq, "/admin/chart");
}

const struct route chart_change_routes[] = {
    {GET, "/admin/chart", list_chart, MAY(ORG_MAINTAIN), .query = day_query, .fields = check_fields,
     .summary = "The chart of a day with its boxes and lines, those that begin later too"},
    {POST, "/admin/chart/checks", check_lines, MAY(ORG_MAINTAIN), .form = "charts/list",
     .form_view = list_view, .fields = check_fields, .creates = true,
     .summary = "Lines (id.version) found in the original: no inference any more"},
    ROUTE_END,
};

#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/org/change.h"
#include "modules/org/chart_change.h"
#include "modules/org/org.h"

enum { NO_LANE = -1, LAST = 0 };

struct line {
    const char *from_code, *to_code, *label, *basis_code, *checked_against;
    int kind, line, from_side, to_side;
    long from_shift, to_shift, lane_x, ord;
    long version;
    struct change change;
};

#define SHIFT(member, label_)                                                                      \
    FIELD_INT(struct line, member, label_, .minimum = -290, .maximum = 290)
#define LINE_FIELDS                                                                                \
    FIELD_TEXT(struct line, from_code, "線の始点", .required = true, .max = 40),                   \
        FIELD_TEXT(struct line, to_code, "線の終点", .required = true, .max = 40),                 \
        FIELD_ENUM(struct line, kind, "関係", .required = true, .choices = chart_kinds),           \
        FIELD_ENUM(struct line, line, "線の種類", .required = true, .choices = chart_lines),       \
        FIELD_TEXT(struct line, label, "線の説明", .required = true, .max = 12),                   \
        FIELD_TEXT(struct line, basis_code, "根拠条項", .max = 40),                                \
        FIELD_TEXT(struct line, checked_against, "照合した原本", .max = 60),                       \
        FIELD_ENUM(struct line, from_side, "始点の辺", .required = true, .choices = chart_sides),  \
        SHIFT(from_shift, "始点のずれ"),                                                           \
        FIELD_ENUM(struct line, to_side, "終点の辺", .required = true, .choices = chart_sides),    \
        SHIFT(to_shift, "終点のずれ"),                                                             \
        FIELD_INT(struct line, lane_x, "線の通る位置", .minimum = 0, .maximum = 1220,              \
                  .fallback = NO_LANE),                                                            \
        FIELD_INT(struct line, ord, "順序", .minimum = 1, .maximum = 99, .fallback = LAST),        \
        CHANGE_FIELDS(struct line)

static const struct field new_fields[] = {LINE_FIELDS, FIELD_END};
static const struct field line_fields[] = {
    LINE_FIELDS, FIELD_INT(struct line, version, "版", .required = true), FIELD_END};

#define LINE_PARAMS(work, l, clause)                                                               \
    (l)->from_code, (l)->to_code, chart_code(chart_kinds, (l)->kind),                              \
        chart_code(chart_lines, (l)->line), (l)->label, (clause).code, (clause).slug,              \
        (l)->checked_against, chart_code(chart_sides, (l)->from_side),                             \
        chart_code(chart_sides, (l)->to_side), chart_number(work, (l)->from_shift, -1000),         \
        chart_number(work, (l)->to_shift, -1000), chart_number(work, (l)->lane_x, NO_LANE),        \
        chart_number(work, (l)->ord, LAST)

static bool take_line(struct request *rq, const struct rows **line)
{
    return chart_take(rq, SQL_CHART_LINE_FOR_CHANGE, line);
}

static void add_options(struct request *rq, struct view *v, const char *name, const char *chosen)
{
    view_rows(v, name, SQL_CHART_BOX_OPTIONS, PARAMS(rq->work->today, chosen));
}

/* ---- a new line --------------------------------------------------------------------------------
 */

static bool new_view(struct request *rq, struct view *v)
{
    change_view(v);
    add_options(rq, v, "from_boxes", form_typed(rq, "from_code"));
    add_options(rq, v, "to_boxes", form_typed(rq, "to_code"));
    return true;
}

static bool show_new(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return new_view(rq, v) && reply_view(rq, "charts/line_new", v);
}

static bool add_line(struct request *rq)
{
    struct work *work = rq->work;
    struct chart_clause clause;
    struct line l;

    return read_form(rq, new_fields, &l) && chart_change_begin(rq, &l.change) &&
           chart_find_clause(work, "basis_code", l.basis_code, NULL, &clause) &&
           db_run(work, SQL_CHART_LINE_ADD,
                  PARAMS(LINE_PARAMS(work, &l, clause), l.change.valid_from)) &&
           chart_change_end(rq, &l.change);
}

/* ---- from a day on -----------------------------------------------------------------------------
 */

static bool line_view(struct request *rq, struct view *v)
{
    const struct rows *line;

    if (!take_line(rq, &line))
        return false;
    change_view(v);
    view_form_of(rq, v, line);
    view_add_row(v, "edge", line);
    add_options(rq, v, "from_boxes",
                rq->body ? form_typed(rq, "from_code") : rows_text(line, 0, "from_code"));
    add_options(rq, v, "to_boxes",
                rq->body ? form_typed(rq, "to_code") : rows_text(line, 0, "to_code"));
    return true;
}

static bool show_line(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return line_view(rq, v) && reply_view(rq, "charts/line", v);
}

static bool end_line_row(struct work *work, const struct rows *line, const char *day)
{
    return db_run(work, SQL_CHART_LINE_END, PARAMS(rows_text(line, 0, "id"), day));
}

static bool put_line(struct work *work, const struct rows *line, const struct line *l,
                     struct chart_clause clause)
{
    const char *id = rows_text(line, 0, "id"), *day = l->change.valid_from;

    if (chart_begins_on(line, day))
        return db_run(work, SQL_CHART_LINE_REWRITE, PARAMS(LINE_PARAMS(work, l, clause), id));
    return end_line_row(work, line, day) &&
           db_run(work, SQL_CHART_LINE_FOLLOW,
                  PARAMS(LINE_PARAMS(work, l, clause), day, rows_text(line, 0, "until"), id));
}

static bool change_line(struct request *rq)
{
    struct work *work = rq->work;
    struct chart_clause clause;
    const struct rows *line;
    struct line l;

    return read_form(rq, line_fields, &l) && chart_change_begin(rq, &l.change) &&
           take_line(rq, &line) && change_is_fresh(work, line, l.version) &&
           chart_day_fits(work, line, l.change.valid_from, false) &&
           chart_find_clause(work, "basis_code", l.basis_code, line, &clause) &&
           put_line(work, line, &l, clause) && chart_change_end(rq, &l.change);
}

/* ---- the end of a line -------------------------------------------------------------------------
 */

struct ending {
    long version;
    struct change change;
};

static const struct field ending_fields[] = {
    CHANGE_FIELDS(struct ending),
    FIELD_INT(struct ending, version, "版", .required = true),
    FIELD_END,
};

static bool ending_view(struct request *rq, struct view *v)
{
    const struct rows *line;

    if (!take_line(rq, &line))
        return false;
    change_view(v);
    view_form_of(rq, v, line);
    view_add_row(v, "edge", line);
    return true;
}

static bool show_ending(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return ending_view(rq, v) && reply_view(rq, "charts/line_end", v);
}

static bool end_line(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *line;
    struct ending e;

    return read_form(rq, ending_fields, &e) && chart_change_begin(rq, &e.change) &&
           take_line(rq, &line) && change_is_fresh(work, line, e.version) &&
           chart_day_fits(work, line, e.change.valid_from, true) &&
           end_line_row(work, line, e.change.valid_from) && chart_change_end(rq, &e.change);
}

const struct route chart_line_routes[] = {
    {GET, "/admin/chart/lines/new", show_new, MAY(ORG_MAINTAIN), .fields = new_fields,
     .summary = "The form of a new line"},
    {POST, "/admin/chart/lines", add_line, MAY(ORG_MAINTAIN), .form = "charts/line_new",
     .form_view = new_view, .fields = new_fields, .creates = true,
     .summary = "A new line from a day on; step=rehearse draws the chart as it would be"},
    {GET, "/admin/chart/lines/{id}", show_line, MAY(ORG_MAINTAIN), .fields = line_fields,
     .summary = "One row of a line and the form that changes it"},
    {POST, "/admin/chart/lines/{id}", change_line, MAY(ORG_MAINTAIN), .form = "charts/line",
     .form_view = line_view, .fields = line_fields, .creates = true,
     .summary = "Change a line from a day on; the chart of earlier days stays"},
    {GET, "/admin/chart/lines/{id}/end", show_ending, MAY(ORG_MAINTAIN), .fields = ending_fields,
     .summary = "The form that ends a line"},
    {POST, "/admin/chart/lines/{id}/end", end_line, MAY(ORG_MAINTAIN), .form = "charts/line_end",
     .form_view = ending_view, .fields = ending_fields, .creates = true,
     .summary = "The line ends the day before"},
    ROUTE_END,
};

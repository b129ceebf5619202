#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/org/change.h"
#include "modules/org/chart.h"
#include "modules/org/chart_change.h"
#include "modules/org/org.h"

enum { NO_BODY = -1, LAST = 0, NAME_LINES_MAX = 6 };

struct box {
    const char *label, *sub_label, *role, *clause_code;
    int body, style;
    long row, x, width, ord;
    long version;
    struct change change;
};

#define BOX_FIELDS                                                                                 \
    FIELD_LONG_TEXT(struct box, label, "枠の名称", .required = true, .max = 60),                   \
        FIELD_TEXT(struct box, sub_label, "枠の補足", .max = 30),                                  \
        FIELD_TEXT(struct box, role, "役割", .max = 40),                                           \
        FIELD_ENUM(struct box, body, "会議体等", .choices = chart_bodies, .fallback = NO_BODY),    \
        FIELD_TEXT(struct box, clause_code, "根拠条項", .max = 40),                                \
        FIELD_ENUM(struct box, style, "体裁", .required = true, .choices = chart_styles),          \
        FIELD_INT(struct box, row, "段", .required = true, .minimum = 1, .maximum = 10),           \
        FIELD_INT(struct box, x, "横の位置", .required = true, .minimum = 10, .maximum = 1090),    \
        FIELD_INT(struct box, width, "幅", .required = true, .minimum = 120, .maximum = 600),      \
        FIELD_INT(struct box, ord, "順序", .minimum = 1, .maximum = 99, .fallback = LAST),         \
        CHANGE_FIELDS(struct box)

static const struct field new_fields[] = {BOX_FIELDS, FIELD_END};
static const struct field box_fields[] = {
    BOX_FIELDS, FIELD_INT(struct box, version, "版", .required = true), FIELD_END};

static bool take_box(struct request *rq, const struct rows **box)
{
    return chart_take(rq, SQL_CHART_BOX_FOR_CHANGE, box);
}

/* ---- what a box must be ------------------------------------------------------------------------
 */

static bool check_name(struct work *work, const struct box *b)
{
    int lines =
        chart_name_lines(work->arena, b->label, b->sub_label ? b->sub_label : "", (int)b->width);

    return lines <= NAME_LINES_MAX ||
           fail_field(work, "width",
                      "名称と補足がこの幅では%d行になります。%d行までに収まる幅に"
                      "してください。",
                      lines, NAME_LINES_MAX);
}

static bool check_role(struct work *work, const struct box *b)
{
    if (b->role && b->body != NO_BODY)
        return fail_field(work, "body", "役割と会議体等は、どちらか一方を選択してください。");
    return true;
}

/* Two boxes on top of each other could not be read: the other one is named. */
static bool check_neighbours(struct work *work, const char *id)
{
    const struct rows *other = db_take(work, SQL_CHART_BOX_NEIGHBOUR, PARAMS(id));

    if (!other)
        return false;
    if (!other->count)
        return true;
    return fail_field(work, "x",
                      "同じ段の「%s」（横の位置%sから%sまで）と重なります。20以上の間隔をあけて"
                      "ください。",
                      rows_text(other, 0, "label"), rows_text(other, 0, "x"),
                      rows_text(other, 0, "right"));
}

#define BOX_PARAMS(work, b, clause)                                                                \
    (b)->label, (b)->sub_label, (b)->role, chart_code(chart_bodies, (b)->body), (clause).code,     \
        (clause).slug, chart_code(chart_styles, (b)->style), chart_number(work, (b)->row, -1),     \
        chart_number(work, (b)->x, -1), chart_number(work, (b)->width, -1),                        \
        chart_number(work, (b)->ord, LAST)

static bool is_made(struct work *work, const struct rows *made)
{
    return made && check_neighbours(work, rows_text(made, 0, "id"));
}

/* ---- a new box ---------------------------------------------------------------------------------
 */

static bool new_view(struct request *rq, struct view *v)
{
    change_view(v);
    view_rows(v, "roles", SQL_CHART_ROLES, PARAMS(form_typed(rq, "role")));
    return true;
}

static bool show_new(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return new_view(rq, v) && reply_view(rq, "charts/box_new", v);
}

static bool add_box(struct request *rq)
{
    struct work *work = rq->work;
    struct chart_clause clause;
    struct box b;

    return read_form(rq, new_fields, &b) && check_role(work, &b) && check_name(work, &b) &&
           chart_change_begin(rq, &b.change) &&
           chart_find_clause(work, "clause_code", b.clause_code, NULL, &clause) &&
           is_made(work, db_take(work, SQL_CHART_BOX_ADD,
                                 PARAMS(BOX_PARAMS(work, &b, clause), b.change.valid_from))) &&
           chart_change_end(rq, &b.change);
}

/* ---- from a day on -----------------------------------------------------------------------------
 */

static bool box_view(struct request *rq, struct view *v)
{
    const struct rows *box;

    if (!take_box(rq, &box))
        return false;
    change_view(v);
    view_form_of(rq, v, box);
    view_add_row(v, "box", box);
    view_rows(v, "roles", SQL_CHART_ROLES,
              PARAMS(rq->body ? form_typed(rq, "role") : rows_text(box, 0, "role")));
    return true;
}

static bool show_box(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return box_view(rq, v) && reply_view(rq, "charts/box", v);
}

static bool end_box_row(struct work *work, const struct rows *box, const char *day)
{
    return db_run(work, SQL_CHART_BOX_END, PARAMS(rows_text(box, 0, "id"), day));
}

static bool put_box(struct work *work, const struct rows *box, const struct box *b,
                    struct chart_clause clause)
{
    const char *id = rows_text(box, 0, "id"), *day = b->change.valid_from;

    if (chart_begins_on(box, day))
        return is_made(
            work, db_take(work, SQL_CHART_BOX_REWRITE, PARAMS(BOX_PARAMS(work, b, clause), id)));
    return end_box_row(work, box, day) &&
           is_made(work, db_take(work, SQL_CHART_BOX_FOLLOW,
                                 PARAMS(BOX_PARAMS(work, b, clause), day,
                                        rows_text(box, 0, "until"), id)));
}

static bool change_box(struct request *rq)
{
    struct work *work = rq->work;
    struct chart_clause clause;
    const struct rows *box;
    struct box b;

    return read_form(rq, box_fields, &b) && check_role(work, &b) && check_name(work, &b) &&
           chart_change_begin(rq, &b.change) && take_box(rq, &box) &&
           change_is_fresh(work, box, b.version) &&
           chart_day_fits(work, box, b.change.valid_from, false) &&
           chart_find_clause(work, "clause_code", b.clause_code, box, &clause) &&
           put_box(work, box, &b, clause) && chart_change_end(rq, &b.change);
}

/* ---- the end of a box --------------------------------------------------------------------------
 */

struct ending {
    bool with_lines;
    long version;
    struct change change;
};

static const struct field ending_fields[] = {
    FIELD_BOOL(struct ending, with_lines, "この枠につながる線も、同じ日に終える"),
    CHANGE_FIELDS(struct ending),
    FIELD_INT(struct ending, version, "版", .required = true),
    FIELD_END,
};

static bool ending_view(struct request *rq, struct view *v)
{
    const struct rows *box;

    if (!take_box(rq, &box))
        return false;
    change_view(v);
    view_form_of(rq, v, box);
    view_add_row(v, "box", box);
    return true;
}

static bool show_ending(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return ending_view(rq, v) && reply_view(rq, "charts/box_end", v);
}

/* No line is left hanging; the words depend on whether the lines were to end as well. */
static bool check_hanging(struct work *work, const struct rows *box, bool with_lines)
{
    const struct rows *left =
        db_take(work, SQL_CHART_BOX_HANGING, PARAMS(rows_text(box, 0, "code")));

    if (!left)
        return false;
    if (!rows_integer(left, 0, "count"))
        return true;
    if (with_lines)
        return fail_field(work, "valid_from",
                          "この日以後に始まる線（「%s」など）が%s本あります。その線の後の日に"
                          "してください。",
                          rows_text(left, 0, "label"), rows_text(left, 0, "count"));
    return fail_field(work, "with_lines",
                      "「%s」などとの線が%s本つながっています。線も終えるときは、ここを選択して"
                      "ください。",
                      rows_text(left, 0, "label"), rows_text(left, 0, "count"));
}

static bool end_with_lines(struct work *work, const struct rows *box, const struct ending *e)
{
    const char *day = e->change.valid_from;

    return end_box_row(work, box, day) &&
           (!e->with_lines ||
            db_run(work, SQL_CHART_BOX_END_LINES, PARAMS(rows_text(box, 0, "code"), day))) &&
           check_hanging(work, box, e->with_lines);
}

static bool end_box(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *box;
    struct ending e;

    return read_form(rq, ending_fields, &e) && chart_change_begin(rq, &e.change) &&
           take_box(rq, &box) && change_is_fresh(work, box, e.version) &&
           chart_day_fits(work, box, e.change.valid_from, true) && end_with_lines(work, box, &e) &&
           chart_change_end(rq, &e.change);
}

const struct route chart_box_routes[] = {
    {GET, "/admin/chart/boxes/new", show_new, MAY(ORG_MAINTAIN), .fields = new_fields,
     .summary = "The form of a new box"},
    {POST, "/admin/chart/boxes", add_box, MAY(ORG_MAINTAIN), .form = "charts/box_new",
     .form_view = new_view, .fields = new_fields, .creates = true,
     .summary = "A new box from a day on; step=rehearse draws the chart as it would be"},
    {GET, "/admin/chart/boxes/{id}", show_box, MAY(ORG_MAINTAIN), .fields = box_fields,
     .summary = "One row of a box and the form that changes it"},
    {POST, "/admin/chart/boxes/{id}", change_box, MAY(ORG_MAINTAIN), .form = "charts/box",
     .form_view = box_view, .fields = box_fields, .creates = true,
     .summary = "Change a box from a day on; the chart of earlier days stays"},
    {GET, "/admin/chart/boxes/{id}/end", show_ending, MAY(ORG_MAINTAIN), .fields = ending_fields,
     .summary = "The form that ends a box"},
    {POST, "/admin/chart/boxes/{id}/end", end_box, MAY(ORG_MAINTAIN), .form = "charts/box_end",
     .form_view = ending_view, .fields = ending_fields, .creates = true,
     .summary = "The box ends the day before, its lines with it if so asked"},
    ROUTE_END,
};

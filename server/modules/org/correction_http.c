#include <string.h>

#include "base/calendar.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/org/change.h"
#include "modules/org/org.h"

/*
 * 訂正: what was entered wrongly is put right in its own row, and what it said stays readable for
 * ever (table correction). What changes from a day on is no correction.
 */
struct correction {
    const char *valid_from, *valid_to;
    bool is_withdrawn;
    long version;
    struct change change;
};

static const struct field correction_fields[] = {
    FIELD_DATE(struct correction, valid_from, "開始日", .required = true),
    FIELD_DATE(struct correction, valid_to, "終了日"),
    FIELD_BOOL(struct correction, is_withdrawn, "この登録は誤りなので、全体を取り消す"),
    FIELD_INT(struct correction, version, "版", .required = true),
    CHANGE_FIELD(FIELD_KIND_LONG_TEXT, struct correction, reason, "訂正の理由", .required = true,
                 .max = 300),
    CHANGE_FIELD(FIELD_KIND_ENUM, struct correction, step, "操作", .choices = change_steps,
                 .fallback = CHANGE_RECORD),
    FIELD_END,
};

static bool list_corrections(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *no = path_text(rq, "staff_no");

    view_row(v, "person", SQL_PERSON_FOR_CHANGE, PARAMS(no));
    view_rows(v, "rows", SQL_CORRECTION_ROWS, PARAMS(no));
    view_rows(v, "corrections", SQL_CORRECTION_LIST, PARAMS(no));
    return reply_view(rq, "people/corrections", v);
}

static bool take_row(struct request *rq, const struct rows **row)
{
    const char *id = path_text(rq, "id");

    if (strlen(id) > 18 || id[strspn(id, "0123456789")] != '\0')
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    *row = db_take(rq->work, SQL_CORRECTION_ROW,
                   PARAMS(path_text(rq, "staff_no"), path_text(rq, "table"), id));
    if (!*row)
        return false;
    return (*row)->count || fail(rq->work, ERR_NOT_FOUND, NULL);
}

static bool correction_view(struct request *rq, struct view *v)
{
    const struct rows *row;

    if (!take_row(rq, &row))
        return false;
    change_view(v);
    view_form_of(rq, v, row);
    view_add_own_row(v, row);
    view_row(v, "person", SQL_PERSON_FOR_CHANGE, PARAMS(path_text(rq, "staff_no")));
    return true;
}

static bool show_correction(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return correction_view(rq, v) && reply_view(rq, "people/correction", v);
}

/* NULL: no end, which is later than any day. */
static const char *earlier(const char *a, const char *b)
{
    if (!a || !b)
        return a ? a : b;
    return strcmp(a, b) < 0 ? a : b;
}

/* The first day on which the correction makes a difference: of that day the rehearsal tells. */
static const char *first_difference(struct work *work, const struct rows *row,
                                    const struct correction *c)
{
    const char *from = rows_text(row, 0, "valid_from"), *to = rows_text(row, 0, "valid_to");

    if (c->is_withdrawn || strcmp(from, c->valid_from) != 0)
        return earlier(from, c->is_withdrawn ? NULL : c->valid_from);
    to = earlier(to, c->valid_to);
    return to ? calendar_add_days(work->arena, to, 1) : work->today;
}

static bool make_correction(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *row;
    struct correction c;

    if (!read_form(rq, correction_fields, &c))
        return false;
    c.change.basis = NULL;
    if (!take_row(rq, &row))
        return false;
    c.change.valid_from = first_difference(work, row, &c);
    return change_begin(rq, &c.change) && take_row(rq, &row) &&
           change_is_fresh(work, row, c.version) &&
           db_run(work, SQL_CORRECTION_MAKE,
                  PARAMS(path_text(rq, "table"), path_text(rq, "id"),
                         c.is_withdrawn ? NULL : c.valid_from, c.is_withdrawn ? NULL : c.valid_to,
                         c.change.reason)) &&
           change_end(rq, &c.change, "/people/%s/corrections", path_text(rq, "staff_no"));
}

const struct route correction_routes[] = {
    {GET, "/people/{staff_no}/corrections", list_corrections, MAY(ORG_MAINTAIN),
     .summary = "Every row of somebody's history, and what was corrected in it"},
    {GET, "/people/{staff_no}/corrections/{table}/{id}", show_correction, MAY(ORG_MAINTAIN),
     .fields = correction_fields, .summary = "The form that corrects one row"},
    {POST, "/people/{staff_no}/corrections/{table}/{id}", make_correction, MAY(ORG_MAINTAIN),
     .form = "people/correction", .form_view = correction_view, .fields = correction_fields,
     .creates = true,
     .summary = "Correct the days of a row, or take it back; what it said is kept"},
    ROUTE_END,
};

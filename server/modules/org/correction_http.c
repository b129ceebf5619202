#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/org/change.h"
#include "modules/org/history.h"
#include "modules/org/org.h"

/*
 * 訂正: what was entered wrongly is put right in its own row, and what it said stays readable for
 * ever (table correction). What changes from a day on is no correction.
 */
struct correction {
    const char *valid_from, *valid_to, *undoing;
    bool is_withdrawn, with_neighbours;
    long version;
    struct change change;
};

static const struct field correction_fields[] = {
    FIELD_DATE(struct correction, valid_from, "開始日", .required = true),
    FIELD_DATE(struct correction, valid_to, "終了日"),
    FIELD_BOOL(struct correction, is_withdrawn, "この登録は誤りなので、全体を取り消す"),
    FIELD_BOOL(struct correction, with_neighbours, "隣り合う記録の期間も合わせて直す"),
    FIELD_INT(struct correction, version, "版", .required = true),
    FIELD_TEXT(struct correction, undoing, "取り消す人事異動", .max = 18),
    CHANGE_FIELD(FIELD_KIND_LONG_TEXT, struct correction, reason, "訂正の理由", .required = true,
                 .max = 300),
    CHANGE_FIELD(FIELD_KIND_ENUM, struct correction, step, "操作", .choices = change_steps,
                 .fallback = CHANGE_RECORD),
    FIELD_END,
};

static const char *const undoing_query[] = {"undoing", NULL};

/* The transfer for whose undoing a correction is made, and to which it leads back. */
static void add_undoing(struct request *rq, struct view *v)
{
    const char *id = rq->body ? form_typed(rq, "undoing") : query_text(rq, "undoing");

    view_optional_row(v, "undoing", SQL_TRANSFER_NAMED,
                      PARAMS(id && text_is_digits(id, TEXT_ID_DIGITS) ? id : NULL));
}

static bool list_corrections(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *no = path_text(rq, "staff_no");

    add_undoing(rq, v);
    view_row(v, "person", SQL_PERSON_FOR_CHANGE, PARAMS(no));
    view_rows(v, "rows", SQL_CORRECTION_ROWS, PARAMS(no));
    view_rows(v, "corrections", SQL_CORRECTION_LIST, PARAMS(no));
    return reply_view(rq, "people/corrections", v);
}

static bool take_row(struct request *rq, const struct rows **row)
{
    const char *id;

    if (!path_id(rq, "id", &id))
        return false;
    *row = db_take(rq->work, SQL_CORRECTION_ROW,
                   PARAMS(path_text(rq, "staff_no"), path_text(rq, "table"), id));
    if (!*row)
        return false;
    return (*row)->count || fail(rq->work, ERR_NOT_FOUND, NULL);
}

/* ---- the rows beside it ------------------------------------------------------------------------
 */

static const struct rows *take_neighbours(struct request *rq, bool is_withdrawn, const char *from,
                                          const char *to)
{
    return db_take(rq->work, SQL_CORRECTION_NEIGHBOURS,
                   PARAMS(path_text(rq, "table"), path_text(rq, "id"), is_withdrawn ? NULL : from,
                          is_withdrawn ? NULL : to));
}

/* A day as typed so far, or what the row says while nothing, or no day, stands there. */
static const char *typed_day(struct request *rq, const struct rows *row, const char *name)
{
    const char *typed = form_typed(rq, name), *iso;

    if (!rq->body)
        return rows_text(row, 0, name);
    if (calendar_parse(rq->work->arena, typed, &iso))
        return iso;
    return *typed || !strcmp(name, "valid_from") ? rows_text(row, 0, name) : NULL;
}

/* The rows beside it, with what the days typed so far mean to them. */
static bool add_neighbours(struct request *rq, struct view *v, const struct rows *row)
{
    const struct rows *near =
        take_neighbours(rq, !strcmp(form_typed(rq, "is_withdrawn"), "true"),
                        typed_day(rq, row, "valid_from"), typed_day(rq, row, "valid_to"));

    if (!near)
        return false;
    view_add_rows(v, "neighbours", near);
    return true;
}

static bool refuse_for(struct work *work, const char *field, const struct rows *near, int i)
{
    const char *relation = rows_text(near, i, "relation");
    const char *says = !strcmp(relation, "overlaps")   ? "と期間が重なります。"
                       : !strcmp(relation, "juts_out") ? "が、この期間の外に出ます。"
                                                       : "の期間の外に出ます。";

    return fail_field(
        work, field, "%s%s%s", history_words(work, near, i), says,
        rows_boolean(near, i, "is_mended")
            ? "その記録を先に訂正するか、「隣り合う記録の期間も合わせて直す」を選択してください。"
            : "その記録を先に訂正し、又は取り消してください。");
}

static bool mend(struct work *work, const struct rows *near, int i, const char *reason)
{
    return db_run(work, SQL_CORRECTION_MAKE,
                  PARAMS(rows_text(near, i, "table_name"), rows_text(near, i, "id"),
                         rows_text(near, i, "becomes_from"), rows_text(near, i, "becomes_to"),
                         reason));
}

/* The field that a refusal is about: what the correction changes first. */
static const char *field_changed(const struct rows *row, const struct correction *c)
{
    if (c->is_withdrawn)
        return "is_withdrawn";
    return strcmp(c->valid_from, rows_text(row, 0, "valid_from")) != 0 ? "valid_from" : "valid_to";
}

/*
 * What the rules would refuse at the end is refused here, where the row in the way can be named;
 * with_neighbours: those that days alone can mend are corrected together, for the same reason.
 */
static bool settle_neighbours(struct request *rq, const struct rows *row,
                              const struct correction *c)
{
    const struct rows *near = take_neighbours(rq, c->is_withdrawn, c->valid_from, c->valid_to);

    for (int i = 0; near && i < near->count; i++) {
        if (c->with_neighbours && rows_boolean(near, i, "is_mended")) {
            if (!mend(rq->work, near, i, c->change.reason))
                return false;
        } else if (rows_boolean(near, i, "is_blocking")) {
            refuse_for(rq->work, field_changed(row, c), near, i);
        }
    }
    return near && rq->work->error.code == ERR_NONE;
}

/* ---- the form and the act ----------------------------------------------------------------------
 */

static bool correction_view(struct request *rq, struct view *v)
{
    const struct rows *row;

    if (!take_row(rq, &row))
        return false;
    change_view(v);
    add_undoing(rq, v);
    view_form_of(rq, v, row);
    view_add_own_row(v, row);
    view_row(v, "person", SQL_PERSON_FOR_CHANGE, PARAMS(path_text(rq, "staff_no")));
    view_optional_row(v, "transfer", SQL_CORRECTION_TRANSFER,
                      PARAMS(path_text(rq, "table"), path_text(rq, "id")));
    return add_neighbours(rq, v, row);
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

/* Who corrects to undo a transfer goes on with that. */
static bool end_correction(struct request *rq, const struct correction *c)
{
    const char *no = path_text(rq, "staff_no");

    if (c->undoing && text_is_digits(c->undoing, TEXT_ID_DIGITS))
        return change_end(rq, &c->change, "/people/%s/corrections?undoing=%s", no, c->undoing);
    return change_end(rq, &c->change, "/people/%s/corrections", no);
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
           change_is_fresh(work, row, c.version) && settle_neighbours(rq, row, &c) &&
           db_run(work, SQL_CORRECTION_MAKE,
                  PARAMS(path_text(rq, "table"), path_text(rq, "id"),
                         c.is_withdrawn ? NULL : c.valid_from, c.is_withdrawn ? NULL : c.valid_to,
                         c.change.reason)) &&
           end_correction(rq, &c);
}

const struct route correction_routes[] = {
    {GET, "/people/{staff_no}/corrections", list_corrections, MAY(ORG_MAINTAIN),
     .query = undoing_query,
     .summary = "Every row of somebody's history, and what was corrected in it"},
    {GET, "/people/{staff_no}/corrections/{table}/{id}", show_correction, MAY(ORG_MAINTAIN),
     .fields = correction_fields, .query = undoing_query,
     .summary = "The form that corrects one row"},
    {POST, "/people/{staff_no}/corrections/{table}/{id}", make_correction, MAY(ORG_MAINTAIN),
     .form = "people/correction", .form_view = correction_view, .fields = correction_fields,
     .creates = true,
     .summary = "Correct the days of a row, or take it back; what it said is kept"},
    ROUTE_END,
};

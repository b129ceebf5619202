#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_draft.h"
#include "modules/exceptions/exception_form.h"

/*
 * Beginning a draft: for which section and of which kind, with the clause one came from, or after
 * an emergency report that must go on (BR-EX-12), whose words it takes over.
 */
struct beginning {
    int kind;
    const char *unit, *follows, *clause, *title;
};

enum { PRIOR, EMERGENCY };

static const struct choice kinds[] = {{"prior", PRIOR}, {"emergency", EMERGENCY}, {NULL, 0}};

static const struct field begin_fields[] = {
    FIELD_ENUM(struct beginning, kind, "区分", .choices = kinds),
    FIELD_TEXT(struct beginning, unit, "所属", .max = 10),
    FIELD_TEXT(struct beginning, follows, "引き継ぐ緊急の例外措置の報告", .max = 20),
    FIELD_TEXT(struct beginning, clause, "該当する条項", .max = 130),
    FIELD_TEXT(struct beginning, title, "件名", .max = 80),
    FIELD_END,
};

/* What the form says, or on its first showing the address. */
static const char *given(struct request *rq, const char *name)
{
    const char *text = rq->body ? form_typed(rq, name) : query_text(rq, name);

    return text && *text ? text : NULL;
}

static const char *as_list(struct arena *arena, const char *code)
{
    const char *const codes[] = {code, NULL};

    return text_array_literal(arena, codes);
}

static bool new_view(struct request *rq, struct view *v)
{
    const struct rows *units =
        db_take(rq->work, SQL_EXCEPTION_DRAFT_UNITS, PARAMS(given(rq, "unit")));
    const char *follows = given(rq, "follows"), *kind = given(rq, "kind");

    if (!units)
        return false;
    view_add_rows(v, "units", units);
    view_boolean(v, "is_single", units->count == 1);
    view_boolean(v, "is_emergency", kind && !strcmp(kind, kinds[EMERGENCY].code));
    exception_form_add_clauses(v, "clauses", NULL, as_list(rq->work->arena, given(rq, "clause")));
    view_optional_row(v, "report", SQL_EXCEPTION_BEGIN_REPORT, PARAMS(follows));
    view_rows(v, "drafts", SQL_EXCEPTION_BEGIN_DRAFTS, PARAMS());
    view_form(rq, v);
    return true;
}

static bool new_exception(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return new_view(rq, v) && reply_view(rq, "exceptions/new", v);
}

/* The row of the section written for: the one named, or the only one there is. */
static bool find_unit(struct work *work, const char *code, const struct rows **units, int *row)
{
    *units = db_take(work, SQL_EXCEPTION_DRAFT_UNITS, PARAMS(code));
    if (!*units)
        return false;
    *row = 0;
    if (!code && (*units)->count == 1)
        return true;
    for (; *row < (*units)->count; ++*row)
        if (rows_boolean(*units, *row, "is_chosen"))
            return true;
    return fail_field(work, "unit", "申請する課等を選択してください。");
}

/* The report it goes on from names the section; there is none where `follows` is NULL. */
static bool find_report(struct work *work, struct beginning *form)
{
    const struct rows *report;

    if (!form->follows)
        return true;
    report = db_take(work, SQL_EXCEPTION_BEGIN_REPORT, PARAMS(form->follows));
    if (!report)
        return false;
    if (!report->count)
        return fail_field(work, "follows",
                          "ＣＩＳＯが確認した緊急の例外措置の報告の番号を入力してください。");
    form->unit = rows_text(report, 0, "unit_code");
    form->kind = PRIOR;
    return true;
}

static bool check_clause(struct work *work, const char *code)
{
    const struct rows *rows;

    if (!code)
        return true;
    rows = db_take(work, SQL_EXCEPTION_FORM_CLAUSES, PARAMS(NULL, as_list(work->arena, code)));
    if (rows && !rows->count)
        fail_field(work, "clause",
                   "この条項は、施行中の規程に見つかりません。申請の画面で探してください。");
    return rows && rows->count;
}

/* What the address or the first form already says: the clause one came from. */
static bool begin_text(struct work *work, const char *id, const struct beginning *form)
{
    const char *const clauses[] = {form->clause, NULL}, *const none[] = {NULL};
    struct exception *ex;
    struct exception_draft draft = {.title = form->title, .clauses = clauses, .threats = none};

    if (!db_run(work, SQL_EXCEPTION_DRAFT_REVISION, PARAMS(id)))
        return false;
    if (form->follows)
        return true;
    draft.measure_type = draft.residual_risk = draft.info_class = draft.still_needed = -1;
    return exception_load(work, NULL, id, false, &ex) &&
           exception_draft_quote(work, form->clause, &draft) &&
           exception_draft_save(work, ex, &draft);
}

/* A browser goes on to the form; the new resource itself is what a JSON client is told of. */
static bool reply_begun(struct request *rq, const char *id)
{
    struct view *v;

    if (rq->format != FORMAT_JSON)
        return reply_see_other(rq, "/exceptions/drafts/%s/edit", id);
    v = view_new(rq->work);
    view_own_row(v, SQL_EXCEPTION_SHOW, PARAMS(id));
    return reply_created(rq, v, "/exceptions/drafts/%s", id);
}

static bool begin_exception(struct request *rq)
{
    struct work *w = rq->work;
    struct beginning form;
    const struct rows *units, *row;
    int unit;
    const char *id;

    if (!read_form(rq, begin_fields, &form) || !check_clause(w, form.clause) ||
        !find_report(w, &form) || !find_unit(w, form.unit, &units, &unit))
        return false;
    row = db_take(w, SQL_EXCEPTION_DRAFT_BEGIN,
                  PARAMS(kinds[form.kind].code, rows_text(units, unit, "id"),
                         rows_text(units, unit, "applicant_role"), form.follows));
    if (!row)
        return false;
    id = rows_text(row, 0, "id");
    return begin_text(w, id, &form) && reply_begun(rq, id);
}

static const char *const new_query[] = {"kind", "unit", "follows", "clause", "title", NULL};

const struct route exception_begin_routes[] = {
    {GET, "/exceptions/new", new_exception, MAY(EXCEPTION_DRAFT), .fields = begin_fields,
     .query = new_query, .summary = "Begin a request or an emergency report"},
    {POST, "/exceptions", begin_exception, MAY(EXCEPTION_DRAFT), .form = "exceptions/new",
     .form_view = new_view, .fields = begin_fields, .creates = true, .summary = "Begin a draft"},
    ROUTE_END,
};

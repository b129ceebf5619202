#include <string.h>

#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/paging.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/directive.h"

/* ---- the list ----------------------------------------------------------------------------------
 */

static const char *const states[] = {"to_answer", "issued", "overdue", "closed", "draft", NULL};

static bool list_directives(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *state = query_text(rq, "state"), *year = query_fiscal_year(rq);
    struct paging paging = paging_read(rq);
    const struct rows *rows;

    if (state && !text_is_among(state, states))
        fail_field(rq->work, "state", "一覧の上にある状態から選択してください。");
    if (paging.after && !text_is_digits(paging.after, TEXT_ID_DIGITS))
        fail_field(rq->work, "after", "全庁指示の番号を入力してください。");
    if (rq->work->error.code != ERR_NONE)
        return false;
    view_text(v, "state", state);
    view_text(v, "fiscal_year", year);
    view_boolean(v, "is_later_page", paging.after != NULL);
    view_integer(v, "size", paging.size);
    view_rows(v, "states", SQL_DIRECTIVE_STATES, PARAMS(state, year));
    view_rows(v, "years", SQL_DIRECTIVE_YEARS, PARAMS(year));
    rows = db_take(rq->work, SQL_DIRECTIVE_LIST, PARAMS(paging.after, paging.rows, state, year));
    if (!rows)
        return false;
    paging_view(rq, v, &paging, rows, "id");
    return reply_view(rq, "directives/list", v);
}

/* ---- writing a draft ---------------------------------------------------------------------------
 */

struct draft {
    int directive_source;
    const char *decision, *title, *body;
    int directive_audience;
    const char *const *units;
    const char *due, *doc_number;
    bool needs_reply;
    long version;
};

/* The value of each is its place. */
static const struct choice sources[] = {{"committee_decision", 0},
                                        {"ciso_incident_decision", 1},
                                        {"operational_review", 2},
                                        {"nsm_instruction", 3},
                                        {NULL, 0}};
enum { ALL, LISTED };
static const struct choice audiences[] = {{"all", ALL}, {"listed", LISTED}, {NULL, 0}};

/* clang-format off */
#define DRAFT_FIELDS                                                                               \
    FIELD_TEXT(struct draft, title, "件名", .required = true, .max = 120),                         \
    FIELD_LONG_TEXT(struct draft, body, "指示の内容", .required = true, .max = 4000),              \
    FIELD_ENUM(struct draft, directive_audience, "指示先", .required = true, .choices = audiences),\
    FIELD_LIST(struct draft, units, "課等", .maximum = 300, .max = 10),                            \
    FIELD_DATE(struct draft, due, "期限"),                                                         \
    FIELD_BOOL(struct draft, needs_reply, "実施報告を求める"),                                     \
    FIELD_TEXT(struct draft, doc_number, "文書番号", .max = 60)
/* clang-format on */

static const struct field new_fields[] = {
    FIELD_ENUM(struct draft, directive_source, "発出元", .required = true, .choices = sources),
    FIELD_TEXT(struct draft, decision, "委員会の決定", .max = 18),
    DRAFT_FIELDS,
    FIELD_END,
};

static const struct field edit_fields[] = {
    DRAFT_FIELDS,
    FIELD_INT(struct draft, version, "版", .required = true),
    FIELD_END,
};

/* Sections as they were typed, NULL: what the row says; unfolded where some are chosen. */
static void add_sections(struct request *rq, struct view *v, const char *id, const struct rows *row)
{
    const char *audience =
        rq->body ? form_typed(rq, "directive_audience") : rows_text(row, 0, "directive_audience");
    const char *typed =
        rq->body ? text_array_literal(rq->work->arena, form_typed_all(rq, "units")) : NULL;

    view_boolean(v, "is_listed", !strcmp(audience, audiences[LISTED].code));
    view_rows(v, "sections", SQL_DIRECTIVE_SECTIONS, PARAMS(id, typed));
}

static bool new_view(struct request *rq, struct view *v)
{
    const char *decision = rq->body ? form_typed(rq, "decision") : query_text(rq, "decision");
    const struct rows *begun = db_take(rq->work, SQL_DIRECTIVE_BEGUN_BY, PARAMS(decision));

    if (!begun)
        return false;
    view_form_of(rq, v, begun);
    view_rows(v, "decisions", SQL_DIRECTIVE_DECISIONS, PARAMS(decision));
    add_sections(rq, v, NULL, begun);
    return true;
}

static bool new_directive(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return new_view(rq, v) && reply_view(rq, "directives/new", v);
}

/* Ids of the sections, where some were chosen. */
static bool read_units(struct work *w, const struct draft *draft, const char **ids)
{
    const struct rows *row;

    *ids = "{}";
    if (draft->directive_audience == ALL)
        return true;
    row = db_take(w, SQL_DIRECTIVE_UNITS_OF, PARAMS(text_array_literal(w->arena, draft->units)));
    if (!row)
        return false;
    if (!*draft->units || rows_boolean(row, 0, "is_wrong"))
        return fail_field(w, "units", "%s",
                          db_constraint_message(*draft->units ? "directive_units_exist"
                                                              : "directive_units_given"));
    *ids = rows_text(row, 0, "ids");
    return true;
}

static bool is_consistent(struct work *w, const struct draft *draft)
{
    bool is_decision = draft->directive_source == 0;

    if (draft->decision && !text_is_digits(draft->decision, TEXT_ID_DIGITS))
        return fail_field(w, "decision", "%s", db_constraint_message("directive_of_adopted"));
    return is_decision == (draft->decision != NULL) ||
           fail_field(w, "decision", "%s",
                      is_decision ? db_constraint_message("directive_of_adopted")
                                  : db_constraint_message("directive_decision_given"));
}

static const char *yes_or_no(bool value)
{
    return value ? "true" : "false";
}

static bool add_directive(struct request *rq)
{
    struct work *w = rq->work;
    struct draft d;
    const struct rows *row;
    const char *units;

    if (!read_form(rq, new_fields, &d) || !is_consistent(w, &d) || !read_units(w, &d, &units))
        return false;
    row = db_take(w, SQL_DIRECTIVE_ADD,
                  PARAMS(sources[d.directive_source].code, d.decision, d.title, d.body,
                         audiences[d.directive_audience].code, units, d.due,
                         yes_or_no(d.needs_reply), d.doc_number));
    return row && reply_created(rq, NULL, "/directives/%s", rows_text(row, 0, "id"));
}

static bool is_draft(struct work *w, const struct directive *directive)
{
    return !strcmp(directive->state, "draft") ||
           fail(w, ERR_CONFLICT, "%s", db_constraint_message("directive_is_issued"));
}

static bool edit_view(struct request *rq, struct view *v)
{
    struct directive d;
    const struct rows *row;

    if (!directive_to_see(rq, &d))
        return false;
    if (!d.may_keep)
        return fail(rq->work, ERR_FORBIDDEN, "%s",
                    db_constraint_message("directive_by_secretariat"));
    if (!is_draft(rq->work, &d) || !(row = db_take(rq->work, SQL_DIRECTIVE_FORM, PARAMS(d.id))))
        return false;
    view_form_of(rq, v, row);
    view_add_own_row(v, row);
    add_sections(rq, v, d.id, row);
    return true;
}

static bool edit_directive(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return edit_view(rq, v) && reply_view(rq, "directives/edit", v);
}

static bool save_directive(struct request *rq)
{
    struct work *w = rq->work;
    struct draft d;
    struct directive kept;
    const char *units;

    return read_form(rq, edit_fields, &d) && directive_to_keep(rq, d.version, &kept) &&
           is_draft(w, &kept) && read_units(w, &d, &units) &&
           db_run(w, SQL_DIRECTIVE_SAVE,
                  PARAMS(kept.id, d.title, d.body, audiences[d.directive_audience].code, units,
                         d.due, yes_or_no(d.needs_reply), d.doc_number)) &&
           reply_see_other(rq, "/directives/%s", kept.id);
}

static const char *const list_query[] = {"state", "fiscal_year", "after", "limit", NULL};
static const char *const new_query[] = {"decision", NULL};

const struct route directive_routes[] = {
    {GET, "/directives", list_directives, MAY(MEETING_READ), .query = list_query,
     .summary = "Directives the viewer may see, newest first; state is to_answer, issued, overdue, "
                "closed or draft"},
    {GET, "/directives/new", new_directive, MAY(DIRECTIVE_ISSUE), .query = new_query,
     .fields = new_fields, .summary = "The form of a directive, begun by a decision or empty"},
    {POST, "/directives", add_directive, MAY(DIRECTIVE_ISSUE), .form = "directives/new",
     .form_view = new_view, .fields = new_fields, .creates = true,
     .summary = "Write the draft of a directive"},
    {GET, "/directives/{id}/edit", edit_directive, MAY(DIRECTIVE_ISSUE), .fields = edit_fields,
     .summary = "The form of a draft"},
    {POST, "/directives/{id}", save_directive, MAY(DIRECTIVE_ISSUE), .form = "directives/edit",
     .form_view = edit_view, .fields = edit_fields, .creates = true,
     .summary = "Change a draft; what was issued stands"},
    ROUTE_END,
};

#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_list.h"

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* What was asked for, for the form, the words above the list and the links that keep it. */
static void add_asked(struct view *v, const struct exceptions_asked *a)
{
    view_text(v, "fiscal_year", or_empty(a->fiscal_year));
    view_text(v, "unit", or_empty(a->unit));
    view_text(v, "clause", or_empty(a->clause));
    view_text(v, "kind", or_empty(a->kind));
    view_text(v, "status", or_empty(a->status));
    view_text(v, "attention", or_empty(a->attention));
    view_text(v, "q", or_empty(a->q));
    view_text(v, "sort", a->sort);
    view_boolean(v, "is_narrowed",
                 a->fiscal_year || a->unit || a->clause || a->kind || a->status || a->attention ||
                     a->q);
    view_boolean(v, "is_later_page", a->paging.after != NULL);
    view_integer(v, "size", a->paging.size);
}

static void add_choice(struct view *v, const char *list, const char *name, const char *code,
                       const char *chosen)
{
    struct view *item = view_list_object(v, list);

    view_text(item, name, code);
    view_boolean(item, "is_chosen", chosen && !strcmp(code, chosen));
}

static void add_choices(struct view *v, const struct exceptions_asked *a)
{
    add_choice(v, "kinds", "kind", "prior", a->kind);
    add_choice(v, "kinds", "kind", "emergency", a->kind);
    for (const char *const *code = exception_attentions; *code; code++)
        add_choice(v, "attentions", "attention", *code, a->attention);
    add_choice(v, "sorts", "sort", "number", a->sort);
    add_choice(v, "sorts", "sort", "section", a->sort);
    add_choice(v, "sorts", "sort", "period", a->sort);
    add_choice(v, "sorts", "sort", "waiting", a->sort);
    view_rows(v, "years", SQL_EXCEPTION_LIST_YEARS, PARAMS(a->fiscal_year));
    view_rows(v, "sections", SQL_EXCEPTION_LIST_SECTIONS, PARAMS(a->unit));
    view_rows(v, "clauses", SQL_EXCEPTION_LIST_CLAUSES, PARAMS(a->document, a->slug));
    view_rows(v, "to_decide", SQL_EXCEPTION_LIST_TO_DECIDE, PARAMS());
}

/* 様式7, on paper or in a spreadsheet: every row of what is asked for. */
static bool reply_ledger(struct request *rq, const char *template, struct view *v,
                         struct exceptions_asked *asked)
{
    const char *ids, *total;

    if (!exceptions_find(rq, v, asked, &ids, &total))
        return false;
    view_rows(v, "items", SQL_EXCEPTION_LEDGER_ENTRIES, PARAMS(ids));
    view_text(v, "total", total);
    if (rq->format & FORMAT_SHEETS)
        rq->reply.file_name = "例外措置管理台帳";
    return reply_view(rq, template, v);
}

static bool list_exceptions(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct exceptions_asked asked;
    const char *ids, *total;
    const struct rows *rows;

    if (!exceptions_asked(rq, &asked))
        return false;
    if (rq->format & FORMAT_SHEETS)
        return reply_ledger(rq, "exceptions/list", v, &asked);
    add_asked(v, &asked);
    if (!exceptions_find(rq, v, &asked, &ids, &total))
        return false;
    add_choices(v, &asked);
    rows = db_take(rq->work, SQL_EXCEPTION_ENTRIES, PARAMS(ids, total));
    if (!rows)
        return false;
    paging_view(rq, v, &asked.paging, rows, "id");
    return reply_view(rq, "exceptions/list", v);
}

static bool print_ledger(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct exceptions_asked asked;

    if (!exceptions_asked(rq, &asked))
        return false;
    exceptions_whole(rq->work->arena, &asked);
    add_asked(v, &asked);
    view_optional_row(v, "section", SQL_EXCEPTION_LIST_SECTION, PARAMS(asked.unit));
    view_text(v, "printed_by", rq->work->actor.name);
    return reply_ledger(rq, "exceptions/ledger", v, &asked);
}

static const char *const list_query[] = {"fiscal_year", "unit",      "clause", "kind",
                                         "status",      "attention", "q",      "sort",
                                         "after",       "limit",     NULL};
static const char *const ledger_query[] = {"fiscal_year", "unit", "clause", "kind", "status",
                                           "attention",   "q",    "sort",   NULL};

const struct route exception_list_routes[] = {
    {GET, "/exceptions", list_exceptions, MAY(EXCEPTION_READ),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV | FORMAT_XLSX, .list = "items",
     .query = list_query,
     .summary = "Exceptions the viewer may see: those of the own section with drafts, or all that "
                "were filed; clause is document/slug, attention is expiring, end_report_overdue or "
                "clause_superseded, sort is number, section, period or waiting; a file is the "
                "ledger (form 7) of all of them"},
    {GET, "/exceptions/ledger", print_ledger, MAY(EXCEPTION_READ), .query = ledger_query,
     .summary = "The same as form 7 (例外措置管理台帳), to be printed on A4 landscape"},
    ROUTE_END,
};

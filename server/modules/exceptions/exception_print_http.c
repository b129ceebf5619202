#include <string.h>

#include "base/text.h"
#include "base/work.h"
#include "db/db.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_page.h"

/*
 * The printed forms 1 to 6 (domain 5.2): the same data on A4, with a decision block of names and
 * times instead of seals, and the revision and its hash at the foot. Reading one is noted in the
 * operation log, since paper leaves the portal.
 */
static const char *const templates[] = {
    "exceptions/form_application", "exceptions/form_notice", "exceptions/form_extension",
    "exceptions/form_emergency",   "exceptions/form_end",    "exceptions/form_revocation",
};
enum { FORMS = sizeof templates / sizeof templates[0], STEP_DIGITS = 6 };

/* 1 to 6; 0: there is no such form. */
static int form_number(const char *text)
{
    int number = *text - '0';

    return text[0] && !text[1] && number >= 1 && number <= FORMS ? number : 0;
}

/* Which extension or end report, where there were several: the number of its step. */
static bool step_of_query(struct request *rq, const char **step)
{
    *step = query_text(rq, "step");
    if (!*step)
        return rq->work->error.code == ERR_NONE;
    return (strspn(*step, "0123456789") == strlen(*step) && strlen(*step) <= STEP_DIGITS) ||
           fail(rq->work, ERR_NOT_FOUND, NULL);
}

static void add_parts(struct view *v, const char *id, const char *number, const char *step)
{
    view_rows(v, "clauses", SQL_EXCEPTION_PRINT_CLAUSES, PARAMS(id, number));
    view_optional_row(v, "decided", SQL_EXCEPTION_PRINT_DECISION, PARAMS(id));
    view_rows(v, "conditions", SQL_EXCEPTION_PRINT_CONDITIONS, PARAMS(id));
    if (*number == '3')
        view_row(v, "extension", SQL_EXCEPTION_PRINT_EXTENSION, PARAMS(id, step));
    if (*number == '5')
        view_row(v, "end", SQL_EXCEPTION_PRINT_END, PARAMS(id, step));
    if (*number == '6')
        view_row(v, "revocation", SQL_EXCEPTION_PRINT_REVOCATION, PARAMS(id));
}

static bool print_form(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *number = path_text(rq, "n"), *step;
    int form = form_number(number);
    struct exception *ex;

    if (!form)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    if (!step_of_query(rq, &step) || !exception_of_path(rq, &ex))
        return false;
    view_own_row(v, SQL_EXCEPTION_PRINT_REQUEST, PARAMS(ex->id, number));
    view_text(v, "path", ex->path);
    view_text(v, "form_no", number);
    add_parts(v, ex->id, number, step);
    view_rows(v, "block", SQL_EXCEPTION_PRINT_BLOCK, PARAMS(ex->id, number, step));
    view_rows(v, "opinions", SQL_EXCEPTION_SHOW_OPINIONS, PARAMS(ex->id));
    view_optional_row(v, "check", SQL_EXCEPTION_PRINT_CHECK, PARAMS(ex->id));
    view_rows(v, "prints", SQL_EXCEPTION_SHOW_PRINTS, PARAMS(ex->id));
    request_leaves_trace(rq, "print", "exception_request", ex->id);
    return reply_view(rq, templates[form - 1], v);
}

static const char *const print_query[] = {"step", NULL};

const struct route exception_print_routes[] = {
    {GET, "/exceptions/{request_no}/forms/{n}", print_form, SIGNED_IN, .query = print_query,
     .summary = "A printed form of an exception, 1 to 6, as a sheet of A4"},
    ROUTE_END,
};

#include <string.h>

#include "base/calendar.h"
#include "base/config.h"
#include "base/error.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "core/audit/audit.h"
#include "core/auth/account_code.h"
#include "core/auth/auth.h"
#include "core/search/name_search.h"
#include "db/db.h"
#include "http/app.h"
#include "http/body.h"
#include "http/form_view.h"
#include "http/paging.h"
#include "http/request.h"

static const char *const list_query[] = {"q", "state", "unit", "after", "limit", NULL};
static const char *const show_query[] = {"done", NULL};
static const char *const sheets_query[] = {"unit", NULL};

/* ---- who has an account --------------------------------------------------------------------- */

static bool list_accounts(struct request *rq)
{
    struct work *w = rq->work;
    struct view *v = view_new(w);
    struct paging paging = paging_read(rq);
    const char *q = query_text(rq, "q"), *state = query_text(rq, "state");
    struct name_query query;
    bool is_asked = name_query_prepare(w->arena, q, &query);
    const struct rows *rows;

    view_text(v, "q", q ? q : "");
    view_text(v, "account_state", state);
    view_boolean(v, "is_later_page", paging.after != NULL);
    view_integer(v, "size", paging.size);
    view_rows(v, "states", SQL_ADMIN_ACCOUNT_STATES, PARAMS(state));
    rows = db_take(w, SQL_ADMIN_ACCOUNT_LIST,
                   PARAMS(paging.after, paging.rows, state, is_asked ? query.patterns : NULL,
                          query_text(rq, "unit")));
    if (!rows)
        return false;
    paging_view(rq, v, &paging, rows, "staff_no");
    return reply_view(rq, "accounts/list", v);
}

static void add_code_day(struct view *v, struct work *w)
{
    view_text(v, "code_day", calendar_add_days(w->arena, w->today, ACCOUNT_CODE_DAYS));
}

/* What was just done, after the redirect. */
static void add_done(struct view *v, const char *done)
{
    static const char *const acts[] = {"disabled", "enabled", "sessions"};
    struct view *view = view_object(v, "done");

    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        view_boolean(view, acts[i], done && !strcmp(done, acts[i]));
}

/* Also under a form that comes back with errors. */
static bool account_view(struct request *rq, struct view *v)
{
    view_own_row(v, SQL_ADMIN_ACCOUNT_SHOW, PARAMS(path_text(rq, "staff_no")));
    add_code_day(v, rq->work);
    add_done(v, method_is_safe(rq->method) ? query_text(rq, "done") : NULL);
    return true;
}

static bool show_account(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return account_view(rq, v) && reply_view(rq, "accounts/show", v);
}

/* ---- closing and opening -------------------------------------------------------------------- */

/* The page of an account has three forms, and each is shown again with the fields of all. */
struct account_form {
    const char *reason;
    const char *valid_to;
};

static const struct field status_fields[] = {
    FIELD_TEXT(struct account_form, reason, "理由", .required = true, .max = 200),
    FIELD_DATE(struct account_form, valid_to, "コードの有効期限"),
    FIELD_END,
};

static const struct field code_fields[] = {
    FIELD_TEXT(struct account_form, reason, "理由", .max = 200),
    FIELD_DATE(struct account_form, valid_to, "コードの有効期限"),
    FIELD_END,
};

static bool set_status(struct request *rq, enum statement statement, const char *conflict)
{
    const char *no = path_text(rq, "staff_no");
    struct account_form form;
    const struct rows *rows;

    if (!read_form(rq, status_fields, &form))
        return false;
    rows = db_take(rq->work, statement, PARAMS(no, form.reason));
    if (!rows)
        return false;
    return rows->count || fail(rq->work, ERR_CONFLICT, "%s", conflict);
}

static bool disable_account(struct request *rq)
{
    return set_status(rq, SQL_ADMIN_ACCOUNT_SUSPEND,
                      "このアカウントは、利用中ではありません。画面を開き直して、"
                      "状態を確認してください。") &&
           reply_see_other(rq, "/admin/accounts/%s?done=disabled", path_text(rq, "staff_no"));
}

static bool enable_account(struct request *rq)
{
    return set_status(rq, SQL_ADMIN_ACCOUNT_RESUME,
                      "このアカウントは、停止していません。画面を開き直して、"
                      "状態を確認してください。") &&
           reply_see_other(rq, "/admin/accounts/%s?done=enabled", path_text(rq, "staff_no"));
}

static bool end_sessions(struct request *rq)
{
    const char *no = path_text(rq, "staff_no");
    const struct rows *rows = db_take(rq->work, SQL_ADMIN_ACCOUNT_SESSIONS_END, PARAMS(no));
    struct audit_entry entry = {.action = "logout",
                                .object_type = "session",
                                .object_id = no,
                                .reason = "ended_by_administrator"};

    return rows && (!rows->count || audit_note(rq->work, &entry)) &&
           reply_see_other(rq, "/admin/accounts/%s?done=sessions", no);
}

/* ---- codes and their sheets ------------------------------------------------------------------ */

struct sheets_form {
    const char *unit;
    const char *valid_to;
};

static const struct field sheets_fields[] = {
    FIELD_TEXT(struct sheets_form, unit, "課等", .required = true, .max = 10),
    FIELD_DATE(struct sheets_form, valid_to, "コードの有効期限"),
    FIELD_END,
};

static void add_sheet(struct view *view, const struct rows *people, int i, const char *code)
{
    struct view *sheet = view_list_object(view, "items");

    view_text(sheet, "staff_no", rows_text(people, i, "staff_no"));
    view_text(sheet, "name", rows_text(people, i, "name"));
    view_text(sheet, "unit", rows_text(people, i, "unit"));
    view_boolean(sheet, "is_reset", rows_boolean(people, i, "has_password"));
    view_text(sheet, "code", code);
}

/*
 * The answer of the POST itself: a code can be shown only where it is made. Sent twice, it makes
 * new ones and voids the former, so what is shown last holds.
 */
static bool reply_sheets(struct request *rq, const struct rows *people, const char *day)
{
    struct view *v = view_new(rq->work);
    const char *valid_to, **codes;

    if (!account_code_day(rq->work, day, &valid_to))
        return false;
    codes = account_code_issue(rq->work, people, valid_to);
    if (!codes)
        return false;
    view_text(v, "valid_to", valid_to);
    view_text(v, "address", rq->app->config->public_url);
    view_boolean(v, "is_one", people->count == 1);
    view_list(v, "items");
    for (int i = 0; i < people->count; i++)
        add_sheet(v, people, i, codes[i]);
    view_integer(v, "total", people->count);
    view_text(v, "next", NULL);
    return reply_view(rq, "accounts/sheets_made", v);
}

static bool issue_code(struct request *rq)
{
    const char *no = path_text(rq, "staff_no");
    struct account_form form;
    const struct rows *people;

    if (!read_form(rq, code_fields, &form))
        return false;
    people = db_take(rq->work, SQL_ADMIN_ACCOUNT_CODE_PERSON, PARAMS(no));
    return people && account_code_check(rq->work, people) &&
           reply_sheets(rq, people, form.valid_to);
}

static const char *asked_unit(struct request *rq)
{
    const struct form_field *given = rq->body ? body_field(rq->body, "unit", NULL) : NULL;

    return rq->body ? (given ? given->value : NULL) : query_text(rq, "unit");
}

static bool sheets_view(struct request *rq, struct view *v)
{
    const char *unit = asked_unit(rq);

    view_optional_row(v, "unit", SQL_ADMIN_ACCOUNT_UNIT, PARAMS(unit));
    view_rows(v, "units", SQL_ADMIN_ACCOUNT_UNITS, PARAMS());
    add_code_day(v, rq->work);
    return true;
}

static bool show_sheets(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return sheets_view(rq, v) && reply_view(rq, "accounts/sheets", v);
}

static bool issue_sheets(struct request *rq)
{
    struct sheets_form form;
    const struct rows *people;

    if (!read_form(rq, sheets_fields, &form))
        return false;
    people = db_take(rq->work, SQL_ADMIN_ACCOUNT_CODE_UNIT, PARAMS(form.unit));
    if (!people)
        return false;
    if (!people->count)
        return fail_field(rq->work, "unit",
                          "この課等には、パスワードを設定していない職員等がいません。"
                          "別の課等を選択してください。");
    return reply_sheets(rq, people, form.valid_to);
}

const struct route admin_account_routes[] = {
    {GET, "/admin/accounts", list_accounts, MAY(PORTAL_ADMINISTER), .query = list_query,
     .summary = "Everybody's account by reading; q finds names, readings and staff numbers"},
    {GET, "/admin/accounts/{staff_no}", show_account, MAY(PORTAL_ADMINISTER), .query = show_query,
     .fields = code_fields, .summary = "One account: state, last sign-in, how many sessions"},
    {POST, "/admin/accounts/{staff_no}/disable", disable_account, MAY(PORTAL_ADMINISTER),
     .form = "accounts/show", .form_view = account_view, .fields = status_fields, .creates = true,
     .summary = "Suspend an account; ends its sessions and voids its code"},
    {POST, "/admin/accounts/{staff_no}/enable", enable_account, MAY(PORTAL_ADMINISTER),
     .form = "accounts/show", .form_view = account_view, .fields = status_fields, .creates = true,
     .summary = "Open a suspended account again"},
    {POST, "/admin/accounts/{staff_no}/sessions/end", end_sessions, MAY(PORTAL_ADMINISTER),
     .creates = true, .summary = "End all sessions of a person"},
    {POST, "/admin/accounts/{staff_no}/code", issue_code, MAY(PORTAL_ADMINISTER),
     .form = "accounts/show", .form_view = account_view, .fields = code_fields,
     .summary = "Issue a one-time code, shown once on a sheet to print"},
    {GET, "/admin/accounts/sheets", show_sheets, MAY(PORTAL_ADMINISTER), .query = sheets_query,
     .fields = sheets_fields, .summary = "Units and how many of their people have no password yet"},
    {POST, "/admin/accounts/sheets", issue_sheets, MAY(PORTAL_ADMINISTER),
     .form = "accounts/sheets", .form_view = sheets_view, .fields = sheets_fields,
     .summary = "One-time codes for all of a unit who have no password, a sheet each"},
    ROUTE_END};

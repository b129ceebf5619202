#include <string.h>

#include "base/crypto.h"
#include "base/error.h"
#include "base/work.h"
#include "core/access/gate.h"
#include "core/audit/audit.h"
#include "core/auth/auth.h"
#include "core/auth/password_change.h"
#include "core/auth/session.h"
#include "db/db.h"
#include "http/app.h"
#include "http/form_view.h"
#include "http/request.h"

static const char *const account_query[] = {"done", NULL};

static bool show_account(struct request *request)
{
    struct view *view = view_new(request->work);
    const char *session = session_token_sha256(request), *done = query_text(request, "done");

    view_own_row(view, SQL_ACCOUNT_SHOW, PARAMS(session));
    view_boolean(view, "is_password_changed", done && !strcmp(done, "password"));
    view_boolean(view, "is_session_ended", done && !strcmp(done, "session"));
    view_rows(view, "sessions", SQL_ACCOUNT_SESSIONS, PARAMS(session));
    return reply_view(request, "account/show", view);
}

static bool note_end(struct work *work)
{
    return audit_note(work, &(struct audit_entry){.action = "logout",
                                                  .object_type = "session",
                                                  .object_id = work->actor.login,
                                                  .reason = "ended_by_oneself"});
}

static bool end_session(struct request *request)
{
    struct work *work = request->work;
    const struct rows *rows =
        db_take(work, SQL_ACCOUNT_SESSION_END, PARAMS(path_text(request, "id")));

    if (!rows)
        return false;
    if (!rows->count)
        return fail(work, ERR_NOT_FOUND,
                    "この端末のログインは、既に終了しています。アカウントの画面を"
                    "開き直してください。");
    return note_end(work) && reply_see_other(request, "/account?done=session");
}

static bool end_other_sessions(struct request *request)
{
    struct work *work = request->work;
    const struct rows *rows =
        db_take(work, SQL_ACCOUNT_SESSION_END_OTHERS, PARAMS(session_token_sha256(request)));

    return rows && (!rows->count || note_end(work)) &&
           reply_see_other(request, "/account?done=session");
}

/* ---- the password --------------------------------------------------------------------------- */

struct password_form {
    const char *current;
    const char *password;
    const char *again;
};

static const struct field password_fields[] = {
    FIELD_SECRET(struct password_form, current, "現在のパスワード", .required = true),
    FIELD_SECRET(struct password_form, password, "新しいパスワード", .required = true),
    FIELD_SECRET(struct password_form, again, "新しいパスワード（確認）", .required = true),
    FIELD_END,
};

/* A browser's store of passwords needs to know whose this is. */
static bool password_view(struct request *request, struct view *view)
{
    view_text(view, "login", request->work->actor.login);
    return true;
}

static bool show_password(struct request *request)
{
    struct view *view = view_new(request->work);

    view_form(request, view);
    return password_view(request, view) && reply_view(request, "account/password", view);
}

static bool change_password(struct request *request)
{
    struct work *work = request->work;
    struct password_form form;
    const char *token;

    if (!read_form(request, password_fields, &form))
        return false;
    if (!password_change(work, request->app->pool,
                         &(struct password_change){.current = form.current,
                                                   .password = form.password,
                                                   .again = form.again,
                                                   .token_sha256 = session_token_sha256(request)},
                         &token))
        return false;
    session_set_cookie(request, token);
    return reply_json_or_see_other(request, session_view(work), "/account?done=password");
}

/* Own transactions for the password: no connection may be held while one is hashed. */
const struct route account_routes[] = {
    {GET, "/account", show_account, SIGNED_IN, .query = account_query,
     .summary = "One's own account: the sign-in before this one, and open sessions"},
    {POST, "/account/sessions/{id}/end", end_session, SIGNED_IN, .creates = true,
     .summary = "End one of one's own sessions"},
    {POST, "/account/sessions/end-others", end_other_sessions, SIGNED_IN, .creates = true,
     .summary = "End all of one's own sessions but this one"},
    {GET, "/account/password", show_password, SIGNED_IN, .fields = password_fields,
     .own_transactions = true, .summary = "The form for another password"},
    {POST, "/account/password", change_password, SIGNED_IN, .form = "account/password",
     .form_view = password_view, .fields = password_fields, .own_transactions = true,
     .summary = "Choose another password; ends all other sessions"},
    ROUTE_END};

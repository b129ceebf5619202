#include <string.h>

#include "base/crypto.h"
#include "base/work.h"
#include "core/access/gate.h"
#include "core/auth/auth.h"
#include "core/auth/first_sign_in.h"
#include "core/auth/session.h"
#include "http/app.h"
#include "http/form_view.h"
#include "http/request.h"

struct first_form {
    const char *login;
    const char *code;
    const char *password;
    const char *again;
};

static const struct field first_fields[] = {
    FIELD_TEXT(struct first_form, login, "職員番号", .required = true, .max = 60),
    FIELD_TEXT(struct first_form, code, "コード", .required = true, .max = 60),
    FIELD_SECRET(struct first_form, password, "新しいパスワード", .required = true),
    FIELD_SECRET(struct first_form, again, "新しいパスワード（確認）", .required = true),
    FIELD_END,
};

static bool show_first_sign_in(struct request *request)
{
    struct view *view = view_new(request->work);

    if (request->work->actor.person)
        return reply_see_other(request, "/");
    view_form(request, view);
    return reply_view(request, "auth/first_sign_in", view);
}

static bool do_first_sign_in(struct request *request)
{
    struct work *work = request->work;
    const char *old = session_token(request), *token;
    struct first_form form;

    if (!read_form(request, first_fields, &form))
        return false;
    if (!first_sign_in(
            work, request->app->pool,
            &(struct first_sign_in){
                .login = form.login,
                .code = form.code,
                .password = form.password,
                .again = form.again,
                .user_agent = request->header(request, "User-Agent"),
                .old_token_sha256 = old ? crypto_sha256_hex(work->arena, old, strlen(old)) : NULL},
            &token))
        return false;
    session_set_cookie(request, token);
    return reply_json_or_see_other(request, session_view(work), "/");
}

/* Own transactions: no connection may be held while a password is hashed. */
const struct route first_sign_in_routes[] = {
    {GET, "/first-sign-in", show_first_sign_in, PUBLIC, .fields = first_fields,
     .own_transactions = true, .summary = "The form for who has a one-time code"},
    {POST, "/first-sign-in", do_first_sign_in, PUBLIC, .form = "auth/first_sign_in",
     .fields = first_fields, .own_transactions = true,
     .summary = "Choose a password by a one-time code and sign in"},
    ROUTE_END};

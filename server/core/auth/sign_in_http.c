#include <string.h>

#include "base/crypto.h"
#include "base/error.h"
#include "base/work.h"
#include "core/access/gate.h"
#include "core/auth/auth.h"
#include "core/auth/session.h"
#include "core/auth/sign_in.h"
#include "http/app.h"
#include "http/body.h"
#include "http/form_view.h"
#include "http/kept.h"
#include "http/request.h"

struct credentials {
    const char *login;
    const char *password;
    const char *next;
};

/*
 * For the descriptions of the interface. They are read below, not by read_form(): an empty or
 * overlong password must take the way of a wrong one.
 */
static const struct field credential_fields[] = {
    FIELD_TEXT(struct credentials, login, "職員番号", .required = true, .max = 60),
    FIELD_SECRET(struct credentials, password, "パスワード", .required = true),
    FIELD_TEXT(struct credentials, next, "ログイン後に開くページ"),
    FIELD_END,
};

/* NULL when absent. */
static bool read_once(struct request *request, const char *name, const char **value)
{
    const struct form_field *field = request->body ? body_field(request->body, name, NULL) : NULL;

    *value = field ? field->value : NULL;
    if (field && body_field(request->body, name, field))
        return fail(request->work, ERR_MALFORMED, NULL);
    return true;
}

static bool read_credentials(struct request *request, struct credentials *out)
{
    return read_once(request, "login", &out->login) &&
           read_once(request, "password", &out->password) && read_once(request, "next", &out->next);
}

static const char *token_sha256(struct request *request)
{
    const char *token = session_token(request);

    return token ? crypto_sha256_hex(request->work->arena, token, strlen(token)) : NULL;
}

/* What the form needs, shown first or again. */
static bool sign_in_view(struct request *request, struct view *view)
{
    const char *next = NULL;

    if (request->body) {
        const struct form_field *field = body_field(request->body, "next", NULL);

        next = field ? field->value : NULL;
    } else {
        next = query_text(request, "next");
    }
    view_text(view, "next", local_path(request->work->arena, next));
    view_boolean(view, "is_kept", kept_from_sign_in(request, view));
    view_boolean(view, "signed_out", !request->body && query_text(request, "signed_out") != NULL);
    return request->body || request->work->error.code == ERR_NONE;
}

static bool show_sign_in(struct request *request)
{
    struct view *view = view_new(request->work);

    if (request->work->actor.person)
        return reply_see_other(request, "/");
    if (!sign_in_view(request, view))
        return false;
    view_form(request, view);
    return reply_view(request, "auth/sign_in", view);
}

/* On to where one was going, or to what was typed before the former session ended. */
static bool reply_signed_in(struct request *request, const char *next)
{
    struct view *view = view_new(request->work);
    const char *path = local_path(request->work->arena, next);

    if (request->format == FORMAT_JSON || !kept_from_sign_in(request, view))
        return reply_json_or_see_other(request, session_view(request->work), path);
    view_text(view, "next", path);
    return reply_view(request, "auth/signed_in", view);
}

static bool do_sign_in(struct request *request)
{
    struct work *work = request->work;
    struct credentials given;
    const char *token;

    if (!read_credentials(request, &given))
        return false;
    if (!sign_in(work, request->app->pool,
                 &(struct sign_in){.login = given.login,
                                   .password = given.password,
                                   .user_agent = request->header(request, "User-Agent"),
                                   .old_token_sha256 = token_sha256(request)},
                 &token))
        return false;
    session_set_cookie(request, token);
    return reply_signed_in(request, given.next);
}

/* On a shared PC the next user must find nothing of this one, neither pages nor cookies. */
static bool do_sign_out(struct request *request)
{
    struct view *view = view_new(request->work);

    if (!sign_out(request->work, request->app->pool, token_sha256(request)))
        return false;
    session_clear_cookie(request);
    reply_header(request, "Clear-Site-Data", "\"cache\", \"cookies\", \"storage\"");
    view_boolean(view, "signed_out", true);
    return reply_json_or_see_other(request, view, "/sign-in?signed_out=1");
}

static bool show_session(struct request *request)
{
    return reply_view(request, NULL, session_view(request->work));
}

static const char *const sign_in_query[] = {"next", "signed_out", NULL};

/*
 * Own transactions: these handlers decide by who is signed in, so the gate must have passed before
 * them, and no connection may be held while a password is hashed.
 *
 * Signing out is open to all: whoever comes with an expired session is rid of the cookie too. With
 * a valid one the token is asked for as everywhere.
 */
const struct route auth_routes[] = {
    {GET, "/sign-in", show_sign_in, PUBLIC, .fields = credential_fields, .query = sign_in_query,
     .own_transactions = true, .summary = "The sign-in form"},
    {POST, "/sign-in", do_sign_in, PUBLIC, .form = "auth/sign_in", .form_view = sign_in_view,
     .fields = credential_fields, .own_transactions = true, .summary = "Sign in"},
    {POST, "/sign-out", do_sign_out, PUBLIC, .own_transactions = true, .summary = "Sign out"},
    {GET, "/session", show_session, SIGNED_IN, .formats = FORMAT_JSON, .own_transactions = true,
     .summary = "Who is signed in, with the token that unsafe requests carry"},
    ROUTE_END};

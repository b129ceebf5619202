#include "core/auth/password_change.h"

#include <string.h>

#include "base/error.h"
#include "base/work.h"
#include "core/access/begin.h"
#include "core/auth/attempt.h"
#include "core/auth/password.h"
#include "core/auth/password_rule.h"
#include "core/auth/session_make.h"
#include "db/db.h"

struct change {
    const struct password_change *given;
    struct attempt attempt;
    struct password_check check;
    const char *hash; /* of the new one */
    struct new_session session;
};

static bool refuse(struct work *work, struct db_pool *pool, struct attempt *attempt)
{
    attempt->reason = "password";
    if (!attempt_failed(work, pool, attempt))
        return false;
    return fail_field(work, "current",
                      "現在のパスワードが違います。確認して、もう一度入力してください。"
                      "%d回続けて誤ると、%d分間ログインもできません。",
                      attempt->throttle.account_limit, attempt->throttle.minutes);
}

static bool check_new(struct work *work, const struct password_change *given)
{
    if (!password_check_new(work, given->password, given->again) ||
        !password_check_owner(work, given->password, work->actor.login, work->actor.name))
        return false;
    if (strcmp(given->password, given->current))
        return true;
    return fail_field(work, "password", "現在のパスワードと同じです。別のものを入力してください。");
}

/* The session is read before the password is set, which ends it. */
static const struct rows *take_session(struct work *work, const char *token_sha256)
{
    const struct rows *rows;

    access_begin_request(work, token_sha256);
    rows = db_take(work, SQL_SESSION_BEFORE_RENEWAL, PARAMS(token_sha256));
    if (!rows || rows->count)
        return rows;
    fail(work, ERR_SIGN_IN_REQUIRED, NULL);
    return NULL;
}

static bool renew_session(struct work *work, struct change *change, const struct rows *before)
{
    const struct new_session *session = &change->session;
    struct query *begun;
    const struct rows *row;

    db_queue(work, SQL_SESSION_RENEW,
             PARAMS(session->token_sha256, rows_text(before, 0, "person_id"), work->address,
                    rows_text(before, 0, "user_agent"), rows_text(before, 0, "previous_at"),
                    rows_text(before, 0, "previous_address"),
                    rows_text(before, 0, "failures_before")));
    attempt_passed(work, &change->attempt);
    begun = access_begin_request(work, session->token_sha256);
    if (!(row = db_rows(work, begun)))
        return false;
    actor_fill(work, row, session->token);
    return true;
}

static bool set_password(struct work *work, void *context)
{
    struct change *change = context;
    const struct rows *before = take_session(work, change->given->token_sha256), *rows;

    if (!before)
        return false;
    rows = db_take(work, SQL_ACCOUNT_PASSWORD_SET,
                   PARAMS(rows_text(before, 0, "person_id"), change->check.hash, change->hash));
    if (!rows)
        return false;
    if (!rows->count)
        return fail(work, ERR_CONFLICT,
                    "パスワードは、ほかの画面で先に変更されました。ログインし直してください。");
    return renew_session(work, change, before);
}

/* False: not verified, or not right. */
static bool verify(struct work *work, struct db_pool *pool, struct change *change)
{
    change->check.hash = attempt_account(&change->attempt, "password_hash");
    if (!password_verify(work, &change->check))
        return attempt_give_back(work, pool, &change->attempt);
    return change->check.is_right || refuse(work, pool, &change->attempt);
}

bool password_change(struct work *work, struct db_pool *pool, const struct password_change *given,
                     const char **token)
{
    struct actor actor = work->actor;
    struct change change = {.given = given,
                            .attempt = {.typed = work->actor.login,
                                        .login = work->actor.login,
                                        .token_sha256 = given->token_sha256},
                            .check = {.password = given->current}};

    if (!check_new(work, given) || !attempt_count(work, pool, &change.attempt) ||
        !verify(work, pool, &change))
        return false;
    if (!password_hash(work, given->password, &change.hash))
        return attempt_give_back(work, pool, &change.attempt);
    new_session_token(work->arena, &change.session);
    if (db_transaction(work, pool, DB_WRITE, set_password, &change)) {
        *token = change.session.token;
        return true;
    }
    work->actor = actor;
    return false;
}

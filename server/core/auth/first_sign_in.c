#include "core/auth/first_sign_in.h"

#include "base/crypto.h"
#include "base/error.h"
#include "base/work.h"
#include "core/access/begin.h"
#include "core/auth/account_code.h"
#include "core/auth/attempt.h"
#include "core/auth/password.h"
#include "core/auth/password_rule.h"
#include "core/auth/session_make.h"
#include "core/auth/sign_in.h"
#include "db/db.h"

struct first {
    const struct first_sign_in *given;
    struct attempt attempt;
    struct new_session session;
};

/* Compared where there is no code, too: with what no text hashes to. */
static const char no_code[] = "0000000000000000000000000000000000000000000000000000000000000000";

static const char *failure_reason(struct work *work, const struct first *first)
{
    const char *kept = attempt_account(&first->attempt, "code_sha256");
    const char *obstacle = attempt_account(&first->attempt, "obstacle");
    bool is_right =
        crypto_equal(account_code_hash(work->arena, first->given->code), kept ? kept : no_code);

    if (!obstacle)
        return "unknown";
    if (!is_right)
        return "code";
    return *obstacle ? obstacle : NULL;
}

/*
 * Always false. The right code is followed by the hash of a password, so a failure takes one too:
 * what is done more for a number that exists cannot be told beside it.
 */
static bool refuse(struct work *work, struct db_pool *pool, struct attempt *attempt)
{
    if (!password_verify(work, &(struct password_check){.hash = NULL}))
        return attempt_give_back(work, pool, attempt);
    if (!attempt_failed(work, pool, attempt))
        return false;
    return fail(work, ERR_SIGN_IN_FAILED,
                "職員番号とコード、コードの有効期限を確認して、もう一度入力してください。"
                "コードは、1回だけ使用できます。%d回続けて誤ると、%d分間ログインできません。",
                attempt->throttle.account_limit, attempt->throttle.minutes);
}

static bool use_code(struct work *work, struct first *first)
{
    const struct rows *rows =
        db_take(work, SQL_ACCOUNT_CODE_USE, PARAMS(attempt_account(&first->attempt, "code_id")));

    return rows && (rows->count || fail(work, ERR_SIGN_IN_FAILED, NULL));
}

static bool set_password(struct work *work, void *context)
{
    struct first *first = context;

    access_begin_request(work, NULL);
    if (!use_code(work, first))
        return false;
    db_queue(work, SQL_ACCOUNT_PASSWORD_SET,
             PARAMS(first->session.person_id, NULL, first->session.password_hash));
    attempt_passed(work, &first->attempt);
    return session_make(work, &first->session);
}

static bool enter(struct work *work, struct db_pool *pool, struct first *first)
{
    struct actor before = work->actor;

    first->session.person_id = attempt_account(&first->attempt, "person_id");
    new_session_token(work->arena, &first->session);
    if (db_transaction(work, pool, DB_WRITE, set_password, first))
        return true;
    work->actor = before;
    first->attempt.reason = "changed";
    return work->error.code == ERR_SIGN_IN_FAILED ? refuse(work, pool, &first->attempt) : false;
}

/* Who came with the right code and a password that will not do tries again for nothing. */
static bool hash_new(struct work *work, struct db_pool *pool, struct first *first)
{
    const char *password = first->given->password;

    if (password_check_owner(work, password, first->attempt.login,
                             attempt_account(&first->attempt, "name")) &&
        password_hash(work, password, &first->session.password_hash))
        return true;
    return attempt_give_back(work, pool, &first->attempt);
}

bool first_sign_in(struct work *work, struct db_pool *pool, const struct first_sign_in *given,
                   const char **token)
{
    struct first first = {
        .given = given,
        .attempt = {.typed = given->login, .login = login_normal(work->arena, given->login)},
        .session = {.user_agent = given->user_agent,
                    .old_token_sha256 = given->old_token_sha256,
                    .reason = "code"}};

    if (!password_check_new(work, given->password, given->again) ||
        !attempt_count(work, pool, &first.attempt))
        return false;
    first.attempt.reason = failure_reason(work, &first);
    if (first.attempt.reason)
        return refuse(work, pool, &first.attempt);
    if (!hash_new(work, pool, &first) || !enter(work, pool, &first))
        return false;
    *token = first.session.token;
    return true;
}

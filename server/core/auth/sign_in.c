#include "core/auth/sign_in.h"

#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/begin.h"
#include "core/audit/audit.h"
#include "core/auth/attempt.h"
#include "core/auth/password.h"
#include "core/auth/session_make.h"
#include "db/db.h"

/* One sign-in on its way. */
struct passage_in {
    struct attempt attempt;
    struct password_check check;
    struct new_session session;
};

const char *login_normal(struct arena *arena, const char *typed)
{
    const char *login;

    if (!typed || strlen(typed) > LIMIT_LOGIN * 12 || !text_valid_utf8(typed, strlen(typed)))
        return "";
    login = text_trim(arena, text_nfkc(arena, typed));
    return text_length(login) <= LIMIT_LOGIN ? login : "";
}

static const char *failure_reason(const struct attempt *attempt, const struct password_check *check)
{
    const char *obstacle = attempt_account(attempt, "obstacle");

    if (!obstacle)
        return "unknown";
    if (!check->is_right)
        return "password";
    return *obstacle ? obstacle : NULL;
}

/* Always false. The words are the same whatever the reason. */
static bool refuse(struct work *work, struct db_pool *pool, struct attempt *attempt)
{
    if (!attempt_failed(work, pool, attempt))
        return false;
    return fail(work, ERR_SIGN_IN_FAILED,
                "職員番号とパスワードを確認して、もう一度入力してください。"
                "%d回続けて誤ると、%d分間ログインできません。",
                attempt->throttle.account_limit, attempt->throttle.minutes);
}

static bool make_session(struct work *work, void *context)
{
    struct passage_in *in = context;

    access_begin_request(work, NULL);
    attempt_passed(work, &in->attempt);
    if (!session_make(work, &in->session))
        return false;
    return !in->check.renewed ||
           db_run(work, SQL_ACCOUNT_REHASH,
                  PARAMS(in->session.person_id, in->check.hash, in->check.renewed));
}

static bool enter(struct work *work, struct db_pool *pool, struct passage_in *in)
{
    struct actor before = work->actor;

    in->session.person_id = attempt_account(&in->attempt, "person_id");
    in->session.password_hash = in->check.hash;
    new_session_token(work->arena, &in->session);
    if (db_transaction(work, pool, DB_WRITE, make_session, in))
        return true;
    work->actor = before;
    in->attempt.reason = "changed";
    return work->error.code == ERR_SIGN_IN_FAILED ? refuse(work, pool, &in->attempt) : false;
}

bool sign_in(struct work *work, struct db_pool *pool, const struct sign_in *given,
             const char **token)
{
    struct passage_in in = {
        .attempt = {.typed = given->login, .login = login_normal(work->arena, given->login)},
        .check = {.password = given->password},
        .session = {.user_agent = given->user_agent, .old_token_sha256 = given->old_token_sha256}};

    if (!attempt_count(work, pool, &in.attempt))
        return false;
    in.check.hash = attempt_account(&in.attempt, "password_hash");
    if (!password_verify(work, &in.check))
        return attempt_give_back(work, pool, &in.attempt);
    in.attempt.reason = failure_reason(&in.attempt, &in.check);
    if (in.attempt.reason)
        return refuse(work, pool, &in.attempt);
    if (!enter(work, pool, &in))
        return false;
    *token = in.session.token;
    return true;
}

/* ---- signing out ---------------------------------------------------------------------------- */

static bool end_session(struct work *work, void *context)
{
    const char *token_sha256 = *(const char *const *)context;
    struct query *begun = access_begin_request(work, token_sha256);
    const struct rows *rows = db_rows(work, begun);

    if (!rows || !db_run(work, SQL_SESSION_END, PARAMS(token_sha256)))
        return false;
    if (!rows_boolean(rows, 0, "has_session"))
        return true;
    return audit_note(work, &(struct audit_entry){.action = "logout",
                                                  .object_type = "account",
                                                  .object_id = rows_text(rows, 0, "login")});
}

bool sign_out(struct work *work, struct db_pool *pool, const char *token_sha256)
{
    return db_transaction(work, pool, DB_WRITE, end_session, &token_sha256);
}

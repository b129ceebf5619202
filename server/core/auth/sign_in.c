#include "core/auth/sign_in.h"

#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/begin.h"
#include "core/audit/audit.h"
#include "core/auth/password.h"
#include "core/auth/throttle.h"
#include "db/db.h"

enum { TOKEN_BYTES = 32, USER_AGENT_LENGTH = 300 };

/* One attempt on its way. */
struct attempt {
    const struct sign_in *given;
    const char *login; /* normal form */
    struct throttle throttle;
    const char *person_id; /* NULL: unknown */
    const char *obstacle;  /* why this account may not, "" */
    struct password_check check;
    const char *reason; /* of the failure, for the operation log */
    const char *token;
    const char *token_sha256;
};

const char *login_normal(struct arena *arena, const char *typed)
{
    const char *login;

    if (!typed || strlen(typed) > LIMIT_LOGIN * 12 || !text_valid_utf8(typed, strlen(typed)))
        return "";
    login = text_trim(arena, text_nfkc(arena, typed));
    return text_length(login) <= LIMIT_LOGIN ? login : "";
}

/* At most so many characters of what somebody typed, for the log. */
static const char *shortened(struct arena *arena, const char *text, size_t characters)
{
    size_t length = 0;

    if (!text || !text_valid_utf8(text, strlen(text)))
        return "";
    while (text[length] && characters) {
        length++;
        while (((unsigned char)text[length] & 0xC0) == 0x80)
            length++;
        characters--;
    }
    return arena_strndup(arena, text, length);
}

static bool note_failure(struct work *work, const struct attempt *attempt)
{
    const char *typed = shortened(work->arena, attempt->given->login, LIMIT_LOGIN);

    return audit_note(work, &(struct audit_entry){.action = "login_failed",
                                                  .object_type = "account",
                                                  .object_id = typed,
                                                  .reason = attempt->reason,
                                                  .login = typed});
}

/* ---- counting ------------------------------------------------------------------------------- */

static void take_account(struct attempt *attempt, const struct rows *rows)
{
    attempt->person_id = NULL;
    attempt->obstacle = "";
    attempt->check.hash = NULL;
    if (!rows->count)
        return;
    attempt->person_id = rows_text(rows, 0, "person_id");
    attempt->obstacle = rows_text(rows, 0, "obstacle");
    attempt->check.hash = rows_text(rows, 0, "password_hash");
}

static bool count_attempt(struct work *work, void *context)
{
    struct attempt *attempt = context;
    struct query *count, *account;
    const struct rows *rows;

    access_begin_request(work, NULL);
    count = db_queue(work, SQL_THROTTLE_COUNT,
                     PARAMS(attempt->login, throttle_address(work->arena, work->address)));
    account = db_queue(work, SQL_ACCOUNT_FOR_SIGN_IN, PARAMS(attempt->login));
    if (!(rows = db_rows(work, count)))
        return false;
    throttle_read(rows, &attempt->throttle);
    if (!(rows = db_rows(work, account)))
        return false;
    take_account(attempt, rows);
    if (!attempt->throttle.is_first_over)
        return true;
    attempt->reason = "throttled";
    return note_failure(work, attempt);
}

/* ---- verifying ------------------------------------------------------------------------------ */

static bool give_back(struct work *work, void *context)
{
    const struct attempt *attempt = context;

    access_begin_request(work, NULL);
    db_queue(work, SQL_THROTTLE_RETURN_ACCOUNT, PARAMS(attempt->login));
    return db_run(work, SQL_THROTTLE_RETURN_ADDRESS,
                  PARAMS(throttle_address(work->arena, work->address)));
}

/* Nothing was verified, so the attempt must not count against somebody who is told to come back. */
static bool give_attempt_back(struct work *work, struct db_pool *pool, struct attempt *attempt)
{
    struct error busy = work->error;

    error_clear(work);
    if (!db_transaction(work, pool, DB_WRITE, give_back, attempt))
        log_warning("an attempt to sign in that was not verified stays counted");
    work->error = busy;
    return false;
}

static const char *failure_reason(const struct attempt *attempt)
{
    if (!attempt->person_id)
        return "unknown";
    if (!attempt->check.is_right)
        return "password";
    return *attempt->obstacle ? attempt->obstacle : NULL;
}

/* ---- the session ---------------------------------------------------------------------------- */

static bool make_session(struct work *work, void *context)
{
    struct attempt *attempt = context;
    const char *agent = attempt->given->user_agent;
    struct query *created, *begun;
    const struct rows *rows;

    access_begin_request(work, NULL);
    db_queue(work, SQL_SESSION_END, PARAMS(attempt->given->old_token_sha256));
    created = db_queue(work, SQL_SESSION_CREATE,
                       PARAMS(attempt->token_sha256, attempt->person_id, attempt->check.hash,
                              work->address, shortened(work->arena, agent, USER_AGENT_LENGTH)));
    db_queue(work, SQL_THROTTLE_CLEAR_ACCOUNT, PARAMS(attempt->login));
    db_queue(work, SQL_THROTTLE_RETURN_ADDRESS,
             PARAMS(throttle_address(work->arena, work->address)));
    begun = access_begin_request(work, attempt->token_sha256);
    if (!(rows = db_rows(work, created)))
        return false;
    if (!rows->count) {
        attempt->reason = "changed";
        return fail(work, ERR_SIGN_IN_FAILED, NULL);
    }
    if (!(rows = db_rows(work, begun)))
        return false;
    actor_fill(work, rows, attempt->token);
    if (attempt->check.renewed)
        db_queue(work, SQL_ACCOUNT_REHASH,
                 PARAMS(attempt->person_id, attempt->check.hash, attempt->check.renewed));
    return audit_note(work, &(struct audit_entry){.action = "login",
                                                  .object_type = "account",
                                                  .object_id = work->actor.login});
}

static bool write_failure(struct work *work, void *context)
{
    access_begin_request(work, NULL);
    return note_failure(work, context);
}

/* Always false. The words are the same whatever the reason. */
static bool refuse(struct work *work, struct db_pool *pool, struct attempt *attempt)
{
    error_clear(work);
    if (!db_transaction(work, pool, DB_WRITE, write_failure, attempt))
        return false;
    return fail(work, ERR_SIGN_IN_FAILED,
                "職員番号とパスワードを確認して、もう一度入力してください。"
                "%d回続けて誤ると、%d分間ログインできません。",
                attempt->throttle.account_limit, attempt->throttle.minutes);
}

bool sign_in(struct work *work, struct db_pool *pool, const struct sign_in *given,
             const char **token)
{
    struct attempt attempt = {.given = given, .check = {.password = given->password}};
    struct actor before = work->actor;

    attempt.login = login_normal(work->arena, given->login);
    if (!db_transaction(work, pool, DB_WRITE, count_attempt, &attempt))
        return false;
    if (attempt.throttle.is_over)
        return throttle_fail(work, &attempt.throttle);
    if (!password_verify(work, &attempt.check))
        return give_attempt_back(work, pool, &attempt);
    attempt.reason = failure_reason(&attempt);
    if (attempt.reason)
        return refuse(work, pool, &attempt);
    attempt.token = crypto_random_hex(work->arena, TOKEN_BYTES);
    attempt.token_sha256 = crypto_sha256_hex(work->arena, attempt.token, TOKEN_BYTES * 2);
    *token = attempt.token;
    if (db_transaction(work, pool, DB_WRITE, make_session, &attempt))
        return true;
    work->actor = before;
    return attempt.reason ? refuse(work, pool, &attempt) : false;
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

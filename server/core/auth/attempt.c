#include "core/auth/attempt.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/begin.h"
#include "core/audit/audit.h"
#include "db/db.h"

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

const char *attempt_account(const struct attempt *attempt, const char *column)
{
    const struct rows *account = attempt->account;

    return account && account->count ? rows_text(account, 0, column) : NULL;
}

static bool note_failure(struct work *work, const struct attempt *attempt)
{
    const char *typed = shortened(work->arena, attempt->typed, LIMIT_LOGIN);

    return audit_note(work, &(struct audit_entry){.action = "login_failed",
                                                  .object_type = "account",
                                                  .object_id = typed,
                                                  .reason = attempt->reason,
                                                  .login = typed});
}

static bool count(struct work *work, void *context)
{
    struct attempt *attempt = context;
    struct query *counted, *account;
    const struct rows *rows;

    access_begin_request(work, attempt->token_sha256);
    counted = db_queue(work, SQL_THROTTLE_COUNT,
                       PARAMS(attempt->login, throttle_address(work->arena, work->address)));
    account = db_queue(work, SQL_ACCOUNT_FOR_SIGN_IN, PARAMS(attempt->login));
    if (!(rows = db_rows(work, counted)))
        return false;
    throttle_read(rows, &attempt->throttle);
    if (!(attempt->account = db_rows(work, account)))
        return false;
    if (!attempt->throttle.is_first_over)
        return true;
    attempt->reason = "throttled";
    return note_failure(work, attempt);
}

bool attempt_count(struct work *work, struct db_pool *pool, struct attempt *attempt)
{
    return db_transaction(work, pool, DB_WRITE, count, attempt) &&
           (!attempt->throttle.is_over || throttle_fail(work, &attempt->throttle));
}

static bool give_back(struct work *work, void *context)
{
    const struct attempt *attempt = context;

    access_begin_request(work, NULL);
    db_queue(work, SQL_THROTTLE_RETURN_ACCOUNT, PARAMS(attempt->login));
    return db_run(work, SQL_THROTTLE_RETURN_ADDRESS,
                  PARAMS(throttle_address(work->arena, work->address)));
}

bool attempt_give_back(struct work *work, struct db_pool *pool, struct attempt *attempt)
{
    struct error error = work->error;

    error_clear(work);
    if (!db_transaction(work, pool, DB_WRITE, give_back, attempt))
        log_warning("an attempt to sign in that was not verified stays counted");
    work->error = error;
    return false;
}

static bool write_failure(struct work *work, void *context)
{
    const struct attempt *attempt = context;
    const char *person = attempt_account(attempt, "person_id");

    access_begin_request(work, attempt->token_sha256);
    if (person)
        db_queue(work, SQL_SIGN_IN_FAILURE_ADD, PARAMS(person));
    return note_failure(work, attempt);
}

bool attempt_failed(struct work *work, struct db_pool *pool, struct attempt *attempt)
{
    error_clear(work);
    return db_transaction(work, pool, DB_WRITE, write_failure, attempt);
}

void attempt_passed(struct work *work, const struct attempt *attempt)
{
    db_queue(work, SQL_THROTTLE_CLEAR_ACCOUNT, PARAMS(attempt->login));
    db_queue(work, SQL_THROTTLE_RETURN_ADDRESS,
             PARAMS(throttle_address(work->arena, work->address)));
}

#ifndef CORE_AUTH_ATTEMPT_H
#define CORE_AUTH_ATTEMPT_H

#include <stdbool.h>

#include "core/auth/throttle.h"

struct db_pool;
struct work;

/*
 * One attempt to prove who one is, by password or by code: sign-in, first sign-in, and the present
 * password asked for once more. All count alike, in the same counters, before anything is verified;
 * what is verified then holds no database connection.
 *
 * The three steps: attempt_count(), the caller verifies, then attempt_passed() inside the
 * transaction of the act, or attempt_failed(), or attempt_give_back() where nothing was verified.
 */
struct attempt {
    const char *typed;        /* the login as typed, for the log; NULL: none */
    const char *login;        /* its normal form */
    const char *token_sha256; /* of the session the attempt is made in, NULL: none */
    struct throttle throttle;
    const struct rows *account; /* SQL_ACCOUNT_FOR_SIGN_IN: one row or none */
    const char *reason;         /* of the failure, for the operation log */
};

/* True: may be verified. False: ERR_THROTTLED, or the database's error. */
bool attempt_count(struct work *work, struct db_pool *pool, struct attempt *attempt)
    __attribute__((warn_unused_result));

/* A column of the account, NULL where there is no account. */
const char *attempt_account(const struct attempt *attempt, const char *column);

/*
 * Nothing was verified (ERR_BUSY), or what was given was right but is of no use yet: the attempt
 * does not count. The error recorded stays; always false.
 */
bool attempt_give_back(struct work *work, struct db_pool *pool, struct attempt *attempt);

/*
 * Writes the failure with its reason, in a transaction of its own, and forgets what error there
 * was. False only when it cannot be written.
 */
bool attempt_failed(struct work *work, struct db_pool *pool, struct attempt *attempt)
    __attribute__((warn_unused_result));

/* Clears the counters; queued in the caller's transaction. */
void attempt_passed(struct work *work, const struct attempt *attempt);

#endif

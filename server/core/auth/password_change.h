#ifndef CORE_AUTH_PASSWORD_CHANGE_H
#define CORE_AUTH_PASSWORD_CHANGE_H

#include <stdbool.h>

struct db_pool;
struct work;

/* Somebody who is signed in chooses another password. */
struct password_change {
    const char *current; /* as typed */
    const char *password;
    const char *again;
    const char *token_sha256; /* of the session that asks */
};

/*
 * In the steps of a sign-in, so that no connection is held while a password is hashed; a wrong
 * present password counts as a wrong sign-in does. All sessions end, this browser goes on under a
 * new one: *token, with work->actor its holder.
 */
bool password_change(struct work *work, struct db_pool *pool, const struct password_change *given,
                     const char **token) __attribute__((warn_unused_result));

#endif

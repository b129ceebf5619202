#ifndef CORE_AUTH_SIGN_IN_H
#define CORE_AUTH_SIGN_IN_H

#include <stdbool.h>

struct arena;
struct db_pool;
struct work;

/*
 * Signing in with login and password, in three steps, so that no database connection is held while
 * a password is hashed: count the attempt (committed), verify, make the session.
 *
 * Unknown logins, wrong passwords, suspended accounts and people who left get the same answer after
 * the same work.
 */
struct sign_in {
    const char *login;            /* as typed */
    const char *password;         /* as typed */
    const char *user_agent;       /* NULL: none */
    const char *old_token_sha256; /* session that ends with this, NULL: none */
};

/*
 * True: *token is that of the new session and work->actor its holder. False: ERR_SIGN_IN_FAILED,
 * ERR_THROTTLED, ERR_BUSY or the database's error.
 */
bool sign_in(struct work *work, struct db_pool *pool, const struct sign_in *given,
             const char **token) __attribute__((warn_unused_result));

/* Ends the session, with its row in the operation log. */
bool sign_out(struct work *work, struct db_pool *pool, const char *token_sha256)
    __attribute__((warn_unused_result));

/*
 * The form in which logins are compared, apart from case: half-width, without white space around
 * it. "" for what no login can be (empty, or longer than LIMIT_LOGIN).
 */
const char *login_normal(struct arena *arena, const char *typed);

#endif

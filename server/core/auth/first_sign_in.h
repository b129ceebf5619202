#ifndef CORE_AUTH_FIRST_SIGN_IN_H
#define CORE_AUTH_FIRST_SIGN_IN_H

#include <stdbool.h>

struct db_pool;
struct work;

/* Somebody comes with a one-time code and chooses a password. */
struct first_sign_in {
    const char *login; /* as typed */
    const char *code;  /* as typed */
    const char *password;
    const char *again;
    const char *user_agent;       /* NULL: none */
    const char *old_token_sha256; /* session that ends with this, NULL: none */
};

/*
 * The steps of a sign-in, counted with it. Unknown numbers, wrong, used and late codes and
 * suspended accounts get the same answer after the same work, a hash as for who came with the
 * right code. True: the password is set, the code used up, *token that of the new
 * session.
 */
bool first_sign_in(struct work *work, struct db_pool *pool, const struct first_sign_in *given,
                   const char **token) __attribute__((warn_unused_result));

#endif

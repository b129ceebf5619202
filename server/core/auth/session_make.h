#ifndef CORE_AUTH_SESSION_MAKE_H
#define CORE_AUTH_SESSION_MAKE_H

#include <stdbool.h>

struct arena;
struct work;

/* A session that begins, always under a token of its own: that of before is never taken on. */
struct new_session {
    const char *token;
    const char *token_sha256;
    const char *person_id;
    const char *password_hash;    /* the one that was verified or just set */
    const char *user_agent;       /* NULL: none */
    const char *old_token_sha256; /* session that ends with this, NULL: none */
    const char *reason;           /* for the operation log: "code"; NULL: by password */
};

/* Sets the tokens. Before the transaction, which may run again. */
void new_session_token(struct arena *arena, struct new_session *session);

/*
 * Inside the caller's transaction: ends the old session, makes this one with its row in the
 * operation log, and fills work->actor. False with ERR_SIGN_IN_FAILED where the account is not what
 * was verified any more, else with the database's error.
 */
bool session_make(struct work *work, const struct new_session *session)
    __attribute__((warn_unused_result));

/* What is kept of a browser's name for itself. */
const char *user_agent_kept(struct arena *arena, const char *user_agent);

#endif

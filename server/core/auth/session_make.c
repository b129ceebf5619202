#include "core/auth/session_make.h"

#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/error.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/begin.h"
#include "core/audit/audit.h"
#include "db/db.h"

enum { TOKEN_BYTES = 32, USER_AGENT_LENGTH = 300 };

void new_session_token(struct arena *arena, struct new_session *session)
{
    session->token = crypto_random_hex(arena, TOKEN_BYTES);
    session->token_sha256 = crypto_sha256_hex(arena, session->token, TOKEN_BYTES * 2);
}

const char *user_agent_kept(struct arena *arena, const char *user_agent)
{
    size_t length = user_agent ? strlen(user_agent) : 0;

    if (!length || !text_valid_utf8(user_agent, length))
        return "";
    if (length > USER_AGENT_LENGTH)
        length = USER_AGENT_LENGTH;
    while (length && ((unsigned char)user_agent[length] & 0xC0) == 0x80)
        length--;
    return arena_strndup(arena, user_agent, length);
}

bool session_make(struct work *work, const struct new_session *session)
{
    struct query *created, *begun;
    const struct rows *rows;

    db_queue(work, SQL_SESSION_END, PARAMS(session->old_token_sha256));
    created = db_queue(work, SQL_SESSION_CREATE,
                       PARAMS(session->token_sha256, session->person_id, session->password_hash,
                              work->address, user_agent_kept(work->arena, session->user_agent)));
    begun = access_begin_request(work, session->token_sha256);
    if (!(rows = db_rows(work, created)))
        return false;
    if (!rows->count)
        return fail(work, ERR_SIGN_IN_FAILED, NULL);
    if (!(rows = db_rows(work, begun)))
        return false;
    actor_fill(work, rows, session->token);
    return audit_note(work, &(struct audit_entry){.action = "login",
                                                  .object_type = "account",
                                                  .object_id = work->actor.login,
                                                  .reason = session->reason});
}

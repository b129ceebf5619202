#include "core/access/begin.h"

#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/work.h"
#include "core/access/permission.h"

struct query *access_begin_request(struct work *work, const char *token_sha256)
{
    return db_queue(work, SQL_BEGIN_REQUEST,
                    PARAMS(token_sha256, work->now, work->address, work->request_id,
                           permission_rows(work->arena)));
}

void access_begin_work(struct work *work, const char *login)
{
    db_queue(work, SQL_BEGIN_WORK,
             PARAMS(work->now, login, work->request_id,
                    permission_names(work->arena, permission_of_role("staff"))));
}

/* "staff auditor" → {"staff", "auditor", NULL} */
static const char *const *split_roles(struct arena *arena, const char *text)
{
    const char **roles = arena_array(arena, strlen(text) / 2 + 2, sizeof *roles);
    size_t count = 0;

    while (*text) {
        size_t length = strcspn(text, " ");

        roles[count++] = arena_strndup(arena, text, length);
        text += length;
        text += strspn(text, " ");
    }
    return roles;
}

void actor_fill(struct work *work, const struct rows *row, const char *token)
{
    struct actor *actor = &work->actor;

    memset(actor, 0, sizeof *actor);
    if (!rows_boolean(row, 0, "has_session"))
        return;
    actor->person = rows_text(row, 0, "staff_no");
    actor->login = rows_text(row, 0, "login");
    actor->name = rows_text(row, 0, "name");
    actor->unit = rows_text(row, 0, "unit");
    actor->roles = split_roles(work->arena, rows_text(row, 0, "roles"));
    for (size_t i = 0; actor->roles[i]; i++)
        actor->permissions |= permission_of_role(actor->roles[i]);
    actor->csrf = crypto_derive_hex(work->arena, token, "csrf");
}

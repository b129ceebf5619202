#include "core/access/gate.h"

#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/error.h"
#include "base/log.h"
#include "base/work.h"
#include "core/access/begin.h"
#include "core/access/permission.h"
#include "core/audit/audit.h"
#include "http/body.h"
#include "http/cookie.h"
#include "http/request.h"

enum { TOKEN_HEX = 64 };

const char *session_cookie_name(const struct request *request)
{
    return request->is_secure ? "__Host-mamori" : "mamori";
}

const char *session_token(struct request *request)
{
    const char *token = cookie_find(request->work->arena, request->header(request, "Cookie"),
                                    session_cookie_name(request));

    if (!token || strlen(token) != TOKEN_HEX || strspn(token, "0123456789abcdef") != TOKEN_HEX)
        return NULL;
    return token;
}

const char *session_token_sha256(struct request *request)
{
    const char *token = session_token(request);

    return token ? crypto_sha256_hex(request->work->arena, token, TOKEN_HEX) : NULL;
}

static struct passage *passage_of(struct request *request)
{
    struct passage *passage = request->gate;

    if (passage)
        return passage;
    passage = request->gate = arena_alloc(request->work->arena, sizeof *passage);
    passage->token = session_token(request);
    passage->token_sha256 = session_token_sha256(request);
    return passage;
}

static void queue(struct request *request)
{
    struct passage *passage = passage_of(request);

    passage->query = access_begin_request(request->work, passage->token_sha256);
}

static bool load(struct request *request)
{
    struct passage *passage = request->gate;

    passage->row = db_rows(request->work, passage->query);
    if (!passage->row)
        return false;
    actor_fill(request->work, passage->row, passage->token);
    return true;
}

bool access_is_open(const struct work *work, const struct access *access)
{
    switch (access->kind) {
    case ACCESS_PUBLIC:
        return true;
    case ACCESS_SIGNED_IN:
        return work->actor.person != NULL;
    case ACCESS_PERMISSION:
        return may(work, (enum permission)access->permission);
    case ACCESS_UNSTATED:
        break;
    }
    return false;
}

/* From the form or the header; NULL when absent or there twice. */
static const char *given_csrf(const struct request *request)
{
    const struct form_field *field = request->body ? body_field(request->body, "csrf", NULL) : NULL;

    if (field)
        return body_field(request->body, "csrf", field) ? NULL : field->value;
    return request->header(request, "X-CSRF-Token");
}

/*
 * Without a session there is nothing to ride on: a browser's unsafe request from another page has
 * already been refused by its Origin and Sec-Fetch-Site (http/guard.h).
 */
static bool check_csrf(struct request *request)
{
    const char *wanted = request->work->actor.csrf, *given;

    if (method_is_safe(request->method) || !wanted)
        return true;
    given = given_csrf(request);
    if (given && crypto_equal(given, wanted))
        return true;
    return fail(request->work, ERR_CSRF, NULL);
}

static bool permit(struct request *request)
{
    struct work *work = request->work;

    if (access_is_open(work, &request->route->access))
        return check_csrf(request);
    if (!work->actor.person)
        return fail(work, ERR_SIGN_IN_REQUIRED, NULL);
    return request->route->refusal ? fail(work, ERR_FORBIDDEN, "%s", request->route->refusal)
                                   : fail(work, ERR_FORBIDDEN, NULL);
}

/*
 * Of nobody at a closed page there is no trace but the program's log: anybody could fill the
 * operation log.
 */
static bool note_refusal(struct work *work, void *context)
{
    struct request *request = context;
    const struct rows *row;

    queue(request);
    row = db_rows(work, passage_of(request)->query);
    if (!row || !rows_boolean(row, 0, "has_session"))
        return row != NULL;
    return audit_note(
        work, &(struct audit_entry){
                  .action = "denied",
                  .object_type = "route",
                  .object_id = arena_printf(work->arena, "%s %s", method_name(request->method),
                                            request->route ? request->route->pattern : "")});
}

/*
 * Who asks for what is not public is noted even where it is nobody (domain 6.5, story 8); the
 * statement keeps nobody from filling the log. What does not exist is noted like what is hidden:
 * else the time of the answer would tell them apart.
 */
static bool note_hidden(struct work *work, void *context)
{
    struct request *request = context;
    const struct refusal *refusal = &request->refusal;
    const struct rows *hidden;

    queue(request);
    hidden = db_take(work, refusal->is_hidden, PARAMS(refusal->object_id));
    if (!hidden)
        return false;
    if (!hidden->count)
        return true;
    log_client("denied: %s %s to %s", refusal->object_type, refusal->object_id,
               work->actor.login ? work->actor.login : "nobody");
    return db_run(work, SQL_AUDIT_NOTE_HIDDEN, PARAMS(refusal->object_type, refusal->object_id));
}

/*
 * The refusal stays what the client is told, whatever happens to its trace; a trace that cannot be
 * written is in the log at least.
 */
static void refused(struct request *request)
{
    struct work *work = request->work;
    struct error refusal = work->error;
    bool is_hidden = refusal.code == ERR_NOT_FOUND;

    if (!is_hidden)
        log_client("denied: %s %s to %s", method_name(request->method),
                   request->route ? request->route->pattern : "-",
                   work->actor.login ? work->actor.login : "nobody");
    error_clear(work);
    if (!db_transaction(work, request->app->pool, DB_WRITE, is_hidden ? note_hidden : note_refusal,
                        request))
        log_warning("a refusal could not be written to the operation log");
    work->error = refusal;
}

/*
 * The session is looked up again in this transaction: one that ended since the page was read would
 * leave a trace of nobody, so what was read is not shown.
 */
static bool note_trace(struct work *work, void *context)
{
    struct request *request = context;
    const struct passage *passage = request->gate;
    const struct trace *trace = &request->trace;
    const struct rows *row;

    queue(request);
    row = db_rows(work, passage->query);
    if (!row)
        return false;
    if (work->actor.person && !rows_boolean(row, 0, "has_session"))
        return fail(work, ERR_SIGN_IN_REQUIRED, NULL);
    return audit_note(work, &(struct audit_entry){.action = trace->action,
                                                  .object_type = trace->object_type,
                                                  .object_id = trace->object_id});
}

static bool trace_reading(struct request *request)
{
    return db_transaction(request->work, request->app->pool, DB_WRITE, note_trace, request);
}

static bool touch(struct work *work, void *context)
{
    const struct passage *passage = context;

    return db_run(work, SQL_SESSION_TOUCH, PARAMS(passage->token_sha256, work->now));
}

/*
 * A touch that fails costs the user nothing but a minute of idle time, so it changes no answer. The
 * answer's rows are not needed any more when this runs.
 */
static void after(struct request *request)
{
    struct passage *passage = request->gate;
    struct work *work = request->work;
    struct error error = work->error;

    if (!passage || !passage->row || !rows_boolean(passage->row, 0, "touch_due"))
        return;
    error_clear(work);
    if (!db_transaction(work, request->app->pool, DB_WRITE, touch, passage))
        log_warning("the use of a session could not be noted");
    work->error = error;
}

const struct gate access_gate = {
    .queue = queue,
    .load = load,
    .permit = permit,
    .page = access_page,
    .trace = trace_reading,
    .refused = refused,
    .after = after,
};

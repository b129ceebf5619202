#include "http/idempotency.h"

#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "db/db.h"
#include "http/body.h"
#include "http/dispatch.h"
#include "http/uri.h"

static const char *key_of(const struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    const char *header = request->header(request, "Idempotency-Key");
    const struct form_field *once = request->body ? body_field(request->body, "once", NULL) : NULL;

    if (header && *header)
        return header;
    return once && once->value_length ? once->value : NULL;
}

static bool applies(const struct exchange *exchange)
{
    return exchange->request.route->creates && exchange->work->actor.person && key_of(exchange);
}

/* Method and path: the same key on another object is another act. */
static const char *route_of(const struct exchange *exchange)
{
    return arena_printf(exchange->work->arena, "%s %s",
                        method_name(exchange->request.route->method), exchange->request.uri->path);
}

static void add_hash(struct buffer *out, const char *bytes, size_t length)
{
    buffer_printf(out, "%s ", crypto_sha256_hex(out->arena, bytes, length));
}

/* What a form with a file says: the boundary between its parts is another each time it is sent. */
static const char *parts_hash(struct arena *arena, const struct form_body *body)
{
    struct buffer *out = buffer_new(arena, LIMIT_PAGE);

    for (size_t i = 0; i < body->field_count; i++) {
        add_hash(out, body->fields[i].name, strlen(body->fields[i].name));
        add_hash(out, body->fields[i].value, body->fields[i].value_length);
    }
    for (size_t i = 0; i < body->file_count; i++) {
        add_hash(out, body->files[i].field, strlen(body->files[i].field));
        add_hash(out, body->files[i].filename, strlen(body->files[i].filename));
        add_hash(out, body->files[i].bytes, body->files[i].length);
    }
    return crypto_sha256_hex(arena, out->data, out->length);
}

static const char *body_hash(const struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    struct arena *arena = exchange->work->arena;

    if (body_kind(request->header(request, "Content-Type")) == BODY_MULTIPART)
        return parts_hash(arena, request->body);
    return crypto_sha256_hex(arena, exchange->body->data, exchange->body->length);
}

static bool repeat(struct exchange *exchange, const struct rows *rows)
{
    struct work *work = exchange->work;
    const char *location;

    if (!rows->count)
        return fail(work, ERR_CONFLICT, NULL);
    if (strcmp(rows_text(rows, 0, "body_sha256"), body_hash(exchange)))
        return fail(work, ERR_KEY_REUSED, NULL);
    location = rows_text(rows, 0, "location");
    exchange->request.reply.kind = location ? REPLY_SEE_OTHER : REPLY_NO_CONTENT;
    exchange->request.reply.location = location;
    exchange->request.reply.status = (int)rows_integer(rows, 0, "status");
    return true;
}

bool idempotency_begin(struct exchange *exchange, bool *is_repeat)
{
    struct work *work = exchange->work;
    const struct rows *rows;

    *is_repeat = false;
    if (!applies(exchange))
        return true;
    if (strlen(key_of(exchange)) > 200)
        return fail(work, ERR_MALFORMED, "送信番号は200文字以内にしてください。");
    rows = db_take(work, SQL_IDEMPOTENCY_BEGIN,
                   PARAMS(route_of(exchange), key_of(exchange), body_hash(exchange)));
    if (!rows || rows->count)
        return rows != NULL;
    *is_repeat = true;
    rows = db_take(work, SQL_IDEMPOTENCY_FIND, PARAMS(route_of(exchange), key_of(exchange)));
    return rows && repeat(exchange, rows);
}

bool idempotency_finish(struct exchange *exchange)
{
    const struct reply *reply = &exchange->request.reply;
    struct work *work = exchange->work;

    if (!applies(exchange))
        return true;
    return db_run(work, SQL_IDEMPOTENCY_FINISH,
                  PARAMS(route_of(exchange), key_of(exchange),
                         arena_printf(work->arena, "%d", reply->status), reply->location));
}

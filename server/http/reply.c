#include "http/reply.h"

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/log.h"
#include "http/request.h"
#include "http/uri.h"

static bool is_json(const struct request *request)
{
    return request->format == FORMAT_JSON;
}

bool reply_view(struct request *request, const char *template, struct view *view)
{
    struct reply *reply = &request->reply;

    reply->kind = REPLY_VIEW;
    reply->status = 200;
    reply->template = template;
    reply->view = view;
    return true;
}

/* A path made from a pattern whose %s are segments: only what was put in is percent-encoded. */
static const char *encoded_path(struct request *request, const char *path, va_list arguments)
{
    struct arena *arena = request->work->arena;
    struct buffer *out = buffer_new(arena, LIMIT_URI * 4);

    for (const char *p = path; *p; p++) {
        if (p[0] == '%' && p[1] == 's') {
            buffer_text(out, uri_encode_path(arena, va_arg(arguments, const char *)));
            p++;
        } else {
            buffer_char(out, *p);
        }
    }
    return out->data;
}

static void see_other(struct request *request, const char *location)
{
    struct reply *reply = &request->reply;

    reply->kind = REPLY_SEE_OTHER;
    reply->status = is_json(request) ? 200 : 303;
    reply->location = location;
}

bool reply_see_other_list(struct request *request, const char *path, va_list arguments)
{
    see_other(request, encoded_path(request, path, arguments));
    return true;
}

bool reply_see_other(struct request *request, const char *path, ...)
{
    va_list arguments;

    va_start(arguments, path);
    reply_see_other_list(request, path, arguments);
    va_end(arguments);
    return true;
}

bool reply_see_other_path(struct request *request, const char *path)
{
    see_other(request, uri_encode_whole_path(request->work->arena, path));
    return true;
}

bool reply_created(struct request *request, struct view *view, const char *path, ...)
{
    va_list arguments;

    va_start(arguments, path);
    see_other(request, encoded_path(request, path, arguments));
    va_end(arguments);
    if (is_json(request)) {
        request->reply.status = 201;
        request->reply.view = view;
    }
    return true;
}

bool reply_json_or_see_other(struct request *request, struct view *view, const char *path)
{
    if (is_json(request))
        return reply_view(request, NULL, view);
    see_other(request, path);
    return true;
}

bool reply_bytes(struct request *request, const char *content_type, const char *bytes,
                 size_t length)
{
    struct reply *reply = &request->reply;

    reply->kind = REPLY_BYTES;
    reply->status = 200;
    reply->content_type = content_type;
    reply->bytes = bytes;
    reply->length = length;
    return true;
}

void reply_header(struct request *request, const char *name, const char *value)
{
    struct reply_header *header;

    for (const char *p = value; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f) {
            log_bug("control character in reply header %s", name);
            return;
        }
    header = arena_alloc(request->work->arena, sizeof *header);
    header->name = name;
    header->value = value;
    header->next = request->reply.headers;
    request->reply.headers = header;
}

#include "core/auth/session.h"

#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/gate.h"
#include "core/access/permission.h"
#include "http/request.h"
#include "view/view.h"

static void release_json(void *json)
{
    json_decref(json);
}

static json_t *list_of(struct arena *arena)
{
    json_t *list = json_array();

    arena_defer(arena, release_json, list);
    return list;
}

struct view *session_view(struct work *work)
{
    struct view *view = view_new(work);
    json_t *roles = list_of(work->arena), *permissions = list_of(work->arena);

    for (size_t i = 0; work->actor.roles && work->actor.roles[i]; i++)
        json_array_append_new(roles, json_string(work->actor.roles[i]));
    for (int i = 0; i < PERMISSIONS; i++)
        if (may(work, (enum permission)i))
            json_array_append_new(permissions, json_string(permission_name((enum permission)i)));
    view_text(view, "person", work->actor.person);
    view_text(view, "name", work->actor.name);
    view_json(view, "roles", roles);
    view_json(view, "permissions", permissions);
    view_text(view, "csrf", work->actor.csrf);
    return view;
}

static void set_cookie(struct request *request, const char *token, const char *age)
{
    reply_header(request, "Set-Cookie",
                 arena_printf(request->work->arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
                              session_cookie_name(request), token,
                              request->is_secure ? "; Secure" : "", age));
}

void session_set_cookie(struct request *request, const char *token)
{
    set_cookie(request, token, "");
}

void session_clear_cookie(struct request *request)
{
    set_cookie(request, "", "; Max-Age=0");
}

static bool is_local(const char *next)
{
    size_t length = strlen(next);

    return length <= LIMIT_URI && next[0] == '/' && next[1] != '/' && !strchr(next, '\\') &&
           text_valid_utf8(next, length) && !text_has_control(next, length) &&
           !strpbrk(next, "\t\n");
}

const char *local_path(struct arena *arena, const char *next)
{
    struct buffer *out;

    if (!next || !is_local(next))
        return "/";
    out = buffer_new(arena, LIMIT_URI * 3 + 1);
    for (const char *p = next; *p; p++) {
        unsigned char byte = (unsigned char)*p;

        if (byte > 0x20 && byte < 0x7f)
            buffer_char(out, *p);
        else
            buffer_printf(out, "%%%02X", byte);
    }
    return out->data;
}

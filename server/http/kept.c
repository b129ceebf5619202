#include "http/kept.h"

#include <string.h>

#include "base/arena.h"
#include "http/body.h"
#include "http/request.h"

static const char prefix[] = "kept.";

static void keep(const struct request *request, struct view *view, const char *field,
                 const char *value)
{
    struct view *item = view_list_object(view, "kept");

    view_text(item, "name", arena_printf(request->work->arena, "%s%s", prefix, field));
    view_text(item, "field", field);
    view_text(item, "value", value);
}

static bool is_to_keep(const struct request *request, const char *name)
{
    const struct field *field = field_find(request->route->fields, name);

    return field ? field->kind != FIELD_KIND_SECRET : !strcmp(name, "once");
}

/* A file would have to be chosen again in any case. */
static bool is_form(const struct request *request)
{
    return request->route && request->route->form && request->route->fields && request->body &&
           !request->body->json && !request->body->file_count;
}

bool kept_from_form(const struct request *request, struct view *view)
{
    const struct form_body *body = request->body;
    bool is_any = false;

    view_list(view, "kept");
    for (size_t i = 0; is_form(request) && i < body->field_count; i++) {
        const struct form_field *typed = &body->fields[i];

        if (!is_to_keep(request, typed->name))
            continue;
        keep(request, view, typed->name, typed->value);
        is_any = true;
    }
    return is_any;
}

bool kept_from_sign_in(const struct request *request, struct view *view)
{
    const struct form_body *body = request->body;
    bool is_any = false;

    view_list(view, "kept");
    for (size_t i = 0; body && i < body->field_count; i++) {
        const struct form_field *carried = &body->fields[i];

        if (strncmp(carried->name, prefix, sizeof prefix - 1) != 0)
            continue;
        keep(request, view, carried->name + sizeof prefix - 1, carried->value);
        is_any = true;
    }
    return is_any;
}

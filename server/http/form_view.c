#include "http/form_view.h"

#include <string.h>

#include "http/body.h"
#include "http/request.h"

static const char *typed_value(const struct request *request, const struct field *field)
{
    const struct form_field *found;

    if (!request->body || field->kind == FIELD_KIND_SECRET)
        return "";
    found = body_field(request->body, field->name, NULL);
    return found ? found->value : "";
}

static const char *error_of(const struct request *request, const char *name)
{
    for (const struct field_error *e = request->work->error.fields; e; e = e->next)
        if (!strcmp(e->field, name))
            return e->message;
    return NULL;
}

static void add_fields(struct request *request, struct view *form)
{
    const struct field *field = request->route->fields;

    for (; field && field->kind != FIELD_KIND_END; field++) {
        struct view *shown = view_object(form, field->name);

        view_text(shown, "value", typed_value(request, field));
        view_text(shown, "error", error_of(request, field->name));
    }
}

static void add_errors(struct request *request, struct view *view)
{
    view_list(view, "errors");
    for (const struct field_error *e = request->work->error.fields; e; e = e->next) {
        const struct field *field =
            request->route->fields ? field_find(request->route->fields, e->field) : NULL;
        struct view *item = view_list_object(view, "errors");

        view_text(item, "field", e->field);
        view_text(item, "label", field ? field->label : e->field);
        view_text(item, "message", e->message);
    }
}

void view_form(struct request *request, struct view *view)
{
    const struct error *error = &request->work->error;

    add_fields(request, view_object(view, "form"));
    add_errors(request, view);
    if (error->code == ERR_NONE) {
        view_text(view, "error", NULL);
        return;
    }
    view = view_object(view, "error");
    view_text(view, "title", error_kind(error->code)->title);
    view_text(view, "message", error->message ? error->message : error_kind(error->code)->advice);
}

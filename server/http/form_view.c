#include "http/form_view.h"

#include <string.h>

#include "http/body.h"
#include "http/request.h"
#include "view/label.h"

static const struct error *failure_of(const struct request *request)
{
    return request->failure ? request->failure : &request->work->error;
}

static bool has_column(const struct rows *current, const char *name)
{
    return current && current->count && rows_column(current, name) >= 0;
}

/* What a row holds for the field; "" where it has no such column. */
static const char *current_value(const struct rows *current, const char *name)
{
    const char *text = has_column(current, name) ? rows_text(current, 0, name) : NULL;

    return text ? text : "";
}

static const char *shown_value(struct request *request, const struct field *field,
                               const struct rows *current)
{
    const struct form_field *found;
    const char *asked;

    if (field->kind == FIELD_KIND_SECRET)
        return "";
    if (!request->body) {
        asked = query_text(request, field->name);
        return asked ? asked : current_value(current, field->name);
    }
    found = body_field(request->body, field->name, NULL);
    return found ? found->value : "";
}

const char *form_typed(const struct request *request, const char *name)
{
    const struct form_field *found = request->body ? body_field(request->body, name, NULL) : NULL;

    return found ? found->value : "";
}

static const char *error_of(const struct request *request, const char *name)
{
    for (const struct field_error *e = failure_of(request)->fields; e; e = e->next)
        if (!strcmp(e->field, name))
            return e->message;
    return NULL;
}

static void add_choices(struct view *shown, const struct field *field, const char *value)
{
    view_list(shown, "choices");
    for (const struct choice *c = field->choices; c && c->code; c++) {
        struct view *item = view_list_object(shown, "choices");

        view_text(item, "code", c->code);
        view_text(item, "words", label_find(field->name, c->code));
        view_boolean(item, "is_chosen", !strcmp(c->code, value));
    }
}

/* After a stale write both texts are shown: what was typed, and what somebody saved meanwhile. */
static void add_field(struct request *request, struct view *form, const struct field *field,
                      const struct rows *current)
{
    struct view *shown = view_object(form, field->name);
    const char *value = shown_value(request, field, current);
    const char *saved = current_value(current, field->name);
    bool is_stale = failure_of(request)->code == ERR_STALE;

    view_text(shown, "name", field->name);
    view_text(shown, "label", field->label);
    view_boolean(shown, "is_required", field->required);
    view_integer(shown, "max", (int64_t)(field->max ? field->max : FIELD_MAX_TEXT));
    view_text(shown, "value", value);
    view_boolean(shown, "is_on", *value && strcmp(value, "f") != 0 && strcmp(value, "false") != 0);
    view_boolean(shown, "differs",
                 is_stale && has_column(current, field->name) && strcmp(saved, value) != 0);
    view_text(shown, "saved", saved);
    view_text(shown, "error", error_of(request, field->name));
    add_choices(shown, field, value);
}

static void add_errors(struct request *request, struct view *view)
{
    view_list(view, "errors");
    for (const struct field_error *e = failure_of(request)->fields; e; e = e->next) {
        const struct field *field =
            request->route->fields ? field_find(request->route->fields, e->field) : NULL;
        struct view *item = view_list_object(view, "errors");

        view_text(item, "field", e->field);
        view_text(item, "label", field ? field->label : e->field);
        view_text(item, "message", e->message);
    }
}

void view_form_of(struct request *request, struct view *view, const struct rows *current)
{
    const struct error *error = failure_of(request);
    struct view *form = view_object(view, "form");

    for (const struct field *f = request->route->fields; f && f->kind != FIELD_KIND_END; f++)
        add_field(request, form, f, current);
    add_errors(request, view);
    if (error->code == ERR_NONE) {
        view_text(view, "error", NULL);
        return;
    }
    view = view_object(view, "error");
    view_text(view, "title", error_kind(error->code)->title);
    view_text(view, "message", error->message ? error->message : error_kind(error->code)->advice);
}

void view_form(struct request *request, struct view *view)
{
    view_form_of(request, view, NULL);
}

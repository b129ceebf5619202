#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"
#include "http/body.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/exceptions/exception_page.h"

/* What comes after the request in a route's address: "decision", "conditions/{condition_id}/met".
 */
static const char *address_of(const struct route *route)
{
    const char *end = strchr(route->pattern, '}');

    return end && end[1] == '/' ? end + 2 : "";
}

static bool is_open(const struct exception *exception, const struct exception_form *form)
{
    for (int i = 0; i < FORM_EVENTS && form->events[i]; i++)
        if (exception_may(exception, form->events[i]))
            return true;
    return false;
}

static bool is_sent(const struct request *rq, const struct exception_form *form)
{
    return rq->body && !strcmp(address_of(rq->route), form->address) &&
           (!form->by || !strcmp(form->by, form_typed(rq, "by")));
}

static bool add_form(struct request *rq, struct view *forms, const struct exception_form *form,
                     const struct exception *exception)
{
    bool sent = is_sent(rq, form);
    const struct rows *current = NULL;
    struct view *added;

    if (!is_open(exception, form)) {
        view_text(forms, form->name, NULL);
        return true;
    }
    if (form->is_filled && !(current = db_take(rq->work, form->current, PARAMS(exception->id))))
        return false;
    added = view_form_among(rq, forms, form->name, form->fields, current, sent);
    view_text(added, "name", form->name);
    view_integer(added, "version", exception->version);
    view_text(added, "action",
              arena_printf(rq->work->arena, "%s/%s", exception->path, form->address));
    if (field_find(form->fields, "conditions"))
        exception_condition_rows(rq, added, form->name, sent);
    return true;
}

/* ---- after a failure ---------------------------------------------------------------------------
 */

static const struct exception_form *const tables[] = {exception_act_forms, exception_course_forms,
                                                      exception_decision_forms};
enum { TABLES = sizeof tables / sizeof tables[0] };

static const struct exception_form *sent_form(const struct request *rq)
{
    for (int i = 0; i < TABLES; i++)
        for (const struct exception_form *f = tables[i]; f->name; f++)
            if (is_sent(rq, f))
                return f;
    return NULL;
}

/*
 * Where an error leads: to the field of the form that was sent, or of the request's own form where
 * it is the request that is not complete.
 */
static const char *place_of(const struct request *rq, const struct exception *exception,
                            const struct exception_form *form, const char *field)
{
    struct arena *arena = rq->work->arena;

    return form && field_find(form->fields, field)
               ? arena_printf(arena, "#%s-%s", form->name, field)
               : arena_printf(arena, "%s/edit#%s", exception->path, field);
}

static void add_errors(struct request *rq, struct view *view, const struct exception *exception,
                       const struct exception_form *form)
{
    view_list(view, "problems");
    for (const struct field_error *e = rq->failure ? rq->failure->fields : NULL; e; e = e->next) {
        const struct field *field = field_find(form ? form->fields : rq->route->fields, e->field);
        struct view *item = view_list_object(view, "problems");

        view_text(item, "place", place_of(rq, exception, form, e->field));
        view_text(item, "label", view_error_label(rq, field, e->message));
        view_text(item, "message", e->message);
    }
}

static void add_typed(struct request *rq, struct view *view, const struct exception *exception,
                      const struct exception_form *form)
{
    view_list(view, "typed");
    view_boolean(view, "has_typed", false);
    if (!form || is_open(exception, form))
        return;
    for (size_t i = 0; i < rq->body->field_count; i++) {
        const struct form_field *given = &rq->body->fields[i];
        const struct field *field = field_find(form->fields, given->name);
        bool is_words =
            field && (field->kind == FIELD_KIND_LONG_TEXT || field->kind == FIELD_KIND_DATE ||
                      (field->kind == FIELD_KIND_LIST && !field->choices));

        if (is_words && given->value_length) {
            struct view *item = view_list_object(view, "typed");

            view_text(item, "label", field->label);
            view_text(item, "value", given->value);
            view_boolean(view, "has_typed", true);
        }
    }
}

bool exception_forms_view(struct request *rq, struct view *view, const struct exception *exception)
{
    struct view *forms = view_object(view, "forms");
    const struct exception_form *sent = rq->body ? sent_form(rq) : NULL;

    bool has_acts = false;

    for (int i = 0; i < TABLES; i++)
        for (const struct exception_form *f = tables[i]; f->name; f++) {
            has_acts = has_acts || is_open(exception, f);
            if (!add_form(rq, forms, f, exception))
                return false;
        }
    view_boolean(view, "has_acts", has_acts);
    add_errors(rq, view, exception, sent);
    add_typed(rq, view, exception, sent);
    return true;
}

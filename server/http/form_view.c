#include "http/form_view.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
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

/*
 * What a form is filled with: what was typed where it is the form that was sent, or what a link
 * says; else the row. A page of several forms is filled by rows alone.
 */
struct filling {
    const char *id; /* of the field */
    const struct rows *current;
    bool is_row_alone;
    bool is_edited; /* the row is what is being changed */
};

static const char *shown_value(struct request *request, const struct field *field,
                               const struct filling *filling)
{
    const struct rows *current = filling->current;
    const struct form_field *found;
    const char *asked;

    if (field->kind == FIELD_KIND_SECRET)
        return "";
    if (filling->is_row_alone)
        return current_value(current, field->name);
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

static bool holds_words(const struct field *field)
{
    enum { WORDS = 40 }; /* a shorter line is a code, a day or a time */

    return field->kind == FIELD_KIND_LONG_TEXT ||
           (field->kind == FIELD_KIND_TEXT && (!field->max || field->max >= WORDS));
}

void view_typed(struct request *request, struct view *view)
{
    view_list(view, "typed");
    for (const struct field *f = request->route->fields; f && f->kind != FIELD_KIND_END; f++) {
        const char *value = form_typed(request, f->name);
        struct view *item;

        if (!holds_words(f) || !*value)
            continue;
        item = view_list_object(view, "typed");
        view_text(item, "label", f->label);
        view_text(item, "value", value);
    }
}

const char *const *form_typed_all(const struct request *request, const char *name)
{
    const struct form_body *body = request->body;
    const struct form_field *found = body ? body_field(body, name, NULL) : NULL;
    size_t room = (body ? body->field_count : 0) + 1, count = 0;
    const char **all = arena_array(request->work->arena, room, sizeof *all);

    for (; found; found = body_field(body, name, found))
        if (*found->value)
            all[count++] = found->value;
    all[count] = NULL;
    return all;
}

/* ---- fields with several values ----------------------------------------------------------------
 */

/* The items of the row's text[] column. */
static const char *const *current_items(struct request *request, const char *name,
                                        const struct rows *current)
{
    struct view *row = view_new(request->work);
    struct value list;
    const char **items;
    int count;

    view_add_row(row, "row", current);
    list = value_member(value_member(view_value(row), "row"), name);
    count = list.kind == VALUE_LIST ? value_count(list) : 0;
    items = arena_array(request->work->arena, (size_t)count + 1, sizeof *items);
    for (int i = 0; i < count; i++)
        items[i] = value_item(list, i).text;
    items[count] = NULL;
    return items;
}

static const char *const *saved_items(struct request *request, const struct field *field,
                                      const struct rows *current)
{
    static const char *const none[] = {NULL};
    bool is_list = field->kind == FIELD_KIND_LIST && has_column(current, field->name);

    return is_list ? current_items(request, field->name, current) : none;
}

static const char *const *shown_items(struct request *request, const struct field *field,
                                      const struct filling *filling)
{
    return request->body && !filling->is_row_alone ? form_typed_all(request, field->name)
                                                   : saved_items(request, field, filling->current);
}

static const char *word_of(const struct field *field, const char *code)
{
    const char *word = field->choices ? label_find(field->name, code) : NULL;

    return word ? word : code;
}

static const char *joined(struct arena *arena, const struct field *field, const char *const *items)
{
    const char *all = "";

    for (; *items; items++)
        all = arena_printf(arena, "%s%s%s", all, *all ? "、" : "", word_of(field, *items));
    return all;
}

static const char *error_of(const struct request *request, const char *name)
{
    for (const struct field_error *e = failure_of(request)->fields; e; e = e->next)
        if (!strcmp(e->field, name))
            return e->message;
    return NULL;
}

/* ---- one field ---------------------------------------------------------------------------------
 */

/* A choice whose word is a term of art has its meaning in the labels of FIELD_meaning. */
static void add_choices(struct request *request, struct view *shown, const struct field *field,
                        const char *value, const char *const *items)
{
    const char *meaning = arena_printf(request->work->arena, "%s_meaning", field->name);

    view_list(shown, "choices");
    for (const struct choice *c = field->choices; c && c->code; c++) {
        struct view *item = view_list_object(shown, "choices");

        view_text(item, "code", c->code);
        view_text(item, "words", label_find(field->name, c->code));
        view_text(item, "meaning", label_find(meaning, c->code));
        view_boolean(item, "is_chosen", !strcmp(c->code, value) || text_is_among(c->code, items));
    }
}

/* What somebody saved, as a reader reads it: words of codes, days as people write them. */
static const char *saved_words(struct request *request, const struct field *field,
                               const struct rows *current)
{
    struct arena *arena = request->work->arena;
    const char *saved = current_value(current, field->name);

    if (field->kind == FIELD_KIND_LIST)
        return joined(arena, field, saved_items(request, field, current));
    if (field->kind == FIELD_KIND_DATE && calendar_valid(saved))
        return calendar_date_text(arena, saved);
    return *saved ? word_of(field, saved) : saved;
}

/* Whether something else was typed: the same day, however it is written, is no difference. */
static bool is_other(struct request *request, const struct field *field,
                     const struct filling *filling)
{
    struct arena *arena = request->work->arena;
    const struct rows *current = filling->current;
    const char *typed = text_trim(arena, shown_value(request, field, filling));
    const char *iso;

    if (field->kind == FIELD_KIND_LIST)
        return strcmp(joined(arena, field, saved_items(request, field, current)),
                      joined(arena, field, shown_items(request, field, filling))) != 0;
    if (field->kind == FIELD_KIND_DATE && calendar_parse(arena, typed, &iso))
        typed = iso;
    return strcmp(text_trim(arena, current_value(current, field->name)), typed) != 0;
}

/* After a stale write both texts are shown: what was typed, and what somebody saved meanwhile. */
static void add_field(struct request *request, struct view *form, const struct field *field,
                      const struct filling *filling)
{
    struct view *shown = view_object(form, field->name);
    const struct rows *current = filling->current;
    const char *value = shown_value(request, field, filling);
    bool is_stale = filling->is_edited && failure_of(request)->code == ERR_STALE;

    view_text(shown, "id", filling->id);
    view_text(shown, "name", field->name);
    view_text(shown, "label", field->label);
    view_boolean(shown, "is_required", field->required);
    view_integer(shown, "max", (int64_t)(field->max ? field->max : FIELD_MAX_TEXT));
    view_text(shown, "value", value);
    view_boolean(shown, "is_on", *value && strcmp(value, "f") != 0 && strcmp(value, "false") != 0);
    view_boolean(shown, "differs",
                 is_stale && has_column(current, field->name) && is_other(request, field, filling));
    view_text(shown, "saved", saved_words(request, field, current));
    view_text(shown, "error", filling->is_row_alone ? NULL : error_of(request, field->name));
    add_choices(request, shown, field, value, shown_items(request, field, filling));
}

struct view *view_form_among(struct request *request, struct view *forms, const char *name,
                             const struct field *fields, const struct rows *current, bool is_sent)
{
    struct view *form = view_object(forms, name);

    for (const struct field *f = fields; f && f->kind != FIELD_KIND_END; f++) {
        const char *id = arena_printf(request->work->arena, "%s-%s", name, f->name);

        add_field(request, form, f, &(struct filling){id, current, !is_sent, false});
    }
    view_boolean(form, "is_sent", is_sent);
    return form;
}

const char *view_error_label(struct request *request, const struct field *field,
                             const char *message)
{
    const char *words = field ? field->label : "", *note = strstr(words, "（");
    const char *name =
        note ? arena_strndup(request->work->arena, words, (size_t)(note - words)) : words;

    return !*name || strstr(message, name) ? NULL : words;
}

static void add_error(struct request *request, struct view *view, const struct field *field,
                      const struct field_error *error)
{
    struct view *item = view_list_object(view, "errors");

    view_text(item, "field", error->field);
    view_text(item, "label", view_error_label(request, field, error->message));
    view_text(item, "message", error->message);
}

/* In the order of the form; what it has no field for stands behind. */
static void add_errors(struct request *request, struct view *view)
{
    static const struct field none[] = {FIELD_END};
    const struct field *fields = request->route->fields ? request->route->fields : none;
    const struct field_error *errors = failure_of(request)->fields;

    view_list(view, "errors");
    for (const struct field *f = fields; f->kind != FIELD_KIND_END; f++)
        for (const struct field_error *e = errors; e; e = e->next)
            if (!strcmp(e->field, f->name))
                add_error(request, view, f, e);
    for (const struct field_error *e = errors; e; e = e->next)
        if (!field_find(fields, e->field))
            add_error(request, view, NULL, e);
}

void view_form_of(struct request *request, struct view *view, const struct rows *current)
{
    const struct error *error = failure_of(request);
    struct view *form = view_object(view, "form");

    for (const struct field *f = request->route->fields; f && f->kind != FIELD_KIND_END; f++)
        add_field(request, form, f, &(struct filling){f->name, current, false, true});
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

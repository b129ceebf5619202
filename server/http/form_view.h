#ifndef HTTP_FORM_VIEW_H
#define HTTP_FORM_VIEW_H

#include <stdbool.h>

struct field;
struct request;
struct rows;
struct view;

/*
 * What a template with a form reads, empty on the first showing and filled after a failure:
 *
 *   form.<field>  name, label, is_required, max (characters), value as typed (never of a secret
 *                 field) or "", is_on (a checkbox), choices [{code, words, is_chosen}], of which
 *                 several may be chosen where the field is a list, error: what to enter, or null
 *   errors        [{field, label, message}], in the order of the form; label: what stands before
 *                 the message, null where the message names its field itself
 *   error         {title, message}, or null
 *
 * shared/_input, _select and the like render a field from inside {{#form.<field>}}.
 */
void view_form(struct request *request, struct view *view);

/*
 * A link may fill a form: what the address says under a field's name stands in it at first.
 *
 * The same for a form that edits something: columns of the row `current` that are named like fields
 * fill it at first; after ERR_STALE `saved` is what the row holds now, in words, and `differs`
 * where that is not what was typed.
 */
void view_form_of(struct request *request, struct view *view, const struct rows *current);

/*
 * A page of several forms: one of them as the object `name` of `forms`, with the fields of its
 * table as above and, since two forms may have a field of the same name, an `id` for each:
 * "<name>-<field>". Only the form that was sent (`is_sent`) has what was typed, and the errors;
 * `current` fills the others.
 */
struct view *view_form_among(struct request *request, struct view *forms, const char *name,
                             const struct field *fields, const struct rows *current, bool is_sent);

/* The label of a problem with that field (or NULL), by the rule of errors above. */
const char *view_error_label(struct request *request, const struct field *field,
                             const char *message);

/*
 * typed [{label, value}]: the words of a form that can't be shown any more, to be copied. Codes and
 * numbers are chosen again sooner than they are read.
 */
void view_typed(struct request *request, struct view *view);

/* What was typed into a field, "": nothing, or the form is shown for the first time. */
const char *form_typed(const struct request *request, const char *name);

/* The same of a field with several values, without empty ones; NULL-terminated, never NULL. */
const char *const *form_typed_all(const struct request *request, const char *name);

#endif

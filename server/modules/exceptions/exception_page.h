#ifndef MODULES_EXCEPTIONS_EXCEPTION_PAGE_H
#define MODULES_EXCEPTIONS_EXCEPTION_PAGE_H

#include <stdbool.h>

#include "db/db.h"
#include "modules/exceptions/exception.h"

struct field;
struct request;
struct view;

/* What the handlers of the exceptions' routes share. */

/*
 * The request of the path, {request_no} or {id}; locked where the method is unsafe. A number it has
 * got since leads an address with the old id there: see exception_http.c.
 */
bool exception_of_path(struct request *request, struct exception **exception)
    __attribute__((warn_unused_result));

/* The same, for one of these events (EVENT_BIT): 403 for who may do none of them in any state. */
bool exception_of_path_for(struct request *request, unsigned events, struct exception **exception)
    __attribute__((warn_unused_result));

/* The whole page of the request of the path: exceptions/show, also shown again after an error. */
bool exception_page_view(struct request *request, struct view *view)
    __attribute__((warn_unused_result));

/* `attachments`, and `attaching`: whether the viewer may add one now, and what was wrong with it.
 */
void exception_view_attachments(struct request *request, struct view *view,
                                const struct exception *exception);

/* After an event: 303 to the page of the request, whose number may be new. */
bool exception_done(struct request *request, const struct exception *exception)
    __attribute__((warn_unused_result));

/*
 * A form of the page: its name in the view (`forms.decision`) and at the head of its fields' ids,
 * its address below the request's path, its fields, and the events of which one at least must be
 * open. Where several forms have one address, `by` is what their field of that name holds.
 */
enum { FORM_EVENTS = 4 };
struct exception_form {
    const char *name, *address;
    const struct field *fields;
    enum exception_event events[FORM_EVENTS]; /* the rest is 0, which no form is for */
    const char *by;
    bool is_filled; /* at first, by the columns of the row of `current`, $1 the request */
    enum statement current;
};

/* Those of each file of routes; a row without a name ends them. */
extern const struct exception_form exception_act_forms[];
extern const struct exception_form exception_course_forms[];
extern const struct exception_form exception_decision_forms[];

/*
 * `forms`: each that is open to the viewer, null where it is not. After a failure the form that was
 * sent has what was typed; where it is open no more, what was typed stands in `typed`
 * [{label, value}], so that nothing is lost. `problems` [{place, label, message}] lead to the
 * fields.
 */
bool exception_forms_view(struct request *request, struct view *view,
                          const struct exception *exception) __attribute__((warn_unused_result));

/*
 * `condition_rows` [{text, due, text_id, due_id}] of a form with conditions: those typed and some
 * that are empty.
 */
void exception_condition_rows(struct request *request, struct view *form, const char *name,
                              bool is_sent);

#endif

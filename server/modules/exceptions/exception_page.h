#ifndef MODULES_EXCEPTIONS_EXCEPTION_PAGE_H
#define MODULES_EXCEPTIONS_EXCEPTION_PAGE_H

#include <stdbool.h>

struct exception;
struct request;
struct view;

/* What the handlers of the exceptions' routes share. */

/*
 * The request of the path, {request_no} or {id}; locked where the method is unsafe. A number it has
 * got since leads an address with the old id there: see exception_http.c.
 */
bool exception_of_path(struct request *request, struct exception **exception)
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

#endif

#ifndef HTTP_FORM_VIEW_H
#define HTTP_FORM_VIEW_H

struct request;
struct view;

/*
 * What a template with a form reads, empty on the first showing and filled after a failure:
 *
 *   form.<field>.value  as typed (never of a secret field), or ""
 *   form.<field>.error  what to enter, or null
 *   errors              [{field, label, message}], in the order of the form
 *   error               {title, message}, or null
 */
void view_form(struct request *request, struct view *view);

#endif

#ifndef HTTP_KEPT_H
#define HTTP_KEPT_H

#include <stdbool.h>

struct request;
struct view;

/*
 * What was typed into a form is not lost with the session. A form sent without one is answered by a
 * page that asks for the sign-in and carries the fields under other names; signing in leads to a
 * page that sends them once more, with the token of the new session. Nothing of it is stored.
 *
 * Both add the list `kept` of {name, field, value}: `name` in the form of the sign-in, `field` in
 * the form the value was typed into. False: there is nothing to keep.
 */

/* Of the form that came without a session: the route's fields but for secrets, and its key. */
bool kept_from_form(const struct request *request, struct view *view);

/* Of the sign-in that carries them. */
bool kept_from_sign_in(const struct request *request, struct view *view);

#endif

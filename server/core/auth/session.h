#ifndef CORE_AUTH_SESSION_H
#define CORE_AUTH_SESSION_H

struct arena;
struct request;
struct view;
struct work;

/* Who is signed in, as JSON: {person, name, roles[], permissions[], csrf}. */
struct view *session_view(struct work *work);

/* Sets the cookie of a new session, or takes it away again. */
void session_set_cookie(struct request *request, const char *token);
void session_clear_cookie(struct request *request);

/*
 * Where to go after signing in: `next` when it is a path of this portal, percent-encoded where a
 * header asks for it; else "/". Nothing may lead to another site: one slash in front, no backslash
 * (browsers read it as a slash), no control characters.
 */
const char *local_path(struct arena *arena, const char *next);

#endif

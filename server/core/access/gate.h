#ifndef CORE_ACCESS_GATE_H
#define CORE_ACCESS_GATE_H

#include "http/app.h"
#include "http/route.h"

/*
 * Session, permission and CSRF for the dispatcher (http/app.h). A session is judged in SQL each
 * time it is used: idle at most 30 minutes, at most 12 hours old, account active, person employed
 * on the day. Permissions are those of the roles in force on that day.
 */
extern const struct gate access_gate;

/*
 * Entries of the navigation, in order; path NULL ends. A viewer sees those whose route's access
 * (stated here again) is open to them. Composition hands the table over once, before serving.
 */
struct menu_entry {
    const char *path;
    const char *word; /* Japanese */
    struct access access;
    const char *const *also; /* other paths whose pages belong to it, NULL-terminated; NULL: none */
};
void access_set_menu(const struct menu_entry *entries);

/* Whether the actor may use what has this access; nothing is recorded. */
bool access_is_open(const struct work *work, const struct access *access);

/* Name of the session cookie: bound to HTTPS and the host where the request came by HTTPS. */
const char *session_cookie_name(const struct request *request);

/* The session token the request carries, NULL: none, or nothing that could be one. */
const char *session_token(struct request *request);

/* Its hash, as the database knows it, for a handler that runs its own transactions. */
const char *session_token_sha256(struct request *request);

/* What gate.c and page.c share: made by access_gate.queue for the transaction at hand. */
struct passage {
    const char *token; /* of the cookie, NULL: none */
    const char *token_sha256;
    struct query *query;
    const struct rows *row; /* NULL until loaded */
};

void access_page(struct request *request, struct view *page);

#endif

#ifndef CORE_ACCESS_BEGIN_H
#define CORE_ACCESS_BEGIN_H

#include "db/db.h"

struct work;

/*
 * Every transaction begins with one of these: they tell the database who acts and when, which
 * instant(), today(), viewer() and the operation log read. Both only note a statement, which
 * travels with the first one after it.
 */

/* A request; `token_sha256` is that of its session or NULL. The row is read by actor_fill(). */
struct query *access_begin_request(struct work *work, const char *token_sha256);

/* A job or a command, which acts under a name: "cli:root", "job:seal". */
void access_begin_work(struct work *work, const char *login);

/*
 * Sets work->actor from the row of access_begin_request(): nobody, or the holder of a valid session
 * whose token is given (its CSRF token is derived from it).
 */
void actor_fill(struct work *work, const struct rows *row, const char *token);

#endif

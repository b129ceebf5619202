#ifndef BASE_WORK_H
#define BASE_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct arena;
struct db;

/*
 * Who acts. Nobody while `person` is NULL. Filled once per unit of work from the roles in force on
 * its day; never cached across units.
 */
struct actor {
    const char *person; /* staff number */
    const char *login;
    const char *name;         /* 氏名, for the page header */
    const char *unit;         /* 所属, may be "" */
    const char *const *roles; /* role codes in force, NULL-terminated; NULL: none */
    uint64_t permissions;     /* bit per enum permission (core/access) */
    const char *csrf;         /* token that unsafe requests must carry; NULL: no session */
};

/*
 * A unit of work: one HTTP request, one timed job, one command. Domain code takes this, never a
 * request. Everything in it ends together.
 *
 * Time is taken once: `now` is the instant in RFC 3339 UTC with microseconds, `today` the day in
 * Asia/Tokyo; SQL reads the same two by instant() and today().
 */
struct work {
    struct arena *arena;
    struct error error;
    struct db *db; /* connection borrowed for this unit, or NULL */
    struct actor actor;
    const char *now;
    const char *today;
    const char *request_id;
    const char *address; /* of the client, "" for jobs and commands */
};

/* A unit of work with its own arena, at the portal's clock. */
struct work *work_new(void);

/* Ends it and all its memory. The database connection must have been given back. */
void work_free(struct work *work);

#endif

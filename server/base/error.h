#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

struct work;

/*
 * The one list of ways a unit of work can fail. Code that finds a problem records it with fail()
 * and returns false; nobody below the dispatcher chooses a status or writes a page.
 *
 * The order is that of the table in error.c.
 */
enum error_code {
    ERR_NONE,
    ERR_MALFORMED,        /* 400 the request cannot be read */
    ERR_SIGN_IN_REQUIRED, /* 401, or 303 to the sign-in page for a browser */
    ERR_SIGN_IN_FAILED,   /* 401 on the sign-in form */
    ERR_FORBIDDEN,        /* 403 */
    ERR_CSRF,             /* 403 token missing or of another session */
    ERR_NOT_FOUND,        /* 404, also for what the viewer may not know exists */
    ERR_METHOD,           /* 405 */
    ERR_TIMEOUT,          /* 408 */
    ERR_CONFLICT,         /* 409 the state does not allow it */
    ERR_STALE,            /* 409 somebody saved a newer version */
    ERR_TOO_LARGE,        /* 413 */
    ERR_URI_TOO_LONG,     /* 414 */
    ERR_MEDIA_TYPE,       /* 415 */
    ERR_WRONG_HOST,       /* 421 */
    ERR_INVALID,          /* 422 fields */
    ERR_KEY_REUSED,       /* 422 idempotency key with another body */
    ERR_THROTTLED,        /* 429 */
    ERR_INTERNAL,         /* 500 a defect of ours */
    ERR_BUSY,             /* 503 too many at once */
    ERR_UNAVAILABLE,      /* 503 the database cannot be reached */
    ERROR_CODES
};

struct error_kind {
    int status;         /* HTTP */
    const char *slug;   /* last part of the problem's type URI, and its code */
    const char *title;  /* Japanese: what happened */
    const char *advice; /* Japanese: what to do, where fail() gave no message */
};

const struct error_kind *error_kind(enum error_code code);

struct field_error {
    const char *field;   /* name in the form and in JSON */
    const char *message; /* Japanese: what to enter */
    struct field_error *next;
};

/* What went wrong in a unit of work; the first failure stands, field errors accumulate. */
struct error {
    enum error_code code;
    const char *message; /* Japanese, may be NULL */
    struct field_error *fields;
    struct field_error **fields_end;
    char sqlstate[6]; /* of the database's refusal, or "" */
    int retry_after;  /* seconds, for 429 and 503; 0: none */
};

/*
 * Record a failure; always false. The message is Japanese, says what to do, and may be NULL for the
 * kind's own advice.
 */
bool fail(struct work *work, enum error_code code, const char *message, ...)
    __attribute__((format(printf, 3, 4)));

/* Record what is wrong with one field (ERR_INVALID); always false. Several may be recorded. */
bool fail_field(struct work *work, const char *field, const char *message, ...)
    __attribute__((format(printf, 3, 4)));

/* Forget the error: before a retry. */
void error_clear(struct work *work);

#endif

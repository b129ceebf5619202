#ifndef CORE_AUTH_ACCOUNT_CODE_H
#define CORE_AUTH_ACCOUNT_CODE_H

#include <stdbool.h>

struct arena;
struct rows;
struct work;

/*
 * One-time codes, by which somebody chooses a password without anybody else ever knowing it. 80
 * random bits in 16 characters that nobody confuses on paper, in groups of four; kept only as
 * SHA-256, which is enough for what cannot be guessed.
 */
const char *account_code_generate(struct arena *arena);

/* What is hashed: capital letters, half-width, without the signs between the groups. */
const char *account_code_hash(struct arena *arena, const char *code);

/* The last day of a code where none is asked for, and the most days ahead. */
enum { ACCOUNT_CODE_DAYS = 14, ACCOUNT_CODE_DAYS_MOST = 90 };

/* NULL: ACCOUNT_CODE_DAYS from today. A day past or too far is an error of the field `valid_to`. */
bool account_code_day(struct work *work, const char *given, const char **valid_to)
    __attribute__((warn_unused_result));

/* A row of SQL_ADMIN_ACCOUNT_CODE_PERSON: false, with the error, if it can have no code. */
bool account_code_check(struct work *work, const struct rows *person)
    __attribute__((warn_unused_result));

/*
 * Issues a code to each of the people (rows of SQL_ADMIN_ACCOUNT_CODE_PERSON or _UNIT), voiding
 * what they had, inside the caller's transaction: one code in clear for each row, which is nowhere
 * else. NULL: failed. Who bears a role that one person bears gets none from a session of the portal
 * (409): no administrator acts as the CISO.
 */
const char **account_code_issue(struct work *work, const struct rows *people, const char *valid_to)
    __attribute__((warn_unused_result));

#endif

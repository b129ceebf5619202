#ifndef CORE_AUTH_PASSWORD_H
#define CORE_AUTH_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct work;

/*
 * Argon2id by libsodium. One hash takes 64 MiB and a good part of a second of one core, so at most
 * PASSWORD_AT_ONCE run at a time and at most PASSWORD_WAITING wait for them, each at most
 * PASSWORD_WAIT_MS; more is ERR_BUSY with a time to come back. Nobody may hold a database
 * connection while calling these.
 */
enum { PASSWORD_AT_ONCE = 3, PASSWORD_WAITING = 32, PASSWORD_WAIT_MS = 5000 };

struct password_strength {
    unsigned long long operations;
    size_t memory; /* bytes */
};

/* The one place of the strength in force; tests lower it. Before any other call here. */
void password_set_strength(const struct password_strength *strength);

/* The hash as libsodium's text, with its parameters in it. */
bool password_hash(struct work *work, const char *password, const char **hash)
    __attribute__((warn_unused_result));

struct password_check {
    const char *hash;     /* of the account; NULL: unknown, or without a password */
    const char *password; /* as typed, may be NULL */
    bool is_right;        /* out */
    const char *renewed;  /* out: hash under the strength in force, NULL: not needed */
};

/*
 * Takes the same time for an unknown account (a hash nobody knows the password of), an empty and an
 * overlong password. False only when busy.
 */
bool password_verify(struct work *work, struct password_check *check)
    __attribute__((warn_unused_result));

/* How many verifications were carried out since the start. */
unsigned long password_verifications(void);

/* How many ran at once at most since the start. */
int password_most_at_once(void);

/* 20 characters that nobody confuses on paper (more than 110 bits). */
const char *password_generate(struct arena *arena);

enum password_quality {
    PASSWORD_TOO_SHORT,
    PASSWORD_SHORT,
    PASSWORD_LONG_ENOUGH,
    PASSWORD_TOO_LONG
};

/*
 * At least 8 characters, better 15; no rules of composition (ASVS 6.2). PASSWORD_SHORT is allowed.
 */
enum password_quality password_judge(const char *password);

#endif

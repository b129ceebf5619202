#ifndef CORE_AUTH_PASSWORD_RULE_H
#define CORE_AUTH_PASSWORD_RULE_H

#include <stdbool.h>

struct arena;
struct work;

/*
 * What a password that somebody chooses must be: long enough, typed twice alike, none of those that
 * are tried first. Errors name the fields `password` and `again`. No rules of composition, no
 * expiry (ASVS 6.2).
 */
bool password_check_new(struct work *work, const char *password, const char *again)
    __attribute__((warn_unused_result));

/* Neither login nor name of its owner is inside; error of the field `password`. */
bool password_check_owner(struct work *work, const char *password, const char *login,
                          const char *name) __attribute__((warn_unused_result));

/*
 * One word that everybody thinks of, with whatever digits and signs around it, a run of the
 * keyboard, or a few characters over and over.
 */
bool password_is_common(struct arena *arena, const char *password);

#endif

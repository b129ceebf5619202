#ifndef CORE_AUTH_SAMPLE_ACCOUNT_H
#define CORE_AUTH_SAMPLE_ACCOUNT_H

#include <jansson.h>
#include <stdbool.h>

struct work;

/*
 * An account for somebody of the sample city, whose password is made anew each time and stands
 * nowhere else: adds `key`: {login, password, name, person} to `accounts`. `grant` is a role of the
 * portal or NULL. Inside the caller's transaction, which the hash keeps open for a good part of a
 * second.
 */
bool sample_account(struct work *work, json_t *accounts, const char *key, const char *staff_no,
                    const char *grant) __attribute__((warn_unused_result));

#endif

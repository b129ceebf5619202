#ifndef CORE_AUTH_SAMPLE_PEOPLE_H
#define CORE_AUTH_SAMPLE_PEOPLE_H

#include <jansson.h>
#include <stdbool.h>

struct work;

/*
 * The sample city's accounts, all invented: adds to `accounts` {key: {login, password, name,
 * person}}. Passwords are made anew each time and stand nowhere else. Inside the caller's
 * transaction, which the four hashes keep open for about a second.
 */
bool sample_people(struct work *work, json_t *accounts) __attribute__((warn_unused_result));

#endif

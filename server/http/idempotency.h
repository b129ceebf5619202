#ifndef HTTP_IDEMPOTENCY_H
#define HTTP_IDEMPOTENCY_H

#include <stdbool.h>

struct exchange;

/*
 * A creation or transition that carries an Idempotency-Key header or the hidden field `once` runs
 * once per person and route: a repeat gets the stored status and Location, the same key with
 * another body is ERR_KEY_REUSED. Both calls belong inside the transaction, `begin` before anything
 * else is written.
 */

/* *is_repeat: the reply is already set, the handler must not run. */
bool idempotency_begin(struct exchange *exchange, bool *is_repeat)
    __attribute__((warn_unused_result));

bool idempotency_finish(struct exchange *exchange) __attribute__((warn_unused_result));

#endif

#ifndef CORE_AUTH_THROTTLE_H
#define CORE_AUTH_THROTTLE_H

#include <stdbool.h>

#include "base/rows.h"

struct arena;
struct work;

/*
 * How often somebody may try to sign in: so many times per window for one account and for one
 * client address (settings sign_in.account_limit, sign_in.address_limit, sign_in.window_minutes;
 * 5, 60 and 15 where they are not set). The attempt is counted, and the count committed, before
 * anything is verified: of any number at once no more than the limit get through.
 */
struct throttle {
    bool is_over;
    bool is_first_over; /* the attempt that passed the limit: noted once, not at each further one */
    int seconds_left;   /* until one may try again */
    int account_limit;
    int minutes;
};

/*
 * What an address is counted as: an IPv6 client by its /64, since one machine has all addresses of
 * that network to choose from.
 */
const char *throttle_address(struct arena *arena, const char *address);

/* From the rows of SQL_THROTTLE_COUNT. */
void throttle_read(const struct rows *rows, struct throttle *throttle);

/* Records ERR_THROTTLED with one text, whichever limit it was; always false. */
bool throttle_fail(struct work *work, const struct throttle *throttle);

/* Minutes as told to people: never less than they have to wait. */
int throttle_minutes(int seconds);

#endif

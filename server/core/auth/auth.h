#ifndef CORE_AUTH_AUTH_H
#define CORE_AUTH_AUTH_H

#include "http/route.h"

/* /sign-in, /sign-out and /session.json. */
extern const struct route auth_routes[];

/* /first-sign-in, by a one-time code. */
extern const struct route first_sign_in_routes[];

/* /account: one's own. */
extern const struct route account_routes[];

/* /admin/accounts: everybody's, for who keeps the portal. */
extern const struct route admin_account_routes[];

#endif

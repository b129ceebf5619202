#ifndef CORE_AUTH_AUTH_H
#define CORE_AUTH_AUTH_H

#include "http/route.h"

/* /sign-in, /sign-out and /session.json. */
extern const struct route auth_routes[];

#endif

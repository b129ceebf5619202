#ifndef CORE_AUDIT_AUDIT_HTTP_H
#define CORE_AUDIT_AUDIT_HTTP_H

#include "http/route.h"

/* /audit: the operation log for who may read it, and its verification. */
extern const struct route audit_read_routes[];

#endif

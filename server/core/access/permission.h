#ifndef CORE_ACCESS_PERMISSION_H
#define CORE_ACCESS_PERMISSION_H

#include <stdbool.h>
#include <stdint.h>

struct work;

/*
 * What a role in force lets its holder do. The table from role to permissions is in permission.c
 * and follows domain section 3.13; who holds a role today is asked of the database at each request.
 */
enum permission {
    PERMISSION_POLICY_READ_NON_PUBLIC, /* 職員等: clause 7(1)カ(ア), clause 10 */
    PERMISSION_AUDIT_READ,
    PERMISSION_PORTAL_ADMINISTER,
    PERMISSIONS
};

/* The name in JSON: "policy_read_non_public". */
const char *permission_name(enum permission permission);

/* Bits of all permissions of one role code; unknown codes have none. */
uint64_t permission_of_role(const char *role);

bool may(const struct work *work, enum permission permission);

#endif

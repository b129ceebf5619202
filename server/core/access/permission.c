#include "core/access/permission.h"

#include <stddef.h>
#include <string.h>

#include "base/work.h"

#define BIT(name) (UINT64_C(1) << PERMISSION_##name)

static const char *const names[PERMISSIONS] = {
    [PERMISSION_POLICY_READ_NON_PUBLIC] = "policy_read_non_public",
    [PERMISSION_AUDIT_READ] = "audit_read",
    [PERMISSION_PORTAL_ADMINISTER] = "portal_administer",
};

/* An administrator keeps the portal running and reads no content by that role (domain 3.13). */
static const struct {
    const char *role;
    uint64_t permissions;
} roles[] = {
    {"staff", BIT(POLICY_READ_NON_PUBLIC)},
    {"auditor", BIT(POLICY_READ_NON_PUBLIC) | BIT(AUDIT_READ)},
    {"portal_admin", BIT(PORTAL_ADMINISTER)},
};

const char *permission_name(enum permission permission)
{
    return names[permission];
}

uint64_t permission_of_role(const char *role)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (!strcmp(roles[i].role, role))
            return roles[i].permissions;
    return 0;
}

bool may(const struct work *work, enum permission permission)
{
    return (work->actor.permissions >> permission) & 1;
}

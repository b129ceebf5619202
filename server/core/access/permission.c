#include "core/access/permission.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"

enum { ROLES_MAX = 12 };

/*
 * Rows are what can be done, columns the roles that may, as in domain 3.13. Everybody with a role
 * of the policy is 職員等 too, so what all of them may is written once, for `staff`.
 *
 * portal_admin keeps accounts and sessions and reads no subject by that role; a session of somebody
 * who bears it has no other role (access.sql), so that nobody who can open sessions acts as the
 * CISO.
 */
static const struct {
    const char *name;
    const char *roles[ROLES_MAX + 1]; /* NULL ends them */
} rights[PERMISSIONS] = {
    [PERMISSION_ORG_READ] = {"org_read", {"staff", "auditor"}},
    [PERMISSION_ORG_MAINTAIN] = {"org_maintain", {"secretariat", "network_security_manager"}},
    [PERMISSION_ORG_FORESEE] = {"org_foresee",
                                {"secretariat", "network_security_manager",
                                 "information_security_officer", "ciso"}},
    [PERMISSION_LEADER_DESIGNATE] = {"leader_designate",
                                     {"system_security_manager", "secretariat",
                                      "network_security_manager"}},
    [PERMISSION_CSIRT_APPOINT] = {"csirt_appoint", {"ciso"}},
    [PERMISSION_ADVICE_READ] = {"advice_read",
                                {"secretariat", "network_security_manager",
                                 "information_security_officer", "ciso", "auditor"}},
    [PERMISSION_POLICY_READ_NON_PUBLIC] = {"policy_read_non_public", {"staff", "auditor"}},
    [PERMISSION_POLICY_MAINTAIN] = {"policy_maintain", {"secretariat", "network_security_manager"}},
    [PERMISSION_AUDIT_READ] = {"audit_read",
                               {"auditor", "secretariat", "network_security_manager",
                                "deputy_network_security_manager", "ciso"}},
    [PERMISSION_PORTAL_ADMINISTER] = {"portal_administer", {"portal_admin"}},
    [PERMISSION_SETTINGS_MAINTAIN] = {"settings_maintain",
                                      {"secretariat", "network_security_manager"}},
    [PERMISSION_CONTRACTOR_READ] = {"contractor_read", {"staff", "auditor"}},
    [PERMISSION_CONTRACTOR_MAINTAIN] = {"contractor_maintain",
                                        {"secretariat", "network_security_manager"}},
    [PERMISSION_CONTRACT_ENTER] = {"contract_enter",
                                   {"secretariat", "network_security_manager",
                                    "system_security_manager", "it_promotion_leader"}},
    [PERMISSION_ABSENCE_READ] = {"absence_read",
                                 {"secretariat", "network_security_manager",
                                  "deputy_network_security_manager", "information_security_officer",
                                  "ciso", "csirt_leader", "csirt_manager", "csirt_coordinator",
                                  "csirt_liaison", "csirt_member", "auditor"}},
    [PERMISSION_ABSENCE_ENTER] = {"absence_enter", {"secretariat", "network_security_manager"}},
    [PERMISSION_DEPUTY_DESIGNATE] = {"deputy_designate", {"network_security_manager"}},
    [PERMISSION_DEPUTY_RECOGNISE] = {"deputy_recognise", {"ciso"}},
    [PERMISSION_DEPUTY_REVOKE] = {"deputy_revoke", {"network_security_manager", "ciso"}},
    [PERMISSION_EXCEPTION_READ] = {"exception_read",
                                   {"it_promotion_leader", "system_security_manager", "secretariat",
                                    "network_security_manager", "deputy_network_security_manager",
                                    "information_security_officer", "ciso", "csirt_coordinator",
                                    "csirt_liaison", "csirt_member", "auditor"}},
    [PERMISSION_EXCEPTION_READ_ALL] = {"exception_read_all",
                                       {"secretariat", "network_security_manager",
                                        "deputy_network_security_manager",
                                        "information_security_officer", "ciso", "csirt_coordinator",
                                        "csirt_liaison", "csirt_member", "auditor"}},
    [PERMISSION_EXCEPTION_DRAFT] = {"exception_draft",
                                    {"it_promotion_leader", "system_security_manager",
                                     "network_security_manager", "deputy_network_security_manager",
                                     "secretariat"}},
    [PERMISSION_EXCEPTION_CHECK] = {"exception_check", {"secretariat"}},
    [PERMISSION_EXCEPTION_OPINE] = {"exception_opine",
                                    {"network_security_manager", "deputy_network_security_manager",
                                     "information_security_officer"}},
    [PERMISSION_EXCEPTION_DECIDE] = {"exception_decide", {"ciso"}},
    [PERMISSION_MEETING_READ] = {"meeting_read", {"staff", "auditor"}},
    [PERMISSION_MEETING_READ_ALL] = {"meeting_read_all",
                                     {"secretariat", "network_security_manager",
                                      "deputy_network_security_manager",
                                      "information_security_officer", "ciso", "auditor"}},
    [PERMISSION_MEETING_MAINTAIN] = {"meeting_maintain", {"secretariat"}},
    [PERMISSION_DIRECTIVE_READ_ALL] = {"directive_read_all",
                                       {"secretariat", "network_security_manager",
                                        "deputy_network_security_manager",
                                        "information_security_officer", "ciso", "chair",
                                        "vice_chair", "member", "auditor"}},
    [PERMISSION_DIRECTIVE_ISSUE] = {"directive_issue",
                                    {"secretariat", "network_security_manager",
                                     "deputy_network_security_manager"}},
    [PERMISSION_DIRECTIVE_ANSWER] = {"directive_answer",
                                     {"system_security_manager", "it_promotion_leader"}},
    [PERMISSION_GUIDANCE_READ] = {"guidance_read",
                                  {"it_promotion_leader", "system_security_manager", "secretariat",
                                   "network_security_manager", "deputy_network_security_manager",
                                   "information_security_officer", "ciso", "chair", "vice_chair",
                                   "member", "auditor"}},
    [PERMISSION_GUIDANCE_WRITE] = {"guidance_write",
                                   {"it_promotion_leader", "system_security_manager", "secretariat",
                                    "network_security_manager", "deputy_network_security_manager"}},
    [PERMISSION_DISCIPLINE_READ] = {"discipline_read",
                                    {"ciso", "information_security_officer",
                                     "network_security_manager"}},
    [PERMISSION_ASSET_READ] = {"asset_read", {"staff", "auditor"}},
    [PERMISSION_ASSET_READ_ALL] = {"asset_read_all",
                                   {"secretariat", "network_security_manager",
                                    "deputy_network_security_manager",
                                    "information_security_officer", "ciso", "csirt_coordinator",
                                    "csirt_liaison", "csirt_member", "auditor"}},
    [PERMISSION_ASSET_DRAFT] = {"asset_draft",
                                {"it_promotion_leader", "system_security_manager", "secretariat",
                                 "network_security_manager", "deputy_network_security_manager"}},
    [PERMISSION_ASSET_CONFIRM] = {"asset_confirm",
                                  {"system_security_manager", "secretariat",
                                   "network_security_manager", "deputy_network_security_manager"}},
    [PERMISSION_ASSET_MAINTAIN] = {"asset_maintain",
                                   {"secretariat", "network_security_manager",
                                    "deputy_network_security_manager"}},
    [PERMISSION_ASSET_EXCLUDE] = {"asset_exclude", {"secretariat"}},
    [PERMISSION_ASSET_READ_RESTRICTED] = {"asset_read_restricted",
                                          {"secretariat", "network_security_manager",
                                           "deputy_network_security_manager",
                                           "information_security_officer", "ciso",
                                           "csirt_coordinator", "csirt_liaison", "csirt_member"}},
    [PERMISSION_ASSET_WRITE_RESTRICTED] = {"asset_write_restricted",
                                           {"network_security_manager",
                                            "deputy_network_security_manager"}},
};

const char *permission_name(enum permission permission)
{
    return rights[permission].name;
}

static bool is_of_role(enum permission permission, const char *role)
{
    for (const char *const *r = rights[permission].roles; *r; r++)
        if (!strcmp(*r, role))
            return true;
    return false;
}

uint64_t permission_of_role(const char *role)
{
    uint64_t bits = 0;

    for (int i = 0; i < PERMISSIONS; i++)
        if (is_of_role((enum permission)i, role))
            bits |= UINT64_C(1) << i;
    return bits;
}

const char *permission_names(struct arena *arena, uint64_t permissions)
{
    const char *names = "";

    for (int i = 0; i < PERMISSIONS; i++)
        if ((permissions >> i) & 1)
            names = arena_printf(arena, "%s%s%s", names, *names ? " " : "", rights[i].name);
    return names;
}

const char *permission_rows(struct arena *arena)
{
    const char *rows[PERMISSIONS * ROLES_MAX + 1];
    size_t count = 0;

    for (int i = 0; i < PERMISSIONS; i++)
        for (const char *const *r = rights[i].roles; *r; r++)
            rows[count++] = arena_printf(arena, "%s %s", *r, rights[i].name);
    rows[count] = NULL;
    return text_array_literal(arena, rows);
}

bool may(const struct work *work, enum permission permission)
{
    return (work->actor.permissions >> permission) & 1;
}

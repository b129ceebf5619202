#include <string.h>

#include "core/access/permission.h"
#include "support/work_fixture.h"

/* By the rule (domain 3.13), in the order of enum permission; what everybody may stands with
 * `staff`. */
static const struct {
    const char *role, *names;
} cases[] = {
    {"staff", "org_read policy_read_non_public contractor_read meeting_read asset_read"},
    {"auditor",
     "org_read advice_read policy_read_non_public audit_read contractor_read absence_read "
     "exception_read exception_read_all meeting_read meeting_read_all directive_read_all guidance_read "
     "asset_read asset_read_all"},
    {"ciso",
     "org_foresee csirt_appoint advice_read audit_read absence_read deputy_recognise deputy_revoke "
     "exception_read exception_read_all exception_decide meeting_read_all "
     "directive_read_all guidance_read discipline_read asset_read_all asset_read_restricted"},
    {"secretariat",
     "org_maintain org_foresee leader_designate advice_read policy_maintain audit_read "
     "settings_maintain contractor_maintain contract_enter absence_read "
     "absence_enter exception_read exception_read_all exception_draft "
     "exception_check meeting_read_all meeting_maintain directive_read_all "
     "directive_issue guidance_read guidance_write asset_read_all asset_draft asset_confirm "
     "asset_maintain asset_exclude asset_read_restricted"},
    {"network_security_manager",
     "org_maintain org_foresee leader_designate advice_read policy_maintain audit_read settings_maintain "
     "contractor_maintain contract_enter absence_read absence_enter deputy_designate "
     "deputy_revoke exception_read exception_read_all exception_draft exception_opine "
     "meeting_read_all directive_read_all directive_issue guidance_read guidance_write discipline_read "
     "asset_read_all asset_draft asset_confirm asset_maintain asset_read_restricted asset_write_restricted"},
    {"deputy_network_security_manager",
     "audit_read absence_read exception_read exception_read_all exception_draft exception_opine "
     "meeting_read_all directive_read_all directive_issue guidance_read guidance_write "
     "asset_read_all asset_draft asset_confirm asset_maintain asset_read_restricted asset_write_restricted"},
    {"information_security_officer",
     "org_foresee advice_read absence_read exception_read exception_read_all exception_opine meeting_read_all "
     "directive_read_all guidance_read discipline_read asset_read_all asset_read_restricted"},
    {"system_security_manager",
     "leader_designate contract_enter exception_read exception_draft directive_answer guidance_read guidance_write "
     "asset_draft asset_confirm"},
    {"it_promotion_leader",
     "contract_enter exception_read exception_draft directive_answer guidance_read guidance_write asset_draft"},
    {"member", "directive_read_all guidance_read"},
    {"csirt_liaison",
     "absence_read exception_read exception_read_all asset_read_all asset_read_restricted"},
    {"portal_admin", "portal_administer"},
    {"ciso_by_hand", ""},
    {"", ""},
};

START_TEST(role_carries_exactly_these)
{
    struct work *own = work_new();

    ck_assert_str_eq(permission_names(own->arena, permission_of_role(cases[_i].role)),
                     cases[_i].names);
    work_free(own);
}
END_TEST

START_TEST(every_permission_has_a_name)
{
    for (int i = 0; i < PERMISSIONS; i++) {
        const char *name = permission_name((enum permission)i);

        ck_assert_ptr_nonnull(name);
        ck_assert_uint_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz_"), strlen(name));
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(name, permission_name((enum permission)j));
    }
}
END_TEST

Suite *test_permission_suite(void)
{
    Suite *s = suite_create("core/access/permission");
    TCase *tc = tcase_create("table");

    EACH(tc, role_carries_exactly_these, cases);
    tcase_add_test(tc, every_permission_has_a_name);
    suite_add_tcase(s, tc);
    return s;
}

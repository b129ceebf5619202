#include <string.h>

#include "core/access/permission.h"
#include "support/work_fixture.h"

static const struct {
    const char *role;
    bool reads_org, reads_non_public, reads_audit, administers, maintains_settings,
        maintains_policies;
} cases[] = {
    {"staff", true, true, false, false, false, false},
    {"auditor", true, true, true, false, false, false},
    {"ciso", false, false, true, false, false, false}, /* the rest as staff */
    {"secretariat", false, false, true, false, true, true},
    {"network_security_manager", false, false, true, false, true, true},
    {"deputy_network_security_manager", false, false, true, false, false, false},
    {"information_security_officer", false, false, false, false, false, false},
    {"it_promotion_leader", false, false, false, false, false, false},
    {"portal_admin", false, false, false, true, false, false},
    {"ciso_by_hand", false, false, false, false, false, false},
    {"", false, false, false, false, false, false},
};

START_TEST(role_carries_exactly_these)
{
    struct work w = {.actor.permissions = permission_of_role(cases[_i].role)};

    ck_assert_int_eq(may(&w, PERMISSION_ORG_READ), cases[_i].reads_org);
    ck_assert_int_eq(may(&w, PERMISSION_POLICY_READ_NON_PUBLIC), cases[_i].reads_non_public);
    ck_assert_int_eq(may(&w, PERMISSION_AUDIT_READ), cases[_i].reads_audit);
    ck_assert_int_eq(may(&w, PERMISSION_PORTAL_ADMINISTER), cases[_i].administers);
    ck_assert_int_eq(may(&w, PERMISSION_SETTINGS_MAINTAIN), cases[_i].maintains_settings);
    ck_assert_int_eq(may(&w, PERMISSION_POLICY_MAINTAIN), cases[_i].maintains_policies);
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

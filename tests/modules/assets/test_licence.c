#include "custody_database.h"

/* 配布 and ライセンス (BR-AS-03, BR-AS-04): who enters, what is over, who is told. */

#define INSTALL_IN(code, count, day)                                                                 \
    "INSERT INTO software_installation (asset_id, org_unit_id, count, installed_on) VALUES (" ASSET( \
        "W-1") ", " UNIT(code) ", " count ", '" day "');"
#define INSTALL_ON(no)                                                                               \
    "INSERT INTO software_installation (asset_id, hardware_id, count, installed_on) VALUES (" ASSET( \
        "W-1") ", " ASSET(no) ", 1, '2026-11-20');"
#define REMOVE(day) "UPDATE software_installation SET removed_on = '" day "';"

static const struct {
    struct doer doer;
    const char *statements, *rule;
} entries[] = {
    {{LEADER, DRAFTS, NULL}, INSTALL_IN("0502", "3", "2026-11-20"), ""},
    {{HEAD, CONFIRMS, NULL}, INSTALL_ON("H-3"), ""},
    {{CLERK, KEEPS, NULL}, INSTALL_IN("0501", "3", "2026-11-20"), ""},
    {{LEADER, DRAFTS, NULL}, INSTALL_IN("0501", "3", "2026-11-20"), ""}, /* keeps the software */
    {{STAFF, READS, NULL}, INSTALL_IN("0502", "3", "2026-11-20"), "installation_by_section"},
    {{OTHER_HEAD, CONFIRMS, NULL},
     INSTALL_IN("0502", "3", "2026-11-20"),
     "installation_by_section"},
    {{LEADER, DRAFTS, NULL}, INSTALL_IN("0502", "3", "2026-11-23"), "installation_not_ahead"},
    {{LEADER, DRAFTS, NULL}, INSTALL_IN("0502", "0", "2026-11-20"), "software_installation_count"},
    {{LEADER, DRAFTS, NULL}, INSTALL_ON("H-1"), "installation_on_hardware"},
    {{LEADER, DRAFTS, NULL}, INSTALL_ON("M-1"), "installation_on_hardware"},
    {{LEADER, DRAFTS, NULL},
     "INSERT INTO software_installation (asset_id, count, installed_on) VALUES (" ASSET(
         "W-1") ", 1, '2026-11-20');",
     "software_installation_target"},
    {{LEADER, DRAFTS, NULL},
     INSTALL_IN("0502", "3", "2026-11-20") REMOVE("2026-11-19"),
     "software_installation_period"},
    {{LEADER, DRAFTS, NULL}, INSTALL_IN("0502", "3", "2026-11-20") REMOVE("2026-11-22"), ""},
    {{LEADER, DRAFTS, NULL},
     INSTALL_IN("0502", "3", "2026-11-20") REMOVE("2026-11-22") REMOVE("2026-11-21"),
     "installation_is_removed"},
    {{LEADER, DRAFTS, NULL},
     INSTALL_IN("0502", "3", "2026-11-20") "UPDATE software_installation SET count = 1;",
     "42501"},
    {{LEADER, DRAFTS, NULL},
     INSTALL_IN("0502", "3", "2026-11-20") "DELETE FROM software_installation;",
     "42501"},
};

START_TEST(who_enters_an_installation)
{
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        ck_assert_str_eq(tried(entries[i].doer, entries[i].statements), entries[i].rule);
}
END_TEST

START_TEST(forbidden_software_is_not_installed)
{
    custody_own("ALTER TABLE asset_software DISABLE TRIGGER USER; UPDATE asset_software SET"
                " permission = 'forbidden'; ALTER TABLE asset_software ENABLE TRIGGER USER;"
                " SELECT ''");
    refused(BY_LEADER, INSTALL_IN("0502", "3", "2026-11-20"), "installation_forbidden");
}
END_TEST

/* ---- the balance -------------------------------------------------------------------------------
 */

#define STANDING                                                                                   \
    "SELECT installed || ' ' || balance || ' ' || is_over || ' ' || is_expired FROM "              \
    "licence_standing WHERE asset_id = " ASSET("W-1")
#define LICENSED_TO(day)                                                                            \
    "ALTER TABLE asset_software DISABLE TRIGGER USER; UPDATE asset_software SET licence_to = '" day \
    "'; ALTER TABLE asset_software ENABLE TRIGGER USER; SELECT ''"

START_TEST(br_as_04_balance)
{
    answers(STANDING, "0 10 false false");
    done(BY_LEADER, INSTALL_IN("0502", "4", "2026-11-20") INSTALL_IN("0501", "6", "2026-11-20"));
    answers(STANDING, "10 0 false false");
    done(BY_LEADER, INSTALL_ON("H-3"));
    answers(STANDING, "11 -1 true false");
    done(
        BY_LEADER,
        "UPDATE software_installation SET removed_on = '2026-11-22' WHERE hardware_id IS NOT NULL;");
    answers(STANDING, "10 0 false false");
}
END_TEST

START_TEST(br_as_04_expired_with_installations)
{
    custody_own(LICENSED_TO("2026-11-21"));
    answers(STANDING, "0 10 false false");
    done(BY_LEADER, INSTALL_IN("0502", "1", "2026-11-20"));
    answers(STANDING, "1 9 false true");
    custody_own(LICENSED_TO("2026-11-22"));
    answers(STANDING, "1 9 false false");
}
END_TEST

#define TOLD(kind, staff_no)                                                                       \
    "SELECT count(*) FROM notification WHERE kind = '" kind "' AND recipient_id = " PERSON(staff_no)
#define REMIND "SET mamori.now TO '" NOON "'; SELECT custody_remind()"

START_TEST(br_as_04_head_leader_and_manager_are_told)
{
    custody_own("INSERT INTO account (person_id, login, password_hash, password_set_at) SELECT id,"
                " staff_no, '-', '2026-11-01' FROM person WHERE staff_no IN ('" HEAD "', '" LEADER
                "', '" NSM "', '" STAFF "') ON CONFLICT DO NOTHING; SELECT ''");
    done(BY_LEADER, INSTALL_IN("0502", "11", "2026-11-20"));
    custody_own(REMIND);
    custody_own(REMIND);
    answers(TOLD("licence_over", HEAD), "1");
    answers(TOLD("licence_over", LEADER), "1");
    answers(TOLD("licence_over", NSM), "1");
    answers(TOLD("licence_over", STAFF), "0");
    done(BY_LEADER, INSTALL_IN("0502", "1", "2026-11-21"));
    custody_own(REMIND);
    answers(TOLD("licence_over", HEAD), "2"); /* other figures are told anew */
}
END_TEST

static const struct {
    const char *day, *told;
} ends[] = {{"2027-02-21", "0"},
            {"2027-02-20", "1"},
            {"2026-12-22", "1"},
            {"2026-11-22", "1"},
            {"2026-11-21", "0"}};

START_TEST(licence_ends_within_90_days)
{
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        custody_own(arena_printf(work->arena, LICENSED_TO("%s"), ends[i].day));
        answers("SELECT count(*) FROM asset_ending() WHERE kind = 'licence_ends'", ends[i].told);
    }
}
END_TEST

/* ---- who sees what -----------------------------------------------------------------------------
 */

#define SEEN "SELECT sees_licence(a)::text FROM asset a WHERE asset_no = 'W-1'"

static const char *seen_by(struct doer doer)
{
    PGresult *result = PQexec(
        server,
        arena_printf(work->arena,
                     "SELECT set_config('mamori.now', '" NOON "', false),"
                     " set_config('mamori.permissions', '%s', false), set_config('mamori.person',"
                     " (SELECT id::text FROM person WHERE staff_no = '%s'), false); " SEEN,
                     doer.permissions, doer.staff_no));
    const char *answer = arena_strdup(work->arena, PQgetvalue(result, 0, 0));

    PQclear(result);
    return answer;
}

START_TEST(br_as_03_manager_sees_all_a_head_the_own)
{
    ck_assert_str_eq(seen_by(BY_NSM), "true");
    ck_assert_str_eq(seen_by(BY_HEAD), "true");
    ck_assert_str_eq(seen_by(BY_OTHER), "false");
    done(
        BY_CLERK,
        "INSERT INTO software_installation (asset_id, org_unit_id, count, installed_on) SELECT " ASSET("W-1") ", r.org_unit_id, 1, '2026-11-20' FROM effective_role r WHERE r.person_id = " PERSON(
            OTHER_HEAD) " AND r.role_code = 'system_security_manager' AND"
                        " is_in_force(r.valid_from, r.valid_to, '2026-11-22') LIMIT 1;");
    ck_assert_str_eq(seen_by(BY_OTHER), "true"); /* it is installed there now */
}
END_TEST

Suite *test_licence_suite(void)
{
    Suite *suite = suite_create("licence");
    TCase *tc = custody_case("licence");

    tcase_add_test(tc, who_enters_an_installation);
    tcase_add_test(tc, forbidden_software_is_not_installed);
    tcase_add_test(tc, br_as_04_balance);
    tcase_add_test(tc, br_as_04_expired_with_installations);
    tcase_add_test(tc, br_as_04_head_leader_and_manager_are_told);
    tcase_add_test(tc, licence_ends_within_90_days);
    tcase_add_test(tc, br_as_03_manager_sees_all_a_head_the_own);
    suite_add_tcase(suite, tc);
    return suite;
}

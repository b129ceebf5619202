#ifndef TESTS_MODULES_ASSETS_INVENTORY_DATABASE_H
#define TESTS_MODULES_ASSETS_INVENTORY_DATABASE_H

#include "modules/committees/directive_database.h"

/*
 * Statements of the server's own role on the register, as directive_database.h has them, and a few
 * assets of 市民窓口課 0502: an information M-1, a system, a terminal, a medium, and one that is
 * excluded. Names are what the tests find them by.
 */
#define BY_KEEPER                                                                                  \
    BY(CLERK, "asset_read asset_read_all asset_draft asset_confirm asset_maintain asset_exclude")
#define BY_MANAGER BY(NSM, "asset_read asset_read_all asset_draft asset_confirm asset_maintain")
#define BY_SECTION_HEAD BY(HEAD, "asset_read asset_draft asset_confirm")
#define BY_LEADER BY(LEADER, "asset_read asset_draft")
#define BY_OTHER BY(OTHER_HEAD, "asset_read asset_draft asset_confirm")
#define BY_CISO BY(CISO, "asset_read asset_read_all")

#define ASSET(name) "(SELECT id FROM asset WHERE name = '" name "')"
#define ITEM(name) "(SELECT id FROM inventory_item WHERE asset_id = " ASSET(name) ")"
#define SECTION                                                                                    \
    "(SELECT s.id FROM inventory_section s JOIN org_unit u ON u.id = s.org_unit_id"                \
    " WHERE u.code = '0502' AND s.fiscal_year = 2026)"

#define ONE_ASSET(number, kind, name, scope)                                                       \
    "INSERT INTO asset (asset_no, kind, status, name, owner_unit_id, preset, confidentiality,"     \
    " integrity, availability, registered_on, scope_status, exclusion_ref) SELECT '" number        \
    "', '" kind "', 'in_use', '" name                                                              \
    "', u.id, 'internal', 'MC2', 'I1', 'A1', '2025-04-01', '" scope "', CASE '" scope              \
    "' WHEN 'in_scope' THEN '' ELSE '別表1の2' END FROM org_unit u"                             \
    " WHERE u.code = '0502' AND is_in_force(u.valid_from, u.valid_to, '2026-11-22');"

static inline void inventory_open(void)
{
    directive_open();
    must_run(
        test_url("MAMORI_TEST_SUPERUSER_URL", CORE_DATABASE),
        "SELECT set_config('mamori.now', '2026-11-22 12:00:00+09', false);" ONE_ASSET(
            "I-9001", "information", "申請書",
            "in_scope") ONE_ASSET("S-9002", "system", "業務システム",
                                  "in_scope") ONE_ASSET("H-9003", "hardware", "端末", "in_scope")
            ONE_ASSET("M-9004", "media", "媒体", "in_scope") ONE_ASSET(
                "I-9005", "information", "対象外の資料",
                "excluded_appendix1") "INSERT INTO asset_hardware (asset_id, hardware_type)"
                                      " SELECT id, 'terminal' FROM asset WHERE kind = 'hardware'");
}

static inline TCase *inventory_case(const char *name)
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, city_migrate, NULL);
    tcase_add_checked_fixture(tc, inventory_open, directive_close);
    tcase_set_timeout(tc, 240);
    return tc;
}

static inline const char *ask(const char *question)
{
    PGresult *result = PQexec(super, question);
    const char *answer = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result)
                             ? PQgetvalue(result, 0, 0)
                             : PQresultErrorMessage(result);

    answer = arena_strdup(work->arena, answer);
    PQclear(result);
    return answer;
}

#define answers(question, wanted) ck_assert_str_eq(ask(question), wanted)

#endif

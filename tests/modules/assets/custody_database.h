#ifndef TESTS_MODULES_ASSETS_CUSTODY_DATABASE_H
#define TESTS_MODULES_ASSETS_CUSTODY_DATABASE_H

#include "modules/org/city_database.h"

/*
 * Media, software and disposals of 市民窓口課 0502, as statements of the server's own role on 22
 * November 2026; the assets are there already, loaded by the owner.
 *
 * 帆足崎 正人 206611 heads 0502, 潮見台 遥 218842 is its leader, 鵠渡 みなみ 304182 works there;
 * 波多浜 恵 205927 heads another section, 江ノ口 健 204518 is the network security manager, 松風谷
 * 奏 217730 of the secretariat, 海野原 誠司 100002 the CISO.
 */
#define STAFF "304182"
#define LEADER "218842"
#define HEAD "206611"
#define OTHER_HEAD "205927"
#define NSM "204518"
#define CLERK "217730"
#define CISO "100002"

#define READS "asset_read"
#define DRAFTS "asset_read asset_draft"
#define CONFIRMS "asset_read asset_draft asset_confirm"
#define KEEPS "asset_read asset_read_all asset_draft asset_confirm asset_maintain"
#define MANAGES KEEPS " asset_write_restricted"
#define NOON "2026-11-22 12:00:00+09"

/* M-1 is encrypted, M-2 not; W-1 has 10 licences; H-1 and H-2 are to be disposed of, H-2 a server
 * of the My Number segment with residents' data, H-3 is in use. */
#define ASSETS                                                                                     \
    "SELECT set_config('mamori.now', '2026-11-01 09:00+09', false);"                               \
    "INSERT INTO asset (asset_no, kind, status, name, owner_unit_id, confidentiality, integrity,"  \
    " availability, segment, personal_info) SELECT v.no, v.kind, v.status, v.no, u.id, v.c, 'I1'," \
    " 'A1', v.segment, v.personal FROM org_unit u, (VALUES"                                        \
    " ('M-1', 'media', 'in_use', 'MC2', 'lgwan', 'none'),"                                         \
    " ('M-2', 'media', 'suspended', 'MC2', 'lgwan', 'none'),"                                      \
    " ('W-1', 'software', 'in_use', NULL, 'lgwan', 'none'),"                                       \
    " ('H-1', 'hardware', 'to_be_disposed', NULL, 'lgwan', 'none'),"                               \
    " ('H-2', 'hardware', 'to_be_disposed', NULL, 'mynumber', 'specific'),"                        \
    " ('H-3', 'hardware', 'in_use', NULL, 'lgwan', 'none'))"                                       \
    " v (no, kind, status, c, segment, personal) WHERE u.code = '0502';"                           \
    "INSERT INTO asset_media (asset_id, media_type, is_encrypted) SELECT id, 'usb',"               \
    " asset_no = 'M-1' FROM asset WHERE kind = 'media';"                                           \
    "INSERT INTO asset_software (asset_id, licence_kind, licence_count, licence_to, permission)"   \
    " SELECT id, 'per_device', 10, '2027-03-31', 'permitted' FROM asset WHERE kind = 'software';"  \
    "INSERT INTO asset_hardware (asset_id, hardware_type) SELECT id, CASE asset_no WHEN 'H-2'"     \
    " THEN 'server' ELSE 'terminal' END FROM asset WHERE kind = 'hardware';"

#define ASSET(no) "(SELECT id FROM asset WHERE asset_no = '" no "')"
#define PERSON(staff_no) "(SELECT id FROM person WHERE staff_no = '" staff_no "')"
#define UNIT(code) "(SELECT max(id) FROM org_unit WHERE code = '" code "')"

static PGconn *server; /* as the server's role */

static inline const char *custody_query(PGconn *as, const char *question)
{
    PGresult *result = PQexec(as, question);
    const char *answer = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result)
                             ? PQgetvalue(result, 0, 0)
                             : PQresultErrorMessage(result);

    answer = arena_strdup(work->arena, answer);
    PQclear(result);
    return answer;
}

/* As nobody, whom no rule holds back. */
static inline const char *custody_own(const char *statements)
{
    return custody_query(super, statements);
}

static inline void custody_open(void)
{
    core_set_up();
    server = PQconnectdb(server_url(CORE_DATABASE));
    PQsetNoticeProcessor(server, test_ignore_notice, NULL);
    core_clock("2026-11-22T03:00:00.000000Z", "2026-11-22");
    ck_assert_str_eq(custody_own(ASSETS " SELECT 'loaded'"), "loaded");
}

static inline void custody_close(void)
{
    PQfinish(server);
    core_tear_down();
}

struct doer {
    const char *staff_no, *permissions, *moment; /* NULL: NOON */
};

/* "": it was done, and kept; else the name of the rule, or the SQLSTATE where none is named. */
static inline const char *attempt(struct doer doer, const char *statements)
{
    const char *all = arena_printf(
        work->arena,
        "BEGIN; SELECT set_config('mamori.now', '%s', true), set_config('mamori.permissions', '%s',"
        " true), set_config('mamori.person', (SELECT id::text FROM person WHERE staff_no = '%s'),"
        " true); %s SET CONSTRAINTS ALL IMMEDIATE; COMMIT",
        doer.moment ? doer.moment : NOON, doer.permissions, doer.staff_no, statements);
    PGresult *result = PQexec(server, all);
    const char *rule = "";

    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        rule = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
        if (!rule || !*rule)
            rule = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        rule = arena_strdup(work->arena, rule ? rule : PQresultErrorMessage(result));
    }
    PQclear(result);
    PQclear(PQexec(server, "ROLLBACK"));
    return rule;
}

/* The same, taken back: many can be tried in one database. */
static inline const char *tried(struct doer doer, const char *statements)
{
    const char *rule =
        attempt(doer, arena_printf(work->arena, "%s SET CONSTRAINTS ALL IMMEDIATE; SELECT 1 / 0;",
                                   statements));

    return strcmp(rule, "22012") != 0 ? rule : "";
}

#define refused(doer, statements, rule) ck_assert_str_eq(attempt(doer, statements), rule)
#define done(doer, statements) ck_assert_str_eq(attempt(doer, statements), "")
#define answers(question, wanted)                                                                  \
    ck_assert_str_eq(custody_own("SET mamori.now TO '" NOON "'; " question), wanted)

#define BY(no, permissions_)                                                                       \
    (struct doer)                                                                                  \
    {                                                                                              \
        no, permissions_, NULL                                                                     \
    }
#define BY_STAFF BY(STAFF, READS)
#define BY_LEADER BY(LEADER, DRAFTS)
#define BY_HEAD BY(HEAD, CONFIRMS)
#define BY_OTHER BY(OTHER_HEAD, CONFIRMS)
#define BY_NSM BY(NSM, MANAGES)
#define BY_CLERK BY(CLERK, KEEPS)
#define BY_CISO BY(CISO, "asset_read asset_read_all")

static inline TCase *custody_case(const char *name)
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, city_migrate, NULL);
    tcase_add_checked_fixture(tc, custody_open, custody_close);
    tcase_set_timeout(tc, 240);
    return tc;
}

#endif

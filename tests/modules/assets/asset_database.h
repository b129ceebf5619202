#ifndef TESTS_MODULES_ASSETS_ASSET_DATABASE_H
#define TESTS_MODULES_ASSETS_ASSET_DATABASE_H

#include "modules/assets/asset.h"
#include "modules/org/city_database.h"

/*
 * Assets of the sample city, moved by the server's own role: what it was not granted is refused
 * like what a rule forbids. All are of 市民窓口課 0502.
 */
struct who {
    const char *staff_no, *permissions;
};
#define READS "asset_read"
#define READS_ALL READS " asset_read_all"
#define KEEPS READS_ALL " asset_draft asset_confirm asset_maintain asset_read_restricted"

static const struct who staff = {"304182", READS},                   /* of 0502 */
    leader = {"218842", READS " asset_draft"},                       /* of 0502 */
    head = {"206611", READS " asset_draft asset_confirm"},           /* of 0502 */
    other_leader = {"220316", READS " asset_draft"},                 /* of 0902 */
    other_head = {"205927", READS " asset_draft asset_confirm"},     /* of 0902 */
    third_head = {"118925", READS " asset_draft asset_confirm"},     /* of 0503 */
    secretariat = {"217730", KEEPS " asset_exclude"},                /* - */
    nsm = {"204518", KEEPS " asset_exclude asset_write_restricted"}, /* - */
    officer = {"187420", READS_ALL " asset_read_restricted"},        /* ISO */
    auditor = {"198305", READS_ALL};

#define REASON "10月1日付けの人事異動"
#define CLASSED                                                                                    \
    "\"preset\": \"resident\", \"confidentiality\": \"MC3B\", \"integrity\": \"I2\","              \
    " \"availability\": \"A2\", \"classification_reason\": \"\""
#define UNIT(code) "(SELECT id FROM org_unit WHERE code = '" code "')"
#define ASSET "(SELECT max(id) FROM asset)"

static PGconn *server; /* as the server's role */

static inline void asset_prepare(void)
{
    server = PQconnectdb(server_url(CORE_DATABASE));
    PQsetNoticeProcessor(server, test_ignore_notice, NULL);
    core_clock("2026-11-22T03:00:00.000000Z", "2026-11-22");
    sql("SELECT set_config('mamori.now', '2026-11-22 12:00:00+09', false);"
        " CREATE SCHEMA IF NOT EXISTS test;"
        " CREATE OR REPLACE FUNCTION test.asset(kind text, fields jsonb, restricted jsonb, registers boolean)"
        " RETURNS bigint LANGUAGE plpgsql AS $$ DECLARE made bigint; BEGIN"
        " INSERT INTO asset_correction (source, org_unit_id, reason, registers)"
        " SELECT 'form', u.id, '登録', asset.registers FROM org_unit u WHERE u.code = '0502'"
        " RETURNING id INTO made;"
        " INSERT INTO asset_correction_row (correction_id, line, kind, owner_unit_id, fields,"
        " restricted) SELECT made, 1, asset.kind, u.id, asset.fields, asset.restricted"
        " FROM org_unit u WHERE u.code = '0502';"
        " PERFORM asset_correction_apply(made);"
        " RETURN (SELECT made_id FROM asset_correction_row WHERE correction_id = made); END $$;"
        " INSERT INTO contractor (name, name_kana) SELECT '見本', 'ミホン'"
        " WHERE NOT EXISTS (SELECT FROM contractor)");
}

static inline void asset_open(void)
{
    core_set_up();
    asset_prepare();
}

/* For tests that share one database. */
static inline void asset_look(void)
{
    core_open();
    asset_prepare();
}

static inline void asset_close(void)
{
    PQfinish(server);
    core_tear_down();
}

/* Its id. `fields` are members of a JSON object, beside the name. */
static inline const char *make_asset(const char *kind, const char *fields, bool registers)
{
    return sql_format("SELECT test.asset('%s', '{\"name\": \"試験\"%s%s}', '{}', %s)", kind,
                      *fields ? ", " : "", fields, registers ? "true" : "false");
}

/* As whatever state it is in: no rule is asked. */
static inline void put_into(const char *asset, const char *status)
{
    sql_format("SET session_replication_role = replica;"
               " UPDATE asset SET status = '%s' WHERE id = %s;"
               " INSERT INTO asset_step (asset_id, event, from_state, to_state, to_unit_id)"
               " SELECT %s, 'transfer', 'in_use', 'transferred', u.id FROM org_unit u"
               " WHERE u.code = '0902' AND '%s' = 'transferred';"
               " SET session_replication_role = origin",
               status, asset, asset, status);
}

/* Runs it as the server's role for that person ("": it is done, else the name of the rule, or the
 * SQLSTATE where none is named), and keeps it only if asked to. */
static inline const char *attempt(const struct who *who, const char *statements, bool keep)
{
    const char *all =
        arena_printf(work->arena,
                     "BEGIN; SELECT set_config('mamori.now', '2026-11-22 12:00:00+09', true),"
                     " set_config('mamori.permissions', '%s', true), set_config('mamori.person',"
                     " (SELECT id::text FROM person WHERE staff_no = '%s'), true); %s;"
                     " SET CONSTRAINTS ALL IMMEDIATE; %s",
                     who->permissions, who->staff_no, statements, keep ? "COMMIT" : "ROLLBACK");
    PGresult *result = PQexec(server, all);
    const char *rule = "";

    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK) {
        rule = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
        if (!rule || !*rule)
            rule = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        rule = arena_strdup(work->arena, rule ? rule : PQresultErrorMessage(result));
    }
    PQclear(result);
    PQclear(PQexec(server, "ROLLBACK"));
    return rule;
}

/* A step as an insertion; `unit` is a code, "": none. */
static inline const char *step(const char *asset, const char *event, const char *text,
                               const char *unit)
{
    return arena_printf(work->arena,
                        "INSERT INTO asset_step (asset_id, event, text, to_unit_id) VALUES (%s,"
                        " '%s', '%s', (SELECT id FROM org_unit WHERE code = '%s'))",
                        asset, event, text, unit);
}

/* A correction of one asset, made and applied. */
static inline const char *correction(const char *asset, const char *fields, const char *restricted,
                                     const char *reason, const char *day)
{
    return arena_printf(
        work->arena,
        "INSERT INTO asset_correction (source, org_unit_id, reason, actual_change_on)"
        " SELECT 'form', owner_unit_id, '%s', '%s' FROM asset WHERE id = %s;"
        " INSERT INTO asset_correction_row (correction_id, line, kind, asset_id, base_version,"
        " fields, restricted) SELECT max(c.id), 1, a.kind, a.id, a.row_version, '%s', '%s'"
        " FROM asset_correction c, asset a WHERE a.id = %s GROUP BY a.id;"
        " SELECT asset_correction_apply(max(id)) FROM asset_correction",
        reason, day, asset, fields, restricted, asset);
}

#define refused(who, statements, rule) ck_assert_str_eq(attempt(&(who), statements, false), rule)
#define passes(who, statements) ck_assert_str_eq(attempt(&(who), statements, false), "")
#define done(who, statements) ck_assert_str_eq(attempt(&(who), statements, true), "")

static inline TCase *asset_case(const char *name)
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, city_migrate, NULL);
    tcase_add_checked_fixture(tc, asset_open, asset_close);
    tcase_set_timeout(tc, 240);
    return tc;
}

static inline TCase *asset_reading_case(const char *name)
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, city_migrate_once, NULL);
    tcase_add_checked_fixture(tc, asset_look, asset_close);
    tcase_set_timeout(tc, 240);
    return tc;
}

#endif

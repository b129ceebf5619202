#ifndef TESTS_MODULES_COMMITTEES_DIRECTIVE_DATABASE_H
#define TESTS_MODULES_COMMITTEES_DIRECTIVE_DATABASE_H

#include "modules/org/city_database.h"

/*
 * Statements of the server's own role for a person with permissions, on 22 November 2026.
 *
 * 松風谷 奏 217730 is of the secretariat, 江ノ口 健 204518 the network security manager, 帆足崎
 * 正人 206611 heads 市民窓口課 0502, 潮見台 遥 218842 is its leader, 波多浜 恵 205927 heads another
 * section, 海野原 誠司 100002 is the CISO.
 */
#define CLERK "217730"
#define NSM "204518"
#define HEAD "206611"
#define LEADER "218842"
#define OTHER_HEAD "205927"
#define CISO "100002"

#define KEEPS "directive_issue meeting_maintain directive_read_all"
#define ANSWERS "directive_answer meeting_read"
#define NOON "2026-11-22 12:00:00+09"

#define DIRECTIVE "(SELECT max(id) FROM directive)"
#define DRAFT_FOR(audience, units, due)                                                            \
    "INSERT INTO directive (source, title, body, audience, units, due) VALUES"                     \
    " ('operational_review', '点検', '点検する。', '" audience "', " units ", " due ");"
#define DRAFT DRAFT_FOR("all", "'{}'", "'2026-12-25'")
#define STEP(event)                                                                                \
    "INSERT INTO directive_step (directive_id, event) VALUES (" DIRECTIVE ", '" event "');"
#define ANSWER(kind, code, text)                                                                   \
    "INSERT INTO directive_answer (delivery_id, kind, text) SELECT y.id, '" kind "', '" text       \
    "' FROM directive_delivery y JOIN org_unit u ON u.id = y.org_unit_id WHERE y.directive_id"     \
    " = " DIRECTIVE " AND u.code = '" code "';"

static PGconn *server; /* as the server's role */

static inline void directive_open(void)
{
    core_set_up();
    server = PQconnectdb(server_url(CORE_DATABASE));
    PQsetNoticeProcessor(server, test_ignore_notice, NULL);
    core_clock("2026-11-22T03:00:00.000000Z", "2026-11-22");
}

static inline void directive_close(void)
{
    PQfinish(server);
    core_tear_down();
}

struct doer {
    const char *staff_no, *permissions, *moment;
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

#define refused(doer, statements, rule) ck_assert_str_eq(attempt(doer, statements), rule)
#define done(doer, statements) ck_assert_str_eq(attempt(doer, statements), "")

#define BY(staff_no, permissions)                                                                  \
    (struct doer)                                                                                  \
    {                                                                                              \
        staff_no, permissions, NULL                                                                \
    }
#define BY_CLERK BY(CLERK, KEEPS)
#define BY_HEAD BY(HEAD, ANSWERS)

static inline TCase *directive_case(const char *name)
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, city_migrate, NULL);
    tcase_add_checked_fixture(tc, directive_open, directive_close);
    tcase_set_timeout(tc, 240);
    return tc;
}

#endif

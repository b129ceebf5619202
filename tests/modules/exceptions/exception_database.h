#ifndef TESTS_MODULES_EXCEPTIONS_EXCEPTION_DATABASE_H
#define TESTS_MODULES_EXCEPTIONS_EXCEPTION_DATABASE_H

#include "modules/org/city_database.h"

/*
 * Requests of the sample city, moved by steps alone and by the server's own role: what it was not
 * granted is refused like what a rule forbids.
 *
 * 潮見台 遥 218842 is IT promotion leader of 市民窓口課 0502, 帆足崎 正人 206611 its head; 波多浜
 * 恵 205927 heads another section; 松風谷 奏 217730 is of the secretariat; 江ノ口 健 204518 is the
 * network security manager (and of the secretariat), 湘田 由美子 187420 the information security
 * officer, 海野原 誠司 100002 the CISO, 波多浜 昭彦 100003 the other vice mayor.
 */
#define LEADER "218842"
#define HEAD "206611"
#define OTHER_HEAD "205927"
#define CLERK "217730"
#define NSM "204518"
#define COLLEAGUE "209176" /* of the secretariat; the deputy-to-be of that manager */
#define ISO "187420"
#define CISO "100002"
#define VICE_MAYOR "100003"

#define NOON "2026-11-22 12:00:00+09"
#define REASON "申請の内容を検討した結果、このように決定する。"

#define PERSON(no) "(SELECT id FROM person WHERE staff_no = '" no "')"
#define REQUEST "(SELECT max(id) FROM exception_request)"
#define LAST_STEP "(SELECT max(id) FROM exception_step)"
#define STEP(event, from, to, role, text)                                                          \
    "INSERT INTO exception_step (request_id, event, from_state, to_state, actor_role, text)"       \
    " VALUES (" REQUEST ", '" event "', '" from "', '" to "', '" role "', '" text "');"
#define PERIOD(from, to)                                                                           \
    "INSERT INTO exception_period (request_id, step_id, period_from, period_to)"                   \
    " VALUES (" REQUEST ", " LAST_STEP ", '" from "', '" to "');"
#define CONDITION(text)                                                                            \
    "INSERT INTO exception_condition (request_id, step_id, ord, text)"                             \
    " VALUES (" REQUEST ", " LAST_STEP ", 1, '" text "');"
#define EXTENSION(from, to)                                                                        \
    "INSERT INTO exception_extension (step_id, request_id, progress, resolution_plan,"             \
    " period_from, period_to) VALUES (" LAST_STEP ", " REQUEST ", '実施中', '更新する', '" from    \
    "', '" to "');"
#define END_REPORT                                                                                 \
    "INSERT INTO exception_end_report (step_id, request_id, ended_on, result, restored,"           \
    " media_handled) VALUES (" LAST_STEP ", " REQUEST ", today(), '終了', '戻した', '消した');"

#define DRAFT_OF(kind, drafter)                                                                         \
    "INSERT INTO exception_request (kind, applicant_role, applicant_unit_id, drafter_id) SELECT '" kind \
    "', 'system_security_manager', u.id, " PERSON(drafter) " FROM org_unit u"                           \
                                                           " WHERE u.code = '0502';"
#define REVISION                                                                                            \
    "INSERT INTO exception_revision (request_id, title, clauses, requirement_text, measure_type,"           \
    " ground_difficulty, ground_continuity, ground_reason, measure_text, compensating, threats,"            \
    " risk_text, residual_risk, assets, info_class, users, period_from, period_to,"                         \
    " resolution_plan, started_at, urgency_reason, why_unavoidable, current_condition)"                     \
    " VALUES (" REQUEST ", '端末の自動ログオフの延長', ARRAY[(SELECT max(id) FROM clause)],"    \
    " 'ログオフ', 'alternative_method', '困難', '継続', '合理', '延長', '手動', '{insider}'," \
    " '漏えい', 'middle', '窓口端末', '3B', '窓口職員', '2026-12-01', '2027-03-31', '更新',"   \
    " '2026-11-20 18:40:00+09', '緊急', '不可避', '継続中');"

#define FILED STEP("leader_file", "draft", "awaiting_manager", "it_promotion_leader", "")
#define CONFIRMED STEP("manager_file", "awaiting_manager", "filed", "system_security_manager", "")
#define CHECKED STEP("secretariat_check", "filed", "under_review", "secretariat", "")
#define OPINION                                                                                    \
    STEP("nsm_opinion", "under_review", "under_review", "network_security_manager",                \
         "やむを得ない。")
#define FORWARDED STEP("forward", "under_review", "pending_ciso", "secretariat", "")
#define PERMIT(text) STEP("permit", "pending_ciso", "permitted", "ciso", text)
#define ASK_EXTENSION                                                                              \
    STEP("extension_file", "permitted", "extension_pending", "system_security_manager", REASON)
#define EXTEND(text) STEP("extension_permit", "extension_pending", "permitted", "ciso", text)

static PGconn *server; /* as the server's role */

static inline void exception_open(void)
{
    core_set_up();
    server = PQconnectdb(server_url(CORE_DATABASE));
    PQsetNoticeProcessor(server, test_ignore_notice, NULL);
    core_clock("2026-11-22T03:00:00.000000Z", "2026-11-22");
    sql("INSERT INTO policy_document (code, title, level, publicity, sort_order)"
        " VALUES ('standard_basic', '対策基準', 'standard_basic', 'public', 1);"
        " INSERT INTO policy_version (document_id, version_no, in_force_from, source_name,"
        " source_sha256) SELECT max(id), '9', '2026-04-01', '', '' FROM policy_document;"
        " INSERT INTO clause (version_id, ord, kind, level, code, slug, number, heading, text)"
        " SELECT max(id), 1, 'text', 1, '8(1)', '8.1', '(1)', '', '例外措置' FROM policy_version");
}

static inline void exception_close(void)
{
    PQfinish(server);
    core_tear_down();
}

/* Runs it as the server's role for that person at that moment ("": it is done, else the name of the
 * rule, or the SQLSTATE where none is named), and keeps it only if asked to. */
static inline const char *attempt(const char *staff_no, const char *moment, const char *statements,
                                  bool keep)
{
    const char *all = arena_printf(
        work->arena,
        "BEGIN; SELECT set_config('mamori.now', '%s', true), set_config('mamori.person',"
        " (SELECT id::text FROM person WHERE staff_no = '%s'), true); %s"
        " SET CONSTRAINTS ALL IMMEDIATE; %s",
        moment, staff_no, statements, keep ? "COMMIT" : "ROLLBACK");
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

#define refused(staff_no, moment, statements, rule)                                                \
    ck_assert_str_eq(attempt(staff_no, moment, statements, false), rule)
#define passes(staff_no, moment, statements)                                                       \
    ck_assert_str_eq(attempt(staff_no, moment, statements, false), "")
#define done(staff_no, moment, statements)                                                         \
    ck_assert_str_eq(attempt(staff_no, moment, statements, true), "")

/* A request of 市民窓口課 that goes its way up to a state. */
static inline void make_draft(void)
{
    done(LEADER, NOON, DRAFT_OF("prior", LEADER) REVISION);
}

static inline void make_filed(void)
{
    make_draft();
    done(LEADER, NOON, FILED);
    done(HEAD, NOON, CONFIRMED);
}

static inline void make_under_review(void)
{
    make_filed();
    done(CLERK, NOON, CHECKED);
    done(NSM, NOON, OPINION);
}

static inline void make_pending(void)
{
    make_under_review();
    done(CLERK, NOON, FORWARDED);
}

static inline void make_permitted(void)
{
    make_pending();
    done(CISO, NOON, PERMIT("") PERIOD("2026-12-01", "2027-03-31"));
}

static inline void make_extension(void)
{
    make_permitted();
    done(HEAD, "2027-03-10 12:00:00+09", ASK_EXTENSION EXTENSION("2027-04-01", "2028-03-31"));
}

static inline void make_reported(void)
{
    done(LEADER, NOON, DRAFT_OF("emergency", LEADER) REVISION);
    done(LEADER, NOON, FILED);
    done(HEAD, NOON,
         STEP("manager_file", "awaiting_manager", "reported", "system_security_manager", ""));
}

static inline TCase *exception_case(const char *name)
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, city_migrate, NULL);
    tcase_add_checked_fixture(tc, exception_open, exception_close);
    tcase_set_timeout(tc, 240);
    return tc;
}

#endif

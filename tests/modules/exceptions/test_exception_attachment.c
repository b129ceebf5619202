#include "modules/org/city_database.h"

/*
 * When a file may be added to a request and taken away again, as the database holds it: 潮見台 遥
 * 218842 writes for 市民窓口課 0502, 帆足崎 正人 206611 files.
 */
#define LEADER "218842"
#define HEAD "206611"
#define REQUEST "(SELECT max(id) FROM exception_request)"
#define STEP(event, from, to, role)                                                                \
    "INSERT INTO exception_step (request_id, event, from_state, to_state, actor_role, text)"       \
    " VALUES (" REQUEST ", '" event "', '" from "', '" to "', '" role                              \
    "', '差戻しの理由を書く。');"
#define FILE_OF(content)                                                                           \
    "INSERT INTO file (name, media_type, size, sha256) VALUES ('" content ".txt', 'text/plain',"   \
    " length('" content "'), encode(sha256('" content "'), 'hex'));"                               \
    "INSERT INTO file_chunk (file_id, seq, bytes) SELECT max(id), 0, '" content "' FROM file;"
#define ADD(content)                                                                               \
    FILE_OF(content)                                                                               \
    "INSERT INTO exception_attachment (request_id, file_id) SELECT " REQUEST ", max(id) FROM file;"
#define REMOVE                                                                                     \
    "UPDATE exception_attachment SET removed_at = instant()"                                       \
    " WHERE id = (SELECT max(id) FROM exception_attachment);"

static PGconn *server; /* as the server's role */

/* The name of the rule that refuses, or the SQLSTATE; "": done. */
static const char *run(const char *staff_no, const char *moment, const char *statements)
{
    PGresult *result = PQexec(
        server,
        arena_printf(work->arena,
                     "BEGIN; SELECT set_config('mamori.now', '2026-11-22 %s+09', true),"
                     " set_config('mamori.person', (SELECT id::text FROM person WHERE staff_no ="
                     " '%s'), true); %s SET CONSTRAINTS ALL IMMEDIATE; COMMIT",
                     moment, staff_no, statements));
    const char *rule = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);

    if (!rule || !*rule)
        rule = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    rule = rule ? arena_strdup(work->arena, rule) : "";
    PQclear(result);
    PQclear(PQexec(server, "ROLLBACK"));
    return rule;
}

#define done(staff_no, moment, statements) ck_assert_str_eq(run(staff_no, moment, statements), "")
#define refused(staff_no, moment, statements, rule)                                                \
    ck_assert_str_eq(run(staff_no, moment, statements), rule)

static void open_draft(void)
{
    core_set_up();
    server = PQconnectdb(server_url(CORE_DATABASE));
    PQsetNoticeProcessor(server, test_ignore_notice, NULL);
    sql("INSERT INTO policy_document (code, title, level, publicity, sort_order)"
        " VALUES ('standard_basic', '対策基準', 'standard_basic', 'public', 1);"
        " INSERT INTO policy_version (document_id, version_no, in_force_from, source_name,"
        " source_sha256) SELECT max(id), '9', '2026-04-01', '', '' FROM policy_document;"
        " INSERT INTO clause (version_id, ord, kind, level, code, slug, number, heading, text)"
        " SELECT max(id), 1, 'text', 1, '8(1)', '8.1', '(1)', '', '例外措置' FROM policy_version");
    done(LEADER, "09:00",
         "INSERT INTO exception_request (kind, applicant_role, applicant_unit_id, drafter_id)"
         " SELECT 'prior', 'system_security_manager', id, viewer() FROM org_unit"
         " WHERE code = '0502';"
         "INSERT INTO exception_revision (request_id, title, clauses, requirement_text,"
         " measure_type, ground_difficulty, ground_continuity, ground_reason, measure_text,"
         " compensating, threats, risk_text, residual_risk, assets, info_class, users,"
         " period_from, period_to, resolution_plan) VALUES (" REQUEST ", '延長',"
         " ARRAY[(SELECT max(id) FROM clause)], 'ログオフ', 'alternative_method', '困難', '継続',"
         " '合理', '延長', '手動', '{insider}', '漏えい', 'middle', '窓口端末', '3B', '窓口職員',"
         " '2026-12-01', '2027-03-31', '更新');");
}

static void close_draft(void)
{
    PQfinish(server);
    core_tear_down();
}

static void let_go(void)
{
    done(LEADER, "10:00", STEP("leader_file", "draft", "awaiting_manager", "it_promotion_leader"));
}

static void file_it(void)
{
    let_go();
    done(HEAD, "10:10",
         STEP("manager_file", "awaiting_manager", "filed", "system_security_manager"));
}

START_TEST(a_drafts_file_is_added_and_taken_away_once)
{
    done(LEADER, "09:10", ADD("a"));
    done(HEAD, "09:20", REMOVE);
    refused(LEADER, "09:30", REMOVE, "exception_attachment_filed");
    ck_assert_str_eq(
        sql("SELECT to_char(removed_at AT TIME ZONE 'Asia/Tokyo', 'HH24:MI') || ' ' ||"
            " p.staff_no FROM exception_attachment JOIN person p ON p.id = removed_by"),
        "09:20 " HEAD);
    ck_assert_str_eq(sql("SELECT count(*) FROM file_chunk"), "1");
}
END_TEST

START_TEST(the_same_content_is_added_once)
{
    done(LEADER, "09:10", ADD("a"));
    refused(LEADER, "09:11", ADD("a"), "exception_attachment_once");
    done(LEADER, "09:12", REMOVE);
    done(LEADER, "09:13", ADD("a"));
}
END_TEST

START_TEST(ten_files_and_no_more)
{
    done(LEADER, "09:10",
         ADD("0") ADD("1") ADD("2") ADD("3") ADD("4") ADD("5") ADD("6") ADD("7") ADD("8") ADD("9"));
    refused(LEADER, "09:11", ADD("x"), "exception_attachment_count");
    done(LEADER, "09:12", REMOVE);
    done(LEADER, "09:13", ADD("x"));
}
END_TEST

START_TEST(nothing_changes_while_others_judge_it)
{
    done(LEADER, "09:10", ADD("a"));
    let_go();
    refused(LEADER, "10:01", ADD("b"), "exception_attachment_open");
    refused(LEADER, "10:01", REMOVE, "exception_attachment_filed");
    done(HEAD, "10:02",
         STEP("manager_return", "awaiting_manager", "draft", "system_security_manager"));
    done(LEADER, "10:03", REMOVE);
    done(LEADER, "10:03", ADD("b"));
}
END_TEST

START_TEST(what_was_filed_stays_and_is_part_of_what_was_hashed)
{
    done(LEADER, "09:10", ADD("a"));
    done(LEADER, "09:11", ADD("b"));
    done(LEADER, "09:12", REMOVE);
    file_it();
    ck_assert_str_eq(
        sql("SELECT (canonical::jsonb -> 'attachments')::text FROM exception_revision"),
        sql("SELECT jsonb_build_array(jsonb_build_object('name', 'a.txt', 'sha256',"
            " encode(sha256('a'), 'hex')))::text"));
    refused(LEADER, "10:20", REMOVE, "exception_attachment_filed");
    refused(LEADER, "10:20", ADD("c"), "exception_attachment_open");
}
END_TEST

START_TEST(nothing_of_it_is_rewritten)
{
    static const char *const acts[] = {
        "DELETE FROM exception_attachment;", "UPDATE exception_attachment SET file_id = 1;",
        "UPDATE exception_attachment SET added_by = 1;",
        "UPDATE exception_attachment SET removed_by = 1;",
        "INSERT INTO exception_attachment (request_id, file_id, added_at) VALUES (1, 1, now());"};

    done(LEADER, "09:10", ADD("a"));
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        refused(LEADER, "09:20", acts[i], "42501");
}
END_TEST

START_TEST(what_comes_later_may_go_until_somebody_acts)
{
    file_it();
    sql("SET session_replication_role = replica;" /* decided, without its steps */
        " UPDATE exception_request SET state = 'permitted', period_from = '2026-11-01',"
        " period_to = '2027-03-31'");
    done(LEADER, "11:00", ADD("a"));
    done(LEADER, "11:05", REMOVE);
    done(LEADER, "11:06", ADD("b"));
    done(
        LEADER, "11:10",
        STEP(
            "interim_review", "permitted", "permitted",
            "it_promotion_leader") "INSERT INTO exception_review (step_id, request_id, still_needed, compensating_works)"
                                   " SELECT max(id), " REQUEST ", true, true FROM exception_step;");
    refused(LEADER, "11:20", REMOVE, "exception_attachment_filed");
}
END_TEST

Suite *test_exception_attachment_suite(void);

Suite *test_exception_attachment_suite(void)
{
    Suite *s = suite_create("modules/exceptions/exception_attachment");
    TCase *tc = tcase_create("attachments");

    tcase_add_unchecked_fixture(tc, city_migrate, NULL);
    tcase_add_checked_fixture(tc, open_draft, close_draft);
    tcase_set_timeout(tc, 240);
    tcase_add_test(tc, a_drafts_file_is_added_and_taken_away_once);
    tcase_add_test(tc, the_same_content_is_added_once);
    tcase_add_test(tc, ten_files_and_no_more);
    tcase_add_test(tc, nothing_changes_while_others_judge_it);
    tcase_add_test(tc, what_was_filed_stays_and_is_part_of_what_was_hashed);
    tcase_add_test(tc, nothing_of_it_is_rewritten);
    tcase_add_test(tc, what_comes_later_may_go_until_somebody_acts);
    suite_add_tcase(s, tc);
    return s;
}

#include "committee_database.h"

/* A meeting from its notice to its final minutes, whoever writes: 0037 to 0039. */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define EXTRAORDINARY                                                                              \
    KEEPER(NOTICE) PLAN("isc", "extraordinary", BEGINS) ADD_ITEM(1, "deliberation")
#define FOUND(reason, day)                                                                         \
    "UPDATE meeting SET necessity = '" reason "', necessity_on = " day " WHERE id = " MEETING ";"

static const struct {
    const char *what, *statements, *refusal;
} rules[] = {
    {"an extraordinary meeting without the finding", EXTRAORDINARY NOTIFY,
     "meeting_necessity_found"},
    {"without its day", EXTRAORDINARY FOUND("障害対応", "NULL") NOTIFY, "meeting_necessity_found"},
    {"found tomorrow", EXTRAORDINARY FOUND("障害対応", "'2026-11-09'") NOTIFY,
     "meeting_necessity_found"},
    {"found necessary", EXTRAORDINARY FOUND("障害対応", "'2026-11-08'") NOTIFY, ""},
    {"a regular one needs none", PLANNED NOTIFY, ""},
    {"the reason of a regular one", PLANNED FOUND("障害対応", "NULL"), "meeting_necessity_kind"},
    {"without an item", KEEPER(NOTICE) PLAN("isc", "regular", BEGINS) NOTIFY, "meeting_needs_item"},
    {"without a number", PLANNED MOVE("notify", "planned", "", ""), "meeting_notice_numbered"},
    {"after it began", PLANNED KEEPER(DURING) NOTIFY, "meeting_notice_before"},
    {"notice by a member", PLANNED MEMBER(LAST_MEMBER, NOTICE) NOTIFY, "meeting_by_secretariat"},
    {"an item without a category",
     KEEPER(NOTICE)
         PLAN("isc", "regular",
              BEGINS) "INSERT INTO agenda_item (meeting_id, no, title, type) VALUES (" MEETING
                      ", 1, '利用基準', 'report');",
     "agenda_item_category_given"},
    {"attendance before the day", NOTIFIED ALL_COME, "attendance_since_begin"},
    {"attendance before the hour", NOTIFIED KEEPER("2026-11-22 09:59+09") ALL_COME,
     "attendance_since_begin"},
    {"attendance when it begins", NOTIFIED KEEPER(BEGINS) ALL_COME, ""},
    {"attendance of another", NOTIFIED MEMBER(LAST_MEMBER, NOTICE) COMES("= 25", "present", ""),
     "attendance_by_secretariat"},
    {"one's own actual attendance",
     RUNNING MEMBER(LAST_MEMBER, DURING) COMES("= 26", "present", ""), "attendance_by_secretariat"},
    {"one's own answer",
     NOTIFIED MEMBER(LAST_MEMBER,
                     NOTICE) "UPDATE attendance SET planned = 'absent' WHERE id = " SEAT(26) ";",
     ""},
    {"a result before the meeting", NOTIFIED DECIDE("withdrawn"), "meeting_begun"},
    {"attendance after the meeting", HELD COMES("= 26", "absent", ""), "attendance_is_closed"},
    {"a position after the meeting", HELD SAYS(26, "objection", "理由", "at_meeting", 2),
     "position_is_frozen"},
    {"an item after the meeting", HELD ADD_ITEM(2, "report"), "agenda_item_is_closed"},
    {"the gist after the meeting", HELD "UPDATE agenda_item SET gist = '要点' WHERE id = " ITEM ";",
     ""},
    {"the end after the meeting", HELD ENDS("2026-11-22 11:40+09"), "meeting_is_over"},
};

START_TEST(each_rule_has_its_name)
{
    for (size_t i = 0; i < COUNT(rules); i++) {
        const char *rule = found(rules[i].statements);

        ck_assert_msg(!strcmp(rule, rules[i].refusal), "%s: %s", rules[i].what, rule);
    }
}
END_TEST

/* ---- who presides (BR-CM-08) -------------------------------------------------------------------
 */

#define AGREED AGREE("> 0") DECIDE("adopted") ENDS("2026-11-22 11:30+09") KEEPER(AFTER)
#define PRESIDES                                                                                   \
    "SELECT concat_ws(' ', a.place, r.reason, (SELECT count(*) FROM acting_basis b"                \
    " WHERE b.record_id = r.id)) FROM meeting m JOIN attendance a ON a.id = m.presider_id"         \
    " LEFT JOIN acting_record r ON r.id = m.acting_record_id WHERE m.id = " MEETING

static const struct {
    const char *statements, *found; /* place, reason and how many come before */
} presiders[] = {
    {RUNNING ALL_COME AGREED HOLD, "1 0"},
    {RUNNING ALL_COME COMES("= 1", "absent", "出張") AGREED HOLD, "2 出張 1"},
    {RUNNING ALL_COME COMES("<= 2", "absent", "出張") AGREED HOLD, "3 出張 2"},
    {RUNNING ALL_COME COMES("= 1", "late", "") COMES("= 2", "absent", "") AGREED HOLD, "1 0"},
    {RUNNING ALL_COME COMES("= 1", "absent", "") AGREED HOLD, "meeting_acting_why"},
    {RUNNING ALL_COME COMES("<= 3", "absent", "出張") AGREED HOLD, "meeting_presided_by_chair"},
    {RUNNING COMES("< 26", "present", "") DECIDE("carried_over") ENDS("2026-11-22 11:30+09")
         KEEPER(AFTER) HOLD,
     "meeting_attendance_recorded"},
    {RUNNING ALL_COME AGREE("> 0") ENDS("2026-11-22 11:30+09") KEEPER(AFTER) HOLD,
     "meeting_items_decided"},
    {ADOPTED KEEPER(AFTER) HOLD, "meeting_end_given"},
    {ADOPTED ENDS("2026-11-22 13:01+09") KEEPER(AFTER) HOLD, "meeting_end_not_ahead"},
    {ADOPTED ENDS("2026-11-22 11:30+09") KEEPER(NOTICE) HOLD, "meeting_begun"},
    {ADOPTED ENDS("2026-11-22 11:30+09") MEMBER(CHAIR, AFTER) HOLD, "meeting_by_secretariat"},
};

START_TEST(the_chair_or_the_first_vice_chair_there_presides)
{
    for (size_t i = 0; i < COUNT(presiders); i++)
        ck_assert_str_eq(told(presiders[i].statements, PRESIDES), presiders[i].found);
}
END_TEST

/* ---- the steps (domain 3.2) --------------------------------------------------------------------
 */

#define TRY_ALL                                                                                                                           \
    "DO $$ DECLARE e text; s text := ''; rule text; BEGIN FOREACH e IN ARRAY"                                                             \
    " '{notify,reschedule,cancel,hold,draft_minutes,send_minutes,return_minutes,confirm_minutes,"                                         \
    "correct,migrate}'::text[] LOOP BEGIN rule := '';"                                                                                    \
    " INSERT INTO meeting_step (meeting_id, event, from_state, text, doc_number)"                                                         \
    " SELECT id, e, state, '理由', '1号' FROM meeting WHERE id = " MEETING ";"                                                            \
    " RAISE EXCEPTION USING CONSTRAINT = 'done'; EXCEPTION WHEN OTHERS THEN"                                                              \
    " GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME; END;"                                                                               \
    " IF rule NOT IN ('meeting_state_changed', 'meeting_by_secretariat', 'minutes_confirmer') THEN s := s || ' ' || e; END IF; END LOOP;" \
    " PERFORM set_config('test.open', ltrim(s), true); END $$;"
#define MINUTED HELD MOVE("draft_minutes", "held", "", "")
#define NAMED "UPDATE meeting SET named_member_id = " SEAT(26) " WHERE id = " MEETING ";"
#define VERSION(no)                                                                                \
    "INSERT INTO minutes_version (meeting_id, version_no, text, sha256) VALUES (" MEETING ", " #no \
    ", '議事録', encode(sha256(convert_to('議事録', 'UTF8')), 'hex'));"
#define SAYS_NONE "UPDATE decision SET instruction = 'none' WHERE item_id = " ITEM ";"
#define SEND MOVE("send_minutes", "minutes_drafting", "", "")
#define SENT MINUTED NAMED SAYS_NONE VERSION(1) SEND
#define CONFIRM(no) MEMBER(no, AFTER) MOVE("confirm_minutes", "minutes_review", "", "")
#define FINAL SENT CONFIRM(CHAIR) CONFIRM(LAST_MEMBER) KEEPER(AFTER)

static const struct {
    const char *statements, *open;
} states[] = {
    {PLANNED, "notify cancel"},
    {NOTIFIED, "reschedule cancel hold"},
    {NOTIFIED MOVE("cancel", "notified", "中止", ""), ""},
    {HELD, "draft_minutes"},
    {MINUTED, "send_minutes"},
    {SENT, "return_minutes"},
    {FINAL, "correct"},
};

START_TEST(no_step_is_taken_out_of_its_order)
{
    for (size_t i = 0; i < COUNT(states); i++)
        ck_assert_str_eq(told(arena_printf(arena, "%s" TRY_ALL, states[i].statements),
                              "SELECT current_setting('test.open')"),
                         states[i].open);
}
END_TEST

/* ---- the minutes (BR-CM-11, BR-CM-12) ----------------------------------------------------------
 */

#define DIRECTIVE(audience)                                                                        \
    "INSERT INTO directive (source, decision_id, title, body, audience) SELECT"                    \
    " 'committee_decision', max(id), '訓練', '受講すること。', '" audience "' FROM decision;"
#define ISSUE                                                                                      \
    "INSERT INTO directive_step (directive_id, event) SELECT max(id), 'issue' FROM directive;"

static const struct {
    const char *what, *statements, *refusal;
} minutes[] = {
    {"nothing said of an instruction", MINUTED NAMED VERSION(1) SEND, "minutes_instructions_given"},
    {"an instruction not issued", MINUTED NAMED DIRECTIVE("all") VERSION(1) SEND,
     "minutes_instructions_given"},
    {"an instruction issued", MINUTED NAMED DIRECTIVE("all") ISSUE VERSION(1) SEND, ""},
    {"without the member who confirms", MINUTED SAYS_NONE VERSION(1) SEND, "minutes_named_member"},
    {"the presider as that member",
     MINUTED SAYS_NONE "UPDATE meeting SET named_member_id = presider_id WHERE id = " MEETING
                       ";" VERSION(1) SEND,
     "minutes_named_member"},
    {"without a text", MINUTED NAMED SAYS_NONE SEND, "minutes_version_sent"},
    {"the secretariat confirms",
     SENT KEEPER(AFTER) MOVE("confirm_minutes", "minutes_review", "", ""), "minutes_confirmer"},
    {"another member confirms", SENT CONFIRM(FIRST_VICE_CHAIR), "minutes_confirmer"},
    {"the presider confirms twice", SENT CONFIRM(CHAIR) CONFIRM(CHAIR), "minutes_confirmer"},
    {"the presider and the member", SENT CONFIRM(CHAIR) CONFIRM(LAST_MEMBER), ""},
    {"the text after it was sent", SENT VERSION(2), "meeting_state_changed"},
    {"the gist after it was sent", SENT "UPDATE agenda_item SET gist = '別' WHERE id = " ITEM ";",
     "agenda_item_is_closed"},
    {"the text once final", FINAL VERSION(2), "meeting_state_changed"},
    {"sent again without a new text",
     SENT KEEPER(AFTER) MOVE("return_minutes", "minutes_review", "誤字", "") SEND,
     "minutes_version_sent"},
    {"sent again with one",
     SENT KEEPER(AFTER) MOVE("return_minutes", "minutes_review", "誤字", "") VERSION(2) SEND, ""},
    {"a correction", FINAL MOVE("correct", "minutes_final", "氏名の誤り", ""), ""},
    {"a correction that says nothing", FINAL MOVE("correct", "minutes_final", "", ""),
     "meeting_step_reason_given"},
};

START_TEST(minutes_are_final_as_they_were_confirmed)
{
    for (size_t i = 0; i < COUNT(minutes); i++) {
        const char *rule = found(minutes[i].statements);

        ck_assert_msg(!strcmp(rule, minutes[i].refusal), "%s: %s", minutes[i].what, rule);
    }
    ck_assert_str_eq(told(FINAL, "SELECT state FROM meeting WHERE id = " MEETING), "minutes_final");
}
END_TEST

/* ---- a directive reaches each section once ------------------------------------------------------
 */

#define ISSUED HELD DIRECTIVE("all") ISSUE
#define ANSWER(kind)                                                                                    \
    "INSERT INTO directive_answer (delivery_id, kind, text) SELECT d.id, '" kind "', '実施した。'" \
    " FROM directive_delivery d JOIN org_unit u ON u.id = d.org_unit_id WHERE u.code = '0502'"          \
    " AND d.directive_id = (SELECT max(id) FROM directive);"

START_TEST(a_directive_is_delivered_to_each_section_once)
{
    ck_assert_str_eq(
        told(ISSUED,
             "SELECT (SELECT count(*) FROM directive_delivery d WHERE d.directive_id ="
             " (SELECT max(id) FROM directive)) - (SELECT count(*) FROM org_unit u"
             " WHERE u.is_user_section AND is_in_force(u.valid_from, u.valid_to, today()))"),
        "0");
    passes(ISSUED MEMBER("206611", AFTER) ANSWER("confirm") ANSWER("report") ANSWER("report"));
    refused(ISSUED MEMBER("206611", AFTER) ANSWER("confirm") ANSWER("confirm"),
            "directive_confirmed_once");
    refused(ISSUED MEMBER("206611", AFTER) ANSWER("report"), "directive_confirmed_first");
    refused(ISSUED MEMBER(LAST_MEMBER, AFTER) ANSWER("confirm"), "directive_answer_by_section");
    refused(ISSUED ISSUE, "directive_state_changed");
    refused(ISSUED "UPDATE directive SET body = '別の内容';", "directive_is_issued");
    refused(HELD DIRECTIVE("listed") ISSUE, "directive_units_given");
}
END_TEST

/* ---- what is appended ---------------------------------------------------------------------------
 */

static const char *const appended[] = {
    "UPDATE item_position SET reason = ''",
    "DELETE FROM item_position",
    "UPDATE meeting_step SET text = ''",
    "DELETE FROM meeting_step",
    "UPDATE minutes_version SET text = ''",
    "DELETE FROM minutes_version",
    "UPDATE minutes_confirmation SET part = ''",
    "DELETE FROM minutes_confirmation",
    "INSERT INTO minutes_confirmation SELECT 1, 'presider', 1",
    "UPDATE decision SET text = ''",
    "DELETE FROM decision",
    "UPDATE meeting SET number = 9",
    "DELETE FROM meeting",
    "UPDATE meeting SET presider_id = NULL",
    "UPDATE attendance SET name = ''",
    "DELETE FROM attendance",
    "DELETE FROM agenda_item",
    "UPDATE meeting_paper SET file_id = 1",
    "DELETE FROM meeting_paper",
    "UPDATE meeting_counter SET last_no = 9",
    "INSERT INTO directive_delivery DEFAULT VALUES",
    "UPDATE directive_answer SET text = ''",
    "DELETE FROM directive_answer",
    "UPDATE directive_step SET text = ''",
    "DELETE FROM directive",
    "UPDATE guidance SET body = ''",
    "DELETE FROM guidance",
    "DELETE FROM committee_seat",
    "DELETE FROM discipline_referral",
};

START_TEST(evidence_is_appended)
{
    for (size_t i = 0; i < COUNT(appended); i++)
        ck_assert_msg(
            !strcmp(found(arena_printf(arena, KEEPER(AFTER) "%s;", appended[i])), "42501"), "%s",
            appended[i]);
}
END_TEST

/* ---- the counter of regular meetings (BR-CM-01) -------------------------------------------------
 */

#define ANOTHER(kind)                                                                              \
    KEEPER(NOTICE)                                                                                 \
    PLAN("isc", kind, BEGINS)                                                                      \
    ADD_ITEM(1, "deliberation")                                                                    \
    "UPDATE meeting SET necessity = 'x', necessity_on = '2026-11-01'"                              \
    " WHERE id = " MEETING " AND kind = 'extraordinary';" NOTIFY                                   \
    KEEPER(DURING)                                                                                 \
    ALL_COME                                                                                       \
    AGREE("> 0") DECIDE("adopted") ENDS("2026-11-22 11:30+09") KEEPER(AFTER) HOLD
#define REGULAR                                                                                    \
    "SELECT concat_ws(' ', held, planned, wanted, missed) FROM regular_meetings('isc', 2026)"

START_TEST(a_year_with_too_few_regular_meetings_has_missed_them)
{
    ck_assert_str_eq(told(HELD ANOTHER("extraordinary") KEEPER("2027-03-31 23:59+09"), REGULAR),
                     "1 0 2 f");
    ck_assert_str_eq(told(HELD ANOTHER("extraordinary") KEEPER("2027-04-01 00:00+09"), REGULAR),
                     "1 0 2 t");
    ck_assert_str_eq(told(HELD ANOTHER("regular") KEEPER("2027-04-01 00:00+09"), REGULAR),
                     "2 0 2 f");
    ck_assert_str_eq(told(NOTIFIED KEEPER("2027-03-31 23:59+09"), REGULAR), "0 1 2 f");
    ck_assert_str_eq(told(PLANNED, REGULAR), "0 1 2 f");
    ck_assert_str_eq(told(PLANNED KEEPER(BEGINS), REGULAR), "0 0 2 f");
}
END_TEST

/* ---- two at once --------------------------------------------------------------------------------
 */

static void must(PGconn *connection, const char *statements)
{
    PGresult *result = PQexec(connection, statements);

    ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK ||
                      PQresultStatus(result) == PGRES_TUPLES_OK,
                  "%s", PQerrorMessage(connection));
    PQclear(result);
}

static void send_statements(PGconn *connection, const char *statements)
{
    ck_assert(PQsendQuery(connection, statements));
}

/* "", or the rule that refused what was sent. */
static const char *await(PGconn *connection)
{
    const char *rule = "";
    PGresult *result;

    while ((result = PQgetResult(connection))) {
        if (PQresultStatus(result) == PGRES_FATAL_ERROR)
            rule = rule_of(result);
        PQclear(result);
    }
    return rule;
}

#define NUMBERS                                                                                    \
    "SELECT coalesce(string_agg(number::text, ' ' ORDER BY number), '') FROM meeting"              \
    " WHERE number IS NOT NULL"
#define NOTIFY_OF(id)                                                                              \
    KEEPER(NOTICE)                                                                                 \
    "INSERT INTO meeting_step (meeting_id, event, from_state, doc_number) VALUES (" id             \
    ", 'notify', 'planned', '101号');"
#define BOTH                                                                                       \
    "BEGIN;" KEEPER(NOTICE) PLAN("isc", "regular", BEGINS) ADD_ITEM(1, "deliberation")             \
        PLAN("isc", "regular", BEGINS) ADD_ITEM(1, "deliberation") PLAN("isc", "regular", BEGINS)  \
            ADD_ITEM(1, "deliberation") "COMMIT"

/* The first gives its number back: the second must not leave a gap; the third follows. */
START_TEST(numbers_have_no_gap_when_two_notify_at_once)
{
    PGconn *other = server_connection();

    must(server, BOTH);
    must(server, "BEGIN;" NOTIFY_OF("(SELECT max(id) - 2 FROM meeting)"));
    send_statements(other, "BEGIN;" NOTIFY_OF("(SELECT max(id) - 1 FROM meeting)") "COMMIT");
    must(server, "ROLLBACK");
    ck_assert_str_eq(await(other), "");
    ck_assert_str_eq(sql(NUMBERS), "1");
    must(server, "BEGIN;" NOTIFY_OF("(SELECT max(id) - 2 FROM meeting)"));
    send_statements(other, "BEGIN;" NOTIFY_OF(MEETING) "COMMIT");
    must(server, "COMMIT");
    ck_assert_str_eq(await(other), "");
    ck_assert_str_eq(sql(NUMBERS), "1 2 3");
    PQfinish(other);
}
END_TEST

/* While the result is recorded nobody speaks, and who spoke first is counted. */
START_TEST(an_objection_and_the_result_at_once)
{
    PGconn *other = server_connection();

    must(server, "BEGIN;" RUNNING ALL_COME AGREE("< 26") "COMMIT");
    must(server, "BEGIN;" KEEPER(DURING) SAID(26, "objection"));
    send_statements(other, "BEGIN;" KEEPER(DURING) DECIDE("adopted") "COMMIT");
    must(server, "COMMIT");
    ck_assert_str_eq(await(other), "decision_objection");
    must(other, "ROLLBACK");
    must(server, "BEGIN;" KEEPER(DURING) DECIDE("carried_over"));
    send_statements(other,
                    "BEGIN;" KEEPER(DURING) SAYS(26, "no_objection", "", "at_meeting", 2) "COMMIT");
    must(server, "COMMIT");
    ck_assert_str_eq(await(other), "position_is_frozen");
    PQfinish(other);
}
END_TEST

Suite *test_meeting_rules_suite(void);

Suite *test_meeting_rules_suite(void)
{
    Suite *s = suite_create("modules/committees/meeting_rules");
    TCase *tc = committee_case("rules");

    tcase_add_test(tc, each_rule_has_its_name);
    tcase_add_test(tc, the_chair_or_the_first_vice_chair_there_presides);
    tcase_add_test(tc, no_step_is_taken_out_of_its_order);
    tcase_add_test(tc, minutes_are_final_as_they_were_confirmed);
    tcase_add_test(tc, a_directive_is_delivered_to_each_section_once);
    tcase_add_test(tc, evidence_is_appended);
    tcase_add_test(tc, a_year_with_too_few_regular_meetings_has_missed_them);
    tcase_add_test(tc, numbers_have_no_gap_when_two_notify_at_once);
    tcase_add_test(tc, an_objection_and_the_result_at_once);
    suite_add_tcase(s, tc);
    return s;
}

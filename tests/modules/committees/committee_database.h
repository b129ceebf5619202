#ifndef TESTS_MODULES_COMMITTEES_COMMITTEE_DATABASE_H
#define TESTS_MODULES_COMMITTEES_COMMITTEE_DATABASE_H

#include "modules/org/city_database.h"

/*
 * Meetings of the sample city as statements that follow each other: each case runs from the plan on
 * in one transaction of the server's role, and nothing of it stays.
 *
 * The committee has 26 seats on 22 November 2026: the chair (place 1, 海野原 誠司 100002), two vice
 * chairs (2: 波多浜 昭彦 100003, 3: 100004), 21 members by their posts, two whom the chair
 * designated (25: 江ノ口 健 204518, 26: 波多浜 恵 205927). 松風谷 奏 217730 is of the secretariat.
 */
#define CLERK "217730"
#define CHAIR "100002"
#define FIRST_VICE_CHAIR "100003"
#define LAST_MEMBER "205927"
#define CLERKS "meeting_read meeting_read_all meeting_maintain directive_issue directive_read_all"

#define NOTICE "2026-11-08 10:00+09"
#define BEGINS "2026-11-22 10:00+09"
#define DURING "2026-11-22 10:30+09"
#define AFTER "2026-11-22 13:00+09"

#define ACT(no, permissions, moment)                                                               \
    "SELECT set_config('mamori.now', '" moment                                                     \
    "', true), set_config('mamori.permissions', '" permissions                                     \
    "', true), set_config('mamori.person', (SELECT id::text FROM person"                           \
    " WHERE staff_no = '" no "'), true);"
#define KEEPER(moment) ACT(CLERK, CLERKS, moment)
#define MEMBER(no, moment) ACT(no, "meeting_read directive_answer", moment)

#define MEETING "(SELECT max(id) FROM meeting)"
#define ITEM "(SELECT min(id) FROM agenda_item WHERE meeting_id = " MEETING ")"
#define SEAT(place_)                                                                               \
    "(SELECT max(id) FROM attendance WHERE meeting_id = " MEETING " AND place = " #place_ ")"

#define DESIGNATED                                                                                 \
    "INSERT INTO committee_seat (committee_code, kind, person_id, source, designated_on,"          \
    " valid_from, order_no) SELECT 'isc', 'member', id, 'designated_by_chair', '2026-10-01',"      \
    " '2026-10-01', CASE staff_no WHEN '204518' THEN 101 ELSE 102 END FROM person"                 \
    " WHERE staff_no IN ('204518', '205927');"
#define PLAN(committee, kind, begins)                                                              \
    "INSERT INTO meeting (committee_code, kind, starts_at, place)"                                 \
    " VALUES ('" committee "', '" kind "', '" begins "', '第1会議室');"
#define ADD_ITEM(no, type)                                                                         \
    "INSERT INTO agenda_item (meeting_id, no, title, type, category)"                              \
    " VALUES (" MEETING ", " #no ", '利用基準', '" type "', 'c');"
#define MOVE(event, from, text, number)                                                            \
    "INSERT INTO meeting_step (meeting_id, event, from_state, text, doc_number)"                   \
    " VALUES (" MEETING ", '" event "', '" from "', '" text "', '" number "');"
#define NOTIFY MOVE("notify", "planned", "", "101号")

#define PLANNED KEEPER(NOTICE) DESIGNATED PLAN("isc", "regular", BEGINS) ADD_ITEM(1, "deliberation")
#define NOTIFIED PLANNED NOTIFY
#define RUNNING NOTIFIED KEEPER(DURING)
#define COMES(places, actual_, reason_)                                                            \
    "UPDATE attendance SET actual = '" actual_ "', reason = '" reason_                             \
    "' WHERE meeting_id = " MEETING " AND place " places ";"
#define ALL_COME COMES("> 0", "present", "")
#define SAYS(place_, value, reason, channel, seq)                                                  \
    "INSERT INTO item_position (item_id, attendance_id, value, reason, channel, seq)"              \
    " VALUES (" ITEM ", " SEAT(place_) ", '" value "', '" reason "', '" channel "', " #seq ");"
#define SAID(place_, value) SAYS(place_, value, "理由がある。", "at_meeting", 1)
#define WROTE(place_, value) SAYS(place_, value, "理由がある。", "written_before_close", 1)
#define AGREE(places)                                                                              \
    "INSERT INTO item_position (item_id, attendance_id, value) SELECT " ITEM                       \
    ", id, 'no_objection' FROM attendance WHERE meeting_id = " MEETING                             \
    " AND is_present(actual) AND takes_part(seat_kind) AND place " places ";"
#define DECIDE(outcome)                                                                            \
    "INSERT INTO decision (item_id, outcome, text) VALUES (" ITEM ", '" outcome "', '決定');"
#define ENDS(moment) "UPDATE meeting SET ends_at = '" moment "' WHERE id = " MEETING ";"
#define HOLD MOVE("hold", "notified", "", "")
#define ADOPTED RUNNING ALL_COME AGREE("> 0") DECIDE("adopted")
#define HELD ADOPTED ENDS("2026-11-22 11:30+09") KEEPER(AFTER) HOLD

static PGconn *server; /* as the server's role */

static inline const char *rule_of(const PGresult *result)
{
    const char *rule = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);

    if (!rule || !*rule)
        rule = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return arena_strdup(arena, rule ? rule : PQresultErrorMessage(result));
}

/* The last cell of what the statements give, else the rule that refuses them (the SQLSTATE where
 * none is named). Nothing stays. */
static inline const char *found(const char *statements)
{
    PGresult *result, *begun = PQexec(server, "BEGIN");
    const char *said = "";

    PQclear(begun);
    result = PQexec(server, arena_printf(arena, "%s SET CONSTRAINTS ALL IMMEDIATE", statements));
    if (PQresultStatus(result) == PGRES_FATAL_ERROR)
        said = rule_of(result);
    PQclear(result);
    PQclear(PQexec(server, "ROLLBACK"));
    return said;
}

static inline const char *told(const char *statements, const char *question)
{
    PGresult *result;
    const char *said;

    PQclear(PQexec(server, "BEGIN"));
    result = PQexec(server, arena_printf(arena, "%s %s", statements, question));
    said = PQresultStatus(result) == PGRES_TUPLES_OK ? arena_strdup(arena, PQgetvalue(result, 0, 0))
                                                     : rule_of(result);
    PQclear(result);
    PQclear(PQexec(server, "ROLLBACK"));
    return said;
}

#define refused(statements, rule) ck_assert_str_eq(found(statements), rule)
#define passes(statements) ck_assert_str_eq(found(statements), "")

static inline PGconn *server_connection(void)
{
    PGconn *connection = PQconnectdb(server_url(CORE_DATABASE));

    PQsetNoticeProcessor(connection, test_ignore_notice, NULL);
    return connection;
}

static inline void committee_open(void)
{
    core_open();
    server = server_connection();
}

static inline void committee_close(void)
{
    PQfinish(server);
    core_tear_down();
}

static inline TCase *committee_case(const char *name)
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, city_migrate_once, NULL);
    tcase_add_checked_fixture(tc, committee_open, committee_close);
    tcase_set_timeout(tc, 240);
    return tc;
}

#endif

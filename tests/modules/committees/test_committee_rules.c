#include "committee_database.h"

/* 総意 (clause 7(2)ア(ア), BR-CM-04 to 07): what can be adopted, who has a 意思, and that no way
 * leads around an objection. */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define STRICT                                                                                     \
    "INSERT INTO setting (key, value, valid_from, note)"                                           \
    " VALUES ('committee.strict_all_members', 'yes', '2026-11-22', '規程');"
#define PROXIES "UPDATE committee SET allows_proxy = true WHERE code = 'isc';"
#define REPRESENTED(number)                                                                        \
    "UPDATE attendance SET actual = 'proxy', proxy_name = '代理' WHERE id = " SEAT(number) ";"
#define NOT_RECORDED(places)                                                                       \
    "UPDATE attendance SET actual = NULL, reason = '' WHERE meeting_id = " MEETING                 \
    " AND place " places ";"
#define GUEST                                                                                      \
    "INSERT INTO attendance (meeting_id, seat_kind, place, name, source)"                          \
    " VALUES (" MEETING ", 'expert', 99, '砂山根 聡', 'invited');"
#define SEATED_SINCE                                                                               \
    "INSERT INTO committee_seat (committee_code, kind, person_id, source, designated_on,"          \
    " valid_from, order_no) SELECT 'isc', 'member', id, 'designated_by_chair', '2026-11-20',"      \
    " '2026-11-20', 103 FROM person WHERE staff_no = '206611';"
#define CALLED_AGAIN "SELECT meeting_refresh_roster(" MEETING ");"
#define ONE_OBJECTS ALL_COME AGREE("< 26") SAID(26, "objection")

/* ---- what can be adopted -----------------------------------------------------------------------
 */

static const struct {
    const char *what, *statements, *refusal;
} adoptions[] = {
    {"all agree", ALL_COME AGREE("> 0"), ""},
    {"one objects", ONE_OBJECTS, "decision_objection"},
    {"the chair objects", ALL_COME AGREE("> 1") SAID(1, "objection"), "decision_objection"},
    {"an absent member objects in writing",
     ALL_COME COMES("= 26", "absent", "公務") WROTE(26, "objection") AGREE("> 0"),
     "decision_objection"},
    {"one who wrote before comes and says nothing more",
     WROTE(26, "objection") ALL_COME AGREE("< 26"), "decision_objection"},
    {"one who wrote before comes and agrees",
     WROTE(26, "objection") ALL_COME AGREE("< 26") SAYS(26, "no_objection", "", "at_meeting", 2),
     ""},
    {"an absent member agrees in writing",
     ALL_COME COMES("= 26", "absent", "公務") WROTE(26, "no_objection") AGREE("> 0"), ""},
    {"an absent member says nothing", ALL_COME COMES("= 26", "absent", "公務") AGREE("> 0"), ""},
    {"one is represented", PROXIES ALL_COME REPRESENTED(26) AGREE("> 0"), ""},
    {"one is represented where nobody may be", ALL_COME REPRESENTED(26) AGREE("> 0"),
     "attendance_proxy_allowed"},
    {"one reserves", ALL_COME AGREE("< 26") SAID(26, "reserved"), ""},
    {"one has left", ALL_COME AGREE("< 26") SAID(26, "left"), ""},
    {"late and leaving early",
     ALL_COME COMES("= 25", "late", "") COMES("= 26", "left_early", "") AGREE("> 0"), ""},
    {"only one is there", COMES("> 1", "absent", "") COMES("= 1", "present", "") AGREE("> 0"), ""},
    {"a present member has said nothing", ALL_COME AGREE("< 26"), "decision_position_missing"},
    {"one took it back", ALL_COME AGREE("> 0") SAYS(26, "not_present", "", "at_meeting", 2),
     "decision_position_missing"},
    {"one objected and agrees now", ONE_OBJECTS SAYS(26, "no_objection", "", "at_meeting", 2), ""},
    {"one agreed and objects now",
     ALL_COME AGREE("> 0") SAYS(26, "objection", "理由", "at_meeting", 2), "decision_objection"},
    {"one seat is not recorded", ALL_COME AGREE("< 26") NOT_RECORDED("= 26"),
     "decision_attendance_missing"},
    {"one is there and no other seat is recorded", COMES("= 1", "present", "") AGREE("> 0"),
     "decision_attendance_missing"},
    {"an absent one agrees in writing and no other seat is recorded",
     COMES("= 1", "present", "") COMES("= 2", "absent", "") WROTE(2, "no_objection") AGREE("> 0"),
     "decision_attendance_missing"},
    {"one has written that he agrees and is not recorded",
     ALL_COME AGREE("< 26") NOT_RECORDED("= 26") WROTE(26, "no_objection"),
     "decision_attendance_missing"},
    {"one objects and another is not recorded",
     ALL_COME AGREE("< 25") SAID(25, "objection") NOT_RECORDED("= 26"), "decision_objection"},
    {"a guest is not recorded", ALL_COME AGREE("> 0") GUEST, ""},
    {"one has got a seat since the notice", SEATED_SINCE ALL_COME AGREE("> 0"),
     "meeting_roster_as_called"},
    {"who has got a seat is called and not recorded",
     SEATED_SINCE ALL_COME AGREE("> 0") CALLED_AGAIN, "decision_attendance_missing"},
    {"who has got a seat is there and agrees", SEATED_SINCE CALLED_AGAIN ALL_COME AGREE("> 0"), ""},
    {"nobody came", COMES("> 0", "absent", ""), "decision_nobody_present"},
    {"nobody is recorded", "", "decision_nobody_present"},
    {"everybody has left",
     ALL_COME "INSERT INTO item_position (item_id, attendance_id, value) SELECT " ITEM
              ", id, 'left' FROM attendance WHERE meeting_id = " MEETING ";",
     "decision_nobody_present"},
    {"all seats are asked for and one is absent",
     STRICT ALL_COME COMES("= 26", "absent", "") AGREE("> 0"), "decision_not_all"},
    {"all seats are asked for and one reserves", STRICT ALL_COME AGREE("< 26") SAID(26, "reserved"),
     "decision_not_all"},
    {"all seats are asked for and agree", STRICT ALL_COME AGREE("> 0"), ""},
    {"all seats are asked for and the absent one agrees in writing",
     STRICT ALL_COME COMES("= 26", "absent", "") WROTE(26, "no_objection") AGREE("> 0"), ""},
};

START_TEST(an_item_is_adopted_by_consensus_alone)
{
    for (size_t i = 0; i < COUNT(adoptions); i++) {
        const char *rule =
            found(arena_printf(arena, RUNNING "%s" DECIDE("adopted"), adoptions[i].statements));

        ck_assert_msg(!strcmp(rule, adoptions[i].refusal), "%s: %s", adoptions[i].what, rule);
    }
}
END_TEST

START_TEST(an_objection_leaves_the_other_results)
{
    static const char *const outcomes[] = {"not_adopted", "carried_over", "withdrawn"};

    for (size_t i = 0; i < COUNT(outcomes); i++)
        passes(arena_printf(arena,
                            RUNNING ONE_OBJECTS "INSERT INTO decision (item_id, outcome, text)"
                                                " VALUES (" ITEM ", '%s', '決定');",
                            outcomes[i]));
    refused(RUNNING ONE_OBJECTS DECIDE("noted"), "decision_outcome_of_type");
}
END_TEST

/* ---- what else rests on positions --------------------------------------------------------------
 */

#define LAST_UNRECORDED ALL_COME AGREE("< 25") SAID(25, "objection") NOT_RECORDED("= 26")

static const struct {
    const char *what, *outcome, *statements, *refusal;
} results[] = {
    {"one objects", "not_adopted", ONE_OBJECTS, ""},
    {"all agree", "not_adopted", ALL_COME AGREE("> 0"), ""},
    {"one objects and another is not recorded", "not_adopted", LAST_UNRECORDED,
     "decision_attendance_missing"},
    {"one is there and no other seat is recorded", "not_adopted",
     COMES("= 1", "present", "") SAID(1, "objection"), "decision_attendance_missing"},
    {"nobody is recorded", "not_adopted", "", "decision_attendance_missing"},
    {"one has said nothing", "not_adopted", ALL_COME SAID(26, "objection"),
     "decision_position_missing"},
    {"the absent one says nothing", "not_adopted",
     ALL_COME COMES("= 26", "absent", "公務") AGREE("< 25") SAID(25, "objection"), ""},
    {"nobody came", "not_adopted", COMES("> 0", "absent", ""), "decision_nobody_present"},
    {"a guest is not recorded", "not_adopted", ONE_OBJECTS GUEST, ""},
    {"one has got a seat since the notice", "not_adopted", SEATED_SINCE ONE_OBJECTS,
     "meeting_roster_as_called"},
    {"before anybody is recorded", "carried_over", "", ""},
    {"nobody came", "carried_over", COMES("> 0", "absent", ""), ""},
    {"some are recorded and nobody has spoken", "carried_over", COMES("< 9", "present", ""), ""},
    {"one has spoken and another is not recorded", "carried_over", LAST_UNRECORDED,
     "decision_attendance_missing"},
    {"one has written and is not recorded", "carried_over", WROTE(26, "objection"),
     "decision_attendance_missing"},
    {"one has written and nobody came", "carried_over",
     COMES("> 0", "absent", "") WROTE(26, "objection"), ""},
    {"some have spoken, and all are recorded", "carried_over", ALL_COME SAID(26, "objection"), ""},
    {"one has got a seat since the notice", "carried_over", SEATED_SINCE ONE_OBJECTS,
     "meeting_roster_as_called"},
    {"one has got a seat since, and nobody has spoken", "carried_over", SEATED_SINCE ALL_COME, ""},
    {"one has spoken and another is not recorded", "withdrawn", LAST_UNRECORDED, ""},
    {"before anybody is recorded", "withdrawn", "", ""},
};

START_TEST(what_rests_on_positions_knows_whose)
{
    for (size_t i = 0; i < COUNT(results); i++) {
        const char *rule =
            found(arena_printf(arena,
                               RUNNING "%s INSERT INTO decision (item_id, outcome, text)"
                                       " VALUES (" ITEM ", '%s', '決定');",
                               results[i].statements, results[i].outcome));

        ck_assert_msg(!strcmp(rule, results[i].refusal), "%s, %s: %s", results[i].what,
                      results[i].outcome, rule);
    }
}
END_TEST

START_TEST(the_counts_are_found_and_not_typed)
{
    ck_assert_str_eq(told(RUNNING ALL_COME COMES("= 24", "absent", "") AGREE("< 24")
                              SAID(25, "reserved") SAID(26, "left") DECIDE("adopted"),
                          "SELECT concat_ws(' ', seats, present, no_objection, objection, reserved,"
                          " left_meeting, rule) FROM decision ORDER BY id DESC LIMIT 1"),
                     "26 25 23 0 1 1 consensus");
    refused(RUNNING ALL_COME AGREE(
                "> 0") "INSERT INTO decision (item_id, outcome, text, present) VALUES (" ITEM
                       ", 'adopted', '決定', 26);",
            "42501");
}
END_TEST

/* ---- 25 agree and one objects ------------------------------------------------------------------
 */

static const struct {
    const char *statements, *refusal;
} ways_around[] = {
    {"UPDATE attendance SET actual = 'absent' WHERE id = " SEAT(26) ";",
     "attendance_has_positions"},
    {"UPDATE attendance SET actual = NULL WHERE id = " SEAT(26) ";", "attendance_has_positions"},
    {PROXIES REPRESENTED(26), "attendance_has_positions"},
    {"UPDATE attendance SET withdrawn_at = instant() WHERE id = " SEAT(26) ";",
     "attendance_has_positions"},
    {"UPDATE attendance SET seat_kind = 'observer' WHERE id = " SEAT(26) ";", "42501"},
    {"DELETE FROM attendance WHERE id = " SEAT(26) ";", "42501"},
    {"UPDATE item_position SET value = 'no_objection' WHERE item_id = " ITEM ";", "42501"},
    {"DELETE FROM item_position WHERE item_id = " ITEM ";", "42501"},
    {"UPDATE agenda_item SET type = 'discussion' WHERE id = " ITEM ";",
     "agenda_item_has_positions"},
    {"UPDATE agenda_item SET removed_at = instant() WHERE id = " ITEM ";",
     "agenda_item_is_spoken_of"},
    {MOVE("reschedule", "notified", "延期", ""), "meeting_is_under_way"},
    {MOVE("cancel", "notified", "中止", ""), "meeting_is_under_way"},
    {"UPDATE meeting SET is_migrated = true WHERE id = " MEETING ";", "42501"},
    {"UPDATE meeting SET state = 'planned' WHERE id = " MEETING ";", "42501"},
    {"UPDATE committee SET decision_rule = 'per_own_rule' WHERE code = 'isc';", "42501"},
    {"ALTER TABLE decision DISABLE TRIGGER ALL;", "42501"},
    {"SET LOCAL session_replication_role = replica;", "42501"},
    {"SELECT set_config('mamori.person', '', true);" DECIDE("adopted"), "decision_objection"},
    {DECIDE("carried_over") DECIDE("withdrawn"), "decision_item_once"},
    {DECIDE("carried_over") "UPDATE decision SET outcome = 'adopted' WHERE item_id = " ITEM ";",
     "42501"},
    {DECIDE("carried_over") "DELETE FROM decision WHERE item_id = " ITEM ";", "42501"},
    {DECIDE("carried_over") SAYS(26, "no_objection", "", "at_meeting", 2), "position_is_frozen"},
    {DECIDE("adopted"), "decision_objection"},
};

START_TEST(no_way_leads_around_an_objection)
{
    passes(RUNNING ONE_OBJECTS);
    for (size_t i = 0; i < COUNT(ways_around); i++) {
        const char *rule =
            found(arena_printf(arena, RUNNING ONE_OBJECTS "%s", ways_around[i].statements));

        ck_assert_msg(!strcmp(rule, ways_around[i].refusal), "%s: %s", ways_around[i].statements,
                      rule);
    }
}
END_TEST

/* ---- who comes when an item is decided ---------------------------------------------------------
 */

#define ONE_AWAY ALL_COME COMES("= 26", "absent", "公務") AGREE("> 0") DECIDE("adopted")
#define ONE_AWAY_AND_FAILED                                                                        \
    ALL_COME COMES("= 26", "absent", "公務") AGREE("< 25") SAID(25, "objection")                   \
        DECIDE("not_adopted")
#define LATER "attendance_after_decision"

static const struct {
    const char *what, *statements, *refusal;
} comings[] = {
    {"there from the beginning", ONE_AWAY COMES("= 26", "present", ""), LATER},
    {"there until he left", ONE_AWAY COMES("= 26", "left_early", ""), LATER},
    {"late", ONE_AWAY COMES("= 26", "late", "公務"), ""},
    {"late, then there from the beginning",
     ONE_AWAY COMES("= 26", "late", "公務") COMES("= 26", "present", ""), LATER},
    {"late, and leaves early",
     ONE_AWAY COMES("= 26", "late", "公務") COMES("= 26", "left_early", ""), ""},
    {"late, and away after all",
     ONE_AWAY COMES("= 26", "late", "公務") COMES("= 26", "absent", "公務"), ""},
    {"not known any more", ONE_AWAY NOT_RECORDED("= 26"), LATER},
    {"late, speaks of the next item",
     "INSERT INTO agenda_item (meeting_id, no, title, type, category)"
     " VALUES (" MEETING ", 2, '訓練', 'deliberation', 'e');" ONE_AWAY COMES(
         "= 26", "late", "公務") "INSERT INTO item_position (item_id, attendance_id, value,"
                                 " reason) SELECT max(i.id), " SEAT(
                                     26) ", 'objection', '理由'"
                                         " FROM agenda_item i WHERE i.meeting_id = " MEETING ";",
     ""},
    {"of two who agreed one was late",
     ALL_COME COMES("= 25", "late", "") AGREE("> 0") DECIDE("adopted") COMES("= 25", "present", ""),
     ""},
    {"one who agreed leaves",
     ALL_COME AGREE("> 0") DECIDE("adopted") COMES("= 25", "left_early", ""), ""},
    {"the item was put off",
     COMES("< 26", "present", "") DECIDE("carried_over") COMES("= 26", "present", ""), ""},
    {"was away when the item failed", ONE_AWAY_AND_FAILED COMES("= 26", "present", ""), LATER},
    {"is late to what failed", ONE_AWAY_AND_FAILED COMES("= 26", "late", "公務"), ""},
    {"was late to what failed, then there from the beginning",
     ONE_AWAY_AND_FAILED COMES("= 26", "late", "公務") COMES("= 26", "present", ""), LATER},
    {"is not known any more of what failed", ONE_AWAY_AND_FAILED NOT_RECORDED("= 26"), LATER},
    {"of two who spoke of what failed one was late",
     ALL_COME COMES("= 25", "late", "") AGREE("< 26") SAID(26, "objection") DECIDE("not_adopted")
         COMES("= 25", "present", ""),
     ""},
    {"was away when the item was put off after an objection",
     ALL_COME COMES("= 26", "absent", "公務") SAID(25, "objection") DECIDE("carried_over")
         COMES("= 26", "present", ""),
     ""},
    {"a guest comes", ALL_COME AGREE("> 0") GUEST DECIDE("adopted") COMES("= 99", "present", ""),
     ""},
    {"who has got a seat since", ONE_AWAY SEATED_SINCE CALLED_AGAIN COMES("= 27", "present", ""),
     LATER},
    {"who has got a seat since comes late",
     ONE_AWAY SEATED_SINCE CALLED_AGAIN COMES("= 27", "late", ""), ""},
};

/* What was settled without somebody stays so: he is heard from the next item on. */
START_TEST(nobody_was_there_after_the_decision)
{
    for (size_t i = 0; i < COUNT(comings); i++) {
        const char *rule = found(arena_printf(arena, RUNNING "%s", comings[i].statements));

        ck_assert_msg(!strcmp(rule, comings[i].refusal), "%s: %s", comings[i].what, rule);
    }
}
END_TEST

/* A mistake of the record is corrected by taking it back, which stays to be read. */
START_TEST(a_wrong_record_is_taken_back_first)
{
    ck_assert_str_eq(
        told(
            RUNNING ONE_OBJECTS SAYS(26, "not_present", "", "at_meeting", 2)
                COMES("= 26", "absent", "公務") DECIDE("adopted"),
            "SELECT string_agg(value, ' ' ORDER BY seq) FROM item_position WHERE attendance_id = " SEAT(
                26)),
        "objection not_present");
}
END_TEST

/* ---- who has a 意思 -----------------------------------------------------------------------------
 */

#define INVITED(kind)                                                                              \
    "INSERT INTO attendance (meeting_id, seat_kind, place, name, source)"                          \
    " VALUES (" MEETING ", '" kind "', 99, '砂山根 聡', 'invited');" COMES("= 99", "present", "")

static const struct {
    const char *what, *statements, *refusal;
} speakers[] = {
    {"secretary", INVITED("secretary") SAID(99, "no_objection"), "position_of_member"},
    {"expert", INVITED("expert") SAID(99, "objection"), "position_of_member"},
    {"observer", INVITED("observer") SAID(99, "no_objection"), "position_of_member"},
    {"staff concerned", INVITED("staff_concerned") SAID(99, "no_objection"), "position_of_member"},
    {"invited as a member", INVITED("member"), "attendance_invited_without_seat"},
    {"a seat of another meeting",
     KEEPER(NOTICE) PLAN("isc", "regular", "2026-11-23 10:00+09") ADD_ITEM(1, "deliberation")
         NOTIFY KEEPER(
             DURING) "INSERT INTO item_position (item_id, attendance_id, value) SELECT max(i.id), min(a.id),"
                     " 'no_objection' FROM agenda_item i, attendance a;",
     "position_of_member"},
    {"a member for himself in the room",
     ALL_COME MEMBER(LAST_MEMBER, DURING) SAID(26, "no_objection"), "position_by_member"},
    {"a member for another", MEMBER(LAST_MEMBER, DURING) WROTE(25, "no_objection"),
     "position_by_member"},
    {"staff", MEMBER("304182", DURING) WROTE(25, "no_objection"), "position_by_member"},
    {"a member for himself in writing", MEMBER(LAST_MEMBER, NOTICE) WROTE(26, "objection"), ""},
    {"in writing though he is there", ALL_COME MEMBER(LAST_MEMBER, DURING) WROTE(26, "objection"),
     "position_written_when_absent"},
    {"in the room though he is not", COMES("> 0", "absent", "") SAID(26, "no_objection"),
     "position_when_present"},
    {"in the room for one whose attendance is open", SAID(26, "no_objection"),
     "position_when_present"},
    {"an objection without a reason", ALL_COME SAYS(26, "objection", "", "at_meeting", 1),
     "item_position_objection_why"},
    {"left, in writing", WROTE(26, "left"), "item_position_written_stated"},
    {"over another's record", ALL_COME SAID(26, "reserved") SAID(26, "no_objection"),
     "position_changed_meanwhile"},
    {"ahead of the record", ALL_COME SAYS(26, "reserved", "", "at_meeting", 2),
     "position_changed_meanwhile"},
    {"before the meeting has begun",
     ALL_COME KEEPER("2026-11-22 09:59+09") SAID(26, "no_objection"), "position_when_present"},
    {"on a report",
     ALL_COME "UPDATE agenda_item SET type = 'report' WHERE id = " ITEM
              ";" SAID(26, "no_objection"),
     "position_of_deliberation"},
};

START_TEST(those_with_a_seat_have_a_position)
{
    for (size_t i = 0; i < COUNT(speakers); i++) {
        const char *rule = found(arena_printf(arena, RUNNING "%s", speakers[i].statements));

        ck_assert_msg(!strcmp(rule, speakers[i].refusal), "%s: %s", speakers[i].what, rule);
    }
}
END_TEST

#define COUNCIL                                                                                    \
    KEEPER(NOTICE)                                                                                 \
    "INSERT INTO committee_seat (committee_code, kind, post_code, source, valid_from) VALUES"      \
    " ('juki_net_council', 'member', 'planning_director', 'ex_officio', '2026-04-01'),"            \
    " ('juki_net_council', 'chair', 'vice_mayor_1', 'ex_officio', '2026-04-01');" PLAN(            \
        "juki_net_council", "regular", BEGINS) ADD_ITEM(1, "deliberation") NOTIFY                  \
    KEEPER(DURING)

/* BR-CM-13: a council decides as its own rule says. */
START_TEST(consensus_is_not_for_the_councils)
{
    refused(COUNCIL ALL_COME SAID(1, "no_objection"), "position_by_consensus");
    passes(COUNCIL ALL_COME DECIDE("adopted"));
    refused(KEEPER(NOTICE) PLAN("discipline_committee", "regular", BEGINS),
            "meeting_of_recorded_committee");
}
END_TEST

/* ---- who has a seat ----------------------------------------------------------------------------
 */

#define SEAT_OF(committee, columns, values)                                                        \
    "INSERT INTO committee_seat (committee_code, kind, order_no, " columns ") SELECT '" committee  \
    "', 'member', " values ";"
#define DESIGNATED_ON "person_id, source, designated_on, valid_from, valid_to"
#define OF_POST "post_code, source, valid_from, valid_to"
#define WHO(no) "(SELECT id FROM person WHERE staff_no = '" no "')"

/* A member for half a year, one whose seat has ended, one with a seat by the post already, and
 * posts of a council whose holders change, in and out of their time. */
static const char seats[] =
    DESIGNATED SEAT_OF("isc", DESIGNATED_ON,
                       "103, " WHO("206611") ", 'designated_by_chair', DATE '2026-03-01', DATE"
                                             " '2026-04-01', DATE '2026-09-30'")
        SEAT_OF("juki_net_council", OF_POST,
                "1, 'section_head:0502', 'ex_officio', DATE '2025-04-01', DATE '2026-11-21'")
            SEAT_OF("juki_net_council", OF_POST,
                    "2, 'planning_director', 'ex_officio', DATE '2024-04-01', NULL::date")
                SEAT_OF("tax_net_council", DESIGNATED_ON,
                        "1, " WHO("100001") ", 'designated_by_chair', DATE '2024-04-01', DATE"
                                            " '2024-04-01', NULL::date");

/* Staff numbers of whom sits_on() takes for somebody else than the roster of the day does, and how
 * many sit there: the first asks the viewer's own roles and seats, the second makes the whole list.
 */
static const char differing[] =
    "CREATE FUNCTION pg_temp.differing(committee text, day date) RETURNS text LANGUAGE plpgsql AS $$"
    " DECLARE p record; wrong text := ''; sitting integer := 0;"
    " BEGIN PERFORM set_config('mamori.now', day || ' 12:00+09', true);"
    " FOR p IN SELECT x.id, x.staff_no, r.person_id IS NOT NULL AS sits FROM person x"
    "   LEFT JOIN committee_roster(committee, day) r ON r.person_id = x.id LOOP"
    "  PERFORM set_config('mamori.person', p.id::text, true);"
    "  sitting := sitting + p.sits::integer;"
    "  IF sits_on(committee) <> p.sits THEN wrong := wrong || ' ' || p.staff_no; END IF;"
    " END LOOP; RETURN sitting || wrong; END $$";

static const struct {
    const char *committee, *day, *seats;
} days[] = {
    {"isc", "2026-03-31", "24"},
    {"isc", "2026-04-01", "25"},
    {"isc", "2026-09-30", "25"},
    {"isc", "2026-10-01", "26"},
    {"isc", "2026-11-22", "26"},
    {"juki_net_council", "2026-03-31", "2"},
    {"juki_net_council", "2026-11-21", "2"},
    {"juki_net_council", "2026-11-22", "1"},
    {"tax_net_council", "2026-11-22", "0"},
};

/* BR-CM-03, of everybody. */
START_TEST(the_viewers_seat_is_that_of_the_roster)
{
    sql("BEGIN; SET LOCAL session_replication_role = replica");
    sql(seats);
    sql(differing);
    for (size_t i = 0; i < COUNT(days); i++) {
        const char *said =
            sql_format("SELECT pg_temp.differing('%s', '%s')", days[i].committee, days[i].day);

        ck_assert_msg(!strcmp(said, days[i].seats), "%s on %s: %s", days[i].committee, days[i].day,
                      said);
    }
    sql("ROLLBACK");
}
END_TEST

Suite *test_committee_rules_suite(void);

Suite *test_committee_rules_suite(void)
{
    Suite *s = suite_create("modules/committees/committee_rules");
    TCase *tc = committee_case("rules");

    tcase_add_test(tc, an_item_is_adopted_by_consensus_alone);
    tcase_add_test(tc, an_objection_leaves_the_other_results);
    tcase_add_test(tc, what_rests_on_positions_knows_whose);
    tcase_add_test(tc, the_counts_are_found_and_not_typed);
    tcase_add_test(tc, no_way_leads_around_an_objection);
    tcase_add_test(tc, nobody_was_there_after_the_decision);
    tcase_add_test(tc, a_wrong_record_is_taken_back_first);
    tcase_add_test(tc, those_with_a_seat_have_a_position);
    tcase_add_test(tc, consensus_is_not_for_the_councils);
    tcase_add_test(tc, the_viewers_seat_is_that_of_the_roster);
    suite_add_tcase(s, tc);
    return s;
}

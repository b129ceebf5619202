#include "directive_database.h"

/* Who is told what of meetings and directives, and that each thing is told once (domain 3.10). */

#define MEETING "(SELECT max(id) FROM meeting)"
#define PLAN_UNTIL(reply_by)                                                                       \
    "INSERT INTO meeting (committee_code, kind, starts_at, place, reply_by) VALUES ('isc',"        \
    " 'regular', '2026-12-10 10:00+09', '第1会議室', '" reply_by "');"                             \
    " INSERT INTO agenda_item (meeting_id, no, title, type, category) VALUES (" MEETING            \
    ", 1, '訓練の結果', 'report', 'a');"
#define PLAN PLAN_UNTIL("2026-12-01")
#define MOVE(event, from, text)                                                                    \
    "INSERT INTO meeting_step (meeting_id, event, from_state, text, doc_number) VALUES (" MEETING  \
    ", '" event "', '" from "', '" text "', '藤デ1');"
#define NOTIFY MOVE("notify", "planned", "")

static void open_accounts(void)
{
    directive_open();
    sql("INSERT INTO account (person_id, login) SELECT id, staff_no FROM person"
        " WHERE staff_no IN ('" CLERK "', '" NSM "', '" HEAD "', '" LEADER "', '" OTHER_HEAD
        "', '" CISO "')");
}

/* The staff numbers of who was told this, in order. */
static const char *told(const char *kind)
{
    return sql_format("SELECT coalesce(string_agg(p.staff_no, ' ' ORDER BY p.staff_no), '') FROM"
                      " notification n JOIN person p ON p.id = n.recipient_id WHERE n.kind = '%s'",
                      kind);
}

#define told_to(kind, people) ck_assert_str_eq(told(kind), people)

static void remind_on(const char *day)
{
    sql_format("SELECT set_config('mamori.now', '%s 09:00+09', false)", day);
    sql("SELECT committee_remind()");
    sql("SELECT committee_remind()");
}

START_TEST(meeting_steps)
{
    done(BY_CLERK, PLAN NOTIFY);
    told_to("meeting_notified", CISO);
    ck_assert_str_eq(sql("SELECT due FROM notification LIMIT 1"), "2026-12-01");
    done(BY_CLERK, MOVE("reschedule", "notified", "日程を改める。"));
    told_to("meeting_rescheduled", CISO);
    done(BY_CLERK, NOTIFY MOVE("cancel", "notified", "中止する。"));
    told_to("meeting_notified", CISO " " CISO);
    told_to("meeting_cancelled", CISO);
}
END_TEST

#define ASK(staff_no_)                                                                                 \
    "INSERT INTO attendance (meeting_id, seat_kind, place, person_id, name, source) SELECT " MEETING   \
    ", 'staff_concerned', 201, id, '関係課の職員', 'invited' FROM person WHERE staff_no = '" staff_no_ \
    "';"
#define SAID(planned_, staff_no_)                                                                    \
    "UPDATE attendance SET planned = '" planned_ "', reason = '出張' WHERE person_id = (SELECT id" \
    " FROM person WHERE staff_no = '" staff_no_ "')"

/* Three days before the day of the answers, once, who has not answered; of a section concerned
 * its head and leader, too. */
START_TEST(answers_of_a_meeting)
{
    done(BY_CLERK, PLAN ASK(LEADER) NOTIFY);
    remind_on("2026-11-27");
    told_to("meeting_reply_due", "");
    remind_on("2026-11-28");
    told_to("meeting_reply_due", CISO " " HEAD " " LEADER);
    ck_assert_str_eq(sql("SELECT due FROM notification WHERE kind = 'meeting_reply_due' LIMIT 1"),
                     "2026-12-01");
    remind_on("2026-12-01");
    told_to("meeting_reply_due", CISO " " HEAD " " LEADER);
}
END_TEST

START_TEST(answers_that_came)
{
    done(BY_CLERK, PLAN ASK(LEADER) NOTIFY);
    sql(SAID("absent", CISO));
    remind_on("2026-11-30");
    told_to("meeting_reply_due", HEAD " " LEADER);
    sql("DELETE FROM notification");
    sql(SAID("attending", LEADER));
    remind_on("2026-11-30");
    told_to("meeting_reply_due", "");
}
END_TEST

START_TEST(answers_too_late_or_just_asked)
{
    done(BY_CLERK, PLAN_UNTIL("2026-11-24") NOTIFY);
    remind_on("2026-11-22");
    told_to("meeting_reply_due", "");
    remind_on("2026-11-25");
    told_to("meeting_reply_due", "");
    remind_on("2026-11-23");
    told_to("meeting_reply_due", CISO);
}
END_TEST

START_TEST(directive_steps)
{
    done(BY_CLERK, DRAFT STEP("issue"));
    told_to("directive_issued", NSM " " OTHER_HEAD " " HEAD " " LEADER);
    done(BY_HEAD, ANSWER("confirm", "0502", "") ANSWER("report", "0502", "した"));
    done(BY_CLERK, STEP("remind"));
    told_to("directive_reminded", NSM " " OTHER_HEAD);
    done(BY_CLERK, STEP("remind"));
    told_to("directive_reminded", NSM " " NSM " " OTHER_HEAD " " OTHER_HEAD);
}
END_TEST

START_TEST(directive_days)
{
    done(BY_CLERK, DRAFT_FOR("listed", "(SELECT array_agg(id) FROM org_unit WHERE code = '0502')",
                             "'2026-12-25'") STEP("issue"));
    remind_on("2026-12-17");
    told_to("directive_due", "");
    remind_on("2026-12-18");
    told_to("directive_due", HEAD " " LEADER);
    remind_on("2026-12-25");
    told_to("directive_due", HEAD " " LEADER);
    told_to("directive_overdue", "");
    remind_on("2026-12-26");
    told_to("directive_overdue", NSM " " HEAD " " CLERK " " LEADER);
    remind_on("2026-12-27");
    told_to("directive_overdue", NSM " " HEAD " " CLERK " " LEADER);
}
END_TEST

START_TEST(answered_in_time)
{
    done(BY_CLERK, DRAFT_FOR("listed", "(SELECT array_agg(id) FROM org_unit WHERE code = '0502')",
                             "'2026-12-25'") STEP("issue"));
    done(BY_HEAD, ANSWER("confirm", "0502", "") ANSWER("report", "0502", "した"));
    remind_on("2026-12-26");
    told_to("directive_due", "");
    told_to("directive_overdue", "");
}
END_TEST

/* BR-CM-01: none held on 30 September, fewer than two on 28 February. */
START_TEST(too_few_meetings)
{
    remind_on("2026-09-29");
    told_to("meetings_too_few", "");
    remind_on("2026-09-30");
    told_to("meetings_too_few", CISO " " NSM " " CLERK);
    remind_on("2027-02-27");
    told_to("meetings_too_few", CISO " " NSM " " CLERK);
    remind_on("2027-02-28");
    told_to("meetings_too_few", CISO " " CISO " " NSM " " NSM " " CLERK " " CLERK);
}
END_TEST

/* BR-CM-12: 45 days, then each week. */
START_TEST(late_minutes)
{
    done(BY_CLERK, PLAN NOTIFY);
    sql("UPDATE meeting SET state = 'held', ends_at = starts_at + interval '1 hour',"
        " presider_id = (SELECT id FROM attendance WHERE seat_kind = 'chair')");
    remind_on("2027-01-24");
    told_to("minutes_overdue", "");
    remind_on("2027-01-25");
    told_to("minutes_overdue", NSM " " CLERK);
    remind_on("2027-01-31");
    told_to("minutes_overdue", NSM " " CLERK);
    remind_on("2027-02-01");
    told_to("minutes_overdue", NSM " " NSM " " CLERK " " CLERK);
}
END_TEST

START_TEST(guidance_and_questions)
{
#define NOTE(kind)                                                                                 \
    "INSERT INTO guidance (org_unit_id, kind, title, body) SELECT id, '" kind                      \
    "', '手続', '改める。' FROM org_unit WHERE code = '0502';"
    done(BY(NSM, "guidance_write meeting_maintain"), NOTE("advice"));
    told_to("guidance_given", HEAD " " LEADER);
    done(BY(LEADER, ANSWERS), NOTE("question"));
    told_to("guidance_asked", NSM " " CLERK);
    refused(BY(LEADER, ANSWERS), NOTE("guidance"), "guidance_by_manager");
    refused(BY(OTHER_HEAD, ANSWERS), NOTE("question"), "guidance_of_section");
}
END_TEST

/* A calendar has the meetings one is called to and the days of one's own sections. */
START_TEST(calendar_days)
{
#define CALENDAR(no)                                                                               \
    "SELECT coalesce(string_agg(kind || ' ' || day, ',' ORDER BY day), '') FROM calendar_entry("   \
    "(SELECT id FROM person WHERE staff_no = '" no "'))"
    done(BY_CLERK, PLAN);
    ck_assert_str_eq(sql(CALENDAR(CISO)), "");
    done(BY_CLERK, NOTIFY);
    done(BY_CLERK, DRAFT_FOR("listed", "(SELECT array_agg(id) FROM org_unit WHERE code = '0502')",
                             "'2026-12-25'") STEP("issue"));
    ck_assert_str_eq(sql(CALENDAR(CISO)), "meeting 2026-12-10");
    ck_assert_str_eq(sql(CALENDAR(HEAD)), "directive_due 2026-12-25");
    ck_assert_str_eq(sql(CALENDAR(OTHER_HEAD)), "");
    done(BY_HEAD, ANSWER("confirm", "0502", "") ANSWER("report", "0502", "した"));
    ck_assert_str_eq(sql(CALENDAR(HEAD)), "");
}
END_TEST

Suite *test_committee_notice_suite(void)
{
    Suite *suite = suite_create("committee_notice");
    TCase *tc = tcase_create("committee_notice");

    tcase_add_unchecked_fixture(tc, city_migrate, NULL);
    tcase_add_checked_fixture(tc, open_accounts, directive_close);
    tcase_set_timeout(tc, 240);
    tcase_add_test(tc, meeting_steps);
    tcase_add_test(tc, answers_of_a_meeting);
    tcase_add_test(tc, answers_that_came);
    tcase_add_test(tc, answers_too_late_or_just_asked);
    tcase_add_test(tc, directive_steps);
    tcase_add_test(tc, directive_days);
    tcase_add_test(tc, answered_in_time);
    tcase_add_test(tc, too_few_meetings);
    tcase_add_test(tc, late_minutes);
    tcase_add_test(tc, guidance_and_questions);
    tcase_add_test(tc, calendar_days);
    suite_add_tcase(suite, tc);
    return suite;
}

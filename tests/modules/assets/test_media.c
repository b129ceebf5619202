#include "custody_database.h"

/* 持出・貸与簿 as the database keeps it (BR-AS-05, BR-AS-06): who asks, permits, takes, checks. */

#define WISH_FOR(no, taker, carried, level, day, due)                                               \
    "INSERT INTO media_movement (asset_id, taken_by, purpose, carried, carried_level, destination," \
    " out_on, return_by) VALUES (" ASSET(no) ", " PERSON(taker) ", '搬送', '" carried "', " level   \
                                                                ", '印刷所', '" day "', '" due      \
                                                                "');"
#define WISH WISH_FOR("M-1", STAFF, "名簿", "'MC3B'", "2026-11-24", "2026-11-27")
#define MOVEMENT "(SELECT max(id) FROM media_movement)"
#define STEP(event, text, erased)                                                                  \
    "INSERT INTO media_movement_step (movement_id, event, text, is_erased) VALUES (" MOVEMENT      \
    ", '" event "', '" text "', " erased ");"
#define PERMIT STEP("permit", "", "NULL")
#define TAKE_OUT STEP("take_out", "", "NULL")
#define STATE "SELECT state FROM media_movement ORDER BY id DESC LIMIT 1"
#define STANDS "SELECT media_state FROM media_standing WHERE asset_id = " ASSET("M-1")

/* ---- asking ------------------------------------------------------------------------------------
 */

static const struct {
    struct doer doer;
    const char *statements, *rule;
} wishes[] = {
    {{STAFF, READS, NULL}, WISH, ""},
    {{LEADER, DRAFTS, NULL}, WISH, ""},
    {{OTHER_HEAD, CONFIRMS, NULL}, WISH, "media_request_by_section"},
    {{NSM, MANAGES, NULL}, WISH, "media_request_by_section"},
    {{STAFF, READS, NULL},
     WISH_FOR("M-1", LEADER, "", "NULL", "2026-11-24", "2026-11-27"),
     "media_taker_is_self"},
    {{LEADER, DRAFTS, NULL},
     WISH_FOR("M-1", OTHER_HEAD, "", "NULL", "2026-11-24", "2026-11-27"),
     "media_taker_of_section"},
    {{STAFF, READS, NULL},
     WISH_FOR("M-1", STAFF, "", "NULL", "2026-11-21", "2026-11-27"),
     "media_out_ahead"},
    {{STAFF, READS, NULL},
     WISH_FOR("M-1", STAFF, "", "NULL", "2026-11-24", "2026-11-23"),
     "media_movement_due"},
    {{STAFF, READS, NULL}, WISH_FOR("M-1", STAFF, "", "NULL", "2026-11-24", "2027-03-31"), ""},
    {{STAFF, READS, NULL},
     WISH_FOR("M-1", STAFF, "", "NULL", "2026-11-24", "2027-04-01"),
     "media_movement_fiscal_year"},
    {{STAFF, READS, NULL},
     WISH_FOR("M-1", STAFF, "名簿", "NULL", "2026-11-24", "2026-11-27"),
     "media_movement_level_given"},
    {{STAFF, READS, NULL},
     WISH_FOR("M-2", STAFF, "", "NULL", "2026-11-24", "2026-11-27"),
     "media_in_use"},
    {{STAFF, READS, NULL},
     WISH_FOR("H-3", STAFF, "", "NULL", "2026-11-24", "2026-11-27"),
     "media_in_use"},
    {{STAFF, READS, NULL}, WISH WISH, "media_movement_one_open"},
    {{STAFF, READS, NULL}, WISH "UPDATE media_movement SET state = 'permitted';", "42501"},
    {{STAFF, READS, NULL}, WISH "DELETE FROM media_movement;", "42501"},
};

START_TEST(br_as_06_who_asks_and_until_when)
{
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++)
        ck_assert_str_eq(tried(wishes[i].doer, wishes[i].statements), wishes[i].rule);
}
END_TEST

/* ---- each step by each actor -------------------------------------------------------------------
 */

#define EVERYBODY 7
static const struct doer actors[EVERYBODY] = {{STAFF, READS, NULL},
                                              {LEADER, DRAFTS, NULL},
                                              {HEAD, CONFIRMS, NULL},
                                              {OTHER_HEAD, CONFIRMS, NULL},
                                              {NSM, MANAGES, NULL},
                                              {CLERK, KEEPS, NULL},
                                              {CISO, "asset_read asset_read_all", NULL}};

/* By whom: staff (who takes it), leader, head, head of another section, manager, secretariat, CISO.
 */
static const struct {
    const char *before, *step, *by, *state;
} steps[] = {
    {"", PERMIT, "..x....", "permitted"},
    {"", STEP("refuse", "不要", "NULL"), "..x....", "refused"},
    {"", STEP("cancel", "", "NULL"), "xxx.xx.", "cancelled"},
    {PERMIT, TAKE_OUT, "xxx.xx.", "out"},
    {PERMIT, STEP("cancel", "", "NULL"), "xxx.xx.", "cancelled"},
    {PERMIT TAKE_OUT, STEP("return", "", "true"), ".xx.xx.", "returned"},
    {PERMIT TAKE_OUT, STEP("lose", "電車で", "NULL"), "xxx.xx.", "lost"},
    {PERMIT TAKE_OUT STEP("lose", "電車で", "NULL"), STEP("find", "届いた", "true"), "..x.xx.",
     "returned"},
};

START_TEST(br_as_06_each_step_by_whom)
{
    done(BY_STAFF, WISH);
    if (*steps[_i].before)
        done(BY_HEAD, steps[_i].before);
    for (int i = 0; i < EVERYBODY; i++) { /* taken back each time: all start from the same */
        bool may = steps[_i].by[i] == 'x';
        const char *rule = tried(actors[i], steps[_i].step);

        ck_assert_msg(!*rule == may, "%s: actor %d: %s", steps[_i].state, i, rule);
    }
    done(actors[strchr(steps[_i].by, 'x') - steps[_i].by], steps[_i].step);
    answers(STATE, steps[_i].state);
}
END_TEST

static const struct {
    const char *statements, *rule;
} out_of_turn[] = {
    {WISH TAKE_OUT, "media_step_open"},
    {WISH STEP("return", "", "true"), "media_step_open"},
    {WISH STEP("lose", "電車で", "NULL"), "media_step_open"},
    {WISH PERMIT PERMIT, "media_step_open"},
    {WISH STEP("refuse", "", "NULL"), "media_step_reason"},
    {WISH PERMIT TAKE_OUT STEP("lose", "", "NULL"), "media_step_reason"},
    {WISH PERMIT TAKE_OUT STEP("return", "", "NULL"), "media_return_erased"},
    {WISH PERMIT TAKE_OUT STEP("return", "", "true") STEP("return", "", "true"), "media_step_open"},
    {WISH PERMIT TAKE_OUT STEP("cancel", "", "NULL"), "media_step_open"},
};

START_TEST(br_as_06_permitted_before_it_leaves)
{
    for (size_t i = 0; i < sizeof out_of_turn / sizeof *out_of_turn; i++)
        ck_assert_str_eq(tried(BY_HEAD, out_of_turn[i].statements), out_of_turn[i].rule);
}
END_TEST

START_TEST(who_takes_does_not_check)
{
    done(BY_LEADER, WISH_FOR("M-1", LEADER, "", "NULL", "2026-11-24", "2026-11-27"));
    done(BY_HEAD, PERMIT);
    done(BY_LEADER, TAKE_OUT);
    refused(BY_LEADER, STEP("return", "", "true"), "media_return_checked");
    done(BY_HEAD, STEP("return", "", "NULL")); /* nothing was on it */
    answers("SELECT (checked_by = " PERSON(HEAD) ")::text FROM media_movement", "true");
}
END_TEST

/* ---- encryption --------------------------------------------------------------------------------
 */

START_TEST(br_as_05_a_usb_without_encryption_stays)
{
    custody_own("UPDATE asset_media SET is_encrypted = true WHERE asset_id = " ASSET("M-1"));
    done(BY_STAFF, WISH);
    custody_own("ALTER TABLE asset_media DISABLE TRIGGER USER; UPDATE asset_media SET is_encrypted"
                " = false; ALTER TABLE asset_media ENABLE TRIGGER USER; SELECT ''");
    refused(BY_HEAD, PERMIT, "media_usb_encrypted");
    done(BY_HEAD, STEP("refuse", "暗号化されていない", "NULL"));
    refused(BY_STAFF, WISH, "media_usb_encrypted");
}
END_TEST

/* ---- lost, overdue, told -----------------------------------------------------------------------
 */

#define TOLD(kind, staff_no)                                                                       \
    "SELECT count(*) FROM notification WHERE kind = '" kind "' AND recipient_id = " PERSON(staff_no)
#define LATER "2026-11-30 09:00+09"

START_TEST(br_as_06_lost_is_an_incident_to_be)
{
    custody_own("INSERT INTO account (person_id, login, password_hash, password_set_at) SELECT id,"
                " staff_no, '-', '2026-11-01' FROM person WHERE staff_no IN ('" HEAD "', '" NSM
                "', '" CLERK "', '" CISO "') ON CONFLICT DO NOTHING; SELECT ''");
    done(BY_STAFF, WISH);
    done(BY_HEAD, PERMIT);
    done(BY_STAFF, TAKE_OUT);
    done(BY_STAFF, STEP("lose", "電車に置き忘れた。", "NULL"));
    answers(STANDS, "lost");
    answers("SELECT facts FROM incident_draft", "電車に置き忘れた。");
    answers(TOLD("media_lost", NSM), "1");
    answers(TOLD("media_lost", CLERK), "1");
    answers(TOLD("media_lost", CISO), "1");
    answers(TOLD("media_requested", HEAD), "1");
    refused(BY_STAFF, WISH, "media_is_lost");
    refused(BY_STAFF, "INSERT INTO incident_draft (source) VALUES ('media');", "42501");
    done(BY_HEAD, STEP("find", "駅に届いていた。", "false"));
    answers(STANDS, "in_store");
}
END_TEST

START_TEST(br_as_06_overdue_is_told_every_day)
{
    custody_own("INSERT INTO account (person_id, login, password_hash, password_set_at) SELECT id,"
                " staff_no, '-', '2026-11-01' FROM person WHERE staff_no IN ('" HEAD "', '" STAFF
                "', '" LEADER "') ON CONFLICT DO NOTHING; SELECT ''");
    done(BY_STAFF, WISH);
    done(BY_HEAD, PERMIT TAKE_OUT);
    custody_own("SET mamori.now TO '2026-11-27 09:00+09'; SELECT custody_remind()");
    answers(TOLD("media_overdue", STAFF), "0");
    custody_own("SET mamori.now TO '" LATER "'; SELECT custody_remind()");
    custody_own("SET mamori.now TO '" LATER "'; SELECT custody_remind()");
    custody_own("SET mamori.now TO '2026-12-01 09:00+09'; SELECT custody_remind()");
    answers(TOLD("media_overdue", STAFF), "2");
    answers(TOLD("media_overdue", LEADER), "2");
    answers(TOLD("media_overdue", HEAD), "2");
    ck_assert_str_eq(custody_own("SET mamori.now TO '" LATER "'; " STANDS), "overdue");
    answers("SELECT count(*) FROM calendar_entry(" PERSON(STAFF) ") WHERE kind = 'media_due'", "1");
    answers("SELECT count(*) FROM calendar_entry(" PERSON(NSM) ") WHERE kind = 'media_due'", "0");
}
END_TEST

Suite *test_media_suite(void)
{
    Suite *suite = suite_create("media");
    TCase *tc = custody_case("media");

    tcase_add_test(tc, br_as_06_who_asks_and_until_when);
    tcase_add_loop_test(tc, br_as_06_each_step_by_whom, 0, sizeof steps / sizeof *steps);
    tcase_add_test(tc, br_as_06_permitted_before_it_leaves);
    tcase_add_test(tc, who_takes_does_not_check);
    tcase_add_test(tc, br_as_05_a_usb_without_encryption_stays);
    tcase_add_test(tc, br_as_06_lost_is_an_incident_to_be);
    tcase_add_test(tc, br_as_06_overdue_is_told_every_day);
    suite_add_tcase(suite, tc);
    return suite;
}

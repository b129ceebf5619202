#include "custody_database.h"

/* 廃棄 (BR-AS-07): who asks, approves, carries out, confirms, closes, and by what method. */

#define ASK_FOR(class, no)                                                                         \
    "INSERT INTO disposal (org_unit_id, reason, content_class) VALUES (" UNIT(                     \
        "0502") ", '更新', '" class                                                                \
        "');"                                                                                      \
        "INSERT INTO disposal_item (disposal_id, asset_id) VALUES (" DISPOSAL ", " ASSET(no) ");"
#define DISPOSAL "(SELECT max(id) FROM disposal)"
#define ASK ASK_FOR("mc2_or_higher", "H-1")
#define ASK_SERVER ASK_FOR("mynumber_resident", "H-2")
#define STEP(event, text)                                                                          \
    "INSERT INTO disposal_step (disposal_id, event, text) VALUES (" DISPOSAL ", '" event           \
    "', '" text "');"
#define CARRY_OUT_BY(method, performer, witness, day, site)                                        \
    "INSERT INTO disposal_step (disposal_id, event, method, performed_by, performer, witness,"     \
    " performed_on, site) VALUES (" DISPOSAL ", 'carry_out', '" method "', 'staff', '" performer   \
    "', '" witness "', " day ", '" site "');"
#define CARRY_OUT CARRY_OUT_BY("secure_erase", "潮見台 遥", "鵠渡 みなみ", "'2026-11-22'", "倉庫")
#define DESTROY CARRY_OUT_BY("physical_destroy", "潮見台 遥", "鵠渡 みなみ", "'2026-11-22'", "倉庫")
#define UNWITNESSED CARRY_OUT_BY("secure_erase", "潮見台 遥", "", "'2026-11-22'", "倉庫")
#define APPROVE STEP("approve", "")
#define CERTIFY STEP("certify", "")
#define CLOSE STEP("close", "")
#define STATE "SELECT state FROM disposal ORDER BY id DESC LIMIT 1"
#define STATUS(no) "SELECT status FROM asset WHERE asset_no = '" no "'"
#define FILE_OF_ITS_OWN                                                                            \
    "WITH f AS (INSERT INTO file (name, media_type, size, sha256) VALUES ('証明書.txt',"        \
    " 'text/plain', 1, encode(sha256('a'), 'hex')) RETURNING id)"                                  \
    " INSERT INTO file_chunk (file_id, seq, bytes) SELECT f.id, 0, 'a' FROM f RETURNING 'stored'"

/* ---- asking ------------------------------------------------------------------------------------
 */

static const struct {
    struct doer doer;
    const char *statements, *rule;
} wishes[] = {
    {{LEADER, DRAFTS, NULL}, ASK, ""},
    {{CLERK, KEEPS, NULL}, ASK, ""},
    {{STAFF, READS, NULL}, ASK, "disposal_by_section"},
    {{OTHER_HEAD, CONFIRMS, NULL}, ASK, "disposal_by_section"},
    {{LEADER, DRAFTS, NULL}, ASK_FOR("other", "H-3"), "disposal_item_planned"},
    {{LEADER, DRAFTS, NULL}, ASK_FOR("mc2_or_higher", "H-2"), "disposal_class_not_lower"},
    {{LEADER, DRAFTS, NULL}, ASK ASK, "disposal_item_once"},
    {{LEADER, DRAFTS, NULL}, ASK STEP("cancel", "使う") ASK, ""},
    {{LEADER, DRAFTS, NULL}, ASK "UPDATE disposal SET state = 'closed';", "42501"},
    {{LEADER, DRAFTS, NULL}, ASK "DELETE FROM disposal_item;", "42501"},
};

START_TEST(who_asks_for_what)
{
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++)
        ck_assert_str_eq(tried(wishes[i].doer, wishes[i].statements), wishes[i].rule);
}
END_TEST

START_TEST(assets_come_with_it_and_never_later)
{
    done(BY_LEADER, ASK);
    refused(BY_LEADER,
            "INSERT INTO disposal_item (disposal_id, asset_id) VALUES (" DISPOSAL
            ", " ASSET("H-2") ");",
            "disposal_item_of_new");
}
END_TEST

/* What ran on a server and what that held counts for the server, as far as the register knows. */
START_TEST(class_of_what_was_on_it)
{
    answers("SELECT disposal_class_of(ARRAY[" ASSET("H-1") "])", "other");
    answers("SELECT disposal_class_of(ARRAY[" ASSET("M-1") "])", "mc2_or_higher");
    answers("SELECT disposal_class_of(ARRAY[" ASSET("H-2") "])", "mynumber_resident");
    custody_own(
        "INSERT INTO asset (asset_no, kind, status, name, owner_unit_id, confidentiality,"
        " integrity, availability, segment) SELECT v.no, v.kind, 'in_use', v.no, " UNIT(
            "0502") ", v.c, 'I1', 'A1', 'lgwan' FROM (VALUES ('S-1', 'system', 'MC1'), ('I-1',"
                    " 'information', 'MC3B')) v (no, kind, c); INSERT INTO asset_relation (relation,"
                    " from_id, to_id) VALUES ('runs_on', " ASSET("S-1") ", " ASSET("H-1") ")");
    answers("SELECT disposal_class_of(ARRAY[" ASSET("H-1") "])", "other");
    custody_own("ALTER TABLE asset_relation DISABLE TRIGGER USER; INSERT INTO asset_relation"
                " (relation, from_id, to_id) VALUES ('holds', " ASSET("S-1") ", " ASSET(
                    "I-1") ");"
                           " ALTER TABLE asset_relation ENABLE TRIGGER USER; SELECT ''");
    answers("SELECT disposal_class_of(ARRAY[" ASSET("H-1") "])", "mc2_or_higher");
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

/* By whom: staff, leader, head, head of another section, manager, secretariat, CISO. */
static const struct {
    const char *before, *step, *by, *state;
} steps[] = {
    {ASK, APPROVE, "..x....", "approved"},
    {ASK, STEP("cancel", "使う"), ".xx.xx.", "cancelled"},
    {ASK APPROVE, STEP("cancel", "使う"), "..x.xx.", "cancelled"},
    {ASK APPROVE, CARRY_OUT, ".xx.xx.", "carried_out"},
    {ASK APPROVE CARRY_OUT, CARRY_OUT, ".xx.xx.", "carried_out"},
    {ASK APPROVE CARRY_OUT, CERTIFY, "..x.xx.", "certified"},
    {ASK APPROVE CARRY_OUT CERTIFY, STEP("send_back", "違う"), "..x.xx.", "carried_out"},
    {ASK APPROVE CARRY_OUT CERTIFY, CLOSE, "..x.xx.", "closed"},
    {ASK_SERVER APPROVE, STEP("confirm", ""), "....x..", "approved"},
    {ASK_SERVER APPROVE DESTROY, STEP("confirm", ""), "....x..", "carried_out"},
    {ASK_SERVER APPROVE DESTROY CERTIFY, STEP("confirm", ""), "....x..", "certified"},
};

START_TEST(br_as_07_each_step_by_whom)
{
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
    {ASK CARRY_OUT, "disposal_step_open"},
    {ASK CERTIFY, "disposal_step_open"},
    {ASK CLOSE, "disposal_step_open"},
    {ASK APPROVE APPROVE, "disposal_step_open"},
    {ASK APPROVE CARRY_OUT CLOSE, "disposal_step_open"},
    {ASK APPROVE CARRY_OUT CERTIFY CLOSE STEP("send_back", "違う"), "disposal_step_open"},
    {ASK STEP("cancel", ""), "disposal_step_reason"},
    {ASK APPROVE CARRY_OUT CERTIFY STEP("send_back", ""), "disposal_step_reason"},
    {ASK APPROVE STEP("confirm", ""), "disposal_confirm_by_manager"},
    {ASK APPROVE CARRY_OUT_BY("secure_erase", "", "甲", "'2026-11-22'", "倉庫"),
     "disposal_performer_given"},
    {ASK APPROVE CARRY_OUT_BY("secure_erase", "乙", "甲", "'2026-11-22'", ""),
     "disposal_site_given"},
    {ASK APPROVE CARRY_OUT_BY("secure_erase", "乙", "甲", "NULL", "倉庫"), "disposal_day_given"},
    {ASK APPROVE CARRY_OUT_BY("secure_erase", "乙", "甲", "'2026-11-23'", "倉庫"),
     "disposal_day_given"},
    {ASK APPROVE CARRY_OUT_BY("secure_erase", "乙", "甲", "'2026-11-21'", "倉庫"),
     "disposal_after_approval"},
};

START_TEST(br_as_07_in_turn_with_person_day_and_place)
{
    for (size_t i = 0; i < sizeof out_of_turn / sizeof *out_of_turn; i++)
        ck_assert_str_eq(tried(BY_HEAD, out_of_turn[i].statements), out_of_turn[i].rule);
}
END_TEST

/* ---- method, witness, certificate --------------------------------------------------------------
 */

static const struct {
    const char *method, *other, *mc2_or_higher, *mynumber_resident; /* "": enough */
} methods[] = {
    {"physical_destroy", "", "", ""},
    {"shred", "", "", ""},
    {"degauss", "", "", ""},
    {"crypto_erase", "", "", "disposal_method_allowed"},
    {"secure_erase", "", "", "disposal_method_allowed"},
    {"overwrite", "", "disposal_method_allowed", "disposal_method_allowed"},
    {"burn", "disposal_method_allowed", "disposal_method_allowed", "disposal_method_allowed"},
};

static const char *carried_out(const char *content_class, const char *method)
{
    return tried(BY_HEAD, arena_printf(work->arena,
                                       ASK_FOR("%s", "H-1") APPROVE CARRY_OUT_BY(
                                           "%s", "乙", "甲", "'2026-11-22'", "倉庫"),
                                       content_class, method));
}

START_TEST(br_as_07_method_by_class)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        ck_assert_str_eq(carried_out("other", methods[i].method), methods[i].other);
        ck_assert_str_eq(carried_out("mc2_or_higher", methods[i].method), methods[i].mc2_or_higher);
        ck_assert_str_eq(carried_out("mynumber_resident", methods[i].method),
                         methods[i].mynumber_resident);
    }
}
END_TEST

START_TEST(br_as_07_witness_or_certificate)
{
    done(BY_HEAD, ASK APPROVE UNWITNESSED);
    refused(BY_HEAD, CERTIFY, "disposal_is_attested");
    refused(BY_OTHER,
            "INSERT INTO disposal_certificate (disposal_id, file_id) VALUES (" DISPOSAL ", 1);",
            "disposal_by_section");
    ck_assert_str_eq(custody_own(FILE_OF_ITS_OWN), "stored");
    done(BY_LEADER, "INSERT INTO disposal_certificate (disposal_id, file_id) SELECT " DISPOSAL
                    ", max(id) FROM file;");
    done(BY_HEAD, CERTIFY CLOSE);
    refused(BY_LEADER,
            "INSERT INTO disposal_certificate (disposal_id, file_id) SELECT " DISPOSAL
            ", max(id) FROM file;",
            "disposal_certificate_open");
}
END_TEST

START_TEST(br_as_07_other_needs_no_witness)
{
    done(BY_HEAD, ASK_FOR("other", "H-1") APPROVE UNWITNESSED CERTIFY CLOSE);
    answers(STATUS("H-1"), "disposed");
}
END_TEST

START_TEST(br_as_07_servers_are_confirmed_by_the_manager)
{
    done(BY_HEAD, ASK_SERVER APPROVE DESTROY CERTIFY);
    refused(BY_HEAD, CLOSE, "disposal_confirmed");
    done(BY_NSM, STEP("confirm", ""));
    refused(BY_NSM, STEP("confirm", ""), "disposal_step_open");
    done(BY_HEAD, CLOSE);
    answers(STATUS("H-2"), "disposed");
}
END_TEST

/* ---- closing, and nothing else, disposes -------------------------------------------------------
 */

#define DISPOSE "INSERT INTO asset_step (asset_id, event) VALUES (" ASSET("H-1") ", 'dispose');"

START_TEST(br_as_07_closing_disposes)
{
    done(BY_HEAD, ASK APPROVE CARRY_OUT CERTIFY);
    answers(STATUS("H-1"), "to_be_disposed");
    done(BY_HEAD, CLOSE);
    answers(STATUS("H-1"), "disposed");
    answers(
        "SELECT event || ' ' || text || ' ' || actual_change_on FROM asset_step WHERE asset_id = " ASSET(
            "H-1") " ORDER BY id DESC LIMIT 1",
        "dispose 廃棄記録 第1号 2026-11-22");
    answers("SELECT new FROM asset_change WHERE asset_id = " ASSET("H-1") " AND field = 'status'",
            "disposed");
}
END_TEST

START_TEST(nothing_else_disposes)
{
    refused(BY_HEAD, DISPOSE, "asset_step_by_whom");
    refused(BY_NSM, DISPOSE, "asset_step_by_whom");
    refused(BY_NSM, "SELECT set_config('mamori.disposal', 'closing', true);" DISPOSE,
            "asset_step_by_whom");
    done(BY_HEAD, ASK APPROVE CARRY_OUT CERTIFY);
    refused(BY_HEAD, DISPOSE, "asset_step_by_whom");
    refused(BY_HEAD, "UPDATE asset SET status = 'disposed';", "42501");
}
END_TEST

START_TEST(what_is_kept_after_all_is_not_disposed)
{
    done(BY_HEAD, ASK APPROVE CARRY_OUT CERTIFY);
    done(BY_HEAD, "INSERT INTO asset_step (asset_id, event, text) VALUES (" ASSET(
                      "H-1") ", 'keep', '使う');");
    refused(BY_HEAD, CLOSE, "asset_step_open");
    answers(STATE, "certified");
}
END_TEST

START_TEST(numbers_have_no_gap)
{
    refused(BY_LEADER, ASK_FOR("other", "H-3"), "disposal_item_planned");
    done(BY_LEADER, ASK);
    done(BY_LEADER, STEP("cancel", "使う"));
    done(BY_LEADER, ASK);
    answers("SELECT string_agg(disposal_no::text, ' ' ORDER BY id) FROM disposal", "1 2");
}
END_TEST

Suite *test_disposal_suite(void)
{
    Suite *suite = suite_create("disposal");
    TCase *tc = custody_case("disposal");

    tcase_add_test(tc, who_asks_for_what);
    tcase_add_test(tc, assets_come_with_it_and_never_later);
    tcase_add_test(tc, class_of_what_was_on_it);
    tcase_add_loop_test(tc, br_as_07_each_step_by_whom, 0, sizeof steps / sizeof *steps);
    tcase_add_test(tc, br_as_07_in_turn_with_person_day_and_place);
    tcase_add_test(tc, br_as_07_method_by_class);
    tcase_add_test(tc, br_as_07_witness_or_certificate);
    tcase_add_test(tc, br_as_07_other_needs_no_witness);
    tcase_add_test(tc, br_as_07_servers_are_confirmed_by_the_manager);
    tcase_add_test(tc, br_as_07_closing_disposes);
    tcase_add_test(tc, nothing_else_disposes);
    tcase_add_test(tc, what_is_kept_after_all_is_not_disposed);
    tcase_add_test(tc, numbers_have_no_gap);
    suite_add_tcase(suite, tc);
    return suite;
}

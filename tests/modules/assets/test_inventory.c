#include "inventory_database.h"

/* What the database holds of 棚卸し by itself (BR-AS-08, BR-SC-06). */

#define CHECK(year, as_of, due)                                                                    \
    "INSERT INTO inventory_check (fiscal_year, as_of, due) VALUES (" year ", '" as_of "', '" due   \
    "');"
#define OPEN CHECK("2026", "2026-11-01", "2026-11-30")
#define MARK(name, result)                                                                         \
    "UPDATE inventory_item SET result = '" result "' WHERE id = " ITEM(name) ";"
#define MARK_ALL "UPDATE inventory_item SET result = 'confirmed' WHERE section_id = " SECTION ";"
#define MOVE(event, text)                                                                          \
    "INSERT INTO inventory_step (fiscal_year, section_id, event, text) SELECT 2026, " SECTION      \
    ", '" event "', '" text "';"
#define STATE "SELECT state FROM inventory_section WHERE id = " SECTION
#define DRAFTS                                                                                     \
    "CREATE TABLE test_draft (asset bigint, facts text); GRANT ALL ON test_draft TO PUBLIC;"       \
    "CREATE OR REPLACE FUNCTION"                                                                   \
    " asset_incident_draft(source text, asset bigint, title text, facts text) RETURNS void"        \
    " LANGUAGE sql SECURITY DEFINER AS 'INSERT INTO test_draft VALUES (asset, facts)'"

START_TEST(once_a_fiscal_year)
{
    done(BY_KEEPER, OPEN);
    refused(BY_KEEPER, OPEN, "inventory_check_pk");
    done(BY_KEEPER, CHECK("2025", "2026-03-31", "2026-11-30"));
    answers("SELECT count(*) FROM inventory_check", "2");
}
END_TEST

static const struct {
    struct doer doer;
    const char *statements, *rule;
} openings[] = {
    {{HEAD, "asset_read asset_draft asset_confirm", NULL}, OPEN, "inventory_by_secretariat"},
    {{CISO, "asset_read asset_read_all", NULL}, OPEN, "inventory_by_secretariat"},
    {{CLERK, "asset_maintain", NULL},
     CHECK("2026", "2026-11-23", "2026-11-30"),
     "inventory_as_of_past"},
    {{CLERK, "asset_maintain", NULL},
     CHECK("2026", "2026-03-31", "2026-11-30"),
     "inventory_check_of_year"},
    {{CLERK, "asset_maintain", NULL},
     CHECK("2026", "2026-11-01", "2026-11-21"),
     "inventory_due_ahead"},
    {{CLERK, "asset_maintain", NULL},
     "INSERT INTO inventory_section (fiscal_year, org_unit_id) VALUES (2026, 1);",
     "42501"},
};

START_TEST(who_opens_and_when)
{
    refused(openings[_i].doer, openings[_i].statements, openings[_i].rule);
    answers("SELECT count(*) FROM inventory_section", "0");
}
END_TEST

START_TEST(excluded_assets_are_left_out)
{
    done(BY_KEEPER, OPEN);
    answers("SELECT count(*) FROM inventory_item WHERE is_listed AND result IS NULL", "4");
    answers("SELECT count(*) FROM inventory_item WHERE asset_id = " ASSET("対象外の資料"), "0");
    answers("SELECT count(*) FROM inventory_section", "1");
}
END_TEST

/* The list is of the day of reference, whatever became of an asset since. */
START_TEST(list_is_of_the_day)
{
    done(BY_SECTION_HEAD,
         "INSERT INTO asset_step (asset_id, event, text, actual_change_on) SELECT id,"
         " 'plan_disposal', '更新', '2026-11-10' FROM asset WHERE name = '端末';");
    must_run(test_url("MAMORI_TEST_SUPERUSER_URL", CORE_DATABASE),
             "ALTER TABLE asset DISABLE TRIGGER USER;"
             "UPDATE asset SET registered_on = '2026-11-10' WHERE name = '業務システム';"
             "ALTER TABLE asset ENABLE TRIGGER USER");
    done(BY_KEEPER, OPEN);
    answers("SELECT string_agg(a.name, ',' ORDER BY a.id) FROM inventory_item i JOIN asset a"
            " ON a.id = i.asset_id",
            "申請書,端末,媒体");
}
END_TEST

/* ---- each step by each actor -------------------------------------------------------------------
 */

enum { KEEPER, SECTION_HEAD, SECTION_LEADER, OTHER, ACTORS };

static struct doer actor(int i)
{
    return i == KEEPER           ? BY_KEEPER
           : i == SECTION_HEAD   ? BY_SECTION_HEAD
           : i == SECTION_LEADER ? BY_LEADER
                                 : BY_OTHER;
}

static const char *const to_state[] = {"", MARK_ALL, MARK_ALL MOVE("submit", ""),
                                       MARK_ALL MOVE("submit", ""), MARK_ALL MOVE("submit", "")};
static const char *const states[] = {"not_started", "in_progress", "submitted", "returned",
                                     "accepted"};
enum { STATES = sizeof states / sizeof *states };

static void bring_to(int state)
{
    done(BY_KEEPER, OPEN);
    if (*to_state[state])
        done(BY_SECTION_HEAD, to_state[state]);
    if (!strcmp(states[state], "returned"))
        done(BY_KEEPER, MOVE("return", "直してください"));
    if (!strcmp(states[state], "accepted"))
        done(BY_KEEPER, MOVE("accept", ""));
    answers(STATE, states[state]);
}

#define BY_THE_SECTION "inventory_step_by_section"
#define BY_THE_HEAD "inventory_step_by_head"
#define BY_THE_KEEPER "inventory_step_by_keeper"

/* What each gets where the step is open in that state; everywhere else it is not open. */
static const struct {
    const char *event, *statements;
    unsigned from; /* bits of states */
    const char *rules[ACTORS];
} steps[] = {
    {"begin", MOVE("begin", ""), 1 << 0 | 1 << 3, {BY_THE_SECTION, "", "", BY_THE_SECTION}},
    {"submit", MOVE("submit", ""), 1 << 1, {BY_THE_HEAD, "", BY_THE_HEAD, BY_THE_HEAD}},
    {"return", MOVE("return", "理由"), 1 << 2, {"", BY_THE_KEEPER, BY_THE_KEEPER, BY_THE_KEEPER}},
    {"accept", MOVE("accept", ""), 1 << 2, {"", BY_THE_KEEPER, BY_THE_KEEPER, BY_THE_KEEPER}},
};
enum { STEPS = sizeof steps / sizeof *steps };

START_TEST(every_step_by_every_actor)
{
    bring_to(_i);
    for (int s = 0; s < STEPS; s++)
        for (int a = 0; a < ACTORS; a++) {
            bool is_open = steps[s].from & 1U << _i;
            const char *wanted = is_open ? steps[s].rules[a] : "inventory_step_open";
            const char *found =
                attempt(actor(a), arena_printf(work->arena,
                                               "%s DO $$ BEGIN RAISE SQLSTATE 'UNDO1';"
                                               " END $$;",
                                               steps[s].statements));

            ck_assert_msg(!strcmp(found, *wanted ? wanted : "UNDO1"), "%s from %s by %d: %s",
                          steps[s].event, states[_i], a, found);
        }
}
END_TEST

/* ---- BR-AS-08 ----------------------------------------------------------------------------------
 */

START_TEST(all_is_looked_at_before_it_is_submitted)
{
    done(BY_KEEPER, OPEN);
    done(BY_LEADER, MARK("申請書", "confirmed"));
    answers(STATE, "in_progress");
    refused(BY_SECTION_HEAD, MOVE("submit", ""), "inventory_all_marked");
    done(BY_LEADER, MARK_ALL);
    done(BY_SECTION_HEAD, MOVE("submit", ""));
    refused(BY_LEADER, MARK("申請書", "changed"), "inventory_section_open");
}
END_TEST

START_TEST(missing_is_explained_and_reported)
{
    must_run(test_url("MAMORI_TEST_SUPERUSER_URL", CORE_DATABASE), DRAFTS);
    done(BY_KEEPER, OPEN);
    done(BY_LEADER,
         MARK_ALL MARK("申請書", "missing") MARK("媒体", "missing") MARK("端末", "missing"));
    refused(BY_SECTION_HEAD, MOVE("submit", ""), "inventory_missing_explained");
    answers("SELECT count(*) FROM test_draft", "0");
    done(BY_SECTION_HEAD, MOVE("submit", "探している"));
    answers("SELECT string_agg(a.name, ',' ORDER BY a.id) FROM test_draft d JOIN asset a"
            " ON a.id = d.asset WHERE d.facts LIKE '%探している'",
            "端末,媒体");
    done(BY_KEEPER, MOVE("return", "詳しく"));
    done(BY_SECTION_HEAD, MOVE("begin", "") MOVE("submit", "庁内を全て探した"));
    answers("SELECT count(*) FROM test_draft", "2");
}
END_TEST

START_TEST(accepting_dates_what_was_found)
{
    done(BY_KEEPER, OPEN);
    done(BY_LEADER, MARK_ALL MARK("申請書", "changed") MARK("媒体", "missing"));
    done(BY_SECTION_HEAD, MOVE("submit", "探している"));
    answers("SELECT count(last_checked_on) FROM asset", "0");
    done(BY_KEEPER, MOVE("accept", ""));
    answers("SELECT string_agg(name, ',' ORDER BY id) FROM asset"
            " WHERE last_checked_on = '2026-11-22'",
            "申請書,業務システム,端末");
    answers("SELECT count(*) || ' ' || min(reason) FROM asset_change"
            " WHERE field = 'last_checked_on'",
            "3 棚卸し（2026年度）");
    answers("SELECT max(row_version) FROM asset", "1");
}
END_TEST

START_TEST(found_besides)
{
    done(BY_KEEPER, OPEN);
    must_run(test_url("MAMORI_TEST_SUPERUSER_URL", CORE_DATABASE),
             "SELECT set_config('mamori.now', '2026-11-22 12:00:00+09', false);" ONE_ASSET(
                 "O-9006", "office_equipment", "複合機", "in_scope"));
    refused(BY_OTHER,
            "INSERT INTO inventory_item (section_id, asset_id) SELECT " SECTION
            ", " ASSET("複合機") ";",
            "inventory_by_section");
    refused(BY_LEADER,
            "INSERT INTO inventory_item (section_id, asset_id) SELECT " SECTION
            ", " ASSET("対象外の資料") ";",
            "inventory_asset_of_section");
    done(BY_LEADER, "INSERT INTO inventory_item (section_id, asset_id) SELECT " SECTION
                    ", " ASSET("複合機") ";");
    answers(
        "SELECT result || ' ' || is_listed FROM inventory_item WHERE asset_id = " ASSET("複合機"),
        "new false");
    refused(BY_LEADER, MARK("複合機", "confirmed"), "inventory_item_result_fits");
    refused(BY_LEADER, MARK("申請書", "new"), "inventory_item_result_fits");
}
END_TEST

static const struct {
    struct doer doer;
    const char *statements, *rule;
} refusals[] = {
    {{OTHER_HEAD, "asset_read asset_draft asset_confirm", NULL},
     MARK("申請書", "confirmed"),
     "inventory_by_section"},
    {{CLERK, "asset_read asset_draft asset_maintain", NULL},
     MARK("申請書", "confirmed"),
     "inventory_by_section"},
    {{LEADER, "asset_read asset_draft", NULL},
     MARK("申請書", "gone"),
     "inventory_item_result_known"},
    {{LEADER, "asset_read asset_draft", NULL},
     "UPDATE inventory_item SET is_listed = false;",
     "42501"},
    {{LEADER, "asset_read asset_draft", NULL}, "DELETE FROM inventory_item;", "42501"},
    {{HEAD, "asset_read asset_draft asset_confirm", NULL},
     "UPDATE inventory_section SET state = 'accepted';",
     "42501"},
    {{HEAD, "asset_read asset_draft asset_confirm", NULL},
     "SELECT inventory_accept(s) FROM inventory_section s;",
     "42501"},
    {{CISO, "asset_read asset_read_all", NULL},
     "INSERT INTO inventory_step (fiscal_year, event) VALUES (2026, 'remind');",
     "inventory_by_secretariat"},
};

START_TEST(what_is_refused)
{
    done(BY_KEEPER, OPEN);
    refused(refusals[_i].doer, refusals[_i].statements, refusals[_i].rule);
}
END_TEST

Suite *test_inventory_suite(void)
{
    Suite *suite = suite_create("inventory");
    TCase *tc = inventory_case("inventory");

    tcase_add_test(tc, once_a_fiscal_year);
    tcase_add_loop_test(tc, who_opens_and_when, 0, sizeof openings / sizeof *openings);
    tcase_add_test(tc, excluded_assets_are_left_out);
    tcase_add_test(tc, list_is_of_the_day);
    tcase_add_loop_test(tc, every_step_by_every_actor, 0, STATES);
    tcase_add_test(tc, all_is_looked_at_before_it_is_submitted);
    tcase_add_test(tc, missing_is_explained_and_reported);
    tcase_add_test(tc, accepting_dates_what_was_found);
    tcase_add_test(tc, found_besides);
    tcase_add_loop_test(tc, what_is_refused, 0, sizeof refusals / sizeof *refusals);
    suite_add_tcase(suite, tc);
    return suite;
}

#include "inventory_database.h"

/* The log of changes to networks and systems: who plans, approves, does and checks. */

#define PLAN(kind, more, values)                                                                   \
    "INSERT INTO network_change (asset_id, kind, title, content, reason" more                      \
    ") SELECT " ASSET("業務システム") ", '" kind "', '件名', '内容', '理由'" values ";"
#define A_CHANGE PLAN("change", ", risk, way_back, planned_on", ", '止まる', '戻す', '2026-12-05'")
#define MOVE(event, text)                                                                          \
    "INSERT INTO network_change_step (change_id, event, text) SELECT max(id), '" event "', '" text \
    "' FROM network_change;"
#define STATE "SELECT state FROM network_change"

static const struct {
    struct doer doer;
    const char *statements, *rule;
} plans[] = {
    {{OTHER_HEAD, "asset_read asset_draft asset_confirm", NULL},
     A_CHANGE,
     "network_change_by_section"},
    {{CISO, "asset_read asset_read_all", NULL}, A_CHANGE, "network_change_by_section"},
    {{LEADER, "asset_read asset_draft", NULL},
     PLAN("change", ", risk, way_back", ", '止まる', '戻す'"),
     "network_change_planned"},
    {{LEADER, "asset_read asset_draft", NULL},
     PLAN("change", ", planned_on, way_back", ", '2026-12-05', '戻す'"),
     "network_change_risk"},
    {{LEADER, "asset_read asset_draft", NULL},
     PLAN("change", ", planned_on, risk", ", '2026-12-05', '止まる'"),
     "network_change_way_back"},
    {{LEADER, "asset_read asset_draft", NULL}, PLAN("patch", "", ""), "network_change_due"},
    {{LEADER, "asset_read asset_draft", NULL},
     "INSERT INTO network_change (asset_id, kind, title, content, reason, due) SELECT " ASSET(
         "申請書") ", 'finding', '件名', '内容', '理由', '2026-12-01';",
     "network_change_of_kind"},
    {{LEADER, "asset_read asset_draft", NULL},
     A_CHANGE "UPDATE network_change SET title = '別';",
     "42501"},
};

START_TEST(what_is_refused)
{
    refused(plans[_i].doer, plans[_i].statements, plans[_i].rule);
    answers("SELECT count(*) FROM network_change", "0");
}
END_TEST

START_TEST(planned_approved_done_checked)
{
    done(BY_LEADER, A_CHANGE);
    refused(BY_SECTION_HEAD, MOVE("approve", ""), "network_change_step_by_manager");
    refused(BY_KEEPER, MOVE("approve", ""), "network_change_step_by_manager");
    refused(BY_LEADER, MOVE("complete", "した"), "network_change_step_open");
    done(BY_MANAGER, MOVE("approve", "夜間に"));
    refused(BY_OTHER, MOVE("complete", "した"), "network_change_step_by_section");
    refused(BY_SECTION_HEAD, MOVE("complete", ""), "network_change_step_reason");
    done(BY_SECTION_HEAD, MOVE("complete", "した"));
    answers(STATE, "done");
    refused(BY_SECTION_HEAD, MOVE("check", ""), "network_change_step_by_head");
    refused(BY_LEADER, MOVE("check", ""), "network_change_step_by_head");
    done(BY_MANAGER, MOVE("check", ""));
    answers(STATE, "checked");
    refused(BY_LEADER, MOVE("cancel", "やめる"), "network_change_step_open");
    answers("SELECT string_agg(event, ',' ORDER BY id) FROM network_change_step",
            "approve,complete,check");
}
END_TEST

START_TEST(refused_or_cancelled)
{
    done(BY_LEADER, A_CHANGE);
    refused(BY_MANAGER, MOVE("refuse", ""), "network_change_step_reason");
    done(BY_MANAGER, MOVE("refuse", "戻す方法が足りない"));
    answers(STATE, "refused");
    done(BY_LEADER, PLAN("patch", ", due", ", '2026-12-01'"));
    refused(BY_LEADER, MOVE("cancel", ""), "network_change_step_reason");
    done(BY_LEADER, MOVE("cancel", "不要"));
    answers("SELECT max(state) FROM network_change WHERE kind = 'patch'", "cancelled");
}
END_TEST

Suite *test_asset_log_suite(void)
{
    Suite *suite = suite_create("asset_log");
    TCase *tc = inventory_case("asset_log");

    tcase_add_loop_test(tc, what_is_refused, 0, sizeof plans / sizeof *plans);
    tcase_add_test(tc, planned_approved_done_checked);
    tcase_add_test(tc, refused_or_cancelled);
    suite_add_tcase(suite, tc);
    return suite;
}

#include "modules/org/city_database.h"

#define DEPUTY(last)                                                                               \
    "INSERT INTO deputy_designation (principal_id, deputy_id, order_no, valid_from, valid_to,"     \
    " designated_at) SELECT m.id, d.id, 1, '2026-04-01', " last                                    \
    ", '2026-04-01 09:00+09' FROM person m, person d"                                              \
    " WHERE m.staff_no = '204518' AND d.staff_no = '209176';"                                      \
    " INSERT INTO deputy_step (designation_id, act, done_by, done_at)"                             \
    " SELECT g.id, 'recognised', p.id, '2026-04-02 09:00+09' FROM deputy_designation g, person p"  \
    " WHERE p.staff_no = '100002'"

/*
 * What waits for whom on the sample's day: two offices without staff have no leader, and nobody was
 * named who acts for the 情報ネットワーク・セキュリティ管理者.
 */
static const struct {
    const char *staff_no, *permissions, *roles, *before, *found;
} viewers[] = {
    {"304182", "org_read", "staff", "SELECT 1", ""},
    {"217730", "org_read org_maintain", "staff secretariat", "SELECT 1",
     "no_leader:2: no_deputy:1:"},
    {"204518", "org_read org_maintain", "network_security_manager staff", "SELECT 1",
     "no_leader:2: no_deputy:1:"},
    {"217730", "org_read org_maintain", "staff secretariat", DEPUTY("NULL"), "no_leader:2:"},
    {"217730", "org_read org_maintain", "staff secretariat", DEPUTY("'2026-11-22'"),
     "no_leader:2:"},
    {"217730", "org_read org_maintain", "staff secretariat", DEPUTY("'2026-11-21'"),
     "no_leader:2: no_deputy:1:"},
    {"100002", "org_read", "ciso staff", "SELECT 1", ""},
    {"206611", "org_read", "system_security_manager staff", "SELECT 1", ""},
    {"206611", "org_read", "system_security_manager staff",
     "UPDATE role_assignment SET valid_to = '2026-11-21' WHERE org_unit_id ="
     " (SELECT id FROM org_unit WHERE code = '0502')",
     "no_leader:1:市民窓口課"},
    {"205927", "org_read", "system_security_manager staff",
     "UPDATE role_assignment SET valid_to = '2026-11-21' WHERE org_unit_id ="
     " (SELECT id FROM org_unit WHERE code = '0502')",
     ""},
    {"100002", "org_read", "ciso staff",
     "UPDATE role_assignment SET valid_to = '2026-11-21' WHERE role_code = 'csirt_liaison'"
     " AND valid_to IS NULL",
     "csirt_incomplete:1:"},
    {"217730", "org_read org_maintain", "staff secretariat",
     "UPDATE post_holding SET valid_to = '2026-11-21' WHERE valid_to IS NULL AND post_id ="
     " (SELECT id FROM post WHERE code = 'planning_director')",
     "vacant_role:3: vacant_post:1: no_leader:2: no_deputy:1:"},
    /* One of the vice chairs: the other is in office, yet the seat is empty. */
    {"217730", "org_read org_maintain", "staff secretariat",
     "UPDATE post_holding SET valid_to = '2026-11-21' WHERE valid_to IS NULL AND post_id ="
     " (SELECT id FROM post WHERE code = 'superintendent')",
     "vacant_post:1: no_leader:2: no_deputy:1:"},
    /* A post that carries no role and no seat is nobody's gap. */
    {"217730", "org_read org_maintain", "staff secretariat",
     "UPDATE post_holding SET valid_to = '2026-11-21' WHERE valid_to IS NULL AND post_id ="
     " (SELECT id FROM post WHERE code = 'mayor')",
     "no_leader:2: no_deputy:1:"},
};

STATEMENT(
    tell, 3,
    "SELECT set_config('mamori.person', (SELECT id::text FROM person WHERE staff_no = $1), true),"
    " set_config('mamori.permissions', $2, true), set_config('mamori.roles', $3, true)");

static const struct rows *attention;

static bool ask(struct work *w, void *context)
{
    int i = *(const int *)context;

    access_begin_work(w, "test");
    if (!db_rows(w, db_queue_text(
                        w, &tell,
                        PARAMS(viewers[i].staff_no, viewers[i].permissions, viewers[i].roles))))
        return false;
    attention = db_take(w, SQL_ME_ATTENTION, PARAMS());
    return attention != NULL;
}

START_TEST(who_can_mend_it_sees_it)
{
    const char *found = "";

    core_clock("2026-11-22T00:00:00.000000Z", "2026-11-22");
    sql(viewers[_i].before);
    ck_assert(db_transaction(work, pool, DB_READ, ask, &_i));
    for (int row = 0; row < attention->count; row++) {
        const char *unit = rows_text(attention, row, "unit");

        found = arena_printf(arena, "%s%s%s:%s:%s", found, row ? " " : "",
                             rows_text(attention, row, "gap"), rows_text(attention, row, "items"),
                             unit ? unit : "");
    }
    ck_assert_str_eq(found, viewers[_i].found);
}
END_TEST

Suite *test_attention_suite(void)
{
    Suite *s = suite_create("modules/org/attention");
    TCase *tc = city_case("attention");

    EACH(tc, who_can_mend_it_sees_it, viewers);
    suite_add_tcase(s, tc);
    return s;
}

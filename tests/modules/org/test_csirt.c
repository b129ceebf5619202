#include "modules/org/city_database.h"

/*
 * Who appoints to CSIRT (BR-AB-05): the database refuses whoever is not the CISO, also where a
 * statement of another subject would write the row, and lets an appointment end when its bearer
 * leaves.
 */
#define APPOINT                                                                                    \
    "INSERT INTO role_assignment (role_code, person_id, source, valid_from, designated_by)"        \
    " SELECT 'csirt_liaison', id, 'appointed_by_ciso', '2026-12-01', viewer() FROM person"         \
    " WHERE staff_no = '304182'"
#define LIAISON                                                                                    \
    "SELECT max(id) FROM role_assignment WHERE role_code = 'csirt_liaison' AND valid_to IS NULL"
#define LEADER "SELECT max(id) FROM role_assignment WHERE role_code = 'it_promotion_leader'"

static const struct act {
    const char *staff_no, *permissions, *sql;
    bool is_done;
    enum error_code code;
} acts[] = {
    {"100002", "org_read csirt_appoint", APPOINT, true, ERR_NONE},
    {"217730", "org_read org_maintain", APPOINT, false, ERR_FORBIDDEN},
    {"187420", "org_read", APPOINT, false, ERR_FORBIDDEN},
    {"217730", "org_read org_maintain",
     "SELECT correct('role_assignment', (" LIAISON "), '2026-11-01', '2030-12-31', 'x')", false,
     ERR_FORBIDDEN},
    {"217730", "org_read org_maintain",
     "SELECT correct('role_assignment', (" LIAISON "), NULL, NULL, 'x')", false, ERR_FORBIDDEN},
    {"100002", "org_read csirt_appoint",
     "SELECT correct('role_assignment', (" LIAISON "), NULL, NULL, 'x')", true, ERR_NONE},
    /* The CISO keeps CSIRT, not the rest of the register. */
    {"100002", "org_read csirt_appoint",
     "SELECT correct('role_assignment', (" LEADER "), NULL, NULL, 'x')", false, ERR_INTERNAL},
    {"217730", "org_read org_maintain",
     "SELECT correct('role_assignment', (" LEADER "), NULL, NULL, 'x')", true, ERR_NONE},
    {"217730", "org_read org_maintain",
     "UPDATE role_assignment SET valid_to = '2026-12-31' WHERE id = (" LIAISON ")", true, ERR_NONE},
};

STATEMENT(be, 2,
          "SELECT set_config('mamori.person', (SELECT id::text FROM person WHERE staff_no = $1),"
          " true), set_config('mamori.permissions', $2, true)");

static bool run(struct work *w, void *context)
{
    const struct act *act = context;
    struct statement_text statement = {"test_csirt", act->sql, 0};

    access_begin_work(w, "test");
    return db_rows(w, db_queue_text(w, &be, PARAMS(act->staff_no, act->permissions))) &&
           db_rows(w, db_queue_text(w, &statement, PARAMS()));
}

START_TEST(only_the_ciso_appoints)
{
    struct act act = acts[_i];
    bool is_done;

    core_clock("2026-11-22T00:00:00.000000Z", "2026-11-22");
    is_done = db_transaction(work, pool, DB_WRITE, run, &act);
    ck_assert_msg(is_done == act.is_done, "%s as %s", act.sql, act.staff_no);
    ck_assert_int_eq(work->error.code, act.code);
}
END_TEST

Suite *test_csirt_suite(void)
{
    Suite *s = suite_create("modules/org/csirt");
    TCase *tc = city_case("csirt");

    EACH(tc, only_the_ciso_appoints, acts);
    suite_add_tcase(s, tc);
    return s;
}

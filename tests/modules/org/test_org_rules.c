#include "db/db.h"
#include "db/statement.h"
#include "modules/org/city_database.h"

/*
 * What the database itself refuses, whoever writes: the field that a form marks. Ids are found by
 * codes: 帆足崎 正人 206611 heads 市民窓口課 0502, 潮見台 遥 218842 is its leader, 江ノ口 健 204518
 * heads the coordinating section 0202, 砂山根 潤 770216 is a nurse, 鵠渡 みなみ 304182 a clerk of
 * 0502.
 */
#define PERSON(no) "(SELECT id FROM person WHERE staff_no = '" no "')"
#define UNIT(code_) "(SELECT id FROM org_unit WHERE code = '" code_ "')"
#define POST(code_) "(SELECT id FROM post WHERE code = '" code_ "')"
#define HOLD(post, no, from, to)                                                                   \
    "INSERT INTO post_holding (post_id, person_id, valid_from, valid_to) VALUES (" POST(           \
        post) ", " PERSON(no) ", " from ", " to ")"
#define LEAD(no, unit, from, to)                                                                    \
    "INSERT INTO role_assignment (role_code, person_id, org_unit_id, source, valid_from, valid_to)" \
    " VALUES ('it_promotion_leader', " PERSON(no) ", " UNIT(unit) ", 'designated', " from ", " to   \
                                                                  ")"
#define APPOINT(role, no)                                                                          \
    "INSERT INTO role_assignment (role_code, person_id, source, valid_from) VALUES ('" role        \
    "', " PERSON(no) ", 'appointed_by_ciso', '2026-12-01')"

static const struct rule {
    const char *sql;
    const char *field; /* NULL: it is done */
} rules[] = {
    /* Overlapping holders, and an exchange in one transaction. */
    {HOLD("vice_mayor_1", "204518", "'2026-12-01'", "NULL"), "valid_from"},
    {HOLD("section_head:1102", "204518", "'2026-02-01'", "'2026-03-31'"), NULL},
    {HOLD("section_head:1102", "204518", "'2026-02-01'", "'2026-04-01'"), "valid_from"},
    {"WITH gone AS (UPDATE post_holding SET valid_to = '2026-11-30' WHERE post_id = " POST(
         "vice_mayor_1") " AND valid_to IS NULL) " HOLD("vice_mayor_1", "204518", "'2026-12-01'",
                                                        "NULL"),
     NULL},
    /* A second coordinating section. */
    {"UPDATE org_unit SET is_coordinating_section = true WHERE code = '0502'",
     "is_coordinating_section"},
    {"UPDATE org_unit SET is_coordinating_section = code = '0502' WHERE code IN ('0202', '0502')",
     NULL},
    {"UPDATE org_unit SET is_user_section = false WHERE code = '0202'", "is_user_section"},
    /* A role outside its post's period, from either side. */
    {"UPDATE post SET valid_to = '2026-10-31' WHERE code = 'planning_director'", "valid_from"},
    {"UPDATE post_holding SET valid_from = '2010-04-01' WHERE post_id = " POST(
         "planning_director") " AND valid_from < '2026-04-01'",
     "valid_from"},
    /* Somebody out of scope, in a post and in a function; a city official in the hospital is in. */
    {HOLD("section_head:1102", "770216", "'2026-02-01'", "'2026-03-31'"), "person"},
    {APPOINT("csirt_liaison", "770216"), "person"},
    {LEAD("770216", "1703", "'2026-12-01'", "NULL"), "person"},
    {APPOINT("csirt_liaison", "304182"), NULL},
    {"UPDATE employment SET employment_type = 'hospital_hired' WHERE person_id = " PERSON("204518"),
     NULL /* not at the hospital */},
    {"UPDATE employment SET employment_type = 'external_expert' WHERE person_id = " PERSON(
         "204518"),
     "person"},
    /* A head as own leader, from either side; the head of another section may not lead here either.
     */
    {LEAD("206611", "0502", "'2026-12-01'", "NULL"), "person"},
    {"WITH gone AS (UPDATE post_holding SET valid_to = '2026-11-30' WHERE post_id = " POST(
         "section_head:0502") " AND valid_to IS NULL) " HOLD("section_head:0502", "218842",
                                                             "'2026-12-01'", "NULL"),
     "person"},
    {LEAD("204518", "0502", "'2026-12-01'", "NULL"), "person"},
    {LEAD("304182", "0502", "'2026-12-01'", "NULL"), NULL},
    {LEAD("304182", "0502", "'2020-12-01'", "NULL"), "person" /* before she came */},
    {"UPDATE person_assignment SET valid_to = '2026-12-31' WHERE person_id = " PERSON("218842"),
     "person" /* a leader cannot leave while leading */},
    /* Roles that follow posts are nobody's to give. */
    {"INSERT INTO role_assignment (role_code, person_id, source, valid_from) VALUES ('ciso', " PERSON(
         "304182") ", 'designated', '2026-12-01')",
     "role"},
    {"INSERT INTO role_assignment (role_code, person_id, source, valid_from) VALUES ('ciso', " PERSON(
         "304182") ", '', '2026-12-01')",
     "role"},
    {"INSERT INTO role_assignment (role_code, person_id, source, valid_from)"
     " VALUES ('portal_admin', " PERSON("304182") ", 'designated', '2026-12-01')",
     "role"},
    {"INSERT INTO role_assignment (role_code, person_id, source, valid_from)"
     " VALUES ('security_expert', " PERSON("304182") ", 'designated', '2026-12-01')",
     "staff_no" /* no expert is 職員等 */},
    /* Rows that are taken away or moved to somebody else. */
    {"DELETE FROM person_assignment WHERE person_id = " PERSON("100002"), "person"},
    {"UPDATE person_assignment SET person_id = " PERSON("900001") " WHERE person_id = " PERSON(
         "100002"),
     "person"},
    {"DELETE FROM employment WHERE person_id = " PERSON("304182"), "valid_from"},
    {"INSERT INTO role_assignment (role_code, person_id, source, valid_from)"
     " VALUES ('it_promotion_leader', " PERSON("304182") ", 'designated', '2026-12-01')",
     "unit"},
    {LEAD("218842", "0502", "'2026-12-01'", "NULL"), "valid_from" /* twice */},
    /* Where and when somebody works. */
    {"INSERT INTO person_assignment (person_id, org_unit_id, rank, valid_from) VALUES (" PERSON(
         "304182") ", " UNIT("0101") ", 'staff', '2026-12-01')",
     "valid_from" /* a second main unit */},
    {"INSERT INTO person_assignment (person_id, org_unit_id, rank, is_main, valid_from) VALUES (" PERSON(
         "304182") ", " UNIT("0101") ", 'staff', false, '2026-12-01')",
     NULL},
    {"UPDATE person_assignment SET valid_from = '1970-04-01' WHERE person_id = " PERSON("304182"),
     "valid_from" /* before the employment */},
    {"UPDATE person_assignment SET valid_from = '1970-04-01' WHERE person_id = " PERSON("218842"),
     "valid_from" /* the same of a leader */},
    {"UPDATE person_assignment SET valid_to = '2026-12-31' WHERE person_id = " PERSON("304182"),
     NULL},
    {"UPDATE employment SET valid_to = '2026-12-31' WHERE person_id = " PERSON("304182"),
     "valid_from" /* assigned beyond the employment */},
    {"INSERT INTO employment (person_id, employment_type, valid_from) VALUES (" PERSON(
         "304182") ", 'reappointed', '2026-12-01')",
     "employed_from"},
    /* Units. */
    {"UPDATE org_unit SET valid_to = '2026-12-31' WHERE code = '0502'", "valid_from"},
    {"UPDATE org_unit SET valid_to = '2026-12-31' WHERE code = '05'", "valid_from"},
    {"INSERT INTO org_unit (code, name, kind, organ, parent_id, valid_from)"
     " SELECT code, name, kind, organ, parent_id, '2027-04-01' FROM org_unit WHERE code = '0502'",
     "code"},
    {"INSERT INTO org_unit (code, name, kind, organ, valid_from)"
     " VALUES ('9901', '支所', 'section', 'mayor', '2027-04-01')",
     "parent"},
    {"INSERT INTO post (code, name, org_unit_id, is_head, valid_from)"
     " VALUES ('second_head', '副所長', " UNIT("0502") ", true, '2027-04-01')",
     "is_head"},
};

static bool run(struct work *w, void *context)
{
    struct statement_text statement = {"test_rule", context, 0};

    access_begin_work(w, "test");
    return db_rows(w, db_queue_text(w, &statement, PARAMS())) != NULL;
}

START_TEST(database_refuses_by_itself)
{
    const struct rule *rule = &rules[_i];
    struct db_pool *owner =
        db_pool_open(&(struct db_settings){owner_url(CORE_DATABASE), 1, 30000, 30000});
    bool is_done;

    core_clock("2026-11-22T00:00:00.000000Z", "2026-11-22");
    is_done = db_transaction(work, owner, DB_WRITE, run, (void *)(uintptr_t)rule->sql);
    if (rule->field) {
        ck_assert_msg(!is_done, "%s", rule->sql);
        ck_assert_int_eq(work->error.code, ERR_INVALID);
        ck_assert_ptr_nonnull(work->error.fields);
        ck_assert_msg(!strcmp(work->error.fields->field, rule->field), "%s: %s", rule->sql,
                      work->error.fields->field);
    } else {
        ck_assert_msg(is_done, "%s: %s", rule->sql,
                      work->error.fields ? work->error.fields->message : "");
    }
    db_pool_close(owner);
}
END_TEST

/* Who holds a post can be ended and followed; it can be neither rewritten nor taken away. */
START_TEST(server_cannot_rewrite_who_was_what)
{
    static const char *const fixed[] = {"ex_officio", "clause_duty", "role_definition",
                                        "correction"};
    static const struct {
        const char *table, *column;
    } named[] = {{"org_unit", "code"},       {"org_unit", "name"},  {"org_unit", "organ"},
                 {"org_unit", "valid_from"}, {"post", "code"},      {"post", "name"},
                 {"post", "is_head"},        {"post", "valid_from"}};
    static const char *const dated[] = {"employment", "person_assignment", "post_holding",
                                        "role_assignment"};

    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        ck_assert_str_eq(sql_format("SELECT has_table_privilege('mamori_server', '%s',"
                                    " 'INSERT, UPDATE, DELETE')",
                                    fixed[i]),
                         "f");
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        ck_assert_str_eq(
            sql_format("SELECT has_table_privilege('mamori_server', '%s', 'DELETE')"
                       " OR has_column_privilege('mamori_server', '%s', '%s', 'UPDATE')",
                       named[i].table, named[i].table, named[i].column),
            "f");
    for (size_t i = 0; i < sizeof dated / sizeof *dated; i++)
        ck_assert_str_eq(sql_format("SELECT has_table_privilege('mamori_server', '%s', 'DELETE')"
                                    " OR has_column_privilege('mamori_server', '%s', 'person_id',"
                                    " 'UPDATE') OR has_column_privilege('mamori_server', '%s',"
                                    " 'valid_from', 'UPDATE')",
                                    dated[i], dated[i], dated[i]),
                         "f");
}
END_TEST

/* Who is not 職員等 in scope is no 推進事務局 either, wherever the desk stands. */
START_TEST(secretariat_is_in_scope)
{
    sql("INSERT INTO person_assignment (person_id, org_unit_id, rank, is_main, valid_from) VALUES (" PERSON(
        "770216") ", " UNIT("0202") ", 'staff', false, '2026-11-01');"
                                    " INSERT INTO person_assignment (person_id, org_unit_id, rank, valid_from) VALUES (" PERSON(
                                        "900001") ", " UNIT("0202") ", 'staff', '2026-11-01')");
    ck_assert_int_eq(
        sql_number("SELECT count(*) FROM effective_role WHERE role_code = 'secretariat'"
                   " AND person_id IN (" PERSON("770216") ", " PERSON("900001") ")"),
        0);
}
END_TEST

/* BR-SC-03: in scope from the day on which the employment changes. */
START_TEST(teacher_becomes_staff_on_a_day)
{
    sql("UPDATE employment SET valid_to = '2026-11-30' WHERE person_id = " PERSON(
        "005101") ";"
                  " INSERT INTO employment (person_id, employment_type, valid_from) VALUES (" PERSON(
                      "005101") ", 'regular', '2026-12-01')");
    ck_assert_int_eq(
        sql_number("SELECT count(*) FROM person_on('2026-11-30') WHERE person_id = " PERSON(
            "005101") " AND out_of_scope_reason IS NULL"),
        0);
    ck_assert_int_eq(
        sql_number("SELECT count(*) FROM person_on('2026-12-01') WHERE person_id = " PERSON(
            "005101") " AND out_of_scope_reason IS NULL"),
        1);
    ck_assert_str_eq(sql("SELECT string_agg(valid_from::text, ' ') FROM effective_role"
                         " WHERE role_code = 'staff' AND person_id = " PERSON("005101")),
                     "2026-12-01");
}
END_TEST

Suite *test_org_rules_suite(void)
{
    Suite *s = suite_create("modules/org/rules");
    TCase *tc = city_case("rules");

    EACH(tc, database_refuses_by_itself, rules);
    tcase_add_test(tc, server_cannot_rewrite_who_was_what);
    tcase_add_test(tc, secretariat_is_in_scope);
    tcase_add_test(tc, teacher_becomes_staff_on_a_day);
    suite_add_tcase(s, tc);
    return s;
}

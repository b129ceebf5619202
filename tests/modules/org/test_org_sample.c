#include <jansson.h>

#include "core/auth/sample_account.h"
#include "core/auth/sign_in.h"
#include "modules/org/city_database.h"

/* domain 6.1 and 6.2 on 22 November 2026. */
static const struct {
    const char *sql;
    long expected;
} counts[] = {
    {"SELECT count(*) FROM org_unit WHERE kind = 'department'", 21},
    {"SELECT count(*) FROM org_unit WHERE kind <> 'department'", 120},
    {"SELECT count(*) FROM person_on('2026-11-22') WHERE out_of_scope_reason IS NULL", 3700},
    {"SELECT count(*) FROM person_on('2026-11-22')"
     " WHERE out_of_scope_reason = 'fn1_hospital_hired'",
     60},
    {"SELECT count(*) FROM person_on('2026-11-22')"
     " WHERE out_of_scope_reason = 'fn1_prefecture_paid_teacher'",
     40},
    {"SELECT count(*) FROM effective_role WHERE role_code = 'it_promotion_leader'"
     " AND is_in_force(valid_from, valid_to, '2026-11-22')",
     160},
    {"SELECT count(DISTINCT org_unit_id) FROM effective_role WHERE role_code = 'it_promotion_leader'"
     " AND is_in_force(valid_from, valid_to, '2026-11-22')",
     118},
    {"SELECT count(*) FROM effective_role WHERE role_code = 'system_security_manager'"
     " AND is_in_force(valid_from, valid_to, '2026-11-22')",
     120},
    {"SELECT count(DISTINCT person_id) FROM effective_role WHERE role_code = 'system_security_manager'"
     " AND is_in_force(valid_from, valid_to, '2026-11-22')",
     118},
    {"SELECT count(*) FROM effective_role WHERE role_code = 'member'"
     " AND is_in_force(valid_from, valid_to, '2026-11-22')",
     21},
    {"SELECT max(length(person_name(p))) FROM person p", 40},
    {"SELECT count(*) FROM person WHERE staff_no ~ '^00'", 40},
};

START_TEST(city_has_so_many)
{
    ck_assert_int_eq(sql_number(counts[_i].sql), counts[_i].expected);
}
END_TEST

static const struct {
    const char *type;
    long expected;
} employments[] = {
    {"regular", 2450},      {"reappointed", 150},
    {"fixed_term", 60},     {"fiscal_year_appointee", 860},
    {"special_service", 5}, {"part_time", 40},
    {"temporary", 85},      {"dispatched", 50},
};

START_TEST(employments_are_so_many)
{
    ck_assert_int_eq(sql_number(arena_printf(
                         arena,
                         "SELECT count(*) FROM person_on('2026-11-22') WHERE out_of_scope_reason"
                         " IS NULL AND employment_type = '%s'",
                         employments[_i].type)),
                     employments[_i].expected);
}
END_TEST

/* The sums of domain 6.2, by department. */
static const long departments[] = {128, 98, 170, 48, 442, 126, 244, 224, 570, 272, 52,
                                   122, 80, 120, 96, 16,  80,  462, 296, 24,  30};

START_TEST(departments_are_so_large)
{
    ck_assert_int_eq(
        sql_number(arena_printf(arena,
                                "SELECT count(*) FROM person_on('2026-11-22') a JOIN unit_place l"
                                " USING (org_unit_id) WHERE l.department_code = '%02d'"
                                " AND a.out_of_scope_reason IS NULL",
                                _i + 1)),
        departments[_i]);
}
END_TEST

/* Names that are hard to sort, to find and to print. */
static const char *const names[] = {"髙橋", "﨑山", "渡邉", "渡邊", "𠮷野", "齋藤", "辻󠄀"};

START_TEST(hard_names_are_there)
{
    ck_assert_int_gt(sql_number(arena_printf(
                         arena, "SELECT count(*) FROM person WHERE family_name = '%s'", names[_i])),
                     0);
}
END_TEST

/* What the accounts of DESIGN 2.3 may be told apart by. */
static const struct {
    const char *key, *roles;
} accounts[] = {
    {"ciso", "ciso cio staff chair"},
    {"information_security_officer",
     "information_security_officer information_officer staff csirt_leader csirt_member member"},
    {"network_security_manager", "network_security_manager system_security_manager staff"
                                 " secretariat csirt_manager csirt_member"},
    {"deputy_network_security_manager", "staff secretariat csirt_coordinator csirt_member"},
    {"secretariat", "staff secretariat csirt_coordinator csirt_member"},
    {"section_head", "system_security_manager staff"},
    {"leader", "it_promotion_leader staff"},
    {"other_section_head", "system_security_manager staff"},
    {"other_leader", "it_promotion_leader staff"},
    {"staff", "staff"},
    {"committee_member", "staff member"},
    {"vice_chair", "staff vice_chair"},
    {"csirt_liaison", "staff secretariat csirt_liaison csirt_member"},
    {"auditor", "staff auditor"},
    {"portal_admin", "portal_admin"},
    {"out_of_scope", ""},
};

enum { ACCOUNTS = sizeof accounts / sizeof *accounts };

static const struct sample_bearer *bearer_of(const char *key)
{
    const struct sample_bearer *b = org_sample_bearers();

    while (b->key && strcmp(b->key, key) != 0)
        b++;
    ck_assert_ptr_nonnull(b->key);
    return b;
}

static const struct sample_bearer *wanted;

static bool make_account(struct work *w, void *context)
{
    access_begin_work(w, "cli:sample");
    return sample_account(w, context, wanted->key, wanted->staff_no, wanted->grant);
}

START_TEST(each_account_signs_in)
{
    json_t *made = json_object();
    const char *login, *password, *name, *person, *token;
    struct sign_in given = {0};

    core_clock("2026-11-22T00:00:00.000000Z", "2026-11-22");
    wanted = bearer_of(accounts[_i].key);
    ck_assert(db_transaction(work, pool, DB_WRITE, make_account, made));
    ck_assert_int_eq(json_unpack(json_object_get(made, accounts[_i].key), "{s:s, s:s, s:s, s:s !}",
                                 "login", &login, "password", &password, "name", &name, "person",
                                 &person),
                     0);
    given.login = login;
    given.password = password;
    ck_assert(sign_in(work, pool, &given, &token));
    ck_assert_str_eq(work->actor.person, person);
    ck_assert_str_eq(work->actor.name, name);
    ck_assert_str_eq(sql("SELECT roles FROM audit_log WHERE action = 'login'"), accounts[_i].roles);
    json_decref(made);
}
END_TEST

START_TEST(no_account_is_missing)
{
    size_t count = 0;

    for (const struct sample_bearer *b = org_sample_bearers(); b->key; b++)
        count++;
    ck_assert_uint_eq(count, ACCOUNTS);
}
END_TEST

/* BR-RO-02: three roles change hands with one post. */
static const struct {
    const char *day, *staff_no;
} directors[] = {{"2026-03-31", "171204"}, {"2026-04-01", "187420"}};

START_TEST(three_roles_follow_one_post)
{
    static const char *const roles[] = {"information_security_officer", "information_officer",
                                        "csirt_leader"};

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        ck_assert_str_eq(
            sql_format("SELECT string_agg(staff_no, ' ') FROM effective_role r JOIN person p"
                       " ON p.id = r.person_id WHERE role_code = '%s'"
                       " AND is_in_force(valid_from, valid_to, '%s')",
                       roles[i], directors[_i].day),
            directors[_i].staff_no);
}
END_TEST

Suite *test_org_sample_suite(void)
{
    Suite *s = suite_create("modules/org/org_sample");
    TCase *tc = city_reading_case("city"), *accounts_tc = city_case("accounts");

    EACH(tc, city_has_so_many, counts);
    EACH(tc, employments_are_so_many, employments);
    EACH(tc, departments_are_so_large, departments);
    EACH(tc, hard_names_are_there, names);
    EACH(accounts_tc, each_account_signs_in, accounts);
    tcase_add_test(tc, no_account_is_missing);
    EACH(tc, three_roles_follow_one_post, directors);
    suite_add_tcase(s, tc);
    suite_add_tcase(s, accounts_tc);
    return s;
}

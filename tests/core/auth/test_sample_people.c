#include <jansson.h>

#include "core/auth/sample_people.h"
#include "core/auth/sign_in.h"
#include "core/core_database.h"

static bool load(struct work *w, void *context)
{
    access_begin_work(w, "cli:sample");
    return sample_people(w, context);
}

static const struct {
    const char *key, *roles;
} accounts[] = {
    {"staff", "staff"},
    {"auditor", "staff auditor"},
    {"portal_admin", "staff portal_admin"},
    {"out_of_scope", ""},
};

START_TEST(each_account_signs_in)
{
    json_t *made = json_object();
    const char *login, *password, *name, *person, *token;
    struct sign_in given = {0};

    ck_assert(db_transaction(work, pool, DB_WRITE, load, made));
    ck_assert_uint_eq(json_object_size(made), sizeof accounts / sizeof *accounts);
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

Suite *test_sample_people_suite(void)
{
    Suite *s = suite_create("core/auth/sample_people");
    TCase *tc = core_case("sample");

    EACH(tc, each_account_signs_in, accounts);
    suite_add_tcase(s, tc);
    return s;
}

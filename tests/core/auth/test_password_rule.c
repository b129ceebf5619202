#include "base/crypto.h"
#include "core/auth/password_rule.h"
#include "support/work_fixture.h"

static const struct {
    const char *password;
    bool is_common;
} passwords[] = {
    {"password", true},
    {"Password2026!", true},
    {"ＰＡＳＳＷＯＲＤ１", true},
    {"fujisawa1234", true},
    {"!!Shonan!!", true},
    {"12345678", true},
    {"1234567890", true},
    {"98765432", true},
    {"qwertyuiop", true},
    {"qwerty1234", true},
    {"asdfghjk", true},
    {"aaaaaaaaaaaa", true},
    {"abababababab", true},
    {"藤沢市2026", true},
    {"20261122", false}, /* eight digits that are no run: long enough is all that is asked */
    {"correct horse battery", false},
    {"passwordと海と鳥", false},
    {"みなとの猫は三時に鳴く", false},
    {"tR7kq2Wm", false},
};

START_TEST(what_everybody_tries_first_is_common)
{
    ck_assert_int_eq(password_is_common(arena, passwords[_i].password), passwords[_i].is_common);
}
END_TEST

static const struct {
    const char *password, *again, *field; /* NULL: may be */
} choices[] = {
    {"correct horse", "correct horse", NULL},     {"1234567", "1234567", "password"},
    {"Password1", "Password1", "password"},       {"correct horse", "correct house", "again"},
    {"correct horse", "correct horse ", "again"},
};

START_TEST(choice_is_judged)
{
    bool is_right = password_check_new(work, choices[_i].password, choices[_i].again);

    ck_assert_int_eq(is_right, choices[_i].field == NULL);
    if (choices[_i].field) {
        ck_assert_int_eq(work->error.code, ERR_INVALID);
        ck_assert_str_eq(work->error.fields->field, choices[_i].field);
    }
}
END_TEST

static const struct {
    const char *password;
    bool may_be;
} owners[] = {
    {"my304182password", false}, {"３０４１８２の海", false}, {"湘田さんの犬と猫", false},
    {"犬と由美子と猫と", false}, {"江ノ口と海の犬と", true},  {"correct horse", true},
};

START_TEST(owner_is_not_inside)
{
    ck_assert_int_eq(password_check_owner(work, owners[_i].password, "304182", "湘田 由美子"),
                     owners[_i].may_be);
}
END_TEST

Suite *test_password_rule_suite(void)
{
    Suite *s = suite_create("core/auth/password_rule");
    TCase *tc = tcase_create("rules");

    tcase_add_checked_fixture(tc, start_work, stop_work);
    EACH(tc, what_everybody_tries_first_is_common, passwords);
    EACH(tc, choice_is_judged, choices);
    EACH(tc, owner_is_not_inside, owners);
    suite_add_tcase(s, tc);
    return s;
}

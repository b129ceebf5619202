#include <string.h>

#include "base/arena.h"
#include "db/address.h"
#include "support/work_fixture.h"

static struct database_address address;

static const struct {
    const char *url, *words, *password;
} readable[] = {
    {"host=/run dbname=mamori user=o", "user='o' dbname='mamori' host='/run'", NULL},
    {"host=h password=se:c\\\\r'\\'t'", "host='h'", "se:c\\r''t'"},
    {"postgresql://o:p%40ss@h:5433/mamori", "user='o' dbname='mamori' host='h' port='5433'",
     "p@ss"},
    {"dbname='a \\'b\\' \\\\c' passfile='/x y'", "passfile='/x y' dbname='a \\'b\\' \\\\c'", NULL},
    {"", "", NULL},
};

START_TEST(the_password_is_apart)
{
    ck_assert(database_address(work->arena, readable[_i].url, &address));
    ck_assert_str_eq(address.words, readable[_i].words);
    ck_assert_pstr_eq(address.password, readable[_i].password);
}
END_TEST

START_TEST(what_cannot_be_read_or_kept_apart_is_refused)
{
    static const char *const urls[] = {"host", "nonsense=1", "host='x",
                                       "host=h sslpassword=secret"};

    ck_assert(!database_address(work->arena, urls[_i], &address));
}
END_TEST

START_TEST(a_password_file_escapes_its_separators)
{
    ck_assert_str_eq(database_passfile(work->arena, "a:b\\c"), "*:*:*:*:a\\:b\\\\c\n");
}
END_TEST

Suite *test_address_suite(void);

Suite *test_address_suite(void)
{
    Suite *suite = suite_create("address");
    TCase *tc = tcase_create("address");

    tcase_add_checked_fixture(tc, start_work, stop_work);
    tcase_add_loop_test(tc, the_password_is_apart, 0, sizeof readable / sizeof readable[0]);
    tcase_add_loop_test(tc, what_cannot_be_read_or_kept_apart_is_refused, 0, 4);
    tcase_add_test(tc, a_password_file_escapes_its_separators);
    suite_add_tcase(suite, tc);
    return suite;
}

#include "http/cookie.h"
#include "support/work_fixture.h"

static const struct {
    const char *header;
    const char *value; /* of "sid"; NULL: none */
} headers[] = {
    {"sid=0123abc", "0123abc"},
    {"a=b; sid=0123; c=d", "0123"},
    {"a=b;sid=0123", "0123"},
    {"  sid=0123  ", "0123"},
    {"sid=\"0123\"", "0123"},
    {"sid=", ""},
    {"sid=a=b", "a=b"},
    {"asid=1; sid=2", "2"},
    {"sid2=1; sid=2", "2"},
    {"x=sid=1; sid=2", "2"},
    {"", NULL},
    {NULL, NULL},
    {"sid", NULL},
    {"SID=1", NULL}, /* names have case */
    {"sid =1", NULL},
    {"asid=1", NULL},
    {"sid=1; sid=2", NULL}, /* one may have been planted */
    {"sid=1; sid=1", NULL},
    {"sid=1;;; sid=2", NULL},
    {"sid=1,m=2", NULL}, /* a comma does not divide */
    {"n=1,sid=2", NULL},
    {"sid=a b", NULL},
    {"sid=\"a", NULL},
    {"sid=a\\b", NULL},
    {"sid=\x01", NULL},
    {"sid=予", NULL},
    {";;;", NULL},
};

START_TEST(test_cookie_is_found_only_when_clear)
{
    const char *value = cookie_find(arena, headers[_i].header, "sid");

    if (headers[_i].value) {
        ck_assert_ptr_nonnull(value);
        ck_assert_str_eq(value, headers[_i].value);
    } else {
        ck_assert_ptr_null(value);
    }
}
END_TEST

START_TEST(test_name_with_prefix)
{
    ck_assert_str_eq(cookie_find(arena, "sid=1; __Host-sid=2", "__Host-sid"), "2");
    ck_assert_str_eq(cookie_find(arena, "sid=1; __Host-sid=2", "sid"), "1");
}
END_TEST

Suite *test_cookie_suite(void)
{
    Suite *suite = suite_create("cookie");
    TCase *tcase = work_case("cookie");

    EACH(tcase, test_cookie_is_found_only_when_clear, headers);
    tcase_add_test(tcase, test_name_with_prefix);
    suite_add_tcase(suite, tcase);
    return suite;
}

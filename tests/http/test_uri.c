#include <string.h>

#include "base/limits.h"
#include "http/uri.h"
#include "support/work_fixture.h"

static const struct {
    const char *target;
    const char *path; /* NULL: 400 */
    size_t segments;
} targets[] = {
    {"/", "/", 0},
    {"/policies", "/policies", 1},
    {"/policies/a/clauses/7.1.u.sa", "/policies/a/clauses/7.1.u.sa", 4},
    {"/exceptions/2026-%E4%BE%8B-014.json?x=1", "/exceptions/2026-例-014.json", 2},
    {"/a/", "/a/", 2}, /* an empty last segment: no route has it */
    {"/a;b=c,d", "/a;b=c,d", 1},
    {"/a+b", "/a+b", 1},   /* + is itself in a path */
    {"/%252f", "/%2f", 1}, /* decoded once */
    {"/...", "/...", 1},
    {"/a?", "/a", 1},
    {"/a?b?c/d", "/a", 1},
    {"/a?q=a%2Fb%5Cc", "/a", 1}, /* a search for a/b\c */
    {"/a?q=%09", "/a", 1},       /* a cell pasted from a spreadsheet */
    {"", NULL, 0},
    {"*", NULL, 0},
    {"a", NULL, 0},
    {"//", NULL, 0},
    {"//evil.example/", NULL, 0},
    {"http://evil.example/abs", NULL, 0}, /* absolute form */
    {"evil.example:443", NULL, 0},
    {"/files/a%00.png", NULL, 0}, /* cut at the NUL by libmicrohttpd */
    {"/a?x=%00", NULL, 0},
    {"/a%2f..%2fadmin", NULL, 0}, /* decoded before routing by libmicrohttpd */
    {"/a%2fb", NULL, 0},
    {"/a%2Fb", NULL, 0},
    {"/a%5cb", NULL, 0},
    {"/a%5Cb", NULL, 0},
    {"/a\\b", NULL, 0},
    {"/a%0ab", NULL, 0},
    {"/a%0d%0aX:1", NULL, 0},
    {"/a?x=%0d%0aX:1", NULL, 0},
    {"/a?x=%0a", NULL, 0},
    {"/a%09", NULL, 0},
    {"/a%7f", NULL, 0},
    {"/a%1b", NULL, 0},
    {"/a%C2%85", NULL, 0}, /* C1 */
    {"/a//b", NULL, 0},
    {"/a//", NULL, 0},
    {"/.", NULL, 0},
    {"/..", NULL, 0},
    {"/a/../b", NULL, 0},
    {"/a/./b", NULL, 0},
    {"/a/..", NULL, 0},
    {"/%2e%2e/admin", NULL, 0},
    {"/a/%2E", NULL, 0},
    {"/a/.%2e", NULL, 0},
    {"/%", NULL, 0},
    {"/%4", NULL, 0},
    {"/%zz", NULL, 0},
    {"/%4g", NULL, 0},
    {"/a?x=%", NULL, 0},
    {"/a?x=%1", NULL, 0},
    {"/%C0%AF", NULL, 0}, /* overlong slash */
    {"/%C0%AE%C0%AE", NULL, 0},
    {"/%ED%A0%80", NULL, 0}, /* surrogate */
    {"/%97%5C", NULL, 0},    /* CP932 */
    {"/a?q=%FF", NULL, 0},
    {"/予算", NULL, 0}, /* not encoded */
    {"/a b", NULL, 0},
    {"/a\tb", NULL, 0},
    {"/<script>", NULL, 0},
    {"/a\"b", NULL, 0},
    {"/a|b", NULL, 0},
    {"/a^b", NULL, 0},
    {"/a`b", NULL, 0},
    {"/{a}", NULL, 0},
    {"/a[1]", NULL, 0},
    {"/a?x[]=1", NULL, 0},
    {"/a#b", NULL, 0},
    {"/a?b#c", NULL, 0},
};

START_TEST(test_targets_are_read_one_way_only)
{
    struct uri uri;
    bool is_read = uri_parse(work, targets[_i].target, &uri);

    ck_assert_int_eq(is_read, targets[_i].path != NULL);
    if (!is_read) {
        ck_assert_int_eq(work->error.code, ERR_MALFORMED);
        return;
    }
    ck_assert_str_eq(uri.path, targets[_i].path);
    ck_assert_uint_eq(uri.segment_count, targets[_i].segments);
}
END_TEST

START_TEST(test_target_may_be_missing)
{
    const char *reason;

    ck_assert_int_eq(uri_check(NULL, &reason), ERR_MALFORMED);
    ck_assert_ptr_nonnull(reason);
}
END_TEST

static const struct {
    size_t length;
    enum error_code code;
} lengths[] = {{LIMIT_URI, ERR_NONE}, {LIMIT_URI + 1, ERR_URI_TOO_LONG}, {50000, ERR_URI_TOO_LONG}};

START_TEST(test_long_targets)
{
    char *target = arena_alloc(work->arena, lengths[_i].length + 1);
    struct uri uri;

    memset(target, 'a', lengths[_i].length);
    target[0] = '/';
    ck_assert_int_eq(uri_parse(work, target, &uri), lengths[_i].code == ERR_NONE);
    ck_assert_int_eq(work->error.code, lengths[_i].code);
}
END_TEST

static const char *repeated(const char *first, const char *more, size_t count)
{
    const char *text = first;

    for (size_t i = 0; i < count; i++)
        text = arena_printf(work->arena, "%s%s", text, more);
    return text;
}

START_TEST(test_many_segments_are_no_page)
{
    struct uri uri;

    ck_assert(uri_parse(work, repeated("", "/a", LIMIT_PATH_SEGMENTS), &uri));
    ck_assert(!uri_parse(work, repeated("", "/a", LIMIT_PATH_SEGMENTS + 1), &uri));
    ck_assert_int_eq(work->error.code, ERR_NOT_FOUND);
}
END_TEST

START_TEST(test_many_parameters_are_refused)
{
    struct uri uri;

    ck_assert(uri_parse(work, repeated("/?", "a&", LIMIT_QUERY_FIELDS), &uri));
    ck_assert(!uri_parse(work, repeated("/?", "a&", LIMIT_QUERY_FIELDS + 1), &uri));
    ck_assert_int_eq(work->error.code, ERR_MALFORMED);
}
END_TEST

START_TEST(test_segments_are_decoded)
{
    struct uri uri;

    ck_assert(uri_parse(work, "/a%20b/%E4%BA%88/%3F", &uri));
    ck_assert_uint_eq(uri.segment_count, 3);
    ck_assert_str_eq(uri.segments[0], "a b");
    ck_assert_str_eq(uri.segments[1], "予");
    ck_assert_str_eq(uri.segments[2], "?");
    ck_assert_ptr_null(uri.query);
}
END_TEST

static const struct {
    const char *name;
    enum uri_lookup result;
    const char *value;
} parameters[] = {
    {"q", URI_FOUND, "予算 書+"},   {"empty", URI_FOUND, ""},     {"bare", URI_FOUND, ""},
    {"twice", URI_DUPLICATE, NULL}, {"absent", URI_ABSENT, NULL}, {"eq", URI_FOUND, "a=b"},
    {"名", URI_FOUND, "&"},         {"Q", URI_ABSENT, NULL},      {"next", URI_FOUND, "/a?b=c"},
};

START_TEST(test_parameters_are_scalars)
{
    const char *value = NULL;
    struct uri uri;

    ck_assert(uri_parse(work,
                        "/x?q=%E4%BA%88%E7%AE%97+%E6%9B%B8%2B&empty=&&bare&twice=1&twice=1&"
                        "eq=a=b&%E5%90%8D=%26&next=/a?b%3Dc",
                        &uri));
    ck_assert_int_eq(uri_query(&uri, parameters[_i].name, &value), parameters[_i].result);
    if (parameters[_i].value)
        ck_assert_str_eq(value, parameters[_i].value);
    else
        ck_assert_ptr_null(value);
}
END_TEST

START_TEST(test_links_are_encoded)
{
    ck_assert_str_eq(uri_encode_path(arena, "2026-例-014"), "2026-%E4%BE%8B-014");
    ck_assert_str_eq(uri_encode_path(arena, "a/b?c#d%e f"), "a%2Fb%3Fc%23d%25e%20f");
    ck_assert_str_eq(uri_encode_path(arena, "7.1.u.sa"), "7.1.u.sa");
    ck_assert_str_eq(uri_encode_path(arena, "a\r\nb"), "a%0D%0Ab");
    ck_assert_str_eq(uri_encode_query(arena, "a+b&c=d e'予"), "a%2Bb%26c%3Dd%20e%27%E4%BA%88");
    ck_assert_str_eq(uri_encode_query(arena, ""), "");
}
END_TEST

Suite *test_uri_suite(void)
{
    Suite *suite = suite_create("uri");
    TCase *tcase = work_case("uri");

    EACH(tcase, test_targets_are_read_one_way_only, targets);
    tcase_add_test(tcase, test_target_may_be_missing);
    EACH(tcase, test_long_targets, lengths);
    tcase_add_test(tcase, test_many_segments_are_no_page);
    tcase_add_test(tcase, test_many_parameters_are_refused);
    tcase_add_test(tcase, test_segments_are_decoded);
    EACH(tcase, test_parameters_are_scalars, parameters);
    tcase_add_test(tcase, test_links_are_encoded);
    suite_add_tcase(suite, tcase);
    return suite;
}

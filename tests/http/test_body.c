#include <string.h>

#include "base/limits.h"
#include "support/body_cases.h"

static const struct {
    const char *content_type;
    enum body_kind kind;
} types[] = {
    {"application/x-www-form-urlencoded", BODY_URLENCODED},
    {"application/x-www-form-urlencoded; charset=UTF-8", BODY_URLENCODED},
    {"Application/JSON", BODY_JSON},
    {"application/json;charset=\"utf-8\"", BODY_JSON},
    {"multipart/form-data; boundary=abc", BODY_MULTIPART},
    {"application/json; charset=shift_jis", BODY_UNKNOWN},
    {"application/json; charset=utf-8; charset=utf-8", BODY_UNKNOWN},
    {"application/json; charset=", BODY_UNKNOWN},
    {"application/json; charset=\"utf-8", BODY_UNKNOWN},
    {"application/json, text/plain", BODY_UNKNOWN},
    {"application/jsonp", BODY_UNKNOWN},
    {"application/merge-patch+json", BODY_UNKNOWN},
    {"text/plain", BODY_UNKNOWN},
    {"multipart/mixed; boundary=abc", BODY_UNKNOWN},
    {"", BODY_UNKNOWN},
    {NULL, BODY_UNKNOWN},
};

START_TEST(test_content_types)
{
    struct form_body body;

    ck_assert_int_eq(body_kind(types[_i].content_type), types[_i].kind);
    if (types[_i].kind != BODY_UNKNOWN)
        return;
    ck_assert(!body_read(work, types[_i].content_type, "{}", 2, &body));
    ck_assert_int_eq(work->error.code, ERR_MEDIA_TYPE);
}
END_TEST

static const struct body_case forms[] = {
    {"", 0, ""},
    {"a=1", 0, "a=1|"},
    {"a=1&b=2&a=3", 0, "a=1|b=2|a=3|"},
    {"a=x+y%2Bz%26", 0, "a=x y+z&|"},
    {"a", 0, "a=|"},
    {"a=", 0, "a=|"},
    {"a=b=c", 0, "a=b=c|"},
    {"a%5B%5D=1&a[]=2&a=3", 0, "a=1|a=2|a=3|"},
    {"[]=1&a[=2&a[]b=3", 0, "[]=1|a[=2|a[]b=3|"},
    {"&&a=1&", 0, "a=1|"},
    {"%E4%BB%B6%E5%90%8D=%E4%BA%88", 0, "件名=予|"},
    {"a=1%0D%0A2%0D3%0A4", 0, "a=1\n2\n3\n4|"},
    {"a=%0D%0D%0A", 0, "a=\n\n|"},
    {"a=%252f", 0, "a=%2f|"},
    {"=1", 0, NULL},
    {"a=%", 0, NULL},
    {"a=%1", 0, NULL},
    {"a=%zz", 0, NULL},
    {"a=1&%=2", 0, NULL},
    {"a=%00", 0, NULL},
    {"a%00b=1", 0, NULL},
    {"a\0=1", 4, NULL},
    {"a=\0", 3, NULL},
    {"a%0A=1", 0, NULL},
    {"a=%FF", 0, NULL},
    {"a=%97%5C", 0, NULL}, /* CP932 */
    {"a=%C0%80", 0, NULL}, /* overlong NUL */
    {"%FF=1", 0, NULL},
};

START_TEST(test_urlencoded)
{
    check_case("application/x-www-form-urlencoded", &forms[_i]);
}
END_TEST

static const struct body_case jsons[] = {
    {"{}", 0, ""},
    {"{\"a\":\"x\",\"b\":1}", 0, "a=x|b=1|"},
    {"{\"a\":true,\"b\":false,\"c\":null}", 0, "a=true|b=false|"},
    {"{\"a\":[1,\"x\",true]}", 0, "a=1|a=x|a=true|"},
    {"{\"a\":[]}", 0, ""},
    {"{\"a\":{\"b\":1},\"c\":[[1]],\"d\":[null]}", 0, ""}, /* only reached through json */
    {"{\"a\":-9223372036854775808}", 0, "a=-9223372036854775808|"},
    {"{\"a\":1.5}", 0, "a=1.5|"},
    {"{\"a\":\"1\\r\\n2\"}", 0, "a=1\n2|"},
    {"{\"a\":\"\\ud842\\udfb7\"}", 0, "a=𠮷|"},
    {"{\"a\":\"[[[{{{\\\"[\"}", 0, "a=[[[{{{\"[|"},
    {" \n{\"a\":1}\n ", 0, "a=1|"},
    {"", 0, NULL},
    {"[]", 0, NULL},
    {"1", 0, NULL},
    {"\"a\"", 0, NULL},
    {"null", 0, NULL},
    {"{\"a\":1,\"a\":2}", 0, NULL}, /* the last role would win */
    {"{\"a\":{\"b\":1,\"b\":2}}", 0, NULL},
    {"{\"a\":\"\\u0000\"}", 0, NULL},
    {"{\"a\\u0000b\":1}", 0, NULL},
    {"{\"a\":\"x\0\"}", 10, NULL},
    {"{}\0", 3, NULL},
    {"{\"a\":\"\xff\"}", 0, NULL},
    {"{\"a\":\"\\ud800\"}", 0, NULL},
    {"{\"a\":1}x", 0, NULL},
    {"{\"a\":1}{}", 0, NULL},
    {"{\"a\":1,}", 0, NULL},
    {"{a:1}", 0, NULL},
    {"{\"a\":1e999}", 0, NULL},
    {"{\"a\":9223372036854775808}", 0, NULL},
    {"{\"a\":", 0, NULL},
    {"\xef\xbb\xbf{}", 0, NULL}, /* byte order mark */
    {"{\"\":1}", 0, NULL},
};

START_TEST(test_json)
{
    check_case("application/json", &jsons[_i]);
}
END_TEST

static bool read_nested(size_t depth, const char *open, const char *close)
{
    const char *text = arena_printf(work->arena, "{\"a\":%s1%s}", repeated(open, depth - 1),
                                    repeated(close, depth - 1));
    struct form_body body;

    error_clear(work);
    return body_json(work, text, strlen(text), &body);
}

START_TEST(test_json_depth)
{
    struct form_body body;
    const char *open = repeated("[", 200000);

    ck_assert(read_nested(LIMIT_JSON_DEPTH, "[", "]"));
    ck_assert(read_nested(LIMIT_JSON_DEPTH, "{\"a\":", "}"));
    ck_assert(!read_nested(LIMIT_JSON_DEPTH + 1, "[", "]"));
    ck_assert(!read_nested(LIMIT_JSON_DEPTH + 1, "{\"a\":", "}"));
    ck_assert_int_eq(work->error.code, ERR_MALFORMED);
    ck_assert(!body_json(work, open, 200000, &body));
}
END_TEST

/* Brackets count outside strings only, and a string ends where JSON says. */
START_TEST(test_json_depth_and_strings)
{
    const char *many = repeated("[", LIMIT_JSON_DEPTH + 1);

    ck_assert(read_text("application/json", arena_printf(work->arena, "{\"a\":\"\\\"%s\"}", many)));
    ck_assert(
        !read_text("application/json", arena_printf(work->arena, "{\"a\":\"\\\\\",%s", many)));
    ck_assert_str_eq(work->error.message, "JSONの入れ子が深すぎます。");
}
END_TEST

START_TEST(test_json_stays_reachable)
{
    const char *text = "{\"a\":{\"b\":[1,2]}}";
    struct form_body body;

    ck_assert(body_json(work, text, strlen(text), &body));
    ck_assert_uint_eq(json_array_size(json_object_get(json_object_get(body.json, "a"), "b")), 2);
    ck_assert(body_urlencoded(work, "a=1", 3, &body));
    ck_assert_ptr_null(body.json);
}
END_TEST

START_TEST(test_number_of_fields)
{
    const char *type = "application/x-www-form-urlencoded";
    const char *json =
        arena_printf(work->arena, "{\"a\":[1%s]}", repeated(",1", LIMIT_FORM_FIELDS));

    ck_assert(read_text(type, repeated("a=1&", LIMIT_FORM_FIELDS)));
    ck_assert(!read_text(type, repeated("a=1&", LIMIT_FORM_FIELDS + 1)));
    ck_assert_int_eq(work->error.code, ERR_TOO_LARGE);
    ck_assert(!read_text("application/json", json));
    ck_assert_int_eq(work->error.code, ERR_TOO_LARGE);
}
END_TEST

START_TEST(test_repeated_fields_are_walked)
{
    const struct form_field *field;
    struct form_body body;

    ck_assert(body_urlencoded(work, "a=1&b=2&a=3", 11, &body));
    field = body_field(&body, "a", NULL);
    ck_assert_str_eq(field->value, "1");
    field = body_field(&body, "a", field);
    ck_assert_str_eq(field->value, "3");
    ck_assert_ptr_null(body_field(&body, "a", field));
    ck_assert_ptr_null(body_field(&body, "c", NULL));
}
END_TEST

Suite *test_body_suite(void)
{
    Suite *suite = suite_create("body");
    TCase *tcase = work_case("body");

    EACH(tcase, test_content_types, types);
    EACH(tcase, test_urlencoded, forms);
    EACH(tcase, test_json, jsons);
    tcase_add_test(tcase, test_json_depth);
    tcase_add_test(tcase, test_json_depth_and_strings);
    tcase_add_test(tcase, test_json_stays_reachable);
    tcase_add_test(tcase, test_number_of_fields);
    tcase_add_test(tcase, test_repeated_fields_are_walked);
    suite_add_tcase(suite, tcase);
    return suite;
}

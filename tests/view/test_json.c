#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "support/work_fixture.h"
#include "view/view.h"

static const char *write(struct value value)
{
    struct buffer *out = buffer_new(arena, LIMIT_PAGE);

    value_write_json(value, out);
    return out->data;
}

struct text {
    const char *text, *json;
};

static const struct text texts[] = {
    {"", "\"\""},
    {"a\"b\\c/", "\"a\\\"b\\\\c/\""},
    {"\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""},
    {"\x01\x1f\x7f", "\"\\u0001\\u001f\x7f\""},
    {"髙𠮷\xE2\x80\xA8</script>", "\"髙𠮷\xE2\x80\xA8</script>\""},
};

START_TEST(texts_are_escaped)
{
    const char *text = texts[_i].text;
    const char *json =
        write((struct value){.kind = VALUE_TEXT, .text = text, .length = strlen(text)});
    json_t *read = json_loads(json, JSON_DECODE_ANY, NULL);

    ck_assert_str_eq(json, texts[_i].json);
    ck_assert_str_eq(json_string_value(read), text);
    json_decref(read);
}
END_TEST

static const struct text numbers[] = {
    {"0", "0"},     {"-12", "-12"},   {"1.50", "1.50"},     {"1e+20", "1e+20"},
    {"1E5", "1E5"}, {"NaN", "null"},  {"Infinity", "null"}, {"-Infinity", "null"},
    {"", "null"},   {"-", "null"},    {"01", "null"},       {"1.", "null"},
    {"1e", "null"}, {"0x10", "null"}, {"1 ", "null"},       {".5", "null"},
};

START_TEST(numbers_are_numbers)
{
    const char *text = numbers[_i].text;

    ck_assert_str_eq(
        write((struct value){.kind = VALUE_NUMBER, .text = text, .length = strlen(text)}),
        numbers[_i].json);
}
END_TEST

static const char *const trees[] = {
    "null",
    "true",
    "[]",
    "{}",
    "[1,-2,0.1,1e+300,5e-324,3.14]",
    "{\"a\":{\"b\":[{\"c\":null},[],{}]},\"d\":\"\\u0000x\"}",
    "9223372036854775807",
};

START_TEST(what_is_read_is_written_again)
{
    json_t *json = json_loads(trees[_i], JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    json_t *again;

    ck_assert_ptr_nonnull(json);
    again = json_loads(write(value_of_json(json)), JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    ck_assert(json_equal(json, again));
    json_decref(json);
    json_decref(again);
}
END_TEST

START_TEST(depth_is_bounded)
{
    struct view *view = view_new(work), *deepest = view;
    struct buffer *out = buffer_new(work->arena, LIMIT_PAGE);
    json_t *read;

    for (int i = 0; i < 500; i++)
        deepest = view_object(deepest, "in");
    view_text(deepest, "secret", "never reached");
    view_write_json(view, out);
    read = json_loads(out->data, 0, NULL);
    ck_assert_ptr_nonnull(read);
    ck_assert_ptr_nonnull(strstr(out->data, "\"in\":null"));
    ck_assert_ptr_null(strstr(out->data, "never"));
    json_decref(read);
}
END_TEST

START_TEST(a_full_buffer_ends_the_writing)
{
    struct view *view = view_new(work);
    struct buffer *out = buffer_new(work->arena, 50);

    for (int i = 0; i < 100; i++)
        view_integer(view_list_object(view, "list"), "n", i);
    view_write_json(view, out);
    ck_assert(out->overflowed);
    ck_assert_uint_le(out->length, 50);
}
END_TEST

Suite *test_json_suite(void)
{
    Suite *suite = suite_create("view/json");
    TCase *tcase = work_case("json");

    EACH(tcase, texts_are_escaped, texts);
    EACH(tcase, numbers_are_numbers, numbers);
    EACH(tcase, what_is_read_is_written_again, trees);
    tcase_add_test(tcase, depth_is_bounded);
    tcase_add_test(tcase, a_full_buffer_ends_the_writing);
    suite_add_tcase(suite, tcase);
    return suite;
}

#include "base/buffer.h"
#include "modules/committees/minutes_compare.h"
#include "support/work_fixture.h"

/* One letter a line: what comes out is the line, with + before an added and - before a removed one.
 */
static const struct {
    const char *before, *after, *wanted;
} comparisons[] = {
    {"", "", ""},
    {"abc", "abc", "abc"},
    {"", "ab", "+a+b"},
    {"ab", "", "-a-b"},
    {"abc", "ac", "a-bc"},
    {"ac", "abc", "a+bc"},
    {"abc", "axc", "a-b+xc"},
    {"abcd", "xbcy", "-a+xbc-d+y"},
    {"aab", "ab", "a-ab"},
    {"ab", "ba", "-ab+a"},
    {"aaaa", "aa", "aa-a-a"},
};

static const char *lines(const char *letters)
{
    const char *text = "";

    for (; *letters; letters++)
        text = arena_printf(arena, "%s%c\n", text, *letters);
    return text;
}

START_TEST(comparison_says)
{
    struct minutes_lines found =
        minutes_compare(arena, lines(comparisons[_i].before), lines(comparisons[_i].after));
    const char *said = "";

    for (size_t i = 0; i < found.count; i++)
        said = arena_printf(arena, "%s%s%s", said,
                            found.items[i].kind == LINE_ADDED     ? "+"
                            : found.items[i].kind == LINE_REMOVED ? "-"
                                                                  : "",
                            found.items[i].text);
    ck_assert_str_eq(said, comparisons[_i].wanted);
}
END_TEST

/* More than is worth comparing: nothing is lost, and it takes no time. */
START_TEST(long_texts_are_told_as_a_whole)
{
    struct buffer *before = buffer_new(arena, 100000), *after = buffer_new(arena, 100000);
    struct minutes_lines found;

    buffer_text(before, "same\n");
    buffer_text(after, "same\n");
    for (int i = 0; i < 2000; i++) {
        buffer_printf(before, "b%d\n", i);
        buffer_printf(after, "a%d\n", i);
    }
    found = minutes_compare(arena, before->data, after->data);
    ck_assert_uint_eq(found.count, 4001);
    ck_assert_int_eq(found.items[0].kind, LINE_SAME);
    ck_assert_int_eq(found.items[2000].kind, LINE_REMOVED);
    ck_assert_int_eq(found.items[2001].kind, LINE_ADDED);
}
END_TEST

Suite *test_minutes_compare_suite(void);

Suite *test_minutes_compare_suite(void)
{
    Suite *s = suite_create("modules/committees/minutes_compare");
    TCase *tc = work_case("compare");

    EACH(tc, comparison_says, comparisons);
    tcase_add_test(tc, long_texts_are_told_as_a_whole);
    suite_add_tcase(s, tc);
    return s;
}

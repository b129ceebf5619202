#include <string.h>

#include "modules/policies/policy_compare.h"
#include "support/work_fixture.h"

enum { PASSAGES = 8 };

/*
 * One letter a clause: its slug; a digit behind it is its text, else the slug is. What comes out is
 * + added, - removed, ~ changed, > moved to.
 */
static const struct {
    const char *before, *after, *wanted;
} comparisons[] = {
    {"abc", "abc", ""},        {"", "", ""},
    {"", "ab", "+a+b"},        {"ab", "", "-a-b"},
    {"abc", "ac", "-b"},       {"ac", "abc", "+b"},
    {"ab1c", "ab2c", "~b"},    {"a1b2c3", "a4b5c6", "~a~b~c"},
    {"abc", "cba", ""},        {"a1b2", "a1c2", ">c"},
    {"a1b1", "c1d1", ">c>d"},  {"a1b1", "c1", ">c-b"},
    {"a1", "b1c1", ">b+c"},    {"a1b2", "b1a2", "~b~a"},
    {"abcd", "bed", "-a+e-c"},
};

static struct policy_passages passages(const char *letters)
{
    struct policy_passage *items = arena_array(arena, PASSAGES, sizeof *items);
    size_t count = 0;

    while (*letters) {
        const char *slug = arena_strndup(arena, letters++, 1);
        size_t digits = strspn(letters, "0123456789");
        const char *text = digits ? arena_strndup(arena, letters, digits) : slug;

        letters += digits;
        items[count++] = (struct policy_passage){slug, slug, text};
    }
    return (struct policy_passages){items, count};
}

START_TEST(comparison_says)
{
    static const char signs[] = {
        [POLICY_ADDED] = '+', [POLICY_REMOVED] = '-', [POLICY_CHANGED] = '~', [POLICY_MOVED] = '>'};
    struct policy_changes changes =
        policy_compare(arena, passages(comparisons[_i].before), passages(comparisons[_i].after));
    const char *found = "";

    for (size_t i = 0; i < changes.count; i++) {
        const struct policy_change *change = &changes.items[i];

        ck_assert_int_eq(change->before == NULL, change->kind == POLICY_ADDED);
        ck_assert_int_eq(change->after == NULL, change->kind == POLICY_REMOVED);
        found = arena_printf(arena, "%s%c%s", found, signs[change->kind],
                             (change->after ? change->after : change->before)->slug);
    }
    ck_assert_str_eq(found, comparisons[_i].wanted);
}
END_TEST

/* Twenty thousand clauses of one text: what takes the square of them would not end here. */
START_TEST(many_alike_end_soon)
{
    enum { MANY = 20000 };
    struct policy_passage *before = arena_array(arena, MANY, sizeof *before);
    struct policy_passage *after = arena_array(arena, MANY, sizeof *after);
    struct policy_changes changes;

    for (int i = 0; i < MANY; i++) {
        const char *slug = arena_printf(arena, "%d", i), *other = arena_printf(arena, "x%d", i);

        before[i] = (struct policy_passage){slug, slug, "同じ文"};
        after[i] = (struct policy_passage){other, other, "同じ文"};
    }
    changes = policy_compare(arena, (struct policy_passages){before, MANY},
                             (struct policy_passages){after, MANY});
    ck_assert_uint_eq(changes.count, MANY);
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(changes.items[i].kind, POLICY_MOVED);
}
END_TEST

static const struct {
    const char *text, *other;
    const char *head, *changed, *tail;
} differences[] = {
    {"課長が行う。", "部長が行う。", "", "課", "長が行う。"},
    {"端末を守る。", "端末を必ず守る。", "端末を", "", "守る。"},
    {"端末を必ず守る。", "端末を守る。", "端末を", "必ず", "守る。"},
    {"同じ", "同じ", "同じ", "", ""},
    {"", "新しい", "", "", ""},
    {"新しい", "", "", "新しい", ""},
    {"ああ", "あああ", "ああ", "", ""},
    {"あああ", "ああ", "ああ", "あ", ""},
    /* い E3 81 84 and う E3 81 86 share two bytes, ぁ E3 81 81 and 㰁 E3 B0 81 first and last. */
    {"い", "う", "", "い", ""},
    {"ぁ", "㰁", "", "ぁ", ""},
};

START_TEST(difference_is)
{
    struct policy_difference parts =
        policy_difference(arena, differences[_i].text, differences[_i].other);

    ck_assert_str_eq(parts.head, differences[_i].head);
    ck_assert_str_eq(parts.changed, differences[_i].changed);
    ck_assert_str_eq(parts.tail, differences[_i].tail);
}
END_TEST

Suite *test_policy_compare_suite(void);

Suite *test_policy_compare_suite(void)
{
    Suite *s = suite_create("modules/policies/policy_compare");
    TCase *tc = tcase_create("texts");

    tcase_add_checked_fixture(tc, start_work, stop_work);
    EACH(tc, comparison_says, comparisons);
    EACH(tc, difference_is, differences);
    tcase_add_test(tc, many_alike_end_soon);
    suite_add_tcase(s, tc);
    return s;
}

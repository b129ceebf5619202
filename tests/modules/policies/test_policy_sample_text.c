#include <string.h>

#include "support/files.h"
#include "support/policy_clause.h"
#include "support/work_fixture.h"

static struct policy_text read_sample(const char *name)
{
    const char *path =
        source_path(arena_printf(arena, "server/modules/policies/sample/%s.txt", name));
    struct policy_text text;
    size_t length;
    char *bytes = read_file(path, &length);

    ck_assert_msg(bytes != NULL, "%s cannot be opened", path);
    ck_assert(policy_text_read(arena, bytes, length, &text));
    return text;
}

static const struct {
    const char *name;
    size_t levels[POLICY_LEVELS + 1];
    size_t footnotes, tables, figures;
} samples[] = {
    {"standard_basic", {0, 10, 15, 11, 47, 7}, 3, 1, 1},
    {"standard_basic_previous", {0, 10, 15, 11, 45, 6}, 3, 1, 1},
    {"basic_policy", {0, 8, 2, 0, 0, 0}, 0, 0, 0},
    {"standard_detailed", {0, 7, 22, 36, 0, 0}, 0, 0, 0},
    {"emergency_plan", {0, 8, 9, 0, 0, 0}, 0, 0, 0},
};

START_TEST(test_sample_has_nothing_unplaced_but_the_chart)
{
    struct policy_text text = read_sample(samples[_i].name);

    for (int level = 1; level <= POLICY_LEVELS; level++)
        ck_assert_uint_eq(text.report.levels[level], samples[_i].levels[level]);
    ck_assert_uint_eq(text.report.footnotes, samples[_i].footnotes);
    ck_assert_uint_eq(text.report.tables, samples[_i].tables);
    ck_assert_uint_eq(text.report.figures, samples[_i].figures);
    ck_assert_uint_eq(text.report.problem_count, samples[_i].figures);
    for (size_t i = 0; i < text.count; i++)
        ck_assert_msg(text.clauses[i].text[0] != '\0' || text.clauses[i].heading[0] != '\0' ||
                          text.clauses[i].row_count > 0,
                      "%s: %s is empty", samples[_i].name, text.clauses[i].code);
}
END_TEST

static const struct {
    const char *sample;
    const char *slug;
    const char *code;
    const char *heading;
} places[] = {
    {"standard_basic", "4.1", "4(1)", "対象とする機関[^1]"},
    {"standard_basic", "7.1.u.sa", "7(1)ウ(サ)", ""},
    {"standard_basic", "7.2.a.a.f", "7(2)ア(ア)f", ""},
    {"standard_basic", "7.2.a.i.table", "7(2)ア(イ)表", ""},
    {"standard_basic", "chart", "推進体制図", "情報セキュリティ推進体制図"},
    {"standard_basic", "fn3", "注3", ""},
    {"standard_basic", "8.1", "8(1)", ""},
    {"standard_basic", "8.3", "8(3)", ""},
    {"standard_detailed", "4.1.e", "4(1)エ", ""},
    {"standard_detailed", "4.2.u", "4(2)ウ", ""},
    {"standard_detailed", "5.1.u", "5(1)ウ", ""},
    {"standard_detailed", "6.2.a", "6(2)ア", ""},
    {"standard_detailed", "7.2.a", "7(2)ア", ""},
    {"emergency_plan", "3.3", "3(3)", "指示を行う者"},
};

START_TEST(test_clauses_the_portal_refers_to_exist)
{
    struct policy_text text = read_sample(places[_i].sample);
    const struct policy_clause *clause = find_clause(&text, places[_i].slug);

    ck_assert_msg(clause != NULL, "%s has no %s", places[_i].sample, places[_i].slug);
    ck_assert_str_eq(clause->code, places[_i].code);
    ck_assert_str_eq(clause->heading, places[_i].heading);
}
END_TEST

START_TEST(test_committee_table_and_chart_are_whole)
{
    struct policy_text text = read_sample("standard_basic");
    const struct policy_clause *table = find_clause(&text, "7.2.a.i.table");
    const struct policy_clause *chart = find_clause(&text, "chart");
    size_t boxes = 1;

    ck_assert_uint_eq(table->row_count, 5);
    for (size_t i = 0; i < table->row_count; i++)
        ck_assert_uint_eq(table->rows[i].count, 3);
    for (const char *p = chart->text; *p != '\0'; p++)
        boxes += *p == '\n';
    ck_assert_uint_eq(boxes, 12);
}
END_TEST

static bool is_same(const struct policy_clause *left, const struct policy_clause *right)
{
    return right != NULL && strcmp(left->heading, right->heading) == 0 &&
           strcmp(left->text, right->text) == 0;
}

START_TEST(test_previous_version_differs_in_some_clauses)
{
    struct policy_text now = read_sample("standard_basic");
    struct policy_text before = read_sample("standard_basic_previous");
    size_t different = 0;

    for (size_t i = 0; i < now.count; i++)
        different += !is_same(&now.clauses[i], find_clause(&before, now.clauses[i].slug));
    ck_assert_uint_ge(different, 6);
    ck_assert_uint_le(different, 10);
}
END_TEST

Suite *test_policy_sample_text_suite(void)
{
    Suite *suite = suite_create("policy samples");
    TCase *tests = work_case("samples");

    EACH(tests, test_sample_has_nothing_unplaced_but_the_chart, samples);
    EACH(tests, test_clauses_the_portal_refers_to_exist, places);
    tcase_add_test(tests, test_committee_table_and_chart_are_whole);
    tcase_add_test(tests, test_previous_version_differs_in_some_clauses);
    suite_add_tcase(suite, tests);
    return suite;
}

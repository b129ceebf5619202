#include <string.h>

#include "core/transfer/intake.h"
#include "support/work_fixture.h"

enum { NUMBER, NAME, DAY, COLUMNS };

static const struct intake_column columns[COLUMNS] = {
    [NUMBER] = {.name = "number",
                .headings = {"番号", "管理番号"},
                .is_needed = true,
                .label = "管理番号"},
    [NAME] = {.name = "name", .headings = {"名称"}, .is_needed = true, .maximum = 3},
    [DAY] = {.name = "day", .headings = {"取得日", "ひづけ"}},
};

static bool opened(const char *sheet, const char *const *given, struct csv *csv,
                   struct intake *intake)
{
    const struct intake_form form = {"資産", columns, COLUMNS, given};

    return csv_read(work, "file", sheet, strlen(sheet), csv) &&
           intake_open(work, csv, &form, intake);
}

/* 1|あ|2026-04-01 of each record, then what was wrong: 2 name empty. */
static const char *read_of(const char *sheet, const char *const *given)
{
    const char *text = "";
    const json_t *problem;
    struct intake intake;
    struct csv csv;
    size_t i;

    ck_assert(opened(sheet, given, &csv, &intake));
    for (i = 1; i < csv.count; i++) {
        json_t *day;

        intake.record = &csv.records[i];
        text = arena_printf(arena, "%s%s|%s", text, intake_text(&intake, NUMBER),
                            intake_text(&intake, NAME));
        day = intake_day(&intake, DAY);
        text =
            arena_printf(arena, "%s|%s\n", text, json_is_null(day) ? "" : json_string_value(day));
        json_decref(day);
    }
    json_array_foreach(intake.problems, i, problem) text = arena_printf(
        arena, "%s%d %s %s %s\n", text, (int)json_integer_value(json_object_get(problem, "line")),
        json_string_value(json_object_get(problem, "field")),
        json_string_value(json_object_get(problem, "problem")),
        json_string_value(json_object_get(problem, "detail")));
    return text;
}

static const struct {
    const char *sheet, *read;
} sheets[] = {
    {"番号,名称,取得日\n1,あ,2026/4/1\n", "1|あ|2026-04-01\n"},
    {"備考,取得日,名称,管理番号\nx,R8.4.1,あ,1\n", "1|あ|2026-04-01\n"},
    {"管理番号,番号,名称\n1,2,あ\n", "2|あ|\n"}, /* the heading that comes first in the form */
    {"x,　名称 ,番号,ヒヅケ\ny,あ,1,R8.4.1\n", "1|あ|2026-04-01\n"},
    {"番号,名称,取得日\n1,あ\n2\n", "1|あ|\n2||\n3 name empty \n"},
    {"番号,名称,取得日\n\n1,あいうえ,2/30\n",
     "1|あいうえ|\n3 name too_long 3文字まで\n3 day no_date 2/30\n"},
};

START_TEST(table_is_read_by_its_headings)
{
    ck_assert_str_eq(read_of(sheets[_i].sheet, NULL), sheets[_i].read);
}
END_TEST

START_TEST(another_heading_can_be_given)
{
    const char *const given[COLUMNS] = {[NUMBER] = "ＮＯ"};

    ck_assert_str_eq(read_of("番号,No,名称\n1,2,あ\n", given), "2|あ|\n");
}
END_TEST

static const struct {
    const char *sheet, *given, *says;
} refused[] = {
    {"", NULL, "資産の行がありません"},
    {"番号,名称\n", NULL, "資産の行がありません"},
    {"番号,品名\n1,あ\n", NULL,
     "「名称」の列がありません。1行目の見出しを確認してください。ファイルにある見出し：「番号」「品名」"},
    {"品番,品名\n1,あ\n", NULL, "「管理番号」「名称」の列がありません"},
    {"番号,名称\n1,あ\n", "品番", "「品番」の列がありません。1行目の見出しを確認するか、"},
};

START_TEST(what_is_missing_is_named)
{
    const char *const given[COLUMNS] = {[NUMBER] = refused[_i].given};
    struct intake intake;
    struct csv csv;

    ck_assert(!opened(refused[_i].sheet, refused[_i].given ? given : NULL, &csv, &intake));
    ck_assert_str_eq(work->error.fields->field, "file");
    ck_assert_msg(!strncmp(work->error.fields->message, refused[_i].says, strlen(refused[_i].says)),
                  "%s", work->error.fields->message);
}
END_TEST

Suite *test_intake_suite(void)
{
    Suite *s = suite_create("core/transfer/intake");
    TCase *tc = work_case("reading");

    EACH(tc, table_is_read_by_its_headings, sheets);
    tcase_add_test(tc, another_heading_can_be_given);
    EACH(tc, what_is_missing_is_named, refused);
    suite_add_tcase(s, tc);
    return s;
}

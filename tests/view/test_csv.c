#include "base/buffer.h"
#include "base/limits.h"
#include "support/work_fixture.h"
#include "view/view.h"

#define BOM "\xEF\xBB\xBF"

static const char *csv_of(const struct view *view)
{
    struct buffer *out = buffer_new(work->arena, LIMIT_PAGE);

    view_write_csv(view, "list", out);
    return out->data;
}

struct cell_text {
    const char *text, *csv;
};

/* BR-CA-08 */
static const struct cell_text cell_texts[] = {
    {"plain", "\"plain\""}, {"", "\"\""},
    {NULL, "\"\""},         {"a,b", "\"a,b\""},
    {"a\"b", "\"a\"\"b\""}, {"a\r\nb", "\"a\r\nb\""},
    {"=1+1", "\"'=1+1\""},  {"+81", "\"'+81\""},
    {"-5", "\"'-5\""},      {"@x", "\"'@x\""},
    {"\tx", "\"'\tx\""},    {"\rx", "\"'\rx\""},
    {"＝x", "\"'＝x\""},    {"＋x", "\"'＋x\""},
    {"－x", "\"'－x\""},    {"＠x", "\"'＠x\""},
    {"−x", "\"'−x\""},      {"=\"x\"", "\"'=\"\"x\"\"\""},
    {"x=1", "\"x=1\""},     {"ー長音", "\"ー長音\""},
};

START_TEST(cells_are_quoted_and_harmless)
{
    struct view *view = view_new(work);

    view_text(view_list_object(view, "list"), "title", cell_texts[_i].text);
    ck_assert_str_eq(csv_of(view),
                     arena_printf(work->arena, BOM "\"名称\"\r\n%s\r\n", cell_texts[_i].csv));
}
END_TEST

static const struct column columns[] = {
    {"_id", CELL_INTEGER},   {"_parent", CELL_INTEGER}, {"code", CELL_TEXT},
    {"amount", CELL_NUMBER}, {"open", CELL_BOOLEAN},    {"tags", CELL_TEXT_LIST},
    {"extra", CELL_JSON},
};
static const struct cell cells[] = {
    {"1", 1}, {NULL, 0}, {"A", 1},  {"-1", 2},  {"t", 1},  {"{=x,\"y\"\"}", 8}, {"{}", 2},
    {"2", 1}, {NULL, 0}, {"B", 1},  {NULL, 0},  {"f", 1},  {"{}", 2},           {NULL, 0},
    {"3", 1}, {"1", 1},  {"A1", 2}, {"2.5", 3}, {NULL, 0}, {NULL, 0},           {NULL, 0},
};
static const struct rows rows = {3, 7, columns, cells};

#define HEADING BOM "\"条項\",\"amount\",\"open\",\"tags\"\r\n"
#define ROW_A "\"A\",\"-1\",\"はい\",\"'=x、y\"\r\n"
#define ROW_A1 "\"A1\",\"2.5\",\"\",\"\"\r\n"
#define ROW_B "\"B\",\"\",\"いいえ\",\"\"\r\n"

START_TEST(rows_stand_in_their_order)
{
    struct view *view = view_new(work);

    view_add_rows(view, "list", &rows);
    ck_assert_str_eq(csv_of(view), HEADING ROW_A ROW_B ROW_A1);
}
END_TEST

START_TEST(a_tree_is_written_depth_first)
{
    struct view *view = view_new(work);

    view_add_tree(view, "list", &rows);
    ck_assert_str_eq(csv_of(view), HEADING ROW_A ROW_A1 ROW_B);
}
END_TEST

START_TEST(an_empty_list_has_its_heading)
{
    static const struct rows none = {0, 7, columns, NULL};
    struct view *view = view_new(work);

    view_add_rows(view, "list", &none);
    ck_assert_str_eq(csv_of(view), HEADING);
}
END_TEST

START_TEST(a_missing_list_is_empty)
{
    struct view *view = view_new(work);

    ck_assert_str_eq(csv_of(view), BOM);
    view_text(view, "list", "no list");
    ck_assert_str_eq(csv_of(view), BOM);
}
END_TEST

START_TEST(objects_are_no_cells)
{
    struct view *view = view_new(work);
    struct view *item = view_list_object(view, "list");

    view_object(item, "inner");
    view_text(item, "code", "x");
    view_list_object(item, "more");
    ck_assert_str_eq(csv_of(view), BOM "\"条項\"\r\n\"x\"\r\n");
}
END_TEST

Suite *test_csv_suite(void)
{
    Suite *suite = suite_create("view/csv");
    TCase *tcase = work_case("csv");

    EACH(tcase, cells_are_quoted_and_harmless, cell_texts);
    tcase_add_test(tcase, rows_stand_in_their_order);
    tcase_add_test(tcase, a_tree_is_written_depth_first);
    tcase_add_test(tcase, an_empty_list_has_its_heading);
    tcase_add_test(tcase, a_missing_list_is_empty);
    tcase_add_test(tcase, objects_are_no_cells);
    suite_add_tcase(suite, tcase);
    return suite;
}

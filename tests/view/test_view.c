#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "support/work_fixture.h"
#include "view/view.h"

#define CELL(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define NONE                                                                                       \
    {                                                                                              \
        NULL, 0                                                                                    \
    }
#define ROWS(names, texts)                                                                         \
    {                                                                                              \
        .count = (int)(sizeof(texts) / sizeof(texts)[0] / (sizeof(names) / sizeof(names)[0])),     \
        .width = (int)(sizeof(names) / sizeof(names)[0]), .columns = names, .cells = texts         \
    }

static const struct column clause_columns[] = {
    {"_id", CELL_INTEGER},
    {"_parent", CELL_INTEGER},
    {"code", CELL_TEXT},
};
static const struct cell clause_cells[] = {
    CELL("10"), NONE,       CELL("7"),    CELL("11"), CELL("10"), CELL("7(1)"),
    CELL("12"), CELL("11"), CELL("ア"),   CELL("20"), NONE,       CELL("8"),
    CELL("13"), CELL("10"), CELL("7(2)"), CELL("30"), CELL("99"), CELL("9"),
};
static const struct rows clauses = ROWS(clause_columns, clause_cells);

static const struct column note_columns[] = {
    {"_of", CELL_INTEGER},
    {"number", CELL_INTEGER},
};
static const struct cell note_cells[] = {
    CELL("12"), CELL("1"), CELL("20"), CELL("2"), CELL("12"), CELL("3"), CELL("77"), CELL("4"),
};
static const struct rows notes = ROWS(note_columns, note_cells);

static const struct column kinds_columns[] = {
    {"text", CELL_TEXT},       {"whole", CELL_INTEGER}, {"number", CELL_NUMBER},
    {"truth", CELL_BOOLEAN},   {"day", CELL_DATE},      {"_hidden", CELL_TEXT},
    {"texts", CELL_TEXT_LIST}, {"document", CELL_JSON},
};
static const struct cell kinds_cells[] = {
    CELL("語"),
    CELL("-7"),
    CELL("1.50"),
    CELL("f"),
    CELL("2026-11-22"),
    CELL("secret"),
    CELL("{}"),
    CELL("{\"a\":[1,2.5,null,{\"b\":true}]}"),
    NONE,
    NONE,
    CELL("NaN"),
    CELL("t"),
    NONE,
    CELL("secret"),
    CELL("{a,\"b,c\",\"d\\\"\\\\e\",NULL,\"NULL\",\"\",x y}"),
    CELL("\"only text\""),
};
static const struct rows kinds = ROWS(kinds_columns, kinds_cells);

static const struct rows no_rows = {.count = 0, .width = 1, .columns = note_columns};

static const char *json_of(const struct view *view)
{
    struct buffer *out = buffer_new(work->arena, LIMIT_PAGE);

    view_write_json(view, out);
    return out->data;
}

START_TEST(members_stand_in_their_order)
{
    struct view *view = view_new(work);
    json_t *parsed = json_pack("{s:i}", "x", 5);

    view_text(view, "b", "B");
    view_text(view, "a", NULL);
    view_integer(view, "big", INT64_MIN);
    view_boolean(view, "yes", true);
    view_json(view, "json", parsed);
    view_json(view, "no_json", NULL);
    view_text(view_object(view, "object"), "in", "it");
    view_list(view, "empty");
    view_integer(view_list_object(view, "list"), "n", 0);
    view_list(view, "list"); /* given again */
    view_integer(view_list_object(view, "list"), "n", 1);
    view_integer(view_list_object(view, "list"), "n", 2);
    view_text(view, "b", "replaced");
    ck_assert_str_eq(json_of(view),
                     "{\"b\":\"replaced\",\"a\":null,\"big\":-9223372036854775808,\"yes\":true,"
                     "\"json\":{\"x\":5},\"no_json\":null,\"object\":{\"in\":\"it\"},\"empty\":[],"
                     "\"list\":[{\"n\":1},{\"n\":2}]}");
    json_decref(parsed);
}
END_TEST

/* A form shown again lists its errors anew; an object may come from a view that was taken before.
 */
START_TEST(what_is_given_again_replaces)
{
    struct view *view = view_new(work), *other = view_new(work);

    view_integer(view_list_object(view, "list"), "n", 1);
    view_list(view, "list");
    view_integer(view_list_object(view, "list"), "n", 2);
    view_integer(other, "m", 3);
    view_text(view, "object", NULL);
    view_add_object(view, "object", other);
    ck_assert_str_eq(json_of(view), "{\"list\":[{\"n\":2}],\"object\":{\"m\":3}}");
}
END_TEST

START_TEST(many_members_and_items_keep_their_order)
{
    struct view *view = view_new(work);

    for (int i = 0; i < 100; i++) {
        view_integer(view, arena_printf(work->arena, "m%d", i), i);
        view_integer(view_list_object(view, "list"), "n", i);
    }
    ck_assert_str_eq(value_member(view_value(view), "m99").text, "99");
    ck_assert_int_eq(value_count(value_member(view_value(view), "list")), 100);
    ck_assert_str_eq(value_member(value_item(value_member(view_value(view), "list"), 57), "n").text,
                     "57");
}
END_TEST

START_TEST(cells_are_typed_by_their_column)
{
    struct view *view = view_new(work);

    view_add_rows(view, "rows", &kinds);
    ck_assert_str_eq(json_of(view),
                     "{\"rows\":[{\"text\":\"語\",\"whole\":-7,\"number\":1.50,\"truth\":false,"
                     "\"day\":\"2026-11-22\",\"texts\":[],"
                     "\"document\":{\"a\":[1,2.5,null,{\"b\":true}]}},"
                     "{\"text\":null,\"whole\":null,\"number\":null,\"truth\":true,\"day\":null,"
                     "\"texts\":[\"a\",\"b,c\",\"d\\\"\\\\e\",\"NULL\",\"\",\"x y\"],"
                     "\"document\":\"only text\"}]}");
}
END_TEST

START_TEST(hidden_columns_cannot_be_asked_for)
{
    struct view *view = view_new(work);
    struct value row;

    view_add_row(view, "row", &kinds);
    row = value_member(view_value(view), "row");
    ck_assert_int_eq(value_member(row, "_hidden").kind, VALUE_MISSING);
    ck_assert_int_eq(value_member(row, "text").kind, VALUE_TEXT);
    ck_assert_int_eq(value_member(row, "day").cell, CELL_DATE);
    ck_assert_int_eq(value_member(row, "nothing").kind, VALUE_MISSING);
}
END_TEST

START_TEST(broken_json_and_arrays_are_no_crash)
{
    static const struct column columns[] = {{"j", CELL_JSON}, {"l", CELL_TEXT_LIST}};
    static const struct cell cells[] = {CELL("{\"a\":1,\"a\":2}"), CELL("{a,\"b"), CELL("{{"),
                                        CELL("x\\")};
    static const struct rows rows = ROWS(columns, cells);
    struct view *view = view_new(work);

    view_add_rows(view, "rows", &rows);
    ck_assert_str_eq(json_of(view), "{\"rows\":[{\"j\":null,\"l\":[\"a\",\"b\"]},"
                                    "{\"j\":null,\"l\":[\"x\\\\\"]}]}");
}
END_TEST

START_TEST(a_row_spreads_in_the_view)
{
    static const struct column columns[] = {
        {"title", CELL_TEXT}, {"_id", CELL_INTEGER}, {"own", CELL_TEXT}, {"late", CELL_TEXT}};
    static const struct cell cells[] = {CELL("T"), CELL("1"), CELL("hidden"), CELL("hidden too")};
    static const struct rows rows = ROWS(columns, cells);
    struct view *view = view_new(work);

    view_text(view, "own", "mine");
    view_add_own_row(view, &rows);
    view_add_own_row(view, &no_rows);
    view_text(view, "late", "L");
    ck_assert_str_eq(json_of(view), "{\"own\":\"mine\",\"title\":\"T\",\"late\":\"L\"}");
    ck_assert_str_eq(value_member(view_value(view), "title").text, "T");
    ck_assert_int_eq(value_member(view_value(view), "_id").kind, VALUE_MISSING);
}
END_TEST

START_TEST(no_row_is_null_and_no_rows_an_empty_list)
{
    struct view *view = view_new(work);

    view_add_row(view, "row", &no_rows);
    view_add_rows(view, "rows", &no_rows);
    ck_assert_str_eq(json_of(view), "{\"row\":null,\"rows\":[]}");
}
END_TEST

START_TEST(parents_make_a_tree)
{
    struct view *view = view_new(work);

    view_add_tree(view, "clauses", &clauses);
    ck_assert_str_eq(json_of(view),
                     "{\"clauses\":[{\"code\":\"7\",\"children\":["
                     "{\"code\":\"7(1)\",\"children\":[{\"code\":\"ア\",\"children\":[]}]},"
                     "{\"code\":\"7(2)\",\"children\":[]}]},"
                     "{\"code\":\"8\",\"children\":[]},{\"code\":\"9\",\"children\":[]}]}");
}
END_TEST

START_TEST(a_ring_of_parents_is_not_followed)
{
    static const struct cell cells[] = {CELL("1"), CELL("2"), CELL("a"), CELL("2"),
                                        CELL("1"), CELL("b"), CELL("3"), CELL("3"),
                                        CELL("c"), CELL("4"), NONE,      CELL("d")};
    static const struct rows ring = ROWS(clause_columns, cells);
    struct view *view = view_new(work);

    view_add_tree(view, "ring", &ring);
    ck_assert_str_eq(json_of(view), "{\"ring\":[{\"code\":\"d\",\"children\":[]}]}");
}
END_TEST

START_TEST(groups_hang_on_rows_and_trees)
{
    struct view *view = view_new(work);

    view_add_tree(view, "clauses", &clauses);
    view_add_group(view, "clauses", "notes", &notes);
    ck_assert_str_eq(
        json_of(view),
        "{\"clauses\":[{\"code\":\"7\",\"children\":[{\"code\":\"7(1)\",\"children\":["
        "{\"code\":\"ア\",\"children\":[],\"notes\":[{\"number\":1},{\"number\":3}]}],"
        "\"notes\":[]},{\"code\":\"7(2)\",\"children\":[],\"notes\":[]}],\"notes\":[]},"
        "{\"code\":\"8\",\"children\":[],\"notes\":[{\"number\":2}]},"
        "{\"code\":\"9\",\"children\":[],\"notes\":[]}]}");
}
END_TEST

START_TEST(a_group_of_no_list_ends_the_process)
{
    view_add_group(view_new(work), "none", "notes", &notes);
}
END_TEST

/* Any number of rows finds its group: the index grows with them. */
START_TEST(two_thousand_rows_are_joined)
{
    enum { COUNT = 2000 };
    struct cell *cells = arena_array(work->arena, COUNT * 3, sizeof *cells);
    struct rows rows = {COUNT, 3, clause_columns, cells};
    struct view *view = view_new(work);
    struct value list;

    for (int i = 0; i < COUNT; i++) {
        const char *id = arena_printf(work->arena, "%d", i);
        const char *parent = arena_printf(work->arena, "%d", i / 2 * 2);

        cells[i * 3] = (struct cell){id, (uint32_t)strlen(id)};
        if (i % 2)
            cells[i * 3 + 1] = (struct cell){parent, (uint32_t)strlen(parent)};
        cells[i * 3 + 2] = cells[i * 3];
    }
    view_add_tree(view, "tree", &rows);
    list = value_member(view_value(view), "tree");
    ck_assert_int_eq(value_count(list), COUNT / 2);
    for (int i = 0; i < COUNT / 2; i++) {
        struct value children = value_member(value_item(list, i), "children");

        ck_assert_int_eq(value_count(children), 1);
        ck_assert_int_eq(atoll(value_member(value_item(children, 0), "code").text), i * 2 + 1);
    }
}
END_TEST

START_TEST(reading_outside_is_missing)
{
    struct view *view = view_new(work);
    struct value list;
    const char *name = "";

    view_add_rows(view, "rows", &notes);
    list = value_member(view_value(view), "rows");
    ck_assert_int_eq(value_item(list, -1).kind, VALUE_MISSING);
    ck_assert_int_eq(value_item(list, notes.count).kind, VALUE_MISSING);
    ck_assert_int_eq(value_count(view_value(view)), 0);
    ck_assert_int_eq(value_member(list, "number").kind, VALUE_MISSING);
    ck_assert_int_eq(value_member_at(value_item(list, 0), 1, &name).kind, VALUE_MISSING);
    ck_assert_ptr_null(name);
}
END_TEST

struct truth {
    const char *json;
    bool is_true;
};

static const struct truth truths[] = {
    {"null", false}, {"false", false}, {"\"\"", false}, {"[]", false}, {"true", true},
    {"0", true},     {"\"0\"", true},  {"[0]", true},   {"{}", true},
};

START_TEST(truth_is_that_of_sections)
{
    json_t *json = json_loads(truths[_i].json, JSON_DECODE_ANY, NULL);

    ck_assert(value_is_true(value_of_json(json)) == truths[_i].is_true);
    json_decref(json);
}
END_TEST

Suite *test_view_suite(void)
{
    Suite *suite = suite_create("view/view");
    TCase *tcase = work_case("view");

    tcase_add_test(tcase, members_stand_in_their_order);
    tcase_add_test(tcase, what_is_given_again_replaces);
    tcase_add_test(tcase, many_members_and_items_keep_their_order);
    tcase_add_test(tcase, cells_are_typed_by_their_column);
    tcase_add_test(tcase, hidden_columns_cannot_be_asked_for);
    tcase_add_test(tcase, broken_json_and_arrays_are_no_crash);
    tcase_add_test(tcase, a_row_spreads_in_the_view);
    tcase_add_test(tcase, no_row_is_null_and_no_rows_an_empty_list);
    tcase_add_test(tcase, parents_make_a_tree);
    tcase_add_test(tcase, a_ring_of_parents_is_not_followed);
    tcase_add_test(tcase, groups_hang_on_rows_and_trees);
    tcase_add_test_raise_signal(tcase, a_group_of_no_list_ends_the_process, 6);
    tcase_add_test(tcase, two_thousand_rows_are_joined);
    tcase_add_test(tcase, reading_outside_is_missing);
    EACH(tcase, truth_is_that_of_sections, truths);
    suite_add_tcase(suite, tcase);
    return suite;
}

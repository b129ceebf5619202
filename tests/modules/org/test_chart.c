#include <string.h>

#include "modules/org/chart.h"
#include "support/work_fixture.h"

#define TEXT(text_)                                                                                \
    {                                                                                              \
        text_, sizeof(text_) - 1                                                                   \
    }
#define NONE                                                                                       \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

static const struct column node_columns[] = {
    {"code", CELL_TEXT},      {"_lines", CELL_TEXT},       {"sub_label", CELL_TEXT},
    {"role", CELL_TEXT},      {"body", CELL_TEXT},         {"name", CELL_TEXT},
    {"post", CELL_TEXT},      {"unit", CELL_TEXT},         {"bearers", CELL_INTEGER},
    {"units", CELL_INTEGER},  {"is_vacant", CELL_BOOLEAN}, {"_x", CELL_INTEGER},
    {"_width", CELL_INTEGER}, {"_row", CELL_INTEGER},
};

enum { NODE_WIDTH = sizeof node_columns / sizeof *node_columns };

/* clang-format off */
static const struct cell node_cells[][NODE_WIDTH] = {
    {TEXT("committee"), TEXT("情報セキュリティ委員会"), TEXT(""), NONE, TEXT("isc"), TEXT("海野原 誠司"), TEXT("第1号副市長"),
     NONE, TEXT("1"), NONE, TEXT("f"), TEXT("430"), TEXT("400"), TEXT("0")},
    {TEXT("ciso"), TEXT("最高情報セキュリティ責任者（ＣＩＳＯ）"), TEXT(""), TEXT("ciso"), NONE,
     TEXT("アレクサンドリアマクシミリアーナ五六七八九"), TEXT("第1号副市長"), NONE, TEXT("1"), NONE, TEXT("f"), TEXT("430"), TEXT("400"), TEXT("1")},
    {TEXT("nsm"), TEXT("情報ネットワーク\nセキュリティ管理者"), TEXT(""), TEXT("network_security_manager"), NONE, NONE, NONE,
     NONE, TEXT("0"), NONE, TEXT("t"), TEXT("430"), TEXT("200"), TEXT("2")},
    {TEXT("secretariat"), TEXT("推進事務局"), TEXT("（ＣＳＩＲＴの役割を含む）"), TEXT("secretariat"), NONE, NONE, NONE,
     TEXT("デジタル戦略課"), TEXT("34"), NONE, TEXT("f"), TEXT("920"), TEXT("280"), TEXT("2")},
    {TEXT("ssm"), TEXT("管理者"), TEXT(""), TEXT("system_security_manager"), NONE, NONE, NONE, NONE, TEXT("118"), TEXT("120"),
     TEXT("f"), TEXT("430"), TEXT("400"), TEXT("3")},
    {TEXT("staff"), TEXT("職員等"), TEXT(""), TEXT("staff"), NONE, NONE, NONE, NONE, TEXT("3700"), NONE, TEXT("f"), TEXT("720"),
     TEXT("180"), TEXT("4")},
    {TEXT("council"), TEXT("審査委員会"), TEXT(""), NONE, TEXT("discipline_committee"), NONE, NONE, NONE, TEXT("0"), NONE,
     TEXT("f"), TEXT("50"), TEXT("290"), TEXT("3")},
};
/* clang-format on */

enum { NODES = sizeof node_cells / sizeof *node_cells };

static const struct rows nodes = {NODES, NODE_WIDTH, node_columns, node_cells[0]};
static struct chart_box boxes[NODES];
static int height;

static void lay_out(void)
{
    for (int i = 0; i < NODES; i++)
        chart_box_fill(arena, &nodes, i, 23, &boxes[i]);
    height = chart_place(boxes, NODES);
}

/* What the boxes say, their lines joined by a stroke. */
static const char *const said[] = {
    "情報セキュリティ委員会|委員長　海野原 誠司　ほか23人",
    "最高情報セキュリティ責任者（ＣＩＳＯ）|第1号副市長|アレクサンドリアマクシミリアーナ五六七八九",
    "情報ネットワーク|セキュリティ管理者|欠員",
    "推進事務局|（ＣＳＩＲＴの役割を含む）|デジタル戦略課　34人",
    "管理者|120課等の　118人",
    "職員等|対象　3,700人",
    "審査委員会",
};

START_TEST(box_says)
{
    const char *text = "";

    lay_out();
    for (int i = 0; i < boxes[_i].line_count; i++)
        text = arena_printf(arena, "%s%s%s", text, i ? "|" : "", boxes[_i].lines[i]);
    ck_assert_str_eq(text, said[_i]);
}
END_TEST

/* Characters of three bytes are 16 wide, others 8. */
static int drawn_width(const char *line)
{
    int width = 0;

    for (; *line; line++)
        if (((unsigned char)*line & 0xc0) != 0x80)
            width += (unsigned char)*line & 0x80 ? CHART_LETTER : CHART_LETTER / 2;
    return width;
}

START_TEST(lines_stay_in_their_boxes_and_boxes_apart)
{
    lay_out();
    for (int i = 0; i < NODES; i++) {
        const struct chart_box *a = &boxes[i];

        for (int line = 0; line < a->line_count; line++) {
            ck_assert_int_le(drawn_width(a->lines[line]), a->width);
            ck_assert_int_gt(chart_line_y(a, line), a->y + CHART_LETTER);
            ck_assert_int_lt(chart_line_y(a, line), a->y + a->height - 4);
        }
        ck_assert_int_le(a->x + a->width, CHART_WIDTH);
        ck_assert_int_lt(a->y + a->height, height);
        for (int j = 0; j < i; j++) {
            const struct chart_box *b = &boxes[j];
            bool is_apart = a->x + a->width < b->x || b->x + b->width < a->x ||
                            a->y + a->height < b->y || b->y + b->height < a->y;

            ck_assert_msg(is_apart, "%s and %s", a->code, b->code);
        }
    }
    /* One row, one height: the fullest box's. */
    ck_assert_int_eq(boxes[2].height, boxes[3].height);
    ck_assert_ptr_eq(chart_box_find(boxes, NODES, "staff"), &boxes[5]);
    ck_assert_ptr_null(chart_box_find(boxes, NODES, "nobody"));
}
END_TEST

/* Twenty characters in the narrowest box, as name, post and bearer: nothing is cut off. */
START_TEST(long_names_are_drawn_whole)
{
#define TWENTY "一二三四五六七八九十一二三四五六七八九廿"
    static const struct cell cells[] = {TEXT("long"), TEXT(TWENTY), TEXT(""),    TEXT("ciso"), NONE,
                                        TEXT(TWENTY), TEXT(TWENTY), NONE,        TEXT("1"),    NONE,
                                        TEXT("f"),    TEXT("0"),    TEXT("120"), TEXT("0")};
    const struct rows rows = {1, NODE_WIDTH, node_columns, cells};
    struct chart_box box;
    const char *text = "";

    chart_box_fill(arena, &rows, 0, 0, &box);
    for (int i = 0; i < box.line_count; i++) {
        text = arena_printf(arena, "%s%s", text, box.lines[i]);
        ck_assert_int_le(drawn_width(box.lines[i]), box.width);
    }
    ck_assert_str_eq(text, TWENTY TWENTY TWENTY);
}
END_TEST

static const struct {
    const char *name, *below;
    int width, lines;
} names[] = {
    {"職員等", "", 120, 1},
    {"情報セキュリティ推進事務局", "（ＣＳＩＲＴの役割を含む）", 280, 2},
    {"国税連携・地方税ポータル\nネットワークシステム\nセキュリティ会議", "", 290, 3},
    {"一二三四五六七", "", 120, 2},
    {TWENTY, TWENTY, 120, 8},
};

START_TEST(name_takes_lines)
{
    ck_assert_int_eq(chart_name_lines(arena, names[_i].name, names[_i].below, names[_i].width),
                     names[_i].lines);
}
END_TEST

static const struct column edge_columns[] = {
    {"_from_side", CELL_TEXT},   {"_to_side", CELL_TEXT},   {"_from_shift", CELL_INTEGER},
    {"_to_shift", CELL_INTEGER}, {"_lane_x", CELL_INTEGER},
};

/* clang-format off */
static const struct {
    const struct cell cells[5];
    int from, to;
    const char *path, *anchor;
} lines[] = {
    {{TEXT("bottom"), TEXT("top"), TEXT("0"), TEXT("0"), NONE}, 0, 1, "M630 94V144", "start"},
    {{TEXT("bottom"), TEXT("top"), TEXT("-70"), TEXT("-70"), NONE}, 0, 1, "M560 94V144", "end"},
    {{TEXT("top"), TEXT("bottom"), TEXT("70"), TEXT("70"), NONE}, 1, 0, "M700 144V94", "start"},
    {{TEXT("bottom"), TEXT("top"), TEXT("0"), TEXT("0"), NONE}, 0, 2, "M630 94V193H530V293", "start"},
    {{TEXT("right"), TEXT("left"), TEXT("0"), TEXT("0"), NONE}, 2, 3, "M630 342H920", "middle"},
    {{TEXT("top"), TEXT("right"), TEXT("-70"), TEXT("0"), NONE}, 3, 1, "M990 293V193H830", "middle"},
    {{TEXT("left"), TEXT("top"), TEXT("0"), TEXT("0"), NONE}, 1, 6, "M430 193H195V442", "middle"},
    {{TEXT("left"), TEXT("left"), TEXT("-14"), TEXT("0"), TEXT("20")}, 0, 6, "M430 43H20V479H50", "middle"},
};
/* clang-format on */

START_TEST(line_runs)
{
    struct rows edges = {1, 5, edge_columns, lines[_i].cells};
    struct chart_line line;

    lay_out();
    chart_line_route(arena, &edges, 0, &boxes[lines[_i].from], &boxes[lines[_i].to], &line);
    ck_assert_str_eq(line.path, lines[_i].path);
    ck_assert_str_eq(line.anchor, lines[_i].anchor);
}
END_TEST

Suite *test_chart_suite(void)
{
    Suite *s = suite_create("modules/org/chart");
    TCase *tc = work_case("layout");

    EACH(tc, box_says, said);
    tcase_add_test(tc, lines_stay_in_their_boxes_and_boxes_apart);
    tcase_add_test(tc, long_names_are_drawn_whole);
    EACH(tc, name_takes_lines, names);
    EACH(tc, line_runs, lines);
    suite_add_tcase(s, tc);
    return s;
}

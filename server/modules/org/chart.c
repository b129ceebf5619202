#include "modules/org/chart.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { LINE_HEIGHT = 25, PADDING = 24, ROW_GAP = 50, MARGIN = 20, ROWS_MAX = 10, LABEL_OFF = 10 };

/* ---- what a box says ------------------------------------------------------------------------- */

/* Bytes of the text's beginning that fit into so many half letters; one character at least. */
static size_t fitting(const char *text, int halves)
{
    size_t at = 0;

    while (text[at]) {
        size_t length = 1;
        bool is_half = !((unsigned char)text[at] & 0x80);

        while (((unsigned char)text[at + length] & 0xc0) == 0x80)
            length++;
        halves -= is_half ? 1 : 2;
        if (halves < 0 && at)
            break;
        at += length;
    }
    return at;
}

static int halves_of(const struct chart_box *box)
{
    return (box->width - PADDING) * 2 / CHART_LETTER;
}

static void add_text(struct arena *arena, struct chart_box *box, const char *text)
{
    while (*text && box->line_count < CHART_LINES_MAX) {
        size_t length = fitting(text, halves_of(box));

        box->lines[box->line_count++] = arena_strndup(arena, text, length);
        text += length;
    }
}

/* On one line where both fit, else below each other. */
static void add_pair(struct arena *arena, struct chart_box *box, const char *first,
                     const char *second)
{
    const char *both = arena_printf(arena, "%s　%s", first, second);

    if (strlen(both) == fitting(both, halves_of(box))) {
        add_text(arena, box, both);
        return;
    }
    add_text(arena, box, first);
    add_text(arena, box, second);
}

/* 3,700人 */
static const char *people(struct arena *arena, int64_t count)
{
    if (count < 1000)
        return arena_printf(arena, "%" PRId64 "人", count);
    return arena_printf(arena, "%" PRId64 ",%03" PRId64 "人", count / 1000, count % 1000);
}

/* How the bearers of a role with several are introduced. */
static const struct {
    const char *role;
    const char *words; /* NULL: of so many units */
} several[] = {
    {"system_security_manager", NULL},
    {"it_promotion_leader", NULL},
    {"staff", "対象"},
    {"security_expert", "委嘱中"},
};

static const char *of_units(struct arena *arena, const struct rows *nodes, int row)
{
    return arena_printf(arena, "%" PRId64 "課等の", rows_integer(nodes, row, "units"));
}

static void add_number(struct arena *arena, const struct rows *nodes, int row,
                       struct chart_box *box)
{
    const char *role = rows_text(nodes, row, "role");
    const char *number = people(arena, rows_integer(nodes, row, "bearers"));

    if (!rows_integer(nodes, row, "bearers"))
        return;
    if (!strcmp(role, "secretariat") && rows_text(nodes, row, "unit"))
        add_pair(arena, box, rows_text(nodes, row, "unit"), number);
    for (size_t i = 0; i < sizeof several / sizeof *several; i++)
        if (!strcmp(several[i].role, role))
            add_pair(arena, box, several[i].words ? several[i].words : of_units(arena, nodes, row),
                     number);
}

static void add_committee(struct arena *arena, const struct rows *nodes, int row, int64_t others,
                          struct chart_box *box)
{
    const char *chair = rows_text(nodes, row, "name");
    const char *and_others = arena_printf(arena, "ほか%s", people(arena, others));

    add_pair(arena, box, arena_printf(arena, "委員長　%s", chair ? chair : "欠員"),
             others ? and_others : "");
}

static void add_bearers(struct arena *arena, const struct rows *nodes, int row, int64_t others,
                        struct chart_box *box)
{
    const char *name = rows_text(nodes, row, "name"), *post = rows_text(nodes, row, "post");
    const char *body = rows_text(nodes, row, "body");

    if (body && !strcmp(body, "isc"))
        add_committee(arena, nodes, row, others, box);
    else if (rows_boolean(nodes, row, "is_vacant"))
        add_text(arena, box, "欠員");
    else if (name && post)
        add_pair(arena, box, post, name);
    else if (name)
        add_text(arena, box, name);
    else if (rows_text(nodes, row, "role"))
        add_number(arena, nodes, row, box);
}

/* The lines of a name, as the database breaks it. */
static void add_name(struct arena *arena, struct chart_box *box, const char *lines)
{
    while (*lines) {
        size_t length = strcspn(lines, "\n");

        add_text(arena, box, arena_strndup(arena, lines, length));
        lines += length + (lines[length] == '\n');
    }
}

int chart_name_lines(struct arena *arena, const char *name, const char *below, int width)
{
    struct chart_box box = {.width = width};

    add_name(arena, &box, name);
    add_text(arena, &box, below);
    return box.line_count;
}

void chart_box_fill(struct arena *arena, const struct rows *nodes, int row, int64_t others,
                    struct chart_box *box)
{
    *box = (struct chart_box){
        .row = row,
        .code = rows_text(nodes, row, "code"),
        .x = (int)rows_integer(nodes, row, "_x"),
        .width = (int)rows_integer(nodes, row, "_width"),
        .row_no = (int)rows_integer(nodes, row, "_row"),
    };
    add_name(arena, box, rows_text(nodes, row, "_lines"));
    box->name_lines = box->line_count;
    add_text(arena, box, rows_text(nodes, row, "sub_label"));
    add_bearers(arena, nodes, row, others, box);
}

/* ---- where it stands ------------------------------------------------------------------------- */

int chart_place(struct chart_box *boxes, int count)
{
    int heights[ROWS_MAX] = {0}, tops[ROWS_MAX], y = MARGIN;

    for (int i = 0; i < count; i++) {
        int height = boxes[i].line_count * LINE_HEIGHT + PADDING;

        if (height > heights[boxes[i].row_no])
            heights[boxes[i].row_no] = height;
    }
    for (int row = 0; row < ROWS_MAX; row++) {
        tops[row] = y;
        y += heights[row] ? heights[row] + ROW_GAP : 0;
    }
    for (int i = 0; i < count; i++) {
        boxes[i].y = tops[boxes[i].row_no];
        boxes[i].height = heights[boxes[i].row_no];
    }
    return count ? y - ROW_GAP + MARGIN : 0;
}

int chart_line_y(const struct chart_box *box, int line)
{
    int first = box->y + (box->height - box->line_count * LINE_HEIGHT) / 2;

    return first + line * LINE_HEIGHT + (LINE_HEIGHT + CHART_LETTER) / 2 - 2;
}

const struct chart_box *chart_box_find(const struct chart_box *boxes, int count, const char *code)
{
    for (int i = 0; i < count; i++)
        if (!strcmp(boxes[i].code, code))
            return &boxes[i];
    return NULL;
}

/* ---- lines ------------------------------------------------------------------------------------
 */

struct end {
    int x, y;
    bool is_upright; /* on the upper or lower side: the line leaves it vertically */
};

static struct end end_of(const struct chart_box *box, const char *side, int shift)
{
    int middle_x = box->x + box->width / 2, middle_y = box->y + box->height / 2;

    if (!strcmp(side, "top"))
        return (struct end){middle_x + shift, box->y, true};
    if (!strcmp(side, "bottom"))
        return (struct end){middle_x + shift, box->y + box->height, true};
    if (!strcmp(side, "left"))
        return (struct end){box->x, middle_y + shift, false};
    return (struct end){box->x + box->width, middle_y + shift, false};
}

/* Beside an upright line: outside of the pair that commanding and assisting make. */
static void label_beside(struct chart_line *line, int x, int y, int shift)
{
    line->anchor = shift < 0 ? "end" : "start";
    line->label_x = shift < 0 ? x - LABEL_OFF : x + LABEL_OFF;
    line->label_y = y + CHART_LETTER / 3;
}

static void label_above(struct chart_line *line, int x1, int x2, int y)
{
    line->anchor = "middle";
    line->label_x = (x1 + x2) / 2;
    line->label_y = y - LABEL_OFF;
}

static void route_upright(struct arena *arena, struct end a, struct end b, int shift,
                          struct chart_line *line)
{
    int middle = (a.y + b.y) / 2;

    line->path = a.x == b.x ? arena_printf(arena, "M%d %dV%d", a.x, a.y, b.y)
                            : arena_printf(arena, "M%d %dV%dH%dV%d", a.x, a.y, middle, b.x, b.y);
    label_beside(line, b.x, middle, shift);
}

static void route_level(struct arena *arena, struct end a, struct end b, int lane,
                        struct chart_line *line)
{
    line->path = a.y == b.y ? arena_printf(arena, "M%d %dH%d", a.x, a.y, b.x)
                            : arena_printf(arena, "M%d %dH%dV%dH%d", a.x, a.y, lane, b.y, b.x);
    label_above(line, a.x, a.y == b.y ? b.x : lane, a.y);
}

void chart_line_route(struct arena *arena, const struct rows *edges, int row,
                      const struct chart_box *from, const struct chart_box *to,
                      struct chart_line *line)
{
    int from_shift = (int)rows_integer(edges, row, "_from_shift");
    int lane = rows_text(edges, row, "_lane_x") ? (int)rows_integer(edges, row, "_lane_x")
                                                : (from->x + from->width + to->x) / 2;
    struct end a = end_of(from, rows_text(edges, row, "_from_side"), from_shift);
    struct end b =
        end_of(to, rows_text(edges, row, "_to_side"), (int)rows_integer(edges, row, "_to_shift"));

    if (a.is_upright && b.is_upright) {
        route_upright(arena, a, b, from_shift, line);
    } else if (!a.is_upright && !b.is_upright) {
        route_level(arena, a, b, lane, line);
    } else if (a.is_upright) {
        line->path = arena_printf(arena, "M%d %dV%dH%d", a.x, a.y, b.y, b.x);
        label_above(line, a.x, b.x, b.y);
    } else {
        line->path = arena_printf(arena, "M%d %dH%dV%d", a.x, a.y, b.x, b.y);
        label_above(line, a.x, b.x, a.y);
    }
}

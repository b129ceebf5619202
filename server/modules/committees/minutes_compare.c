#include "modules/committees/minutes_compare.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"

/* The table of lengths is this many lines on either side at most: 2 MB. */
enum { LINES_COMPARED = 1000 };

struct text {
    const char **lines;
    size_t count;
};

struct comparison {
    struct arena *arena;
    struct minutes_line *items;
    size_t count;
};

static struct text split(struct arena *arena, const char *text)
{
    struct text out = {arena_array(arena, strlen(text) + 1, sizeof *out.lines), 0};

    while (*text) {
        size_t length = strcspn(text, "\n");

        out.lines[out.count++] = arena_strndup(arena, text, length);
        text += length + (text[length] == '\n');
    }
    return out;
}

static void add(struct comparison *c, enum minutes_line_kind kind, const char *text)
{
    c->items[c->count++] = (struct minutes_line){kind, text};
}

static void add_all(struct comparison *c, enum minutes_line_kind kind, struct text text)
{
    for (size_t i = 0; i < text.count; i++)
        add(c, kind, text.lines[i]);
}

/* common[i][j]: how many lines the rests from i and j on have in common, in order. */
static uint16_t *common_lines(struct arena *arena, struct text a, struct text b)
{
    size_t width = b.count + 1;
    uint16_t *common = arena_array(arena, (a.count + 1) * width, sizeof *common);

    for (size_t i = a.count; i-- > 0;)
        for (size_t j = b.count; j-- > 0;) {
            uint16_t down = common[(i + 1) * width + j], right = common[i * width + j + 1];
            uint16_t both = (uint16_t)(common[(i + 1) * width + j + 1] + 1);

            common[i * width + j] = strcmp(a.lines[i], b.lines[j]) == 0 ? both
                                    : down > right                      ? down
                                                                        : right;
        }
    return common;
}

static void add_middle(struct comparison *c, struct text a, struct text b)
{
    size_t width = b.count + 1, i = 0, j = 0;
    const uint16_t *common;

    if (a.count > LINES_COMPARED || b.count > LINES_COMPARED) {
        add_all(c, LINE_REMOVED, a);
        add_all(c, LINE_ADDED, b);
        return;
    }
    common = common_lines(c->arena, a, b);
    while (i < a.count && j < b.count) {
        if (!strcmp(a.lines[i], b.lines[j])) {
            add(c, LINE_SAME, a.lines[i++]);
            j++;
        } else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            add(c, LINE_REMOVED, a.lines[i++]);
        } else {
            add(c, LINE_ADDED, b.lines[j++]);
        }
    }
    add_all(c, LINE_REMOVED, (struct text){a.lines + i, a.count - i});
    add_all(c, LINE_ADDED, (struct text){b.lines + j, b.count - j});
}

struct minutes_lines minutes_compare(struct arena *arena, const char *before, const char *after)
{
    struct text a = split(arena, before), b = split(arena, after);
    struct comparison c = {arena, arena_array(arena, a.count + b.count + 1, sizeof *c.items), 0};
    size_t head = 0, tail = 0, least = a.count < b.count ? a.count : b.count;

    while (head < least && !strcmp(a.lines[head], b.lines[head]))
        head++;
    while (tail < least - head && !strcmp(a.lines[a.count - 1 - tail], b.lines[b.count - 1 - tail]))
        tail++;
    add_all(&c, LINE_SAME, (struct text){b.lines, head});
    add_middle(&c, (struct text){a.lines + head, a.count - head - tail},
               (struct text){b.lines + head, b.count - head - tail});
    add_all(&c, LINE_SAME, (struct text){b.lines + b.count - tail, tail});
    return (struct minutes_lines){c.items, c.count};
}

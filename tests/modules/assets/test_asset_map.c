#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "modules/assets/asset_map.h"

/* Where the boxes around an asset stand. */

static bool overlap(const struct asset_map_node *a, int x, int y)
{
    return abs(a->x - x) < ASSET_MAP_BOX_WIDTH && abs(a->y - y) < ASSET_MAP_BOX_HEIGHT;
}

static void check_apart(const struct asset_map *map, const struct asset_map_node *nodes,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ck_assert_int_ge(nodes[i].x, 0);
        ck_assert_int_ge(nodes[i].y, 0);
        ck_assert_int_le(nodes[i].x + ASSET_MAP_BOX_WIDTH, map->width);
        ck_assert_int_le(nodes[i].y + ASSET_MAP_BOX_HEIGHT, map->height);
        ck_assert_msg(!overlap(&nodes[i], map->x, map->y), "%s over the middle", nodes[i].id);
        for (size_t j = 0; j < i; j++)
            ck_assert_msg(!overlap(&nodes[i], nodes[j].x, nodes[j].y), "%s over %s", nodes[i].id,
                          nodes[j].id);
    }
}

START_TEST(both_sides_and_behind)
{
    struct asset_map_node nodes[] = {{"a", NULL, false, 0, 0}, {"b", NULL, false, 0, 0},
                                     {"c", NULL, true, 0, 0},  {"d", "a", false, 0, 0},
                                     {"e", "a", false, 0, 0},  {"f", "c", true, 0, 0}};
    struct asset_map map = asset_map_lay_out(nodes, 6);
    char path[ASSET_MAP_LINE];

    check_apart(&map, nodes, 6);
    ck_assert_int_lt(nodes[5].x, nodes[2].x);
    ck_assert_int_lt(nodes[2].x, map.x);
    ck_assert_int_lt(map.x, nodes[0].x);
    ck_assert_int_lt(nodes[0].x, nodes[3].x);
    ck_assert_int_eq(2 * nodes[0].y, nodes[3].y + nodes[4].y);
    asset_map_line(&map, nodes, 6, &nodes[5], path);
    ck_assert_int_eq(strtol(path + 1, NULL, 10), nodes[2].x);
}
END_TEST

START_TEST(one_side_alone_begins_at_the_edge)
{
    struct asset_map_node nodes[] = {{"a", NULL, false, 0, 0}};
    struct asset_map map = asset_map_lay_out(nodes, 1);

    ck_assert_int_lt(map.x, ASSET_MAP_BOX_WIDTH);
    ck_assert_int_eq(map.y, nodes[0].y);
}
END_TEST

START_TEST(as_many_as_there_may_be)
{
    static char ids[ASSET_MAP_NODES][12];
    struct asset_map_node nodes[ASSET_MAP_NODES];
    struct asset_map map;

    for (int i = 0; i < ASSET_MAP_NODES; i++) {
        snprintf(ids[i], sizeof ids[i], "%d", i);
        nodes[i] = (struct asset_map_node){ids[i], i < 10 ? NULL : ids[i % 10], i % 10 < 4, 0, 0};
    }
    map = asset_map_lay_out(nodes, ASSET_MAP_NODES);
    check_apart(&map, nodes, ASSET_MAP_NODES);
}
END_TEST

/* On a small screen its upper left corner is what is seen first. */
START_TEST(a_tall_picture_begins_with_its_middle)
{
    static char ids[ASSET_MAP_NODES][12];
    struct asset_map_node nodes[ASSET_MAP_NODES];
    struct asset_map map;

    for (int i = 0; i < ASSET_MAP_NODES; i++) {
        snprintf(ids[i], sizeof ids[i], "%d", i);
        nodes[i] = (struct asset_map_node){ids[i], NULL, i == 0, 0, 0};
    }
    map = asset_map_lay_out(nodes, ASSET_MAP_NODES);
    check_apart(&map, nodes, ASSET_MAP_NODES);
    ck_assert_int_lt(map.y, 3 * ASSET_MAP_BOX_HEIGHT);
    ck_assert_int_eq(nodes[0].y, map.y);
    ck_assert_int_lt(nodes[1].y, ASSET_MAP_BOX_HEIGHT);
}
END_TEST

START_TEST(who_hangs_on_nobody_stands_nowhere)
{
    struct asset_map_node nodes[] = {{"a", NULL, false, 0, 0}, {"b", "x", false, 0, 0}};

    asset_map_lay_out(nodes, 2);
    ck_assert_int_lt(nodes[1].x, 0);
}
END_TEST

Suite *test_asset_map_suite(void)
{
    Suite *suite = suite_create("asset_map");
    TCase *tc = tcase_create("asset_map");

    tcase_add_test(tc, both_sides_and_behind);
    tcase_add_test(tc, one_side_alone_begins_at_the_edge);
    tcase_add_test(tc, as_many_as_there_may_be);
    tcase_add_test(tc, a_tall_picture_begins_with_its_middle);
    tcase_add_test(tc, who_hangs_on_nobody_stands_nowhere);
    suite_add_tcase(suite, tc);
    return suite;
}

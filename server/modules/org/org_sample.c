#include "modules/org/org_sample.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/log.h"
#include "base/work.h"
#include "core/search/name_search.h"
#include "db/db.h"
#include "embedded.h"
#include "modules/org/org.h"

/* The days on which everything there is now began, unless something else is said. */
static const char *const founded = "2015-04-01";

enum { UNIT_COLUMNS = 9, MORE_LEADERS = 42 };

/* ---- the files --------------------------------------------------------------------------------
 */

static const struct embedded_file *find_file(const char *name)
{
    for (const struct embedded_file *file = embedded_data; file->name; file++)
        if (!strcmp(file->name, name))
            return file;
    log_bug("no embedded file %s", name);
    abort();
}

static size_t count_lines(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += *text == '\n';
    return count;
}

const char *const *sample_table(struct arena *arena, const char *file, size_t columns,
                                size_t *lines)
{
    const char *at = find_file(file)->data;
    const char **cells = arena_array(arena, count_lines(at) * columns + 1, sizeof *cells);

    *lines = 0;
    while (*at) {
        size_t length = strcspn(at, "\n"), column = 0;
        const char *end = at + length;

        for (; *at != '#' && column < columns; column++) {
            size_t width = strcspn(at, "\t\n");

            cells[*lines * columns + column] = arena_strndup(arena, at, width);
            at += width + (at + width < end);
        }
        *lines += column > 0;
        at = end + (*end == '\n');
    }
    return cells;
}

const char *sample_day(const struct sample_city *city, const char *day)
{
    return arena_printf(city->arena, "%04ld%s", strtol(day, NULL, 10) + city->shift, day + 4);
}

static struct sample_name *read_names(struct arena *arena, const char *file, size_t *count)
{
    const char *const *cells = sample_table(arena, file, 2, count);
    struct sample_name *names = arena_array(arena, *count + 1, sizeof *names);

    for (size_t i = 0; i < *count; i++)
        names[i] = (struct sample_name){cells[2 * i], cells[2 * i + 1]};
    return names;
}

static void read_units(struct sample_city *city)
{
    const char *const *cells =
        sample_table(city->arena, "sample/units.tsv", UNIT_COLUMNS, &city->unit_count);

    city->units = arena_array(city->arena, city->unit_count + 1, sizeof *city->units);
    for (size_t i = 0; i < city->unit_count; i++) {
        const char *const *c = cells + i * UNIT_COLUMNS;

        city->units[i] = (struct sample_unit){
            c[0],
            c[1],
            c[2],
            c[3],
            c[4],
            c[5],
            c[6],
            c[7],
            .staff = (int)strtol(c[8], NULL, 10),
            .is_department = !strcmp(c[1], "department"),
            .is_first = i && !strcmp(cells[(i - 1) * UNIT_COLUMNS + 1], "department")};
    }
}

/* One in each staffed section, and a second one in the largest. */
static void share_leaders(struct sample_city *city)
{
    for (size_t i = 0; i < city->unit_count; i++)
        city->units[i].leaders = city->units[i].staff > 0;
    for (int n = 0; n < MORE_LEADERS; n++) {
        struct sample_unit *largest = NULL;

        for (size_t i = 0; i < city->unit_count; i++) {
            struct sample_unit *unit = &city->units[i];

            if (unit->leaders == 1 && (!largest || unit->staff > largest->staff))
                largest = unit;
        }
        largest->leaders = 2;
    }
}

/* ---- units and posts --------------------------------------------------------------------------
 */

static json_t *text_or_null(const char *text)
{
    return *text ? json_string(text) : json_null();
}

static json_t *unit_rows(const struct sample_city *city)
{
    json_t *rows = json_on_arena(city->arena, json_array());

    for (size_t i = 0; i < city->unit_count; i++) {
        const struct sample_unit *u = &city->units[i];
        const char *parts[] = {u->name, u->kana, u->code, u->phone_ext, NULL};
        const char *parent = u->is_department ? "" : arena_strndup(city->arena, u->code, 2);

        json_array_append_new(
            rows,
            json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:o, s:s, s:s}", "code", u->code,
                      "kind", u->kind, "organ", u->organ, "name", u->name, "kana", u->kana,
                      "doc_symbol", text_or_null(u->doc_symbol), "phone_ext", u->phone_ext,
                      "location", u->location, "parent", text_or_null(parent), "valid_from",
                      sample_day(city, founded), "folded", name_folded(city->arena, parts)));
    }
    return rows;
}

/* Posts whose name is not that of the unit with 長 behind it, or that head no unit. */
static const struct {
    const char *code, *name, *unit; /* unit NULL: of the city */
} named_posts[] = {
    {"mayor", "市長", NULL},
    {"vice_mayor_1", "第1号副市長", NULL},
    {"vice_mayor_2", "第2号副市長", NULL},
    {"superintendent", "教育長", NULL},
    {"hospital_administrator", "病院事業管理者", NULL},
    {"planning_director", "企画政策部長", "02"},
    {"department_head:16", "会計管理者", "16"},
    {"department_head:19", "教育部長", "19"},
};

static void add_post(struct sample_city *city, const char *code, const char *name, const char *unit,
                     bool is_policy_council)
{
    json_array_append_new(city->posts,
                          json_pack("{s:s, s:s, s:s?, s:b, s:s}", "code", code, "name", name,
                                    "unit", unit, "is_policy_council", is_policy_council,
                                    "valid_from", sample_day(city, founded)));
}

static bool has_named_post(const char *unit)
{
    for (size_t i = 0; i < sizeof named_posts / sizeof *named_posts; i++)
        if (named_posts[i].unit && !strcmp(named_posts[i].unit, unit))
            return true;
    return false;
}

static void add_posts(struct sample_city *city)
{
    for (size_t i = 0; i < sizeof named_posts / sizeof *named_posts; i++)
        add_post(city, named_posts[i].code, named_posts[i].name, named_posts[i].unit,
                 named_posts[i].unit != NULL);
    for (size_t i = 0; i < city->unit_count; i++) {
        const struct sample_unit *u = &city->units[i];

        if (!has_named_post(u->code))
            add_post(city,
                     arena_printf(city->arena, "%s_head:%s",
                                  u->is_department ? "department" : "section", u->code),
                     arena_printf(city->arena, "%s長", u->name), u->code, u->is_department);
    }
}

/* ---- loading ----------------------------------------------------------------------------------
 */

static bool load(struct work *work, enum statement statement, const json_t *rows)
{
    char *text = json_dumps(rows, JSON_COMPACT);

    arena_defer(work->arena, free, text);
    return db_run(work, statement, PARAMS(text));
}

bool org_sample(struct work *work, int shift)
{
    struct arena *arena = work->arena;
    struct sample_city city = {
        .arena = arena,
        .shift = shift,
        .people = json_on_arena(arena, json_array()),
        .assignments = json_on_arena(arena, json_array()),
        .posts = json_on_arena(arena, json_array()),
        .holdings = json_on_arena(arena, json_array()),
        .designations = json_on_arena(arena, json_array()),
    };
    json_t *experts = json_on_arena(arena, json_array());

    city.families = read_names(arena, "sample/family_names.tsv", &city.family_count);
    city.givens = read_names(arena, "sample/given_names.tsv", &city.given_count);
    read_units(&city);
    share_leaders(&city);
    add_posts(&city);
    sample_people(&city);
    sample_experts(&city, experts);
    return load(work, SQL_ORG_SAMPLE_UNITS, unit_rows(&city)) &&
           load(work, SQL_ORG_SAMPLE_PEOPLE, city.people) &&
           load(work, SQL_ORG_SAMPLE_ASSIGNMENTS, city.assignments) &&
           load(work, SQL_ORG_SAMPLE_POSTS, city.posts) &&
           load(work, SQL_ORG_SAMPLE_HOLDINGS, city.holdings) &&
           load(work, SQL_ORG_SAMPLE_DESIGNATIONS, city.designations) &&
           load(work, SQL_ORG_SAMPLE_EXPERTS, experts);
}

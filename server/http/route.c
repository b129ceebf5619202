#include "http/route.h"

#include <string.h>

#include "base/arena.h"
#include "base/limits.h"

/* A pattern's segment: literal text, or a parameter's name. */
struct segment {
    const char *text;
    bool is_parameter;
};

struct compiled {
    const struct route *route;
    struct segment segments[LIMIT_PATH_SEGMENTS];
    size_t count;
};

struct routes {
    struct compiled *rows;
    size_t count;
};

static const struct {
    const char *ending;
    enum format format;
} suffixes[] = {
    {".json", FORMAT_JSON}, {".csv", FORMAT_CSV},   {".svg", FORMAT_SVG},
    {".ics", FORMAT_ICS},   {".xlsx", FORMAT_XLSX},
};

static unsigned formats_of(const struct route *route)
{
    return route->formats ? route->formats : FORMAT_HTML | FORMAT_JSON;
}

static bool split_pattern(struct arena *arena, struct compiled *row)
{
    const char *rest = row->route->pattern;

    while (rest[0] == '/' && rest[1]) {
        size_t length = strcspn(rest + 1, "/");
        struct segment *segment = &row->segments[row->count];

        if (row->count++ == LIMIT_PATH_SEGMENTS - 1)
            return false;
        segment->is_parameter = rest[1] == '{' && rest[length] == '}';
        segment->text = segment->is_parameter ? arena_strndup(arena, rest + 2, length - 2)
                                              : arena_strndup(arena, rest + 1, length);
        rest += length + 1;
    }
    return !strcmp(rest, row->count ? "" : "/");
}

static bool is_same_pattern(const struct compiled *a, const struct compiled *b)
{
    if (a->count != b->count || a->route->method != b->route->method)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (a->segments[i].is_parameter != b->segments[i].is_parameter)
            return false;
        if (!a->segments[i].is_parameter && strcmp(a->segments[i].text, b->segments[i].text))
            return false;
    }
    return true;
}

static const char *add_row(struct arena *arena, struct routes *routes, const struct route *route)
{
    struct compiled *row = &routes->rows[routes->count];

    row->route = route;
    if (route->access.kind == ACCESS_UNSTATED)
        return arena_printf(arena, "route %s says nobody may", route->pattern);
    if (!split_pattern(arena, row))
        return arena_printf(arena, "route %s is no pattern", route->pattern);
    for (size_t i = 0; i < routes->count; i++)
        if (is_same_pattern(&routes->rows[i], row))
            return arena_printf(arena, "routes %s and %s clash", routes->rows[i].route->pattern,
                                route->pattern);
    routes->count++;
    return NULL;
}

struct routes *routes_compile(struct arena *arena, const struct route *const *tables,
                              const char **problem)
{
    struct routes *routes = arena_alloc(arena, sizeof *routes);
    size_t total = 0;

    for (size_t i = 0; tables[i]; i++)
        for (const struct route *route = tables[i]; route->pattern; route++)
            total++;
    routes->rows = arena_array(arena, total, sizeof *routes->rows);
    for (size_t i = 0; tables[i]; i++)
        for (const struct route *route = tables[i]; route->pattern; route++) {
            *problem = add_row(arena, routes, route);
            if (*problem)
                return NULL;
        }
    return routes;
}

static bool fits(const struct compiled *row, const char *const *segments, size_t count)
{
    if (row->count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct segment *segment = &row->segments[i];

        if (segment->is_parameter ? !segments[i][0] : strcmp(segment->text, segments[i]) != 0)
            return false;
    }
    return true;
}

/* Of two patterns that fit, the one with a literal where they first differ. */
static bool is_better(const struct compiled *a, const struct compiled *b)
{
    for (size_t i = 0; i < a->count; i++)
        if (a->segments[i].is_parameter != b->segments[i].is_parameter)
            return b->segments[i].is_parameter;
    return false;
}

/* The best pattern for these segments; notes its methods. With a suffix, only routes offering it.
 */
static const struct compiled *best_fit(const struct routes *routes, const char *const *segments,
                                       size_t count, enum format suffix)
{
    const struct compiled *best = NULL;

    for (size_t i = 0; i < routes->count; i++) {
        const struct compiled *row = &routes->rows[i];

        if (suffix && !(formats_of(row->route) & suffix))
            continue;
        if (fits(row, segments, count) && (!best || is_better(row, best)))
            best = row;
    }
    return best;
}

static bool has_same_shape(const struct compiled *a, const struct compiled *b)
{
    return a->count == b->count && !is_better(a, b) && !is_better(b, a);
}

static void fill(const struct routes *routes, const struct compiled *best, enum method method,
                 const char *const *segments, struct route_match *match)
{
    for (size_t i = 0; i < routes->count; i++) {
        const struct compiled *row = &routes->rows[i];

        if (!fits(row, segments, best->count) || !has_same_shape(row, best))
            continue;
        match->allowed |= 1u << row->route->method;
        if (row->route->method == method)
            match->route = row->route;
    }
    for (size_t i = 0; i < best->count; i++) {
        if (!best->segments[i].is_parameter || match->parameter_count == PATH_PARAMETERS)
            continue;
        match->names[match->parameter_count] = best->segments[i].text;
        match->values[match->parameter_count++] = segments[i];
    }
}

/* "7.1.u.sa.json" → "7.1.u.sa" and FORMAT_JSON; 0 when it has no suffix. */
static enum format cut_suffix(struct arena *arena, const char **segment)
{
    size_t length = strlen(*segment);

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t ending = strlen(suffixes[i].ending);

        if (length > ending && !strcmp(*segment + length - ending, suffixes[i].ending)) {
            *segment = arena_strndup(arena, *segment, length - ending);
            return suffixes[i].format;
        }
    }
    return 0;
}

void routes_match(const struct routes *routes, struct arena *arena, enum method method,
                  const char *const *segments, size_t segment_count, struct route_match *match)
{
    const struct compiled *best = NULL;
    enum method wanted = method == HEAD ? GET : method;
    const char **cut;
    enum format suffix = 0;

    memset(match, 0, sizeof *match);
    if (segment_count > LIMIT_PATH_SEGMENTS)
        return;
    cut = arena_array(arena, segment_count + 1, sizeof *cut);
    for (size_t i = 0; i < segment_count; i++)
        cut[i] = segments[i];
    if (segment_count)
        suffix = cut_suffix(arena, &cut[segment_count - 1]);
    if (suffix)
        best = best_fit(routes, cut, segment_count, suffix);
    if (best) {
        match->suffix = suffix;
        fill(routes, best, wanted, cut, match);
        return;
    }
    best = best_fit(routes, segments, segment_count, 0);
    if (best)
        fill(routes, best, wanted, segments, match);
}

size_t routes_count(const struct routes *routes)
{
    return routes->count;
}

const struct route *routes_at(const struct routes *routes, size_t index)
{
    return routes->rows[index].route;
}

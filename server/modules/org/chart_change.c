#include "modules/org/chart_change.h"

#include <string.h>

#include "base/arena.h"
#include "base/work.h"
#include "http/request.h"
#include "modules/org/change.h"
#include "modules/org/chart.h"

static bool show_drawing(struct work *work, const char *day, struct view *rehearsal)
{
    struct view *chart = view_object(rehearsal, "chart");

    view_text(chart, "on", day);
    view_boolean(chart, "is_today", !strcmp(day, work->today));
    view_rows(rehearsal, "touched", SQL_CHART_TOUCHED, PARAMS(day));
    return chart_draw(work, chart, day);
}

bool chart_change_begin(struct request *rq, struct change *change)
{
    if (!change_begin(rq, change))
        return false;
    change->show = show_drawing;
    return true;
}

bool chart_change_end(struct request *rq, const struct change *change)
{
    return change_end(rq, change, "/admin/chart?on=%s", change->valid_from);
}

bool chart_take(struct request *rq, enum statement statement, const struct rows **row)
{
    const char *id;

    if (!path_id(rq, "id", &id))
        return false;
    *row = db_take(rq->work, statement, PARAMS(id));
    if (!*row)
        return false;
    return (*row)->count || fail(rq->work, ERR_NOT_FOUND, NULL);
}

bool chart_begins_on(const struct rows *row, const char *day)
{
    return !strcmp(rows_text(row, 0, "since"), day);
}

bool chart_day_fits(struct work *work, const struct rows *row, const char *day, bool is_end)
{
    const char *since = rows_text(row, 0, "since"), *until = rows_text(row, 0, "until");

    if (strcmp(day, since) < 0 || (is_end && !strcmp(day, since)))
        return fail_field(work, "valid_from",
                          is_end ? "この登録は%sに始まります。それより後の日を入力してください。"
                                 : "この登録は%sに始まります。その日以後の日を入力してください。",
                          since);
    if (until && strcmp(day, until) > 0)
        return fail_field(work, "valid_from",
                          "この登録は%sに終わります。その日以前の日を入力してください。", until);
    return true;
}

static bool has_already(const struct rows *row, const char *field, const char *typed)
{
    const char *now = row ? rows_text(row, 0, field) : NULL;

    return now && !strcmp(now, typed);
}

bool chart_find_clause(struct work *work, const char *field, const char *typed,
                       const struct rows *row, struct chart_clause *clause)
{
    const char *slug = !strcmp(field, "clause_code") ? "clause_slug" : "basis_slug";
    const struct rows *found;

    *clause = (struct chart_clause){NULL, NULL};
    if (!typed)
        return true;
    if (has_already(row, field, typed)) {
        *clause = (struct chart_clause){typed, rows_text(row, 0, slug)};
        return true;
    }
    found = db_take(work, SQL_CHART_CLAUSE, PARAMS(typed));
    if (!found)
        return false;
    if (!found->count)
        return fail_field(work, field,
                          "対策基準＜基本編＞にこの番号の条項はありません。「7(1)ウ(キ)」のように"
                          "入力してください。");
    *clause = (struct chart_clause){rows_text(found, 0, "code"), rows_text(found, 0, "slug")};
    return true;
}

const char *chart_number(struct work *work, long number, long none)
{
    return number == none ? NULL : arena_printf(work->arena, "%ld", number);
}

const struct choice chart_kinds[] = {{"command", 0}, {"assist", 1}, {"guide", 2},     {"report", 3},
                                     {"support", 4}, {"advice", 5}, {"cooperate", 6}, {NULL, 0}};
const struct choice chart_lines[] = {{"solid", 0}, {"dotted", 1}, {"dashed", 2}, {NULL, 0}};
const struct choice chart_sides[] = {
    {"top", 0}, {"bottom", 1}, {"left", 2}, {"right", 3}, {NULL, 0}};
const struct choice chart_styles[] = {
    {"plain", 0}, {"key", 1}, {"wash", 2}, {"side", 3}, {NULL, 0}};
const struct choice chart_bodies[] = {{"isc", 0},
                                      {"juki_net_council", 1},
                                      {"tax_net_council", 2},
                                      {"discipline_committee", 3},
                                      {NULL, 0}};

const char *chart_code(const struct choice *choices, int value)
{
    while (choices->code && choices->value != value)
        choices++;
    return choices->code;
}

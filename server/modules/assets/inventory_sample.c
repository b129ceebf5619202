#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/work.h"
#include "core/access/begin.h"
#include "db/db.h"
#include "embedded.h"
#include "modules/assets/inventory.h"

/*
 * 棚卸し of the sample city (domain 6.3): that of the year before is accepted of all sections, that
 * of this year is open, with 96 lists accepted, 15 submitted and the rest being marked; and the log
 * of a few networks and systems. Days are those of fiscal 2026 and shifted by whole years; what
 * lies ahead of the day is left out.
 */
enum { EVERYBODY = 1000, ACCEPTED = 96, SUBMITTED = 111 };

struct telling {
    struct work *work;
    int shift;
    const char *today;
};

static const char *day(const struct telling *t, int year, const char *rest)
{
    return arena_printf(t->work->arena, "%04d-%s", year + t->shift, rest);
}

static const char *number(const struct telling *t, int value)
{
    return arena_printf(t->work->arena, "%d", value);
}

static bool is_past(const struct telling *t, const char *on)
{
    return strcmp(on, t->today) < 0;
}

static bool open_check(const struct telling *t, int year, const char *opened, const char *due)
{
    return db_run(t->work, SQL_INVENTORY_SAMPLE_OPEN,
                  PARAMS(number(t, year + t->shift), opened, due));
}

/* The day stands in the register and its history, so it is today while that is done. */
static bool accept_lists(const struct telling *t, const char *year, int count, const char *on)
{
    const char *at = arena_printf(t->work->arena, "%s 16:00+09", on);

    if (!db_run(t->work, SQL_INVENTORY_SAMPLE_AT, PARAMS(at)) ||
        !db_run(t->work, SQL_INVENTORY_SAMPLE_ACCEPT, PARAMS(year, number(t, count), on)))
        return false;
    access_begin_work(t->work, "cli:sample");
    return true;
}

static bool tell_last_year(const struct telling *t)
{
    const char *year = number(t, 2025 + t->shift), *all = number(t, EVERYBODY);
    const char *accepted = day(t, 2025, "12-05");

    if (!is_past(t, accepted))
        return true;
    return open_check(t, 2025, day(t, 2025, "10-01"), day(t, 2025, "11-28")) &&
           db_run(t->work, SQL_INVENTORY_SAMPLE_MARK,
                  PARAMS(year, all, day(t, 2025, "10-14"), "24")) &&
           db_run(t->work, SQL_INVENTORY_SAMPLE_SUBMIT,
                  PARAMS(year, all, day(t, 2025, "11-10"), "18")) &&
           accept_lists(t, year, EVERYBODY, accepted);
}

static bool tell_this_year(const struct telling *t)
{
    const char *year = number(t, 2026 + t->shift), *submitted = number(t, SUBMITTED);
    const char *accepted = day(t, 2026, "11-18");

    if (!is_past(t, accepted))
        return true;
    return open_check(t, 2026, day(t, 2026, "10-01"), day(t, 2026, "11-30")) &&
           db_run(t->work, SQL_INVENTORY_SAMPLE_MARK,
                  PARAMS(year, submitted, day(t, 2026, "10-07"), "14")) &&
           db_run(t->work, SQL_INVENTORY_SAMPLE_SUBMIT,
                  PARAMS(year, submitted, day(t, 2026, "10-23"), "14")) &&
           accept_lists(t, year, ACCEPTED, accepted);
}

/* ---- the log of changes ------------------------------------------------------------------------
 */

static json_t *read_changes(const struct telling *t)
{
    for (const struct embedded_file *file = embedded_data; file->name; file++)
        if (!strcmp(file->name, "sample/network_changes.json")) {
            json_t *all = json_on_arena(
                t->work->arena, json_loadb(file->data, file->length, JSON_REJECT_DUPLICATES, NULL));

            json_shift_years(all, t->shift);
            return all;
        }
    return NULL;
}

static json_t *past_of(const struct telling *t, const json_t *acts)
{
    json_t *past = json_on_arena(t->work->arena, json_array()), *act;
    size_t i;

    json_array_foreach(acts, i, act)
    {
        if (strncmp(json_string_value(json_object_get(act, "at")), t->today,
                    sizeof "2026-01-01" - 1) < 0)
            json_array_append(past, act);
    }
    return past;
}

static bool tell_changes(const struct telling *t)
{
    struct arena *arena = t->work->arena;
    json_t *all = read_changes(t);
    const char *changes = json_text(arena, past_of(t, json_object_get(all, "changes")));
    const char *steps = json_text(arena, past_of(t, json_object_get(all, "steps")));

    return db_run(t->work, SQL_INVENTORY_SAMPLE_CHANGES, PARAMS(changes)) &&
           db_run(t->work, SQL_INVENTORY_SAMPLE_CHANGE_STEPS, PARAMS(steps));
}

bool inventory_sample(struct work *work, int shift)
{
    struct telling t = {work, shift, work->today};

    return tell_last_year(&t) && tell_this_year(&t) && tell_changes(&t);
}

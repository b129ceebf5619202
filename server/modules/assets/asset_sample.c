#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/log.h"
#include "base/work.h"
#include "core/access/begin.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "embedded.h"
#include "modules/assets/asset.h"
#include "modules/assets/custody_sample.h"

/*
 * The register of the sample city (domain 6.3). sample/assets.json has the sheets it was loaded
 * from: 900 assets, with what is alike in many of them written once; `no` is the number that each
 * gets by its place, and `installed` what a software's distribution shall come to.
 * sample/asset_history.json has what was done since, in the order of time: corrections and what
 * became of them, steps, relations. Days are those of fiscal 2026 and shifted by whole years; what
 * lies ahead of the day is left out.
 */
struct history {
    struct work *work;
    const json_t *alike, *sheets;
};

static json_t *read_file(struct arena *arena, const char *name, int shift)
{
    for (const struct embedded_file *file = embedded_data; file->name; file++)
        if (!strcmp(file->name, name)) {
            json_t *all = json_on_arena(
                arena, json_loadb(file->data, file->length, JSON_REJECT_DUPLICATES, NULL));

            json_shift_years(all, shift);
            return all;
        }
    return NULL;
}

static const char *of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* ---- who acts ---------------------------------------------------------------------------------
 */

static bool act_as(struct work *work, const json_t *act)
{
    struct arena *arena = work->arena;
    const char *role = of(json_object_get(act, "by"), "role");
    uint64_t rights = permission_of_role(role) | permission_of_role("staff");

    return db_run(work, SQL_ASSET_SAMPLE_ACT,
                  PARAMS(of(act, "at"), of(act, "person"), of(act, "login"),
                         arena_printf(arena, "%s staff", role), permission_names(arena, rights)));
}

/* Of each act of the list, its decision too. */
static json_t *with_decisions(struct arena *arena, json_t *acts)
{
    json_t *all = json_on_arena(arena, json_array()), *act;
    size_t i;

    json_array_foreach(acts, i, act)
    {
        json_array_append(all, act);
        if (json_object_get(act, "decision"))
            json_array_append(all, json_object_get(act, "decision"));
    }
    return all;
}

/* Asked once for all: within this transaction the organization has no statistics yet. */
static bool name_people(struct work *work, const json_t *acts)
{
    const struct rows *people =
        db_take(work, SQL_ASSET_SAMPLE_PEOPLE, PARAMS(json_text(work->arena, acts)));
    json_t *act;
    size_t i;

    if (!people)
        return false;
    json_array_foreach(acts, i, act)
    {
        const char *person = rows_text(people, (int)i, "person");

        if (!person) {
            log_bug("the sample: nobody for %s", json_text(work->arena, act));
            return fail(work, ERR_INTERNAL, NULL);
        }
        json_object_set_new(act, "person", json_string(person));
        json_object_set_new(act, "login", json_string(rows_text(people, (int)i, "staff_no")));
    }
    return true;
}

/* ---- what is done -----------------------------------------------------------------------------
 */

static json_t *with_alike(const struct history *h, json_t *sheet)
{
    json_t *row;
    size_t i;

    json_array_foreach(sheet, i, row) json_object_update_missing(
        json_object_get(row, "fields"), json_object_get(h->alike, of(row, "alike")));
    return sheet;
}

static bool add_rows(const struct history *h, const char *id, const json_t *correction)
{
    const char *sheet = of(correction, "sheet");
    const json_t *rows = sheet ? with_alike(h, json_object_get(h->sheets, sheet))
                               : json_object_get(correction, "rows");

    return db_run(h->work, sheet ? SQL_ASSET_SAMPLE_NEW_ROWS : SQL_ASSET_SAMPLE_ROWS,
                  PARAMS(id, json_text(h->work->arena, rows)));
}

static bool decide(const struct history *h, const char *id, const json_t *decision)
{
    const char *event = of(decision, "event");

    if (!decision)
        return true;
    if (!act_as(h->work, decision))
        return false;
    return strcmp(event, "apply")
               ? db_run(h->work, SQL_ASSET_SAMPLE_MOVE, PARAMS(id, event, of(decision, "text")))
               : asset_correction_apply(h->work, id);
}

static bool finish(const struct history *h, const char *id, const json_t *act)
{
    const char *then = of(act, "then");

    if (!strcmp(then, "apply"))
        return asset_correction_apply(h->work, id);
    return strcmp(then, "send") ||
           (db_run(h->work, SQL_ASSET_SAMPLE_MOVE, PARAMS(id, then, NULL)) &&
            decide(h, id, json_object_get(act, "decision")));
}

static bool correct(const struct history *h, const json_t *act, const json_t *correction)
{
    struct arena *arena = h->work->arena;
    const struct rows *made =
        db_take(h->work, SQL_ASSET_SAMPLE_BEGIN, PARAMS(json_text(arena, correction)));
    const char *id = made ? rows_text(made, 0, "id") : NULL;

    return id && add_rows(h, id, correction) && finish(h, id, act);
}

static bool perform(const struct history *h, const json_t *act)
{
    static const struct {
        const char *key;
        enum statement statement;
    } simple[] = {{"step", SQL_ASSET_SAMPLE_STEP},
                  {"note", SQL_ASSET_SAMPLE_NOTE},
                  {"relations", SQL_ASSET_SAMPLE_RELATIONS}};
    const json_t *correction = json_object_get(act, "correction");

    if (correction)
        return correct(h, act, correction);
    for (size_t i = 0; i < sizeof simple / sizeof *simple; i++) {
        const json_t *given = json_object_get(act, simple[i].key);

        if (given &&
            !db_run(h->work, simple[i].statement, PARAMS(json_text(h->work->arena, given))))
            return false;
    }
    return true;
}

static bool is_past(const struct work *work, const json_t *act)
{
    return strncmp(of(act, "at"), work->today, sizeof "2026-01-01" - 1) < 0;
}

static json_t *past_of(struct work *work, const json_t *acts)
{
    json_t *past = json_on_arena(work->arena, json_array()), *act;
    size_t i;

    json_array_foreach(acts, i, act)
    {
        const json_t *decision = json_object_get(act, "decision");

        if (decision && !is_past(work, decision))
            json_object_del(act, "decision");
        if (is_past(work, act))
            json_array_append(past, act);
    }
    return past;
}

bool asset_sample(struct work *work, int shift)
{
    json_t *all = read_file(work->arena, "sample/assets.json", shift),
           *history = read_file(work->arena, "sample/asset_history.json", shift),
           *acts = past_of(work, json_object_get(history, "acts")), *act;
    struct history h = {work, json_object_get(all, "alike"), json_object_get(all, "sheets")};
    size_t i;

    if (!name_people(work, with_decisions(work->arena, acts)))
        return false;
    json_array_foreach(acts, i, act) if (!act_as(work, act) || !perform(&h, act)) return false;
    access_begin_work(work, "cli:sample");
    return custody_sample(work, shift, json_object_get(all, "sheets"));
}

#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/work.h"
#include "db/db.h"
#include "embedded.h"
#include "modules/committees/committee.h"
#include "modules/committees/minutes_text.h"

/*
 * Meetings of three fiscal years (domain 6.1), from sample/committees.json. Days are those of
 * fiscal 2026 and shifted by whole years; a meeting goes as far as its day allows.
 */
struct held {
    struct work *work;
    const char *id, *meeting;
    const json_t *json;
};

static const char *of(const struct held *h, const char *key)
{
    return json_string_value(json_object_get(h->json, key));
}

/* False without an error: the act lies ahead, and so does all that follows. */
static bool step(const struct held *h, const char *event, const char *at)
{
    bool is_notice = !strcmp(event, "notify");
    const struct rows *made = at ? db_take(h->work, SQL_COMMITTEE_SAMPLE_STEP,
                                           PARAMS(h->id, event, at, of(h, "secretary"),
                                                  is_notice ? of(h, "notice") : NULL,
                                                  is_notice ? of(h, "doc_number") : NULL))
                                 : NULL;

    return made && made->count;
}

static bool add_paper(const struct held *h, size_t item, int number, const json_t *paper)
{
    struct arena *arena = h->work->arena;
    const char *no = arena_printf(arena, "%d", number);
    const char *text = json_string_value(json_object_get(paper, "text"));
    const char *file;
    const struct rows *made =
        db_take(h->work, SQL_COMMITTEE_SAMPLE_FILE, PARAMS(no, text, h->id, h->meeting));

    if (!made || !made->count)
        return false;
    file = rows_text(made, 0, "id");
    return db_run(h->work, SQL_COMMITTEE_SAMPLE_CHUNK, PARAMS(file, text)) &&
           db_run(h->work, SQL_COMMITTEE_SAMPLE_PAPER,
                  PARAMS(h->id, arena_printf(arena, "%zu", item + 1), no,
                         json_string_value(json_object_get(paper, "title")), file));
}

static bool add_papers(const struct held *h)
{
    int number = 0;
    size_t index;
    json_t *item;

    json_array_foreach(json_object_get(h->json, "items"), index, item)
    {
        const json_t *paper = json_object_get(item, "paper");

        if (paper && !add_paper(h, index, ++number, paper))
            return false;
    }
    return true;
}

static bool instruct(const struct held *h)
{
    return db_run(h->work, SQL_COMMITTEE_SAMPLE_DIRECTIVES, PARAMS(h->id, h->meeting)) &&
           db_run(h->work, SQL_COMMITTEE_SAMPLE_ISSUE, PARAMS(h->id)) &&
           db_run(h->work, SQL_COMMITTEE_SAMPLE_CONFIRMED, PARAMS(h->id)) &&
           db_run(h->work, SQL_COMMITTEE_SAMPLE_REPORTED, PARAMS(h->id, h->meeting)) &&
           db_run(h->work, SQL_COMMITTEE_SAMPLE_CLOSE, PARAMS(h->id));
}

static bool hold(const struct held *h)
{
    static const enum statement sat[] = {SQL_COMMITTEE_SAMPLE_ATTENDANCE,
                                         SQL_COMMITTEE_SAMPLE_POSITIONS,
                                         SQL_COMMITTEE_SAMPLE_DECISIONS, SQL_COMMITTEE_SAMPLE_END};

    for (size_t i = 0; i < sizeof sat / sizeof *sat; i++)
        if (!db_run(h->work, sat[i], PARAMS(h->id, h->meeting)))
            return false;
    return step(h, "hold", of(h, "held_at")) && instruct(h);
}

static bool write_minutes(const struct held *h)
{
    const struct rows *made;
    const char *text;

    if (!step(h, "draft_minutes", of(h, "drafted_at")) || !of(h, "sent_at") ||
        !db_run(h->work, SQL_COMMITTEE_SAMPLE_NAMED, PARAMS(h->id, h->meeting)))
        return false;
    text = minutes_draft(h->work, h->id);
    made =
        text ? db_take(h->work, SQL_COMMITTEE_SAMPLE_MINUTES, PARAMS(h->id, of(h, "sent_at"), text))
             : NULL;
    return made && made->count && step(h, "send_minutes", of(h, "sent_at"));
}

static bool confirm(const struct held *h)
{
    static const char *const parts[][2] = {{"presider", "presider_at"},
                                           {"named_member", "member_at"}};

    for (int i = 0; i < 2; i++)
        if (of(h, parts[i][1]) && !db_take(h->work, SQL_COMMITTEE_SAMPLE_CONFIRM,
                                           PARAMS(h->id, parts[i][0], of(h, parts[i][1]))))
            return false;
    return true;
}

static bool has_begun(const struct held *h)
{
    const char *held_at = of(h, "held_at");

    return held_at && strncmp(held_at, h->work->today, sizeof "2026-01-01" - 1) < 0;
}

static bool run_meeting(struct held *h)
{
    const struct rows *made = db_take(h->work, SQL_COMMITTEE_SAMPLE_MEETING, PARAMS(h->meeting));

    if (!made || !made->count)
        return made != NULL;
    h->id = rows_text(made, 0, "id");
    if (!db_run(h->work, SQL_COMMITTEE_SAMPLE_ITEMS, PARAMS(h->id, h->meeting)) ||
        !db_run(h->work, SQL_COMMITTEE_SAMPLE_INVITED, PARAMS(h->id, h->meeting)))
        return false;
    if (step(h, "notify", of(h, "notified_at")) && add_papers(h) &&
        db_run(h->work, SQL_COMMITTEE_SAMPLE_ANSWERS, PARAMS(h->id, h->meeting)) && has_begun(h) &&
        hold(h) && write_minutes(h) && confirm(h))
        return true;
    return h->work->error.code == ERR_NONE;
}

static bool load(struct work *work, const json_t *sample, int shift)
{
    const char *rules = json_text(work->arena, json_object_get(sample, "rules"));
    const char *seats = json_text(work->arena, json_object_get(sample, "seats"));
    size_t index;
    json_t *json;

    if (!db_run(work, SQL_COMMITTEE_SAMPLE_RULES, PARAMS(rules)) ||
        !db_run(work, SQL_COMMITTEE_SAMPLE_SEATS,
                PARAMS(seats, arena_printf(work->arena, "%d", shift))))
        return false;
    json_array_foreach(json_object_get(sample, "meetings"), index, json)
    {
        struct held h = {.work = work, .json = json};

        json_shift_years(json, shift);
        h.meeting = json_text(work->arena, json);
        if (!run_meeting(&h))
            return false;
    }
    return true;
}

static json_t *read_sample(struct arena *arena)
{
    for (const struct embedded_file *file = embedded_data; file->name; file++)
        if (!strcmp(file->name, "sample/committees.json"))
            return json_on_arena(
                arena, json_loadb(file->data, file->length, JSON_REJECT_DUPLICATES, NULL));
    return NULL;
}

bool committee_sample(struct work *work, int shift)
{
    const json_t *sample = read_sample(work->arena);

    return sample && load(work, sample, shift);
}

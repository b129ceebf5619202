#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/log.h"
#include "base/work.h"
#include "db/db.h"
#include "embedded.h"
#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_draft.h"

/*
 * Invented exceptions (domain 6.4): sample/exceptions.json has texts that several requests share,
 * courses they took, and the requests of three fiscal years. Days are those of fiscal 2026 and
 * shifted by whole years. A step's day is a day, or one of the request's own days so many business
 * days later; the state it leads to is what the table of exception.c says.
 */
struct sample {
    struct work *work;
    const json_t *texts, *courses;
    int shift;
};

/* A request on its way through its course. */
struct way {
    const struct sample *sample;
    const json_t *request, *id;
    enum exception_kind kind;
    const char *state, *before; /* before: what EXCEPTION_RESUMES stands for */
};

enum { ROUNDS = 24, FILING_ROUND = 4, ISO_DATE = 10 };

static const char *text_at(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static const char *shifted(const struct sample *s, const char *day)
{
    return day ? arena_printf(s->work->arena, "%04ld%s", strtol(day, NULL, 10) + s->shift, day + 4)
               : NULL;
}

static json_t *some(const char *text)
{
    return text ? json_string(text) : json_null();
}

/* ---- requests ----------------------------------------------------------------------------------
 */

/* The shared text with what the request is about in place of {}. */
static json_t *with_subject(struct arena *arena, const char *text, const char *subject)
{
    const char *all = "", *slot;

    for (; (slot = strstr(text, "{}")); text = slot + 2)
        all = arena_printf(arena, "%s%.*s%s", all, (int)(slot - text), text, subject);
    return json_string(arena_printf(arena, "%s%s", all, text));
}

static json_t *texts_of(const struct sample *s, const json_t *request)
{
    json_t *row = json_object(), *value;
    const char *key, *subject = text_at(request, "subject");

    json_object_foreach(json_object_get(s->texts, text_at(request, "text")), key, value)
        json_object_set_new(row, key,
                            json_is_string(value)
                                ? with_subject(s->work->arena, json_string_value(value), subject)
                                : json_deep_copy(value));
    json_object_update(row, json_object_get(request, "texts"));
    return row;
}

/* A day the request names: its own "filed", "from", "to", "until", or an ISO day. */
static const char *own_day(const struct sample *s, const json_t *request, const char *name)
{
    const json_t *period = json_object_get(request, "period");
    const char *day = text_at(request, name);

    if (!strcmp(name, "from"))
        day = json_string_value(json_array_get(period, 0));
    else if (!strcmp(name, "to"))
        day = json_string_value(json_array_get(period, 1));
    return shifted(s, day ? day : name);
}

static const json_t *course_of(const struct sample *s, const json_t *request)
{
    const json_t *course = json_object_get(request, "course");

    return json_is_string(course) ? json_object_get(s->courses, json_string_value(course)) : course;
}

/* When it was begun: the morning of its first step. */
static const char *drafted_on(const struct sample *s, const json_t *request)
{
    const json_t *first = json_array_get(course_of(s, request), 0);
    const char *day = own_day(s, request, text_at(first, "day"));

    return calendar_add_days(s->work->arena, day,
                             json_integer_value(json_object_get(first, "plus")));
}

static json_t *place_of(const json_t *requests, const char *title)
{
    const json_t *request;
    size_t i;

    json_array_foreach(requests, i,
                       request) if (title && !strcmp(text_at(request, "title"),
                                                     title)) return json_integer((json_int_t)i);
    return json_null();
}

static json_t *request_row(const struct sample *s, const json_t *requests, size_t ord)
{
    const json_t *request = json_array_get(requests, ord);
    const char *kind = text_at(request, "kind");
    bool is_prior = !kind || !strcmp(kind, "prior");
    json_t *row = texts_of(s, request);

    json_object_update_new(
        row,
        json_pack("{s:I, s:o, s:o, s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "ord",
                  (json_int_t)ord, "unit", some(text_at(request, "unit")), "title",
                  some(text_at(request, "title")), "kind", is_prior ? "prior" : "emergency",
                  "follows", place_of(requests, text_at(request, "follows")), "drafted_on",
                  drafted_on(s, request), "started", some(shifted(s, text_at(request, "started"))),
                  "ended", some(shifted(s, text_at(request, "ended"))), "oral",
                  some(shifted(s, text_at(request, "oral"))), "oral_report_to",
                  some(text_at(request, "oral_to")), "delay_reason",
                  some(text_at(request, "delay")), "still_needed",
                  is_prior ? json_null()
                           : json_boolean(json_is_true(json_object_get(request, "still_needed")))));
    if (is_prior)
        json_object_update_new(row,
                               json_pack("{s:s, s:s}", "period_from", own_day(s, request, "from"),
                                         "period_to", own_day(s, request, "to")));
    return row;
}

/* ---- steps -------------------------------------------------------------------------------------
 */

static enum exception_event event_of(const char *code)
{
    for (int i = 0; i < EXCEPTION_EVENTS; i++)
        if (!strcmp(exception_event_code((enum exception_event)i), code))
            return (enum exception_event)i;
    log_bug("no event %s in the sample", code);
    abort();
}

/* What a stored state may read as, whatever the day. */
static unsigned statuses_of(const char *state)
{
    enum exception_status status = exception_status_of(state);

    return status & (EXCEPTION_PERMITTED | EXCEPTION_PERMITTED_WITH_CONDITIONS)
               ? status | EXCEPTION_IN_EFFECT | EXCEPTION_EXPIRED
               : status;
}

static const struct exception_transition *transition_of(const struct way *way, const char *event)
{
    const struct exception_transition *t = exception_transition(
        way->kind, (enum exception_status)statuses_of(way->state), event_of(event));

    if (!t) {
        log_bug("the sample's %s: no %s in state %s", text_at(way->request, "title"), event,
                way->state);
        abort();
    }
    return t;
}

static const char *move(struct way *way, const struct exception_transition *t)
{
    const char *to = t->to == EXCEPTION_RESUMES ? way->before : exception_status_code(t->to);

    if (!t->to)
        return way->state;
    way->before = way->state;
    return way->state = to;
}

static const char *role_of(unsigned who)
{
    static const struct {
        unsigned actor;
        const char *role;
    } roles[] = {{IS_CISO_IN_OFFICE, "ciso"},
                 {IS_SECRETARIAT, "secretariat"},
                 {IS_INFORMATION_SECURITY_OFFICER, "information_security_officer"},
                 {IS_NETWORK_SECURITY_MANAGER, "network_security_manager"},
                 {IS_LEADER_OF_UNIT, "it_promotion_leader"},
                 {IS_MANAGER_OF_UNIT, "system_security_manager"}};
    size_t i = 0;

    while (!(roles[i].actor & who))
        i++;
    return roles[i].role;
}

static json_t *conditions_of(const struct way *way, const json_t *step)
{
    const json_t *condition, *given = json_object_get(step, "conditions");
    struct arena *arena = way->sample->work->arena;
    json_t *rows = given ? json_array() : json_null();
    size_t i;

    json_array_foreach(given, i, condition)
    {
        const char *due = text_at(condition, "due");
        long plus = json_integer_value(json_object_get(condition, "plus"));

        if (due)
            due = calendar_add_days(arena, own_day(way->sample, way->request, due), plus);
        json_array_append_new(
            rows, json_pack("{s:s, s:o}", "text", text_at(condition, "text"), "due", some(due)));
    }
    return rows;
}

/* A part with one day in it, which may be one of the request's own. */
static json_t *part_of(const struct way *way, const json_t *step, const char *name, const char *day)
{
    json_t *part = json_deep_copy(json_object_get(step, name));
    const struct sample *s = way->sample;
    const char *given = part && text_at(part, day) ? text_at(part, day) : "until";
    long plus = part ? json_integer_value(json_object_get(part, "ended_plus")) : 0;

    if (!part)
        return json_null();
    json_object_set_new(
        part, day, some(calendar_add_days(s->work->arena, own_day(s, way->request, given), plus)));
    return part;
}

static json_t *period_of(const struct way *way, const json_t *step)
{
    const struct sample *s = way->sample;
    long shorten = json_integer_value(json_object_get(step, "shorten"));

    if (strncmp(text_at(step, "event"), "permit", strlen("permit")))
        return json_object();
    return json_pack("{s:s, s:s}", "period_from", own_day(s, way->request, "from"), "period_to",
                     calendar_add_days(s->work->arena, own_day(s, way->request, "to"), -shorten));
}

static json_t *step_row(struct way *way, const json_t *step)
{
    const struct exception_transition *t = transition_of(way, text_at(step, "event"));
    json_t *row = json_deep_copy(step);

    json_object_update_new(row, json_pack("{s:O, s:s, s:s, s:s, s:o, s:o, s:o}", "request", way->id,
                                          "role", role_of(t->who), "to_state", move(way, t), "day",
                                          own_day(way->sample, way->request, text_at(step, "day")),
                                          "conditions", conditions_of(way, step), "end",
                                          part_of(way, step, "end", "ended_on"), "extension",
                                          part_of(way, step, "extension", "until")));
    json_object_update_new(row, period_of(way, step));
    return row;
}

static int filing_of(const json_t *course)
{
    const json_t *step;
    size_t i;

    json_array_foreach(course, i,
                       step) if (!strcmp(text_at(step, "event"), "manager_file")) return (int)i;
    return FILING_ROUND;
}

/* All that were filed are filed in one round: their numbers follow the order of the days. */
static void add_steps(struct way *way, json_t *rounds)
{
    const json_t *step, *course = course_of(way->sample, way->request);
    int first = FILING_ROUND - filing_of(course);
    size_t i;

    json_array_foreach(course, i, step)
        json_array_append_new(json_array_get(rounds, (size_t)first + i), step_row(way, step));
}

/* ---- loading -----------------------------------------------------------------------------------
 */

static const json_t *read_sample(struct arena *arena)
{
    for (const struct embedded_file *file = embedded_data; file->name; file++)
        if (!strcmp(file->name, "sample/exceptions.json"))
            return json_on_arena(
                arena, json_loadb(file->data, file->length, JSON_REJECT_DUPLICATES, NULL));
    return NULL;
}

static const struct rows *add_requests(const struct sample *s, const json_t *requests)
{
    json_t *rows = json_on_arena(s->work->arena, json_array());

    for (size_t i = 0; i < json_array_size(requests); i++)
        json_array_append_new(rows, request_row(s, requests, i));
    return db_take(s->work, SQL_EXCEPTION_SAMPLE_REQUESTS, PARAMS(json_text(s->work->arena, rows)));
}

static json_t *rounds_of(const struct sample *s, const json_t *requests, const struct rows *ids)
{
    json_t *rounds = json_on_arena(s->work->arena, json_array());

    for (int i = 0; i < ROUNDS; i++)
        json_array_append_new(rounds, json_array());
    for (int i = 0; i < ids->count; i++) {
        const json_t *request = json_array_get(requests, (size_t)rows_integer(ids, i, "ord"));
        struct way way = {
            .sample = s,
            .request = request,
            .id = json_on_arena(s->work->arena, json_integer(rows_integer(ids, i, "id"))),
            .kind = json_object_get(request, "kind") ? EXCEPTION_EMERGENCY : EXCEPTION_PRIOR,
            .state = "draft",
        };

        add_steps(&way, rounds);
    }
    return rounds;
}

static json_t *revisions_of(struct arena *arena, const json_t *round)
{
    json_t *rows = json_on_arena(arena, json_array());
    const json_t *step;
    size_t i;

    json_array_foreach(round, i, step) if (json_object_get(step, "revision"))
    {
        json_t *row = json_deep_copy(json_object_get(step, "revision"));

        json_object_set(row, "request", json_object_get(step, "request"));
        json_array_append_new(rows, row);
    }
    return rows;
}

static bool run_rounds(struct work *work, const json_t *rounds)
{
    const json_t *round;
    size_t i;

    json_array_foreach(rounds, i, round)
    {
        const json_t *revisions = revisions_of(work->arena, round);

        if (json_array_size(round) &&
            !db_run(work, SQL_EXCEPTION_SAMPLE_STEPS, PARAMS(json_text(work->arena, round))))
            return false;
        if (json_array_size(revisions) && !db_run(work, SQL_EXCEPTION_SAMPLE_REVISIONS,
                                                  PARAMS(json_text(work->arena, revisions))))
            return false;
    }
    return db_run(work, SQL_EXCEPTION_SAMPLE_TOUCHED, PARAMS());
}

static bool index_all(struct work *work, const struct rows *ids)
{
    for (int i = 0; i < ids->count; i++)
        if (!exception_index(work, rows_text(ids, i, "id")))
            return false;
    return true;
}

bool exception_sample(struct work *work, int shift)
{
    const json_t *all = read_sample(work->arena), *requests = json_object_get(all, "requests");
    struct sample s = {.work = work,
                       .texts = json_object_get(all, "texts"),
                       .courses = json_object_get(all, "courses"),
                       .shift = shift};
    const struct rows *ids = add_requests(&s, requests);

    return ids && run_rounds(work, rounds_of(&s, requests, ids)) && index_all(work, ids);
}

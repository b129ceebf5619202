#include "modules/committees/meeting_import.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/text.h"
#include "base/work.h"
#include "core/transfer/csv.h"
#include "db/db.h"
#include "view/label.h"

enum { ABSENT = -1, CODES = 8 };

enum sheet_column {
    COMMITTEE,
    KIND,
    STARTS_ON,
    STARTS_AT,
    PLACE,
    NECESSITY,
    TITLE,
    TYPE,
    CATEGORY,
    OUTCOME,
    TEXT,
    GIST,
    COLUMNS
};

#define PLAIN(name_, ...)                                                                          \
    {                                                                                              \
        .name = (name_), .heading = __VA_ARGS__                                                    \
    }
#define WORD(name_, heading_, field_, ...)                                                         \
    {                                                                                              \
        .name = (name_), .heading = (heading_), .is_needed = true, .field = (field_), .codes = {   \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

static const struct {
    const char *name, *heading;
    bool is_needed;
    size_t maximum;    /* characters; 0: of a form that is checked otherwise */
    const char *field; /* of the label table, whose words stand in the sheet */
    const char *codes[CODES];
} columns[COLUMNS] = {
    [COMMITTEE] = PLAIN("committee", "会議体", .is_needed = true, .maximum = 60),
    [KIND] = WORD("kind", "区分", "meeting_kind", "regular", "extraordinary"),
    [STARTS_ON] = PLAIN("starts_on", "開催日", .is_needed = true),
    [STARTS_AT] = PLAIN("starts_at", "開会", .maximum = 20),
    [PLACE] = PLAIN("place", "場所", .maximum = 80),
    [NECESSITY] = PLAIN("necessity", "臨時開催の理由", .maximum = 400),
    [TITLE] = PLAIN("title", "議題", .is_needed = true, .maximum = 120),
    [TYPE] = WORD("type", "種類", "item_type", "deliberation", "report", "discussion", "other"),
    [CATEGORY] = {.name = "category",
                  .heading = "事項",
                  .field = "item_category",
                  .codes = {"a", "b", "c", "d", "e", "f", "g"}},
    [OUTCOME] = WORD("outcome", "結果", "outcome", "adopted", "not_adopted", "carried_over",
                     "withdrawn", "noted"),
    [TEXT] = PLAIN("text", "決定の内容", .is_needed = true, .maximum = 2000),
    [GIST] = PLAIN("gist", "審議の要点", .maximum = 8000),
};

struct reading {
    struct work *work;
    int places[COLUMNS];
    const struct csv_record *record;
    json_t *problems;
};

static bool find_columns(struct reading *r, const struct csv_record *first)
{
    struct arena *arena = r->work->arena;
    const char *missing = "";

    for (int i = 0; i < COLUMNS; i++) {
        r->places[i] = ABSENT;
        for (size_t c = 0; c < first->count && r->places[i] == ABSENT; c++)
            if (!strcmp(text_fold(arena, first->cells[c]), text_fold(arena, columns[i].heading)))
                r->places[i] = (int)c;
        if (r->places[i] == ABSENT && columns[i].is_needed)
            missing = arena_printf(arena, "%s「%s」", missing, columns[i].heading);
    }
    return !*missing ||
           fail_field(r->work, "file", "%sの列がありません。1行目の見出しを確認してください。",
                      missing);
}

static void add_problem(const struct reading *r, enum sheet_column column, const char *problem,
                        const char *detail)
{
    json_array_append_new(r->problems,
                          json_pack("{s:i, s:s, s:s, s:s}", "line", r->record->line, "heading",
                                    columns[column].heading, "problem", problem, "detail", detail));
}

static const char *text_of(const struct reading *r, enum sheet_column column)
{
    int place = r->places[column];
    const char *text = place == ABSENT || (size_t)place >= r->record->count
                           ? ""
                           : text_trim_block(r->work->arena, r->record->cells[place]);

    if (columns[column].is_needed && !*text)
        add_problem(r, column, "empty", "");
    if (columns[column].maximum && text_graphemes(text) > columns[column].maximum)
        add_problem(r, column, "too_long",
                    arena_printf(r->work->arena, "%zu文字まで", columns[column].maximum));
    return text;
}

/* The code itself, its word, or of a category its letter alone. */
static bool is_word_of(struct arena *arena, const char *field, const char *code, const char *text)
{
    const char *folded = text_fold(arena, text), *word = label_find(field, code);

    return !strcmp(folded, code) || (word && !strcmp(folded, text_fold(arena, word)));
}

static json_t *code_of(const struct reading *r, enum sheet_column column)
{
    const char *text = text_of(r, column);

    for (const char *const *code = columns[column].codes; *text && *code; code++)
        if (is_word_of(r->work->arena, columns[column].field, *code, text))
            return json_string(*code);
    if (*text)
        add_problem(r, column, "no_word", text);
    return json_null();
}

static json_t *day_of(const struct reading *r)
{
    const char *text = text_of(r, STARTS_ON), *day;

    if (*text && calendar_parse(r->work->arena, text, &day))
        return json_string(day);
    if (*text)
        add_problem(r, STARTS_ON, "no_date", text);
    return json_null();
}

static json_t *time_of(const struct reading *r)
{
    const char *text = text_of(r, STARTS_AT), *time;

    if (!*text)
        return json_string("00:00");
    if (calendar_parse_time(r->work->arena, text, &time))
        return json_string(time);
    add_problem(r, STARTS_AT, "no_time", text);
    return json_null();
}

static json_t *row_of(const struct reading *r)
{
    json_t *row = json_pack("{s:i, s:o, s:o}", "line", r->record->line, "starts_on", day_of(r),
                            "starts_at", time_of(r));

    for (int i = 0; i < COLUMNS; i++) {
        if (columns[i].field)
            json_object_set_new(row, columns[i].name, code_of(r, (enum sheet_column)i));
        else if (i != STARTS_ON && i != STARTS_AT)
            json_object_set_new(row, columns[i].name,
                                json_string(text_of(r, (enum sheet_column)i)));
    }
    return row;
}

bool meeting_import_read(struct work *work, const struct csv *csv, json_t **rows, json_t **problems)
{
    struct reading r = {.work = work, .problems = json_on_arena(work->arena, json_array())};

    *rows = json_on_arena(work->arena, json_array());
    *problems = r.problems;
    if (csv->count < 2)
        return fail_field(work, "file",
                          "議題の行がありません。1行目に見出し、2行目から入力してください。");
    if (!find_columns(&r, &csv->records[0]))
        return false;
    for (size_t i = 1; i < csv->count; i++) {
        r.record = &csv->records[i];
        json_array_append_new(*rows, row_of(&r));
    }
    return true;
}

static bool migrate(struct work *work, const char *group)
{
    const struct rows *made = db_take(work, SQL_MEETING_IMPORT_MEETING, PARAMS(group));
    const char *id;

    if (!made)
        return false;
    id = rows_text(made, 0, "id");
    return db_run(work, SQL_MEETING_IMPORT_ITEMS, PARAMS(id, group)) &&
           db_run(work, SQL_MEETING_IMPORT_GISTS, PARAMS(id, group)) &&
           db_run(work, SQL_MEETING_IMPORT_DECISIONS, PARAMS(id, group)) &&
           db_run(work, SQL_MEETING_STEP_ADD, PARAMS(id, "migrate", "planned", NULL, NULL));
}

bool meeting_import_apply(struct work *work, const char *rows)
{
    const struct rows *groups = db_take(work, SQL_MEETING_IMPORT_GROUPS, PARAMS(rows));

    for (int i = 0; groups && i < groups->count; i++)
        if (!migrate(work, rows_text(groups, i, "group")))
            return false;
    return groups != NULL;
}

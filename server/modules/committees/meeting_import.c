#include "modules/committees/meeting_import.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/text.h"
#include "base/work.h"
#include "db/db.h"
#include "view/label.h"

enum { CODES = 8 };

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

static const struct intake_column columns[COLUMNS] = {
    [COMMITTEE] = {.name = "committee", .headings = {"会議体"}, .is_needed = true, .maximum = 60},
    [KIND] = {.name = "kind", .headings = {"区分"}, .is_needed = true},
    [STARTS_ON] = {.name = "starts_on", .headings = {"開催日"}, .is_needed = true},
    [STARTS_AT] = {.name = "starts_at", .headings = {"開会"}, .maximum = 20},
    [PLACE] = {.name = "place", .headings = {"場所"}, .maximum = 80},
    [NECESSITY] = {.name = "necessity", .headings = {"臨時開催の理由"}, .maximum = 400},
    [TITLE] = {.name = "title", .headings = {"議題"}, .is_needed = true, .maximum = 120},
    [TYPE] = {.name = "type", .headings = {"種類"}, .is_needed = true},
    [CATEGORY] = {.name = "category", .headings = {"事項"}},
    [OUTCOME] = {.name = "outcome", .headings = {"結果"}, .is_needed = true},
    [TEXT] = {.name = "text", .headings = {"決定の内容"}, .is_needed = true, .maximum = 2000},
    [GIST] = {.name = "gist", .headings = {"審議の要点"}, .maximum = 8000},
};

/* Columns whose cells hold words of a list. */
static const struct {
    const char *field; /* of the label table */
    const char *codes[CODES];
} words[COLUMNS] = {
    [KIND] = {"meeting_kind", {"regular", "extraordinary"}},
    [TYPE] = {"item_type", {"deliberation", "report", "discussion", "other"}},
    [CATEGORY] = {"item_category", {"a", "b", "c", "d", "e", "f", "g"}},
    [OUTCOME] = {"outcome", {"adopted", "not_adopted", "carried_over", "withdrawn", "noted"}},
};

struct intake_form meeting_import_form(void)
{
    return (struct intake_form){"議題", columns, COLUMNS, NULL};
}

const char *meeting_import_heading(const char *name)
{
    for (int i = 0; i < COLUMNS; i++)
        if (!strcmp(columns[i].name, name))
            return intake_label(&columns[i]);
    return name;
}

/* The code itself, its word, or of a category its letter alone. */
static bool is_word_of(struct arena *arena, const char *field, const char *code, const char *text)
{
    const char *folded = text_fold(arena, text), *word = label_find(field, code);

    return !strcmp(folded, code) || (word && !strcmp(folded, text_fold(arena, word)));
}

static json_t *code_of(const struct intake *intake, enum sheet_column column)
{
    const char *text = intake_text(intake, column);

    for (const char *const *code = words[column].codes; *text && *code; code++)
        if (is_word_of(intake->work->arena, words[column].field, *code, text))
            return json_string(*code);
    if (*text)
        intake_add_problem(intake, column, "no_word", text);
    return json_null();
}

static json_t *time_of(const struct intake *intake)
{
    const char *text = intake_text(intake, STARTS_AT), *time;

    if (!*text)
        return json_string("00:00");
    if (calendar_parse_time(intake->work->arena, text, &time))
        return json_string(time);
    intake_add_problem(intake, STARTS_AT, "no_time", text);
    return json_null();
}

static json_t *value_of(const struct intake *intake, enum sheet_column column)
{
    if (words[column].field)
        return code_of(intake, column);
    if (column == STARTS_ON)
        return intake_day(intake, column);
    return column == STARTS_AT ? time_of(intake) : json_string(intake_text(intake, column));
}

static json_t *row_of(const struct intake *intake)
{
    json_t *row = json_pack("{s:i}", "line", intake->record->line);

    for (int i = 0; i < COLUMNS; i++)
        json_object_set_new(row, columns[i].name, value_of(intake, (enum sheet_column)i));
    return row;
}

bool meeting_import_read(struct work *work, const struct csv *csv, json_t **rows, json_t **problems)
{
    const struct intake_form form = meeting_import_form();
    struct intake intake;

    if (!intake_open(work, csv, &form, &intake))
        return false;
    *rows = json_on_arena(work->arena, json_array());
    *problems = intake.problems;
    for (size_t i = 1; i < csv->count; i++) {
        intake.record = &csv->records[i];
        json_array_append_new(*rows, row_of(&intake));
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

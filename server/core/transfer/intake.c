#include "core/transfer/intake.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/text.h"
#include "base/work.h"

enum { SHOWN_HEADINGS = 200, SHOWN_HEADING = 40 }; /* characters that a message has room for */

/* ---- columns -----------------------------------------------------------------------------------
 */

const char *intake_label(const struct intake_column *column)
{
    return column->label ? column->label : column->headings[0];
}

static int find_heading(struct arena *arena, const struct csv_record *first, const char *wanted)
{
    const char *folded = text_fold(arena, wanted);

    for (size_t i = 0; *folded && i < first->count; i++)
        if (!strcmp(text_fold(arena, first->cells[i]), folded))
            return (int)i;
    return INTAKE_ABSENT;
}

static const char *given_heading(const struct intake_form *form, unsigned column)
{
    return form->given ? form->given[column] : NULL;
}

static int find_column(struct arena *arena, const struct intake_form *form, unsigned column,
                       const struct csv_record *first)
{
    const char *const *headings = form->columns[column].headings;
    const char *given = given_heading(form, column);
    int found = INTAKE_ABSENT;

    if (given)
        return find_heading(arena, first, given);
    for (int i = 0; i < INTAKE_HEADINGS && headings[i] && found == INTAKE_ABSENT; i++)
        found = find_heading(arena, first, headings[i]);
    return found;
}

/* 「番号」「氏名」, "" where nothing is missing. */
static const char *find_columns(struct arena *arena, const struct intake_form *form,
                                const struct csv_record *first, int *places)
{
    const char *missing = "";

    for (unsigned i = 0; i < form->count; i++) {
        const char *given = given_heading(form, i);

        places[i] = find_column(arena, form, i, first);
        if (places[i] == INTAKE_ABSENT && (given || form->columns[i].is_needed))
            missing = arena_printf(arena, "%s「%s」", missing,
                                   given ? given : intake_label(&form->columns[i]));
    }
    return missing;
}

bool intake_has_columns(struct arena *arena, const struct intake_form *form,
                        const struct csv_record *first)
{
    int places[INTAKE_COLUMNS];

    return !*find_columns(arena, form, first, places);
}

/* The first record, as far as a message can hold it. */
static const char *headings_found(struct arena *arena, const struct csv_record *first)
{
    const char *words = "";
    size_t i;

    for (i = 0; i < first->count && text_length(words) < SHOWN_HEADINGS; i++)
        if (*first->cells[i] && text_length(first->cells[i]) <= SHOWN_HEADING)
            words = arena_printf(arena, "%s「%s」", words, first->cells[i]);
    return arena_printf(arena, "%s%s", *words ? words : "ありません",
                        i < first->count ? "ほか" : "");
}

bool intake_open(struct work *work, const struct csv *csv, const struct intake_form *form,
                 struct intake *out)
{
    const char *missing;

    *out = (struct intake){
        .work = work, .form = *form, .problems = json_on_arena(work->arena, json_array())};
    if (csv->count < 2)
        return fail_field(work, "file",
                          "%sの行がありません。1行目に見出し、2行目から入力してください。",
                          form->subject);
    missing = find_columns(work->arena, form, &csv->records[0], out->places);
    return !*missing ||
           fail_field(work, "file",
                      "%sの列がありません。1行目の見出しを確認%sしてください。"
                      "ファイルにある見出し：%s",
                      missing,
                      form->given ? "するか、「列の見出しが異なるとき」に、ファイルの見出しを入力"
                                  : "",
                      headings_found(work->arena, &csv->records[0]));
}

/* ---- cells -------------------------------------------------------------------------------------
 */

const char *intake_cell(const struct intake *intake, unsigned column)
{
    int place = intake->places[column];

    return place == INTAKE_ABSENT || (size_t)place >= intake->record->count
               ? ""
               : text_trim(intake->work->arena, intake->record->cells[place]);
}

const char *intake_text(const struct intake *intake, unsigned column)
{
    const struct intake_column *c = &intake->form.columns[column];
    const char *text = intake_cell(intake, column);

    if (c->is_needed && !*text)
        intake_add_problem(intake, column, "empty", "");
    if (c->maximum && text_graphemes(text) > c->maximum)
        intake_add_problem(intake, column, "too_long",
                           arena_printf(intake->work->arena, "%zu文字まで", c->maximum));
    return text;
}

json_t *intake_day(const struct intake *intake, unsigned column)
{
    const char *text = intake_text(intake, column), *day;

    if (!*text)
        return json_null();
    if (calendar_parse(intake->work->arena, text, &day))
        return json_string(day);
    intake_add_problem(intake, column, "no_date", text);
    return json_null();
}

void intake_add_problem(const struct intake *intake, unsigned column, const char *problem,
                        const char *detail)
{
    json_array_append_new(intake->problems,
                          json_pack("{s:i, s:s, s:s, s:s}", "line", intake->record->line, "field",
                                    intake->form.columns[column].name, "problem", problem, "detail",
                                    detail));
}

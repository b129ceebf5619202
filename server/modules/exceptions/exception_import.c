#include "modules/exceptions/exception_import.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/text.h"
#include "base/work.h"
#include "core/transfer/csv.h"
#include "db/db.h"
#include "modules/exceptions/exception_draft.h"

enum { ABSENT = -1, HEADINGS = 3, NUMBER_DIGITS = 6, ISO_DATE = 10 };

/* ---- columns -----------------------------------------------------------------------------------
 */

static const struct {
    const char *name;
    const char *headings[HEADINGS];
    bool is_needed;
    size_t maximum; /* characters; 0: of a form that is checked otherwise */
} columns[IMPORT_COLUMNS] = {
    [IMPORT_REQUEST_NO] = {"request_no", {"受付番号", "許可番号", "番号"}, true, 0},
    [IMPORT_FILED_ON] = {"filed_on", {"申請日", "受付日"}, false, 0},
    [IMPORT_DECIDED_ON] = {"decided_on", {"許可日", "決定日"}, true, 0},
    [IMPORT_UNIT] = {"unit", {"所属", "所属コード", "課等"}, true, 100},
    [IMPORT_TITLE] = {"title", {"件名"}, true, 80},
    [IMPORT_CLAUSES] = {"clauses", {"条項", "該当条項", "該当する規程及び条項"}, true, 500},
    [IMPORT_MEASURE_TYPE] = {"measure_type", {"類型", "例外措置の類型"}, true, 0},
    [IMPORT_MEASURE_TEXT] = {"measure_text", {"例外措置の内容", "措置の内容"}, true, 2000},
    [IMPORT_COMPENSATING] = {"compensating", {"代替措置"}, false, 2000},
    [IMPORT_PERIOD_FROM] = {"period_from", {"開始日", "期間の開始日"}, true, 0},
    [IMPORT_PERIOD_TO] = {"period_to", {"終了日", "期間の終了日"}, true, 0},
    [IMPORT_CONDITIONS] = {"conditions", {"条件", "許可の条件"}, false, 2000},
    [IMPORT_RESOLUTION_PLAN] = {"resolution_plan", {"解消計画"}, false, 1000},
};

const char *exception_import_heading(const char *name)
{
    for (int i = 0; i < IMPORT_COLUMNS; i++)
        if (!strcmp(columns[i].name, name))
            return columns[i].headings[0];
    return name;
}

/* Headings are compared as texts are searched: width, kana and blanks make no difference. */
static int find_heading(struct arena *arena, const struct csv_record *record, const char *wanted)
{
    const char *folded = text_fold(arena, wanted);

    for (size_t i = 0; *folded && i < record->count; i++)
        if (!strcmp(text_fold(arena, record->cells[i]), folded))
            return (int)i;
    return ABSENT;
}

static int find_column(struct arena *arena, const struct csv_record *record, int column,
                       const char *given)
{
    int found = ABSENT;

    if (given)
        return find_heading(arena, record, given);
    for (int i = 0; i < HEADINGS && columns[column].headings[i] && found == ABSENT; i++)
        found = find_heading(arena, record, columns[column].headings[i]);
    return found;
}

/* All that is missing is said in one sentence. */
static bool find_columns(struct work *work, const struct csv_record *record,
                         const char *const *headings, int *places)
{
    const char *missing = "";

    for (int i = 0; i < IMPORT_COLUMNS; i++) {
        places[i] = find_column(work->arena, record, i, headings[i]);
        if (places[i] == ABSENT && (columns[i].is_needed || headings[i]))
            missing = arena_printf(work->arena, "%s「%s」", missing,
                                   headings[i] ? headings[i] : columns[i].headings[0]);
    }
    return !*missing ||
           fail_field(
               work, "file",
               "%sの列がありません。1行目の見出しを確認するか、「列の見出しが異なるとき」に、"
               "ファイルの見出しを入力してください。",
               missing);
}

/* ---- cells -------------------------------------------------------------------------------------
 */

struct reading {
    struct work *work;
    const int *places;
    const struct csv_record *record;
    json_t *problems;
};

static const char *cell(const struct reading *reading, enum import_column column)
{
    int place = reading->places[column];

    return place == ABSENT || (size_t)place >= reading->record->count
               ? ""
               : text_trim_block(reading->work->arena, reading->record->cells[place]);
}

static void add_problem(const struct reading *reading, enum import_column column,
                        const char *problem, const char *detail)
{
    json_array_append_new(reading->problems,
                          json_pack("{s:i, s:s, s:s, s:s}", "line", reading->record->line, "field",
                                    columns[column].name, "problem", problem, "detail", detail));
}

static const char *text_of(const struct reading *reading, enum import_column column)
{
    const char *text = cell(reading, column);

    if (columns[column].is_needed && !*text)
        add_problem(reading, column, "empty", "");
    if (columns[column].maximum && text_graphemes(text) > columns[column].maximum)
        add_problem(reading, column, "too_long",
                    arena_printf(reading->work->arena, "%zu文字まで", columns[column].maximum));
    return text;
}

static json_t *day_of(const struct reading *reading, enum import_column column)
{
    const char *text = text_of(reading, column), *day;

    if (!*text)
        return json_null();
    if (calendar_parse(reading->work->arena, text, &day))
        return json_string(day);
    add_problem(reading, column, "no_date", text);
    return json_null();
}

/* Whatever a hyphen was typed as. */
static const char *with_hyphens(struct arena *arena, const char *text)
{
    static const char *const hyphens[] = {"ー", "‐", "‑", "–", "—", "−", "―"};
    const char *all = "";

    while (*text) {
        size_t width = 1;
        bool is_hyphen = false;

        for (size_t i = 0; i < sizeof hyphens / sizeof *hyphens && !is_hyphen; i++) {
            is_hyphen = !strncmp(text, hyphens[i], strlen(hyphens[i]));
            width = is_hyphen ? strlen(hyphens[i]) : 1;
        }
        all =
            arena_printf(arena, "%s%.*s", all, is_hyphen ? 1 : (int)width, is_hyphen ? "-" : text);
        text += width;
    }
    return all;
}

/* 2026-例-3, ２０２６－例－００３ → 2026-例-003; NULL: no number. */
static const char *number_of(struct arena *arena, const char *cell_text)
{
    static const char middle[] = "-例-";
    const char *text = with_hyphens(arena, text_nfkc(arena, cell_text));
    size_t year = strspn(text, "0123456789"), digits;

    if (year != 4 || strncmp(text, "20", 2) != 0 || strncmp(text + 4, middle, strlen(middle)) != 0)
        return NULL;
    cell_text = text + 4 + strlen(middle);
    digits = strspn(cell_text, "0123456789");
    if (!digits || digits > NUMBER_DIGITS || cell_text[digits] || !strtol(cell_text, NULL, 10))
        return NULL;
    return arena_printf(arena, "%.4s%s%03ld", text, middle, strtol(cell_text, NULL, 10));
}

static const char *request_no(const struct reading *reading)
{
    const char *text = text_of(reading, IMPORT_REQUEST_NO);
    const char *number = number_of(reading->work->arena, text);

    if (*text && !number)
        add_problem(reading, IMPORT_REQUEST_NO, "no_number", text);
    return number ? number : "";
}

static json_t *measure_of(const struct reading *reading)
{
    static const struct choice words[] = {{"異なる方法", 0},
                                          {"異なる方法を採用する", 0},
                                          {"不実施", 1},
                                          {"遵守事項を実施しない", 1},
                                          {NULL, 0}};
    const char *text = text_of(reading, IMPORT_MEASURE_TYPE);

    for (const struct choice *w = words; w->code; w++)
        if (!strcmp(w->code, text))
            return json_string(exception_measures[w->value].code);
    if (*text)
        add_problem(reading, IMPORT_MEASURE_TYPE, "no_measure", text);
    return json_null();
}

/* The parts of a cell: lines, and where `commas` what 、 or , parts. */
static json_t *parts_of(struct arena *arena, const char *text, bool commas)
{
    json_t *parts = json_array();
    const char *begin = text;

    for (;; text++) {
        bool is_comma = commas && (*text == ',' || !strncmp(text, "、", strlen("、")));

        if (*text && *text != '\n' && !is_comma)
            continue;
        if (*text_trim(arena, arena_strndup(arena, begin, (size_t)(text - begin))))
            json_array_append_new(
                parts,
                json_string(text_trim(arena, arena_strndup(arena, begin, (size_t)(text - begin)))));
        if (!*text)
            return parts;
        begin = text + (is_comma && *text != ',' ? strlen("、") : 1);
        text = begin - 1;
    }
}

/* One a line; the day until which it is to be met may stand in front: 2027-01-10 … */
static json_t *condition_of(struct arena *arena, const char *text)
{
    size_t width = strcspn(text, " ");
    const char *day = arena_strndup(arena, text, width), *due = NULL;

    if (text[width] && calendar_parse(arena, day, &due))
        text = text_trim(arena, text + width);
    else
        due = NULL;
    return json_pack("{s:s, s:s?}", "text", text, "due", due);
}

static json_t *conditions_of(const struct reading *reading)
{
    struct arena *arena = reading->work->arena;
    json_t *lines =
        json_on_arena(arena, parts_of(arena, text_of(reading, IMPORT_CONDITIONS), false));
    json_t *conditions = json_array();
    const json_t *line;
    size_t i;

    json_array_foreach(lines, i, line)
        json_array_append_new(conditions, condition_of(arena, json_string_value(line)));
    return conditions;
}

static json_t *row_of(const struct reading *reading)
{
    struct arena *arena = reading->work->arena;

    return json_pack(
        "{s:i, s:s, s:o, s:o, s:s, s:s, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:s}", "line",
        reading->record->line, "request_no", request_no(reading), "filed_on",
        day_of(reading, IMPORT_FILED_ON), "decided_on", day_of(reading, IMPORT_DECIDED_ON), "unit",
        text_of(reading, IMPORT_UNIT), "title", text_of(reading, IMPORT_TITLE), "clauses",
        parts_of(arena, text_of(reading, IMPORT_CLAUSES), true), "measure_type",
        measure_of(reading), "measure_text", text_of(reading, IMPORT_MEASURE_TEXT), "compensating",
        text_of(reading, IMPORT_COMPENSATING), "period_from", day_of(reading, IMPORT_PERIOD_FROM),
        "period_to", day_of(reading, IMPORT_PERIOD_TO), "conditions", conditions_of(reading),
        "resolution_plan", text_of(reading, IMPORT_RESOLUTION_PLAN));
}

bool exception_import_read(struct work *work, const struct csv *csv, const char *const *headings,
                           json_t **rows, json_t **problems)
{
    int places[IMPORT_COLUMNS];
    struct reading reading = {
        .work = work, .places = places, .problems = json_on_arena(work->arena, json_array())};

    *rows = json_on_arena(work->arena, json_array());
    *problems = reading.problems;
    if (csv->count < 2)
        return fail_field(work, "file",
                          "例外措置の行がありません。1行目に見出し、2行目から入力してください。");
    if (!find_columns(work, &csv->records[0], headings, places))
        return false;
    for (size_t i = 1; i < csv->count; i++) {
        reading.record = &csv->records[i];
        json_array_append_new(*rows, row_of(&reading));
    }
    return true;
}

/* ---- applying ----------------------------------------------------------------------------------
 */

static bool migrate(struct work *work, const char *import, const char *row)
{
    const struct rows *request = db_take(work, SQL_EXCEPTION_IMPORT_REQUEST, PARAMS(row)), *step;
    const char *id;

    if (!request)
        return false;
    id = rows_text(request, 0, "id");
    db_queue(work, SQL_EXCEPTION_IMPORT_REVISION, PARAMS(id, row));
    step = db_take(work, SQL_EXCEPTION_IMPORT_STEP, PARAMS(id, row));
    if (!step)
        return false;
    db_queue(work, SQL_EXCEPTION_IMPORT_CONDITIONS, PARAMS(id, rows_text(step, 0, "id"), row));
    db_queue(work, SQL_EXCEPTION_IMPORT_PERIOD, PARAMS(id, rows_text(step, 0, "id"), row));
    return db_run(work, SQL_EXCEPTION_IMPORT_MIGRATED, PARAMS(id, import, row)) &&
           exception_index(work, id);
}

bool exception_import_apply(struct work *work, const char *id)
{
    const struct rows *rows = db_take(work, SQL_EXCEPTION_IMPORT_ROWS, PARAMS(id));

    for (int i = 0; rows && i < rows->count; i++)
        if (!migrate(work, id, rows_text(rows, i, "row")))
            return false;
    return rows && db_run(work, SQL_EXCEPTION_IMPORT_DECIDE, PARAMS(id, "applied"));
}

#include "modules/exceptions/exception_import.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/text.h"
#include "base/work.h"
#include "db/db.h"
#include "modules/exceptions/exception_draft.h"

enum { NUMBER_DIGITS = 6 };

/* ---- columns -----------------------------------------------------------------------------------
 */

static const struct intake_column columns[IMPORT_COLUMNS] = {
    [IMPORT_REQUEST_NO] = {.name = "request_no",
                           .headings = {"受付番号", "許可番号", "番号"},
                           .is_needed = true},
    [IMPORT_FILED_ON] = {.name = "filed_on", .headings = {"申請日", "受付日"}},
    [IMPORT_DECIDED_ON] = {.name = "decided_on",
                           .headings = {"許可日", "決定日"},
                           .is_needed = true},
    [IMPORT_UNIT] = {.name = "unit",
                     .headings = {"所属", "所属コード", "課等"},
                     .is_needed = true,
                     .maximum = 100},
    [IMPORT_TITLE] = {.name = "title", .headings = {"件名"}, .is_needed = true, .maximum = 80},
    [IMPORT_CLAUSES] = {.name = "clauses",
                        .headings = {"条項", "該当条項", "該当する規程及び条項"},
                        .is_needed = true,
                        .maximum = 500},
    [IMPORT_MEASURE_TYPE] = {.name = "measure_type",
                             .headings = {"類型", "例外措置の類型"},
                             .is_needed = true},
    [IMPORT_MEASURE_TEXT] = {.name = "measure_text",
                             .headings = {"例外措置の内容", "措置の内容"},
                             .is_needed = true,
                             .maximum = 2000},
    [IMPORT_COMPENSATING] = {.name = "compensating", .headings = {"代替措置"}, .maximum = 2000},
    [IMPORT_PERIOD_FROM] = {.name = "period_from",
                            .headings = {"開始日", "期間の開始日"},
                            .is_needed = true},
    [IMPORT_PERIOD_TO] = {.name = "period_to",
                          .headings = {"終了日", "期間の終了日"},
                          .is_needed = true},
    [IMPORT_CONDITIONS] = {.name = "conditions",
                           .headings = {"条件", "許可の条件"},
                           .maximum = 2000},
    [IMPORT_RESOLUTION_PLAN] = {.name = "resolution_plan",
                                .headings = {"解消計画"},
                                .maximum = 1000},
};

const char *exception_import_heading(const char *name)
{
    for (int i = 0; i < IMPORT_COLUMNS; i++)
        if (!strcmp(columns[i].name, name))
            return columns[i].headings[0];
    return name;
}

struct intake_form exception_import_form(const char *const *headings)
{
    return (struct intake_form){"例外措置", columns, IMPORT_COLUMNS, headings};
}

/* ---- cells -------------------------------------------------------------------------------------
 */

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

static const char *request_no(const struct intake *intake)
{
    const char *text = intake_text(intake, IMPORT_REQUEST_NO);
    const char *number = number_of(intake->work->arena, text);

    if (*text && !number)
        intake_add_problem(intake, IMPORT_REQUEST_NO, "no_number", text);
    return number ? number : "";
}

static json_t *measure_of(const struct intake *intake)
{
    static const struct choice words[] = {{"異なる方法", 0},
                                          {"異なる方法を採用する", 0},
                                          {"不実施", 1},
                                          {"遵守事項を実施しない", 1},
                                          {NULL, 0}};
    const char *text = intake_text(intake, IMPORT_MEASURE_TYPE);

    for (const struct choice *w = words; w->code; w++)
        if (!strcmp(w->code, text))
            return json_string(exception_measures[w->value].code);
    if (*text)
        intake_add_problem(intake, IMPORT_MEASURE_TYPE, "no_measure", text);
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

static json_t *conditions_of(const struct intake *intake)
{
    struct arena *arena = intake->work->arena;
    json_t *lines =
        json_on_arena(arena, parts_of(arena, intake_text(intake, IMPORT_CONDITIONS), false));
    json_t *conditions = json_array();
    const json_t *line;
    size_t i;

    json_array_foreach(lines, i, line)
        json_array_append_new(conditions, condition_of(arena, json_string_value(line)));
    return conditions;
}

static json_t *row_of(const struct intake *intake)
{
    struct arena *arena = intake->work->arena;

    return json_pack(
        "{s:i, s:s, s:o, s:o, s:s, s:s, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:s}", "line",
        intake->record->line, "request_no", request_no(intake), "filed_on",
        intake_day(intake, IMPORT_FILED_ON), "decided_on", intake_day(intake, IMPORT_DECIDED_ON),
        "unit", intake_text(intake, IMPORT_UNIT), "title", intake_text(intake, IMPORT_TITLE),
        "clauses", parts_of(arena, intake_text(intake, IMPORT_CLAUSES), true), "measure_type",
        measure_of(intake), "measure_text", intake_text(intake, IMPORT_MEASURE_TEXT),
        "compensating", intake_text(intake, IMPORT_COMPENSATING), "period_from",
        intake_day(intake, IMPORT_PERIOD_FROM), "period_to", intake_day(intake, IMPORT_PERIOD_TO),
        "conditions", conditions_of(intake), "resolution_plan",
        intake_text(intake, IMPORT_RESOLUTION_PLAN));
}

bool exception_import_read(struct work *work, const struct csv *csv, const char *const *headings,
                           json_t **rows, json_t **problems)
{
    const struct intake_form form = exception_import_form(headings);
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

#include "modules/org/transfer.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/text.h"
#include "base/work.h"
#include "core/search/name_search.h"
#include "db/db.h"
#include "view/label.h"

/* ---- columns -----------------------------------------------------------------------------------
 */

/* What a system calls the place after the move comes first: it may name the one before, too. */
static const struct intake_column columns[TRANSFER_COLUMNS] = {
    [TRANSFER_STAFF_NO] = {.name = "staff_no",
                           .headings = {"職員番号", "社員番号", "職員コード", "職員No"},
                           .is_needed = true},
    [TRANSFER_MOVE] = {.name = "move",
                       .headings = {"異動区分", "区分", "異動種別", "異動種類", "発令区分",
                                    "発令種別", "異動事由", "発令事由", "異動内容"}},
    [TRANSFER_NAME] = {.name = "name",
                       .headings = {"氏名", "職員氏名", "漢字氏名", "氏名漢字", "名前"}},
    [TRANSFER_KANA] = {.name = "kana",
                       .headings = {"フリガナ", "氏名カナ", "カナ", "カナ氏名", "氏名フリガナ",
                                    "職員氏名カナ"}},
    [TRANSFER_UNIT] = {.name = "unit",
                       .headings = {"新所属コード", "新組織コード", "異動後所属コード",
                                    "異動後組織コード", "新所属CD", "所属コード", "組織コード",
                                    "所属CD"},
                       .is_needed = true,
                       .label = "所属コード"},
    [TRANSFER_TITLE] = {.name = "title",
                        .headings = {"新職名", "異動後職名", "新補職名", "職名", "補職名", "役職名",
                                     "役職"}},
    [TRANSFER_RANK] = {.name = "rank", .headings = {"新職位", "異動後職位", "職位", "職階"}},
    [TRANSFER_POST] = {.name = "post",
                       .headings = {"新職コード", "異動後職コード", "職コード", "補職コード"}},
    [TRANSFER_EMPLOYMENT] = {.name = "employment",
                             .headings = {"任用区分", "任用の種別", "任用形態"}},
    [TRANSFER_DAY] = {.name = "day", .headings = {"発令日", "発令年月日", "異動日", "異動年月日"}},
};

const char *transfer_column_name(enum transfer_column column)
{
    return columns[column].name;
}

struct intake_form transfer_form(const char *const *headings)
{
    return (struct intake_form){"異動", columns, TRANSFER_COLUMNS, headings};
}

/* ---- words of personnel systems and the codes they stand for
 * --------------------------------------- */

/* A star stands for anything: 新規採用 and 選考採用 are 採用, 退職（定年） is 退職. */
struct word {
    const char *word, *code;
};

static const struct word moves_known[] = {
    {"異動", "transfer"},     {"昇任", "transfer"},
    {"昇格", "transfer"},     {"降任", "transfer"},
    {"配置換", "transfer"},   {"転任", "transfer"},
    {"配置換え", "transfer"}, {"配置転換", "transfer"},
    {"*採用", "hire"},        {"採用(*", "hire"},
    {"*退職", "leave"},       {"退職(*", "leave"},
    {"", "transfer"},         {NULL, NULL},
};

static const struct word ranks_known[] = {
    {"市長", "mayor"},
    {"副市長", "vice_mayor"},
    {"教育長", "superintendent"},
    {"部長", "director"},
    {"参事", "deputy_director"},
    {"課長", "manager"},
    {"課長補佐", "assistant_manager"},
    {"主査", "chief"},
    {"主任", "staff"},
    {"主事", "staff"},
    {"", ""}, /* as before */
    {NULL, NULL},
};

static const struct word employments_known[] = {
    {"正規", "regular"},
    {"正規職員", "regular"},
    {"再任用", "reappointed"},
    {"再任用職員", "reappointed"},
    {"任期付", "fixed_term"},
    {"任期付職員", "fixed_term"},
    {"会計年度任用職員", "fiscal_year_appointee"},
    {"特別職", "special_service"},
    {"非常勤職員", "part_time"},
    {"臨時的任用職員", "temporary"},
    {"派遣職員", "dispatched"},
    {"病院採用職", "hospital_hired"},
    {"県費負担教職員", "prefecture_paid_teacher"},
    {"", ""},
    {NULL, NULL},
};

static bool fits(const char *word, const char *text)
{
    const char *star = strchr(word, '*');
    size_t head = star ? (size_t)(star - word) : 0, tail = star ? strlen(star + 1) : 0;

    if (!star)
        return !strcmp(word, text);
    return strlen(text) >= head + tail && !strncmp(word, text, head) &&
           !strcmp(star + 1, text + strlen(text) - tail);
}

/* The code of a word, or of a code itself; NULL: neither. */
static const char *code_of(const struct word *known, const char *text)
{
    for (; known->word; known++)
        if (fits(known->word, text) || !strcmp(known->code, text))
            return known->code;
    return NULL;
}

/* ---- records
 * ------------------------------------------------------------------------------------- */

struct reading {
    struct intake intake;
    const char *day; /* of the transfer; NULL: rows that speak of none */
    json_t *moves;
};

static const char *cell(const struct reading *reading, enum transfer_column column)
{
    return intake_cell(&reading->intake, column);
}

static void add_problem(const struct reading *reading, enum transfer_column column,
                        const char *problem, const char *detail)
{
    intake_add_problem(&reading->intake, column, problem, detail);
}

static const char *coded(const struct reading *reading, enum transfer_column column,
                         const struct word *known)
{
    const char *text = text_nfkc(reading->intake.work->arena, cell(reading, column));
    const char *code = code_of(known, text);

    if (!code)
        add_problem(reading, column,
                    arena_printf(reading->intake.work->arena, "unknown_%s", columns[column].name),
                    text);
    return code ? code : "";
}

/* What a sheet says where its encoding had no sign for a character of a name. */
static bool has_lost_character(const char *name)
{
    return strstr(name, "?") || strstr(name, "？") || strstr(name, "〓") || strstr(name, "\uFFFD");
}

/* What must be there for this kind of move, and what may not be longer than its column. */
static void check_record(const struct reading *reading, const char *move)
{
    static const enum transfer_column of_hire[] = {TRANSFER_NAME, TRANSFER_KANA,
                                                   TRANSFER_EMPLOYMENT};
    bool is_hire = !strcmp(move, "hire"), is_leave = !strcmp(move, "leave");

    if (!*cell(reading, TRANSFER_STAFF_NO))
        add_problem(reading, TRANSFER_STAFF_NO, "missing", "");
    if (!is_leave && !*cell(reading, TRANSFER_UNIT))
        add_problem(reading, TRANSFER_UNIT, "missing", "");
    for (size_t i = 0; is_hire && i < sizeof of_hire / sizeof *of_hire; i++)
        if (!*cell(reading, of_hire[i]))
            add_problem(reading, of_hire[i], "missing", "");
    if (is_hire && has_lost_character(cell(reading, TRANSFER_NAME)))
        add_problem(reading, TRANSFER_NAME, "lost_character", cell(reading, TRANSFER_NAME));
    if (text_length(cell(reading, TRANSFER_TITLE)) > 40)
        add_problem(reading, TRANSFER_TITLE, "too_long", "40");
    if (text_length(cell(reading, TRANSFER_NAME)) > 61)
        add_problem(reading, TRANSFER_NAME, "too_long", "60");
}

/* A row of another day belongs to another transfer: the day entered holds for all of them. */
static void check_day(const struct reading *reading)
{
    const char *typed = cell(reading, TRANSFER_DAY), *day;

    if (!*typed || !reading->day)
        return;
    if (!calendar_parse(reading->intake.work->arena, typed, &day))
        add_problem(reading, TRANSFER_DAY, "no_day", typed);
    else if (strcmp(day, reading->day) != 0)
        add_problem(reading, TRANSFER_DAY, "other_day", typed);
}

/* 姓 名, whatever blank stands between them. */
static const char *one_blank(struct arena *arena, const char *name)
{
    const char *wide = strstr(name, "　");

    if (!wide)
        return name;
    return arena_printf(arena, "%.*s %s", (int)(wide - name), name, wide + strlen("　"));
}

static json_t *grams_of(struct arena *arena, const char *folded)
{
    json_t *list = json_array();

    for (const char *const *gram = name_grams(arena, folded); *gram; gram++)
        json_array_append_new(list, json_string(*gram));
    return list;
}

static void add_move(const struct reading *reading)
{
    struct arena *arena = reading->intake.work->arena;
    const char *move = coded(reading, TRANSFER_MOVE, moves_known);
    const char *no = text_nfkc(arena, cell(reading, TRANSFER_STAFF_NO));
    const char *name = one_blank(arena, cell(reading, TRANSFER_NAME));
    const char *kana = one_blank(arena, cell(reading, TRANSFER_KANA));
    const char *parts[] = {name, kana, no, NULL}, *name_part[] = {name, NULL};
    bool is_hire = !strcmp(move, "hire");
    const char *folded = is_hire ? name_folded(arena, parts) : "";

    check_record(reading, move);
    check_day(reading);
    json_array_append_new(
        reading->moves,
        json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "line",
                  reading->intake.record->line, "staff_no", no, "move", move, "name", name,
                  "folded_name", name_folded(arena, name_part), "kana", kana, "unit",
                  text_nfkc(arena, cell(reading, TRANSFER_UNIT)), "title",
                  cell(reading, TRANSFER_TITLE), "rank", coded(reading, TRANSFER_RANK, ranks_known),
                  "post", text_nfkc(arena, cell(reading, TRANSFER_POST)), "employment",
                  coded(reading, TRANSFER_EMPLOYMENT, employments_known), "folded", folded, "grams",
                  is_hire ? grams_of(arena, folded) : json_array()));
}

static bool is_used(const int *places, size_t place)
{
    for (int i = 0; i < TRANSFER_COLUMNS; i++)
        if (places[i] == (int)place)
            return true;
    return false;
}

static json_t *unused_headings(const struct csv_record *record, const int *places)
{
    json_t *list = json_array();

    for (size_t i = 0; i < record->count; i++)
        if (*record->cells[i] && !is_used(places, i))
            json_array_append_new(list, json_string(record->cells[i]));
    return list;
}

static json_t *entered_headings(const char *const *headings)
{
    json_t *object = json_object();

    for (int i = 0; i < TRANSFER_COLUMNS; i++)
        if (headings[i])
            json_object_set_new(object, columns[i].name, json_string(headings[i]));
    return object;
}

static json_t *reading_of(const struct intake *intake, const struct csv_record *first)
{
    return json_on_arena(intake->work->arena,
                         json_pack("{s:o, s:b, s:o}", "unused",
                                   unused_headings(first, intake->places), "lacks_move",
                                   intake->places[TRANSFER_MOVE] == INTAKE_ABSENT, "headings",
                                   entered_headings(intake->form.given)));
}

bool transfer_read(struct work *work, const struct csv *csv, const char *const *headings,
                   const char *day, struct transfer_sheet *out)
{
    const struct intake_form form = transfer_form(headings);
    struct reading reading = {.day = day, .moves = json_on_arena(work->arena, json_array())};

    if (!intake_open(work, csv, &form, &reading.intake))
        return false;
    for (size_t i = 1; i < csv->count; i++) {
        reading.intake.record = &csv->records[i];
        add_move(&reading);
    }
    *out = (struct transfer_sheet){reading.moves, reading.intake.problems,
                                   reading_of(&reading.intake, &csv->records[0])};
    return true;
}

void transfer_of_cells(struct work *work, const char *const *cells, struct transfer_sheet *out)
{
    const struct csv_record record = {1, cells, TRANSFER_COLUMNS};
    struct reading reading = {.intake = {.work = work,
                                         .form = transfer_form(NULL),
                                         .record = &record,
                                         .problems = json_on_arena(work->arena, json_array())},
                              .moves = json_on_arena(work->arena, json_array())};

    for (int i = 0; i < TRANSFER_COLUMNS; i++)
        reading.intake.places[i] = i;
    add_move(&reading);
    *out = (struct transfer_sheet){reading.moves, reading.intake.problems,
                                   json_on_arena(work->arena, json_object())};
}

const char *transfer_problem_words(const char *problem)
{
    const char *words = label_find("problem", problem);

    if (!words)
        words = db_constraint_message(problem);
    return words ? words : problem;
}

const char *transfer_problem_detail(const char *problem, const char *detail)
{
    const char *words = detail && !strcmp(problem, "out_of_scope")
                            ? label_find("out_of_scope_reason", detail)
                            : NULL;

    return words ? words : detail;
}

const char *transfer_column_words(const char *name)
{
    const char *words = label_find("sheet_column", name);

    return words ? words : name;
}

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"
#include "core/transfer/csv.h"
#include "core/transfer/xlsx.h"
#include "db/db.h"
#include "http/body.h"
#include "http/request.h"
#include "modules/assets/inventory.h"
#include "view/label.h"

/* The list as it comes back from a spreadsheet: errors by line, all of it or nothing. */

enum { ABSENT = -1 };
enum sheet_column { NUMBER, RESULT, NOTE, VERSION, COLUMNS };

static const struct {
    const char *heading;
    bool is_needed;
} columns[COLUMNS] = {[NUMBER] = {"管理番号", true},
                      [RESULT] = {"結果", true},
                      [NOTE] = {"備考", true},
                      [VERSION] = {"版", false}};

const char *const inventory_results[] = {"confirmed", "changed", "missing", "new", NULL};

static int place_of(struct arena *arena, const struct csv_record *first, const char *heading)
{
    for (size_t c = 0; c < first->count; c++)
        if (!strcmp(text_fold(arena, first->cells[c]), text_fold(arena, heading)))
            return (int)c;
    return ABSENT;
}

/* Finds the columns, and gives those that are not there; "": none. */
static const char *find_columns(struct arena *arena, const struct csv_record *first,
                                int places[COLUMNS])
{
    const char *missing = "";

    for (int i = 0; i < COLUMNS; i++) {
        places[i] = place_of(arena, first, columns[i].heading);
        if (places[i] == ABSENT && columns[i].is_needed)
            missing = arena_printf(arena, "%s「%s」", missing, columns[i].heading);
    }
    return missing;
}

static const char *cell(struct request *rq, const struct csv_record *record, int place)
{
    return place == ABSENT || (size_t)place >= record->count
               ? ""
               : text_trim(rq->work->arena, record->cells[place]);
}

/* The code of a word, "": nothing is written, NULL: no such word. */
static const char *code_of(struct arena *arena, const char *text)
{
    if (!*text)
        return "";
    for (const char *const *code = inventory_results; *code; code++)
        if (!strcmp(*code, text) || !strcmp(text_fold(arena, label_find("inventory_result", *code)),
                                            text_fold(arena, text)))
            return *code;
    return NULL;
}

static bool is_first(const struct inventory_marks *marks, const char *number)
{
    for (size_t i = 0; i < marks->count; i++)
        if (!strcmp(marks->numbers[i], number))
            return false;
    return true;
}

static bool read_line(struct request *rq, const struct csv_record *record,
                      const int places[COLUMNS], struct inventory_marks *marks)
{
    struct work *w = rq->work;
    const char *number = cell(rq, record, places[NUMBER]);
    const char *written = cell(rq, record, places[RESULT]), *code = code_of(w->arena, written);
    const char *note;

    if (!*number)
        return fail_field(w, "file", "%d行目：管理番号がありません。", record->line);
    if (!is_first(marks, number))
        return fail_field(w, "file", "%d行目：%sが、2回書かれています。", record->line, number);
    if (!code)
        return fail_field(w, "file",
                          "%d行目：結果「%s」は、確認した・変更がある・見当たらないのどれかに"
                          "してください。",
                          record->line, written);
    note = cell(rq, record, places[NOTE]);
    return (!*code && !*note) || /* not looked at yet: as it is */
           inventory_marks_add(rq, marks, number, code, note, cell(rq, record, places[VERSION]));
}

/* A workbook keeps lines that only look of something. */
static bool is_blank(const struct csv_record *record)
{
    for (size_t i = 0; i < record->count; i++)
        if (*record->cells[i])
            return false;
    return true;
}

static bool read_lines(struct request *rq, const struct csv *csv, const int places[COLUMNS],
                       struct inventory_marks *marks)
{
    bool is_sound = true;

    for (size_t i = 1; i < csv->count; i++)
        if (!is_blank(&csv->records[i]) && !read_line(rq, &csv->records[i], places, marks))
            is_sound = false;
    return is_sound;
}

static bool read_table(struct request *rq, const struct csv *csv, struct inventory_marks *marks)
{
    int places[COLUMNS];
    const char *missing;

    if (!csv->count)
        return fail_field(rq->work, "file", "行がありません。");
    missing = find_columns(rq->work->arena, &csv->records[0], places);
    if (*missing)
        return fail_field(rq->work, "file", "%sの列がありません。1行目の見出しを確認してください。",
                          missing);
    return read_lines(rq, csv, places, marks);
}

/* The sheet with the list; what else was written beside it says nothing of it. */
static const struct csv *list_in(struct arena *arena, const struct xlsx *book)
{
    int places[COLUMNS];

    for (size_t i = 0; i < book->count; i++)
        if (book->sheets[i].csv.count &&
            !*find_columns(arena, &book->sheets[i].csv.records[0], places))
            return &book->sheets[i].csv;
    return &book->sheets[0].csv;
}

bool inventory_sheet_read(struct request *rq, const struct form_file *file,
                          struct inventory_marks *marks)
{
    struct xlsx book;
    struct csv csv;

    if (!xlsx_is(file->bytes, file->length))
        return csv_read(rq->work, "file", file->bytes, file->length, &csv) &&
               read_table(rq, &csv, marks);
    if (!xlsx_read(rq->work, "file", file->bytes, file->length, &book))
        return false;
    if (!book.count)
        return fail_field(rq->work, "file", "行がありません。");
    return read_table(rq, list_in(rq->work->arena, &book), marks);
}

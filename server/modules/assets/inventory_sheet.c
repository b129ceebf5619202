#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"
#include "core/transfer/intake.h"
#include "db/db.h"
#include "http/body.h"
#include "http/request.h"
#include "modules/assets/inventory.h"
#include "view/label.h"

/* The list as it comes back from a spreadsheet: errors by line, all of it or nothing. */

enum sheet_column { NUMBER, RESULT, NOTE, VERSION, COLUMNS };

static const struct intake_column columns[COLUMNS] = {
    [NUMBER] = {.name = "asset_no", .headings = {"管理番号"}, .is_needed = true},
    [RESULT] = {.name = "result", .headings = {"結果"}, .is_needed = true},
    [NOTE] = {.name = "note", .headings = {"備考"}, .is_needed = true},
    [VERSION] = {.name = "version", .headings = {"版"}},
};

static const struct intake_form form = {"資産", columns, COLUMNS, NULL};

const char *const inventory_results[] = {"confirmed", "changed", "missing", "new", NULL};

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

static bool read_line(struct request *rq, const struct intake *intake,
                      struct inventory_marks *marks)
{
    struct work *w = rq->work;
    const char *number = intake_cell(intake, NUMBER);
    const char *written = intake_cell(intake, RESULT), *code = code_of(w->arena, written);
    const char *note;

    if (!*number)
        return fail_field(w, "file", "%d行目：管理番号がありません。", intake->record->line);
    if (!is_first(marks, number))
        return fail_field(w, "file", "%d行目：%sが、2回書かれています。", intake->record->line,
                          number);
    if (!code)
        return fail_field(w, "file",
                          "%d行目：結果「%s」は、確認した・変更がある・見当たらないのどれかに"
                          "してください。",
                          intake->record->line, written);
    note = intake_cell(intake, NOTE);
    return (!*code && !*note) || /* not looked at yet: as it is */
           inventory_marks_add(rq, marks, number, code, note, intake_cell(intake, VERSION));
}

bool inventory_sheet_read(struct request *rq, struct inventory_marks *marks)
{
    struct intake_file file;
    struct intake intake;
    bool is_sound = true;

    if (!intake_file_take(rq, &form, &file) || !intake_open(rq->work, &file.csv, &form, &intake))
        return false;
    for (size_t i = 1; i < file.csv.count; i++) {
        intake.record = &file.csv.records[i];
        is_sound &= read_line(rq, &intake, marks);
    }
    return is_sound;
}

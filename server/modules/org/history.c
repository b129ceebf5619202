#include "modules/org/history.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/rows.h"
#include "base/work.h"
#include "view/label.h"

/* The words of a code column; NULL where the row has none. */
static const char *coded(const struct rows *rows, int row, const char *column)
{
    const char *code = rows_text(rows, row, column);

    return code ? label_find(column, code) : NULL;
}

const char *history_words(struct work *work, const struct rows *rows, int row)
{
    const char *const names[] = {rows_text(rows, row, "post"), rows_text(rows, row, "unit"),
                                 coded(rows, row, "role"), coded(rows, row, "employment_type")};
    const char *what = "";

    for (size_t i = 0; !*what && i < sizeof names / sizeof *names; i++)
        what = names[i] ? names[i] : "";
    return arena_printf(work->arena, "%s「%s」（%s、%s）", coded(rows, row, "table_name"), what,
                        rows_text(rows, row, "person_name"), rows_text(rows, row, "_days"));
}

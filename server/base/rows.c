#include "base/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

int rows_column(const struct rows *rows, const char *name)
{
    for (int i = 0; i < rows->width; i++)
        if (!strcmp(rows->columns[i].name, name))
            return i;
    return -1;
}

const char *rows_text(const struct rows *rows, int row, const char *column)
{
    int index = rows_column(rows, column);

    if (index < 0 || row < 0 || row >= rows->count) {
        log_bug("no cell %s in row %d", column, row);
        abort();
    }
    return rows->cells[(size_t)row * (size_t)rows->width + (size_t)index].text;
}

int64_t rows_integer(const struct rows *rows, int row, const char *column)
{
    const char *text = rows_text(rows, row, column);

    return text ? strtoll(text, NULL, 10) : 0;
}

bool rows_boolean(const struct rows *rows, int row, const char *column)
{
    const char *text = rows_text(rows, row, column);

    return text && text[0] == 't';
}

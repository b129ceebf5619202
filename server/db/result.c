#include "db/result.h"

#include <string.h>

#include "base/arena.h"

enum { INSTANT_LENGTH = sizeof "2026-11-22T00:00:00.123456Z" - 1, SECONDS_LENGTH = 19 };

/* pg_type's numbers are part of the protocol and never change. */
static const struct {
    Oid oid;
    enum cell_type type;
} types[] = {
    {16, CELL_BOOLEAN},     {20, CELL_INTEGER},                        /* int8 */
    {21, CELL_INTEGER},     {23, CELL_INTEGER},   {26, CELL_INTEGER},  /* oid */
    {700, CELL_NUMBER},     {701, CELL_NUMBER},   {1700, CELL_NUMBER}, /* numeric */
    {1082, CELL_DATE},      {1184, CELL_INSTANT},                      /* timestamptz */
    {1009, CELL_TEXT_LIST},                                            /* text[] */
    {1015, CELL_TEXT_LIST},                                            /* varchar[] */
    {114, CELL_JSON},       {3802, CELL_JSON},                         /* jsonb */
};

static enum cell_type cell_type(Oid oid)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (types[i].oid == oid)
            return types[i].type;
    return CELL_TEXT;
}

static void read_columns(struct arena *arena, const PGresult *result, struct rows *rows)
{
    struct column *columns = arena_array(arena, (size_t)rows->width, sizeof *columns);

    for (int i = 0; i < rows->width; i++) {
        columns[i].name = PQfname(result, i);
        columns[i].type = cell_type(PQftype(result, i));
    }
    rows->columns = columns;
}

/*
 * "2026-11-22 00:00:00.1234+00" becomes "2026-11-22T00:00:00.123400Z". What has another shape
 * (infinity, a year of five digits) stays as it is.
 */
static void rewrite_instant(struct arena *arena, struct cell *cell)
{
    size_t digits;
    char *text;

    if (cell->length < SECONDS_LENGTH + 3 || cell->text[10] != ' ' ||
        strcmp(cell->text + cell->length - 3, "+00"))
        return;
    digits = cell->length - SECONDS_LENGTH - 3;
    if (digits > 7)
        return;
    text = arena_strndup(arena, "0000-00-00T00:00:00.000000Z", INSTANT_LENGTH);
    memcpy(text, cell->text, SECONDS_LENGTH + digits);
    text[10] = 'T';
    cell->text = text;
    cell->length = INSTANT_LENGTH;
}

static void read_row(struct arena *arena, const PGresult *result, const struct rows *rows, int row,
                     struct cell *cells)
{
    for (int i = 0; i < rows->width; i++) {
        if (PQgetisnull(result, row, i))
            continue;
        cells[i].text = PQgetvalue(result, row, i);
        cells[i].length = (uint32_t)PQgetlength(result, row, i);
        if (rows->columns[i].type == CELL_INSTANT)
            rewrite_instant(arena, &cells[i]);
    }
}

void result_rows(struct arena *arena, const PGresult *result, struct rows *rows)
{
    struct cell *cells;

    rows->count = PQntuples(result);
    rows->width = PQnfields(result);
    read_columns(arena, result, rows);
    cells = arena_array(arena, (size_t)rows->count * (size_t)rows->width, sizeof *cells);
    for (int row = 0; row < rows->count; row++)
        read_row(arena, result, rows, row, cells + (size_t)row * (size_t)rows->width);
    rows->cells = cells;
}

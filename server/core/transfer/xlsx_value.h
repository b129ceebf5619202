#ifndef CORE_TRANSFER_XLSX_VALUE_H
#define CORE_TRANSFER_XLSX_VALUE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* What stands in the cells of a workbook, one at a time: for xlsx.c. */

/* "A", "AB": how spreadsheets call the column, counted from 0. */
const char *xlsx_column(struct arena *arena, size_t column);

/* "BC12" → 54 and 12; false for what is no cell. */
bool xlsx_place(const char *text, size_t *column, long *line);

/* _x000D_ is how a control character is written; of these only tab and line feed are text. */
const char *xlsx_unescaped(struct arena *arena, const char *text);

/* A number format that every spreadsheet knows, and the code of one of the workbook's own. */
bool xlsx_is_day_format(long id);
bool xlsx_is_day_code(const char *code);

/* 5.0 is 5; a day is ISO, with the time behind it where there is one. What is none stays. */
const char *xlsx_number(struct arena *arena, const char *text, bool is_day, bool is_1904);

#endif

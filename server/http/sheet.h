#ifndef HTTP_SHEET_H
#define HTTP_SHEET_H

#include <stdbool.h>

struct buffer;
struct exchange;
struct request;

#define XLSX_MEDIA "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/*
 * Lists that leave as a file (FORMAT_CSV, FORMAT_XLSX). A CSV is UTF-8, or what ?encoding= says:
 * utf-8 or cp932. Where CP932 lacks a character the file has 〓; the header Mamori-Replaced says
 * how many, and ?encoding=cp932&report=replaced is the list of them by row and column instead.
 */
extern const char *const sheet_query[]; /* those parameters, NULL-terminated */

/* Before the list is read: false with an error on what the address says. */
bool sheet_check(struct request *request) __attribute__((warn_unused_result));

/* False: it could not be written. */
bool sheet_render(struct exchange *exchange, struct buffer *out, const char **media_type)
    __attribute__((warn_unused_result));

/* Its list `replaced`: where a character was that CP932 lacks, the row as a spreadsheet numbers it.
 */
struct replaced;
struct view;
struct work;
const struct view *sheet_replaced(struct work *work, const struct replaced *replaced);

/* 例外措置管理台帳-2026-11-22.csv */
const char *sheet_file_name(struct exchange *exchange);

#endif

#ifndef HTTP_SHEET_H
#define HTTP_SHEET_H

#include <stdbool.h>

#include "db/db.h"

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

bool sheet_is_cp932(struct request *request);

/* Says how many became 〓; true: what was asked for is the list of them, and that is the answer. */
struct replaced;
bool sheet_reply_replaced(struct request *request, const struct replaced *replaced);

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

/*
 * A list that is too long for memory, instead of a view: the handler takes its rows piece by piece,
 * each with the same columns, and each is written to a file and let go of. The transaction has
 * handed out rows before (who asks is known). NULL and false: recorded.
 */
struct sheet_file;
struct sheet_file *sheet_begin(struct request *request) __attribute__((warn_unused_result));
bool sheet_add(struct sheet_file *file, enum statement statement, struct params params)
    __attribute__((warn_unused_result));

/* The file as the answer. */
bool sheet_reply(struct sheet_file *file) __attribute__((warn_unused_result));

#endif

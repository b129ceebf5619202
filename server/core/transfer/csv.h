#ifndef CORE_TRANSFER_CSV_H
#define CORE_TRANSFER_CSV_H

#include <stdbool.h>
#include <stddef.h>

struct work;

/*
 * CSV as it comes from spreadsheets and personnel systems (RFC 4180, BR-CA-08): UTF-8 with or
 * without a byte order mark, else CP932; CRLF or LF; quoted cells may hold commas, quotes and line
 * ends. A blank line is no record. An apostrophe that our own export put before a formula is taken
 * away.
 *
 * Records may differ in length: what a missing cell means is the reader's to say.
 */
struct csv_record {
    int line; /* where it begins, from 1 */
    const char *const *cells;
    size_t count;
};

struct csv {
    struct csv_record *records;
    size_t count;
    const char *encoding; /* "UTF-8" or "CP932" */
};

/*
 * On the work's arena. False with an error on `field` that names the line: unknown encoding, a
 * quote that is not closed or stands within a cell, more than LIMIT_CSV_RECORDS records or
 * LIMIT_CSV_CELLS cells in one.
 */
bool csv_read(struct work *work, const char *field, const char *bytes, size_t length,
              struct csv *out) __attribute__((warn_unused_result));

/*
 * The same with the white space of cells as it stands: what is a field's is the field's to trim. A
 * record's line is its row, as a spreadsheet numbers it: a cell of several lines is one.
 */
bool csv_read_as_is(struct work *work, const char *field, const char *bytes, size_t length,
                    struct csv *out) __attribute__((warn_unused_result));

/* Cells copied out of a spreadsheet and pasted as text (UTF-8): tabs lie between them. */
bool csv_read_pasted(struct work *work, const char *field, const char *text, struct csv *out)
    __attribute__((warn_unused_result));

#endif

#ifndef MODULES_ORG_TRANSFER_H
#define MODULES_ORG_TRANSFER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/transfer/intake.h"

struct work;

/*
 * 人事異動の取込み: a sheet whose first record names the columns, in any order. One record is one
 * person's move on the day of the transfer: 異動 (to a unit, with a post or without), 採用 or 退職.
 *
 * The columns and the headings they are known by; another heading can be given for each.
 */
enum transfer_column {
    TRANSFER_STAFF_NO,
    TRANSFER_MOVE,
    TRANSFER_NAME,
    TRANSFER_KANA,
    TRANSFER_UNIT,
    TRANSFER_TITLE,
    TRANSFER_RANK,
    TRANSFER_POST,
    TRANSFER_EMPLOYMENT,
    TRANSFER_DAY,
    TRANSFER_COLUMNS
};

/* `headings` has TRANSFER_COLUMNS entries, NULL: as usual. */
struct intake_form transfer_form(const char *const *headings);

/* The name in forms, JSON and problems: "staff_no". */
const char *transfer_column_name(enum transfer_column column);

/* All three on the work's arena, as migrations/0010 and 0027 describe the columns of transfer. */
struct transfer_sheet {
    json_t *moves;
    json_t *problems; /* what is wrong with rows by themselves: {line, field, problem, detail} */
    json_t *reading;  /* what of the sheet was not used, and by what headings */
};

/*
 * Reads the sheet for a transfer of that day. False, with an error on `file`, where the sheet
 * cannot be read at all: no record, or a column that must be there is not.
 */
bool transfer_read(struct work *work, const struct csv *csv, const char *const *headings,
                   const char *day, struct transfer_sheet *out) __attribute__((warn_unused_result));

/* One move given field by field: TRANSFER_COLUMNS cells, "" where there is nothing. */
void transfer_of_cells(struct work *work, const char *const *cells, struct transfer_sheet *out);

/* The usual heading of the column of this name; "file" is the sheet as a whole. */
const char *transfer_column_words(const char *name);

/* What was found in the sheet or in the register, in Japanese where it is a code. */
const char *transfer_problem_detail(const char *problem, const char *detail);

/* What a problem's code means, in Japanese: what to do. */
const char *transfer_problem_words(const char *problem);

#endif

#ifndef CORE_TRANSFER_XLSX_PART_H
#define CORE_TRANSFER_XLSX_PART_H

#include <expat.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zip.h>

#include "base/limits.h"
#include "core/transfer/xlsx.h"

struct arena;
struct buffer;
struct work;

/*
 * Between xlsx.c, which knows what a workbook consists of, and xlsx_sheet.c, which knows what
 * stands in a sheet: the XML parts of the archive, read as a stream within their bounds.
 */
enum { XLSX_NAME = 256, OWN_FORMAT = 164, OWN_FORMATS = 512 };

struct part_names {
    const char *strings, *styles;
};

struct xlsx_reader {
    struct work *work;
    struct arena *arena;
    const char *field;
    zip_t *zip;
    XML_Parser parser;
    const char *part; /* what is read now, for people */
    uint64_t inflated;
    size_t held; /* bytes of text */
    int depth;
    bool has_failed;

    bool is_1904;
    struct part_names parts;
    struct xlsx *book;
    const char **ids, **targets; /* of the sheets */
    size_t sheet_room;

    const char **strings;
    size_t string_count, string_room;
    const char **codes; /* of number formats, by id - own_format */
    bool *is_day;       /* by style */
    size_t style_count, style_room;
    bool in_styles;

    struct buffer *text;
    bool takes_text, in_reading;

    struct xlsx_sheet *sheet; /* the sheet that is read */
    size_t record_room, record_total;
    const char *row[LIMIT_CSV_CELLS];
    size_t row_count;
    int line;
    size_t column;
    long merged;
    char type[12];
    size_t style;
    bool has_formula, has_value;
};

typedef void xlsx_start(struct xlsx_reader *reader, const char *name, const char **attributes);
typedef void xlsx_end(struct xlsx_reader *reader, const char *name);

/* The error of the field, in words; reading stops. */
void xlsx_refuse(struct xlsx_reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void xlsx_refuse_broken(struct xlsx_reader *reader);
void xlsx_refuse_large(struct xlsx_reader *reader);

/* By its name without namespace; NULL: none. */
const char *xlsx_attribute(const char **attributes, const char *name);

/* False where it was refused; a part that is not there (or NULL) is no error. */
bool xlsx_read_part(struct xlsx_reader *reader, const char *name, xlsx_start *start, xlsx_end *end)
    __attribute__((warn_unused_result));

/* A text of the workbook for good, within the bound of all of them. */
const char *xlsx_keep(struct xlsx_reader *reader, const char *text);

/* A list of which one more is wanted; where it has no room it becomes twice as long. */
void *xlsx_with_room(struct xlsx_reader *reader, void *items, size_t count, size_t *room,
                     size_t size);

/* What is done with the elements of a worksheet. */
void xlsx_sheet_start(struct xlsx_reader *reader, const char *name, const char **attributes);
void xlsx_sheet_end(struct xlsx_reader *reader, const char *name);

#endif

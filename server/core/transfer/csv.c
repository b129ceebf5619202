#include "core/transfer/csv.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "base/work.h"

/* ---- encoding ----------------------------------------------------------------------------------
 */

static int line_of(const char *bytes, const char *at)
{
    int line = 1;

    for (; bytes < at; bytes++)
        line += *bytes == '\n';
    return line;
}

static bool is_utf16(const char *bytes, size_t length)
{
    return length >= 2 && (!memcmp(bytes, "\xff\xfe", 2) || !memcmp(bytes, "\xfe\xff", 2));
}

/* CP932, never SHIFT_JIS: that lacks ① and 髙 and reads the wave dash as another character. */
static bool convert(struct work *work, const char *field, const char *bytes, size_t length,
                    const char **text)
{
    size_t room = length * 3 + 1;
    char *out = arena_alloc(work->arena, room), *to = out;
    char *from = (char *)(size_t)bytes; /* iconv() does not write there */
    iconv_t converter = iconv_open("UTF-8", "CP932");
    size_t left = length, result;

    if (converter == (iconv_t)-1) {
        log_bug("iconv knows no CP932");
        return fail(work, ERR_INTERNAL, NULL);
    }
    result = iconv(converter, &from, &left, &to, &room);
    iconv_close(converter);
    if (result == (size_t)-1)
        return fail_field(work, field,
                          "%d行目に、読み取れない文字があります。ファイルを UTF-8 で保存し直して"
                          "ください。",
                          line_of(bytes, from));
    *to = '\0';
    *text = out;
    return true;
}

static bool decode(struct work *work, const char *field, const char *bytes, size_t length,
                   const char **text, const char **encoding)
{
    if (is_utf16(bytes, length))
        return fail_field(work, field,
                          "文字コードが UTF-16 です。「CSV UTF-8」の形式で保存し直してください。");
    if (memchr(bytes, '\0', length))
        return fail_field(work, field, "CSV ではないファイルです。CSV の形式で保存してください。");
    if (length >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3)) {
        bytes += 3;
        length -= 3;
    }
    *encoding = text_valid_utf8(bytes, length) ? "UTF-8" : "CP932";
    if (**encoding == 'C')
        return convert(work, field, bytes, length, text);
    *text = arena_strndup(work->arena, bytes, length);
    return true;
}

/* ---- records -----------------------------------------------------------------------------------
 */

struct reader {
    struct work *work;
    const char *field;
    const char *at;
    int line, row;
    struct buffer *cell;
    char separator;
    bool is_trimmed;
};

static bool is_end(char c)
{
    return !c || c == '\n' || c == '\r';
}

static void take_line_end(struct reader *reader)
{
    reader->at += *reader->at == '\r';
    reader->at += *reader->at == '\n';
    reader->line++;
}

static bool take_quoted(struct reader *reader)
{
    int began = reader->line;

    for (reader->at++; *reader->at; reader->at++) {
        if (*reader->at == '"' && reader->at[1] != '"')
            break;
        reader->at += *reader->at == '"';
        reader->line += *reader->at == '\n';
        if (*reader->at != '\r')
            buffer_char(reader->cell, *reader->at);
    }
    if (!*reader->at)
        return fail_field(reader->work, reader->field,
                          "%d行目で始まる引用符（\"）が閉じていません。", began);
    reader->at++;
    if (*reader->at == reader->separator || is_end(*reader->at))
        return true;
    return fail_field(reader->work, reader->field,
                      "%d行目の引用符（\"）の後に、余分な文字があります。", reader->line);
}

static void take_plain(struct reader *reader)
{
    const char *from = reader->at;

    while (*reader->at != reader->separator && !is_end(*reader->at))
        reader->at++;
    buffer_add(reader->cell, from, (size_t)(reader->at - from));
}

/* view/write_csv.c puts it before what a spreadsheet would take for a formula. */
static const char *without_apostrophe(const char *cell)
{
    static const char *const beginnings[] = {"=",  "+",  "-",  "@",  "\t", "\r",
                                             "＝", "＋", "－", "＠", "−"};

    for (size_t i = 0; *cell == '\'' && i < sizeof beginnings / sizeof *beginnings; i++)
        if (!strncmp(cell + 1, beginnings[i], strlen(beginnings[i])))
            return cell + 1;
    return cell;
}

static bool take_cell(struct reader *reader, const char **cell)
{
    buffer_clear(reader->cell);
    if (*reader->at == '"') {
        if (!take_quoted(reader))
            return false;
    } else {
        take_plain(reader);
    }
    if (reader->cell->overflowed)
        return fail_field(reader->work, reader->field, "%d行目に、長すぎる欄があります。",
                          reader->line);
    *cell = reader->is_trimmed
                ? text_trim(reader->work->arena, without_apostrophe(reader->cell->data))
                : arena_strdup(reader->work->arena, without_apostrophe(reader->cell->data));
    return true;
}

static bool take_record(struct reader *reader, struct csv_record *record)
{
    const char *cells[LIMIT_CSV_CELLS];
    const char **kept;

    record->line = reader->is_trimmed ? reader->line : ++reader->row;
    record->count = 0;
    for (;;) {
        if (record->count == LIMIT_CSV_CELLS)
            return fail_field(reader->work, reader->field, "%d行目の列が多すぎます（%d列まで）。",
                              reader->line, LIMIT_CSV_CELLS);
        if (!take_cell(reader, &cells[record->count++]))
            return false;
        if (*reader->at != reader->separator)
            break;
        reader->at++;
    }
    if (*reader->at)
        take_line_end(reader);
    kept = arena_array(reader->work->arena, record->count, sizeof *kept);
    memcpy(kept, cells, record->count * sizeof *kept);
    record->cells = kept;
    return true;
}

static bool is_blank(const struct csv_record *record)
{
    for (size_t i = 0; i < record->count; i++)
        if (record->cells[i][strspn(record->cells[i], " \t")])
            return false;
    return true;
}

static bool read_records(struct reader *reader, struct csv *out)
{
    reader->line = 1;
    reader->cell = buffer_new(reader->work->arena, LIMIT_CSV_CELL);
    out->records = arena_array(reader->work->arena, LIMIT_CSV_RECORDS + 1, sizeof *out->records);
    while (*reader->at) {
        struct csv_record *record = &out->records[out->count];

        if (!take_record(reader, record))
            return false;
        out->count += !is_blank(record);
        if (out->count > LIMIT_CSV_RECORDS)
            return fail_field(reader->work, reader->field,
                              "行が多すぎます（%d行まで）。ファイルを分けてください。",
                              LIMIT_CSV_RECORDS);
    }
    return true;
}

bool csv_read(struct work *work, const char *field, const char *bytes, size_t length,
              struct csv *out)
{
    struct reader reader = {.work = work, .field = field, .separator = ',', .is_trimmed = true};

    *out = (struct csv){0};
    return decode(work, field, bytes, length, &reader.at, &out->encoding) &&
           read_records(&reader, out);
}

bool csv_read_as_is(struct work *work, const char *field, const char *bytes, size_t length,
                    struct csv *out)
{
    struct reader reader = {.work = work, .field = field, .separator = ','};

    *out = (struct csv){0};
    return decode(work, field, bytes, length, &reader.at, &out->encoding) &&
           read_records(&reader, out);
}

bool csv_read_pasted(struct work *work, const char *field, const char *text, struct csv *out)
{
    struct reader reader = {.work = work, .field = field, .separator = '\t', .at = text};

    *out = (struct csv){.encoding = ""};
    return read_records(&reader, out);
}

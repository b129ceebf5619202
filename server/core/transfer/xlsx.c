#include "core/transfer/xlsx.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/work.h"
#include "core/transfer/xlsx_part.h"
#include "core/transfer/xlsx_value.h"

/* ---- what stands where -------------------------------------------------------------------------
 */

static void start_type(struct xlsx_reader *r, const char *name, const char **attributes)
{
    const char *type = xlsx_attribute(attributes, "ContentType");

    (void)name;
    if (type && (strcasestr(type, "macroEnabled") || strcasestr(type, "vbaProject")))
        xlsx_refuse(
            r, "マクロを含むファイルは、取り込めません。「Excel ブック（.xlsx）」の形式で保存し直し"
               "てください。");
}

static void add_sheet(struct xlsx_reader *r, const char **attributes)
{
    const char *name = xlsx_attribute(attributes, "name"), *id = xlsx_attribute(attributes, "id");
    const char *state = xlsx_attribute(attributes, "state");
    size_t i = r->book->count;

    if ((state && strcmp(state, "visible") != 0) || !name || !id)
        return;
    if (i == LIMIT_XLSX_SHEETS) {
        xlsx_refuse(r, "シートが多すぎます（%d枚まで）。必要なシートだけを残してください。",
                    LIMIT_XLSX_SHEETS);
        return;
    }
    r->book->sheets[i].name = arena_strndup(r->arena, name, XLSX_NAME);
    r->ids[i] = arena_strndup(r->arena, id, XLSX_NAME);
    r->book->count++;
}

static void start_workbook(struct xlsx_reader *r, const char *name, const char **attributes)
{
    const char *value;

    if (!strcmp(name, "sheet"))
        add_sheet(r, attributes);
    else if (!strcmp(name, "workbookPr") && (value = xlsx_attribute(attributes, "date1904")))
        r->is_1904 = !strcmp(value, "1") || !strcmp(value, "true");
}

static const char *ending(const char *text, const char *end)
{
    size_t length = strlen(text), of_end = strlen(end);

    return length >= of_end && !strcmp(text + length - of_end, end) ? text : NULL;
}

static void start_relation(struct xlsx_reader *r, const char *name, const char **attributes)
{
    const char *id = xlsx_attribute(attributes, "Id"), *type = xlsx_attribute(attributes, "Type");
    const char *target = xlsx_attribute(attributes, "Target"), *path;

    if (strcmp(name, "Relationship") != 0 || !id || !type || !target)
        return;
    path = *target == '/' ? arena_strndup(r->arena, target + 1, XLSX_NAME)
                          : arena_printf(r->arena, "xl/%.*s", XLSX_NAME, target);
    if (ending(type, "/sharedStrings"))
        r->parts.strings = path;
    if (ending(type, "/styles"))
        r->parts.styles = path;
    for (size_t i = 0; i < r->book->count && ending(type, "/worksheet"); i++)
        if (!strcmp(r->ids[i], id))
            r->targets[i] = path;
}

/* ---- number formats ----------------------------------------------------------------------------
 */

static void add_style(struct xlsx_reader *r, const char **attributes)
{
    const char *text = xlsx_attribute(attributes, "numFmtId");
    long id = text ? strtol(text, NULL, 10) : 0;
    bool is_own = id >= OWN_FORMAT && id < OWN_FORMAT + OWN_FORMATS;

    if (r->style_count == LIMIT_XLSX_STYLES) {
        xlsx_refuse(r,
                    "セルの書式が多すぎるファイルです。値だけを新しいブックに貼り付けてください。");
        return;
    }
    r->is_day = xlsx_with_room(r, r->is_day, r->style_count, &r->style_room, sizeof *r->is_day);
    r->is_day[r->style_count++] =
        is_own ? r->codes[id - OWN_FORMAT] && xlsx_is_day_code(r->codes[id - OWN_FORMAT])
               : xlsx_is_day_format(id);
}

static void start_style(struct xlsx_reader *r, const char *name, const char **attributes)
{
    const char *id = xlsx_attribute(attributes, "numFmtId"), *code;

    if (!strcmp(name, "cellXfs"))
        r->in_styles = true;
    else if (r->in_styles && !strcmp(name, "xf"))
        add_style(r, attributes);
    else if (!strcmp(name, "numFmt") && id && (code = xlsx_attribute(attributes, "formatCode"))) {
        long own = strtol(id, NULL, 10) - OWN_FORMAT;

        if (own >= 0 && own < OWN_FORMATS)
            r->codes[own] = arena_strndup(r->arena, code, XLSX_NAME);
    }
}

static void end_style(struct xlsx_reader *r, const char *name)
{
    if (!strcmp(name, "cellXfs"))
        r->in_styles = false;
}

/* ---- shared strings ----------------------------------------------------------------------------
 */

static void start_string(struct xlsx_reader *r, const char *name, const char **attributes)
{
    (void)attributes;
    if (!strcmp(name, "si"))
        buffer_clear(r->text);
    else if (!strcmp(name, "rPh"))
        r->in_reading = true;
    else if (!strcmp(name, "t"))
        r->takes_text = true;
}

static void end_string(struct xlsx_reader *r, const char *name)
{
    if (!strcmp(name, "rPh"))
        r->in_reading = false;
    else if (!strcmp(name, "t"))
        r->takes_text = false;
    if (strcmp(name, "si") != 0)
        return;
    if (r->text->overflowed || r->string_count == LIMIT_XLSX_STRINGS) {
        xlsx_refuse_large(r);
        return;
    }
    r->strings =
        xlsx_with_room(r, r->strings, r->string_count, &r->string_room, sizeof *r->strings);
    r->strings[r->string_count++] = xlsx_keep(r, r->text->data);
}

/* ---- the archive -------------------------------------------------------------------------------
 */

static bool begins(const char *bytes, size_t length, const char *with)
{
    return length >= strlen(with) && !memcmp(bytes, with, strlen(with));
}

static bool is_ole(const char *bytes, size_t length)
{
    return begins(bytes, length, "\xD0\xCF\x11\xE0");
}

bool xlsx_is(const char *bytes, size_t length)
{
    return is_ole(bytes, length) || begins(bytes, length, "PK\x03\x04") ||
           begins(bytes, length, "PK\x05\x06");
}

/* A workbook with a password is a file of the old kind around it. */
static void refuse_ole(struct xlsx_reader *r, const char *bytes, size_t length)
{
    static const char package[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

    if (memmem(bytes, length, package, sizeof package - 1))
        xlsx_refuse(
            r,
            "パスワードで保護されたファイルは、取り込めません。パスワードを外して保存し直してくだ"
            "さい。");
    else
        xlsx_refuse(
            r, "古い形式（.xls）のファイルです。「Excel ブック（.xlsx）」の形式で保存し直してくださ"
               "い。");
}

/*
 * How many entries the archive says it has, before anything is made of them; the form for archives
 * beyond 4 GB is none of a sheet.
 */
static bool is_of_few(struct xlsx_reader *r, const char *bytes, size_t length)
{
    enum { END = 22, LOCATOR = 20, COMMENT = 65535 };

    for (size_t back = END; back <= length && back <= END + COMMENT; back++) {
        const unsigned char *end = (const unsigned char *)bytes + length - back;

        if (memcmp(end, "PK\x05\x06", 4) != 0)
            continue;
        if ((end[10] | end[11] << 8) > LIMIT_XLSX_ENTRIES ||
            (length >= back + LOCATOR && !memcmp(end - LOCATOR, "PK\x06\x07", 4)))
            xlsx_refuse_large(r);
        return !r->has_failed;
    }
    xlsx_refuse_broken(r);
    return false;
}

static void look_at_entry(struct xlsx_reader *r, const char *name, bool *is_book)
{
    if (strcasestr(name, "vbaProject"))
        xlsx_refuse(
            r, "マクロを含むファイルは、取り込めません。「Excel ブック（.xlsx）」の形式で保存し直し"
               "てください。");
    else if (!strncasecmp(name, "xl/externalLinks/", 17))
        xlsx_refuse(
            r,
            "ほかのファイルへのリンクを含むファイルは、取り込めません。リンクを解除して（「データ」"
            "の「リンクの編集」）、保存し直してください。");
    *is_book |= !strcmp(name, "xl/workbook.xml");
}

static bool look_at_entries(struct xlsx_reader *r)
{
    bool is_book = false;

    for (zip_int64_t i = 0; i < zip_get_num_entries(r->zip, 0) && !r->has_failed; i++) {
        const char *name = zip_get_name(r->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);

        if (name)
            look_at_entry(r, name, &is_book);
    }
    if (!is_book)
        xlsx_refuse(
            r,
            "Excel のブックではないファイルです。「Excel ブック（.xlsx）」の形式で保存したものを選"
            "択してください。");
    return !r->has_failed;
}

static void read_sheet(struct xlsx_reader *r, size_t i)
{
    r->sheet = &r->book->sheets[i];
    r->sheet->csv.encoding = "XLSX";
    r->record_room = 0;
    r->line = 0;
    (void)!xlsx_read_part(r, r->targets[i], xlsx_sheet_start, xlsx_sheet_end);
}

static void read_book(struct xlsx_reader *r)
{
    if (!look_at_entries(r) || !xlsx_read_part(r, "[Content_Types].xml", start_type, NULL) ||
        !xlsx_read_part(r, "xl/workbook.xml", start_workbook, NULL) ||
        !xlsx_read_part(r, "xl/_rels/workbook.xml.rels", start_relation, NULL) ||
        !xlsx_read_part(r, r->parts.styles, start_style, end_style) ||
        !xlsx_read_part(r, r->parts.strings, start_string, end_string))
        return;
    for (size_t i = 0; i < r->book->count && !r->has_failed; i++)
        read_sheet(r, i);
    if (!r->book->count)
        xlsx_refuse(r, "表示されているシートがありません。");
}

static zip_t *open_archive(const char *bytes, size_t length)
{
    zip_source_t *source = zip_source_buffer_create(bytes, length, 0, NULL);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;

    if (source && !zip)
        zip_source_free(source);
    return zip;
}

static void read_archive(struct xlsx_reader *r, const char *bytes, size_t length)
{
    r->zip = open_archive(bytes, length);
    if (!r->zip) {
        xlsx_refuse_broken(r);
        return;
    }
    read_book(r);
    zip_discard(r->zip);
}

bool xlsx_read(struct work *work, const char *field, const char *bytes, size_t length,
               struct xlsx *out)
{
    struct arena *arena = work->arena;
    struct xlsx_reader *r = arena_alloc(arena, sizeof *r);

    *out = (struct xlsx){.sheets = arena_array(arena, LIMIT_XLSX_SHEETS, sizeof *out->sheets)};
    *r = (struct xlsx_reader){.work = work, .arena = arena, .field = field, .book = out};
    r->text = buffer_new(arena, LIMIT_CSV_CELL);
    r->ids = arena_array(arena, LIMIT_XLSX_SHEETS, sizeof *r->ids);
    r->targets = arena_array(arena, LIMIT_XLSX_SHEETS, sizeof *r->targets);
    r->codes = arena_array(arena, OWN_FORMATS, sizeof *r->codes);
    if (is_ole(bytes, length))
        refuse_ole(r, bytes, length);
    else if (is_of_few(r, bytes, length))
        read_archive(r, bytes, length);
    return !r->has_failed;
}

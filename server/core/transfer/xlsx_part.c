#include "core/transfer/xlsx_part.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/work.h"
#include "core/transfer/xlsx_value.h"

enum { CHUNK = 64 * 1024 };

struct part_reader {
    xlsx_start *start;
    xlsx_end *end;
    struct xlsx_reader *reader;
};

void xlsx_refuse(struct xlsx_reader *r, const char *format, ...)
{
    va_list arguments;

    if (r->has_failed)
        return;
    va_start(arguments, format);
    fail_field(r->work, r->field, "%s", arena_vprintf(r->arena, format, arguments));
    va_end(arguments);
    r->has_failed = true;
    if (r->parser)
        XML_StopParser(r->parser, XML_FALSE);
}

void xlsx_refuse_broken(struct xlsx_reader *r)
{
    xlsx_refuse(
        r,
        "ファイルが壊れているか、途中で切れています。Excel で開いて、「Excel ブック（.xlsx）」の形式"
        "で保存し直してください。");
}

void xlsx_refuse_large(struct xlsx_reader *r)
{
    xlsx_refuse(
        r, "展開した大きさが大きすぎるファイルです。必要な行だけを新しいブックに貼り付けて、保存し"
           "直してください。");
}

/* ---- XML ---------------------------------------------------------------------------------------
 */

/* Names come with their namespace before a stroke. */
static const char *local(const char *name)
{
    const char *stroke = strrchr(name, '|');

    return stroke ? stroke + 1 : name;
}

const char *xlsx_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (!strcmp(local(attributes[0]), name))
            return attributes[1];
    return NULL;
}

static void on_start(void *context, const char *name, const char **attributes)
{
    struct part_reader *p = context;

    if (++p->reader->depth > LIMIT_XLSX_DEPTH)
        xlsx_refuse(p->reader,
                    "入れ子が深すぎるファイルです。Excel で開いて保存し直してください。");
    else
        p->start(p->reader, local(name), attributes);
}

static void on_end(void *context, const char *name)
{
    struct part_reader *p = context;

    p->reader->depth--;
    if (p->end)
        p->end(p->reader, local(name));
}

static void on_text(void *context, const char *text, int length)
{
    struct part_reader *p = context;

    if (p->reader->takes_text && !p->reader->in_reading)
        buffer_add(p->reader->text, text, (size_t)length);
}

static void on_doctype(void *context, const char *name, const char *system, const char *public,
                       int has_internal)
{
    struct part_reader *p = context;

    (void)name, (void)system, (void)public, (void)has_internal;
    xlsx_refuse(
        p->reader,
        "文書型の宣言を含むファイルは、取り込めません。Excel で開いて保存し直してください。");
}

static XML_Parser parser_of(struct part_reader *p)
{
    XML_Parser parser = XML_ParserCreateNS(NULL, '|');

    if (!parser)
        abort();
    XML_SetUserData(parser, p);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    return parser;
}

/* A name or attribute that does not end is kept by the parser until it does. */
static bool is_token_short(struct xlsx_reader *r, uint64_t given)
{
    XML_Index at = XML_GetCurrentByteIndex(r->parser);

    return at < 0 || given - (uint64_t)at <= LIMIT_XLSX_TOKEN;
}

static bool feed(struct xlsx_reader *r, zip_file_t *file)
{
    uint64_t given = 0;
    zip_int64_t length;

    do {
        void *room = XML_GetBuffer(r->parser, CHUNK);

        length = room ? zip_fread(file, room, CHUNK) : -1;
        if (length < 0)
            return xlsx_refuse_broken(r), false;
        given += (uint64_t)length;
        r->inflated += (uint64_t)length;
        if (r->inflated > LIMIT_XLSX_INFLATED)
            return xlsx_refuse_large(r), false;
        if (XML_ParseBuffer(r->parser, (int)length, length == 0) != XML_STATUS_OK)
            return xlsx_refuse_broken(r), false;
        if (!is_token_short(r, given))
            return xlsx_refuse_large(r), false;
    } while (length > 0);
    return !r->has_failed;
}

/* What the archive says of itself is believed only where it is refused. */
static bool is_moderate(struct xlsx_reader *r, const zip_stat_t *entry)
{
    if (entry->encryption_method != ZIP_EM_NONE)
        xlsx_refuse(
            r,
            "パスワードで保護されたファイルは、取り込めません。パスワードを外して保存し直してくだ"
            "さい。");
    else if (entry->size > LIMIT_XLSX_INFLATED ||
             (entry->size > LIMIT_XLSX_TOKEN &&
              entry->size / (entry->comp_size + 1) > LIMIT_XLSX_RATIO))
        xlsx_refuse_large(r);
    return !r->has_failed;
}

bool xlsx_read_part(struct xlsx_reader *r, const char *name, xlsx_start *start, xlsx_end *end)
{
    struct part_reader p = {start, end, r};
    zip_file_t *file;
    zip_stat_t entry;
    bool ok;

    if (!name || zip_stat(r->zip, name, 0, &entry) < 0)
        return true;
    if (!is_moderate(r, &entry))
        return false;
    file = zip_fopen_index(r->zip, entry.index, 0);
    if (!file)
        return xlsx_refuse_broken(r), false;
    r->depth = 0;
    r->takes_text = r->in_reading = false;
    r->parser = parser_of(&p);
    ok = feed(r, file);
    XML_ParserFree(r->parser);
    r->parser = NULL;
    zip_fclose(file);
    return ok;
}

/* ---- text --------------------------------------------------------------------------------------
 */

const char *xlsx_keep(struct xlsx_reader *r, const char *text)
{
    r->held += strlen(text) + 1;
    if (r->held > LIMIT_XLSX_TEXT)
        xlsx_refuse_large(r);
    return r->has_failed ? "" : xlsx_unescaped(r->arena, text);
}

void *xlsx_with_room(struct xlsx_reader *r, void *items, size_t count, size_t *room, size_t size)
{
    void *larger;

    if (count < *room)
        return items;
    *room = *room ? *room * 2 : 64;
    larger = arena_array(r->arena, *room, size);
    if (count)
        memcpy(larger, items, count * size);
    return larger;
}

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "http/body.h"
#include "http/media.h"
#include "http/percent.h"

enum { BOUNDARY_LENGTH = 70 };

/* Where in the body we are, and what separates its parts. */
struct reader {
    struct work *work;
    const char *at;
    const char *end;
    const char *delimiter; /* CRLF "--" boundary */
    size_t delimiter_length;
    size_t parts;
};

struct part {
    const char *disposition; /* header values; NULL: absent */
    const char *content_type;
    const char *transfer_encoding;
    const char *name;
    const char *filename; /* NULL: a text field */
    const char *bytes;
    size_t length;
};

static bool malformed(struct work *work)
{
    return fail(work, ERR_MALFORMED, "送信された内容の区切りが読み取れません。");
}

/* RFC 2046 5.1.1 */
static bool is_boundary(const char *text)
{
    static const char boundary_chars[] = "'()+_,-./:=? 0123456789abcdefghijklmnopqrstuvwxyz"
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t length = strlen(text);

    return length >= 1 && length <= BOUNDARY_LENGTH && strspn(text, boundary_chars) == length &&
           text[length - 1] != ' ';
}

static bool starts_with(const struct reader *reader, const char *text, size_t length)
{
    return (size_t)(reader->end - reader->at) >= length && !memcmp(reader->at, text, length);
}

static bool take(struct reader *reader, const char *text)
{
    size_t length = strlen(text);

    if (!starts_with(reader, text, length))
        return false;
    reader->at += length;
    return true;
}

/* After a boundary: CRLF before another part, or "--" and the end. */
static bool take_boundary_end(struct reader *reader, bool *is_last)
{
    *is_last = take(reader, "--");
    if (*is_last) {
        take(reader, "\r\n");
        return reader->at == reader->end || malformed(reader->work);
    }
    return take(reader, "\r\n") || malformed(reader->work);
}

static bool set_once(struct work *work, const char **slot, const char *value)
{
    if (*slot)
        return malformed(work);
    *slot = value;
    return true;
}

static bool read_header(struct work *work, const char *line, size_t length, struct part *part)
{
    const char *colon = memchr(line, ':', length);
    size_t name = colon ? (size_t)(colon - line) : 0;
    const char *value;

    if (!name || !text_valid_utf8(line, length) || text_has_control(line, length) ||
        memchr(line, '\n', length) || memchr(line, ' ', name) || memchr(line, '\t', name))
        return malformed(work);
    value = text_trim(work->arena, arena_strndup(work->arena, colon + 1, length - name - 1));
    if (name == strlen("Content-Disposition") && !strncasecmp(line, "Content-Disposition", name))
        return set_once(work, &part->disposition, value);
    if (name == strlen("Content-Type") && !strncasecmp(line, "Content-Type", name))
        return set_once(work, &part->content_type, value);
    if (name == strlen("Content-Transfer-Encoding") &&
        !strncasecmp(line, "Content-Transfer-Encoding", name))
        return set_once(work, &part->transfer_encoding, value);
    return true;
}

/* Header lines up to and including the empty one. */
static bool read_headers(struct reader *reader, struct part *part)
{
    const char *start = reader->at;
    size_t room = (size_t)(reader->end - start);
    const char *stop =
        memmem(start, room < LIMIT_MULTIPART_HEADER ? room : LIMIT_MULTIPART_HEADER, "\r\n\r\n", 4);

    if (!stop)
        return malformed(reader->work);
    while (reader->at < stop) {
        const char *line_end = memmem(reader->at, (size_t)(stop + 2 - reader->at), "\r\n", 2);

        if (!read_header(reader->work, reader->at, (size_t)(line_end - reader->at), part))
            return false;
        reader->at = line_end + 2;
    }
    reader->at = stop + 4;
    return true;
}

/* Browsers write a quote in a name as %22, and leave other percent signs as they are. */
static const char *with_quotes(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);
    char *end = copy;

    for (const char *at = copy; *at; at++) {
        bool is_quote = !strncmp(at, "%22", 3);

        *end++ = is_quote ? '"' : *at;
        at += is_quote ? 2 : 0;
    }
    *end = '\0';
    return copy;
}

/* Some clients send the whole path of the file; what we keep is its name. */
static const char *last_component(const char *path)
{
    const char *name = path;

    for (; *path; path++) {
        if (*path == '/' || *path == '\\')
            name = path + 1;
    }
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ? "" : name;
}

/* UTF-8''%E4%BE%8B.pdf (RFC 8187); NULL: something else. */
static const char *read_extended(struct arena *arena, const char *text)
{
    const char *language;
    const char *value;
    char *decoded;
    long size;

    if (strncasecmp(text, "utf-8'", 6) != 0)
        return NULL;
    language = text + 6;
    value = strchr(language, '\'');
    if (!value)
        return NULL;
    decoded = arena_alloc(arena, strlen(++value) + 1);
    size = percent_decode(value, strlen(value), false, decoded);
    if (size < 0 || !text_valid_utf8(decoded, (size_t)size) || memchr(decoded, 0, (size_t)size))
        return NULL;
    return decoded;
}

static bool read_filename(struct work *work, const struct media *disposition, struct part *part)
{
    const char *plain = NULL;
    const char *extended = NULL;
    struct arena *arena = work->arena;

    if (media_parameter(arena, disposition, "filename", &plain) == MEDIA_BROKEN ||
        media_parameter(arena, disposition, "filename*", &extended) == MEDIA_BROKEN)
        return malformed(work);
    if (plain)
        part->filename = with_quotes(arena, plain);
    if (extended)
        part->filename = read_extended(arena, extended);
    if (extended && !part->filename)
        return malformed(work);
    if (!part->filename)
        return true;
    part->filename = last_component(part->filename);
    if (text_has_control(part->filename, strlen(part->filename)) || strpbrk(part->filename, "\t\n"))
        return fail(work, ERR_MALFORMED, "ファイルの名前に使用できない文字が含まれています。");
    return true;
}

static bool has_plain_transfer(const struct part *part)
{
    const char *encoding = part->transfer_encoding;

    return !encoding || !strcasecmp(encoding, "7bit") || !strcasecmp(encoding, "8bit") ||
           !strcasecmp(encoding, "binary");
}

static bool is_nested(const struct part *part)
{
    return part->content_type && !strncasecmp(part->content_type, "multipart/", 10);
}

static bool read_part_head(struct reader *reader, struct part *part)
{
    struct work *work = reader->work;
    struct media disposition;

    if (!read_headers(reader, part))
        return false;
    disposition = media_parse(work->arena, part->disposition);
    if (strcmp(disposition.value, "form-data") != 0 || !has_plain_transfer(part) ||
        is_nested(part) ||
        media_parameter(work->arena, &disposition, "name", &part->name) != MEDIA_FOUND)
        return malformed(work);
    part->name = with_quotes(work->arena, part->name);
    if (!body_is_name(part->name))
        return malformed(work);
    return read_filename(work, &disposition, part);
}

static bool add_file(struct work *work, struct form_body *out, const struct part *part)
{
    if (!*part->filename && !part->length)
        return true;
    if (!out->files) {
        out->file_room = LIMIT_MULTIPART_PARTS;
        out->files = arena_array(work->arena, out->file_room, sizeof *out->files);
    }
    out->files[out->file_count++] =
        (struct form_file){.field = part->name,
                           .filename = part->filename,
                           .content_type = part->content_type ? part->content_type : "",
                           .bytes = part->bytes,
                           .length = part->length};
    return true;
}

/* Head, and content up to the next delimiter. */
static bool read_part(struct reader *reader, struct form_body *out)
{
    struct part part = {.name = NULL};
    const char *stop;

    if (++reader->parts > LIMIT_MULTIPART_PARTS)
        return fail(reader->work, ERR_TOO_LARGE,
                    "送信する項目の数が多すぎます。分けて送信してください。");
    if (!read_part_head(reader, &part))
        return false;
    stop = memmem(reader->at, (size_t)(reader->end - reader->at), reader->delimiter,
                  reader->delimiter_length);
    if (!stop)
        return malformed(reader->work);
    part.bytes = reader->at;
    part.length = (size_t)(stop - reader->at);
    reader->at = stop + reader->delimiter_length;
    return part.filename ? add_file(reader->work, out, &part)
                         : body_add_field(reader->work, out, part.name, part.bytes, part.length);
}

static bool read_parts(struct reader *reader, struct form_body *out)
{
    bool is_last;

    /* The first delimiter has no line end before it. */
    if (!take(reader, reader->delimiter + 2))
        return malformed(reader->work);
    for (;;) {
        if (!take_boundary_end(reader, &is_last))
            return false;
        if (is_last)
            return true;
        if (!read_part(reader, out))
            return false;
    }
}

bool body_multipart(struct work *work, const char *content_type, const char *bytes, size_t length,
                    struct form_body *out)
{
    struct media media = media_parse(work->arena, content_type);
    struct reader reader = {.work = work, .at = bytes, .end = bytes + length};
    const char *boundary;

    memset(out, 0, sizeof *out);
    if (media_parameter(work->arena, &media, "boundary", &boundary) != MEDIA_FOUND ||
        !is_boundary(boundary))
        return malformed(work);
    reader.delimiter = arena_printf(work->arena, "\r\n--%s", boundary);
    reader.delimiter_length = strlen(reader.delimiter);
    return read_parts(&reader, out);
}

#include "core/files/file_type.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

const char file_types_in_words[] = "PDF、Word、Excel、PowerPoint、画像（PNG、JPEG）、テキスト、CSV";

struct kind {
    const char *ending, *media_type;
    const char *begins; /* the first bytes; NULL: text */
    size_t begins_length;
    const char *holds; /* the name of a part, for the formats that are archives; NULL: none */
    size_t holds_length;
};

#define BYTES(bytes) (bytes), sizeof(bytes) - 1
#define NOTHING NULL, 0
#define OPEN_XML "application/vnd.openxmlformats-officedocument."
#define ARCHIVE BYTES("PK\x03\x04")
#define COMPOUND BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

/*
 * The parts of the older formats have names in UTF-16. A document of the newer ones with a password
 * is a compound file without them, which no scanner can look into.
 */
static const struct kind kinds[] = {
    {"pdf", "application/pdf", BYTES("%PDF-"), NOTHING},
    {"png", "image/png", BYTES("\x89PNG\r\n\x1a\n"), NOTHING},
    {"jpg", "image/jpeg", BYTES("\xff\xd8\xff"), NOTHING},
    {"jpeg", "image/jpeg", BYTES("\xff\xd8\xff"), NOTHING},
    {"docx", OPEN_XML "wordprocessingml.document", ARCHIVE, BYTES("word/")},
    {"xlsx", OPEN_XML "spreadsheetml.sheet", ARCHIVE, BYTES("xl/")},
    {"pptx", OPEN_XML "presentationml.presentation", ARCHIVE, BYTES("ppt/")},
    {"doc", "application/msword", COMPOUND, BYTES("W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0")},
    {"xls", "application/vnd.ms-excel", COMPOUND, BYTES("W\0o\0r\0k\0b\0o\0o\0k\0")},
    {"ppt", "application/vnd.ms-powerpoint", COMPOUND, BYTES("P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0")},
    {"txt", "text/plain", NOTHING, NOTHING},
    {"csv", "text/csv", NOTHING, NOTHING},
};

static const char *ending_of(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot ? dot + 1 : "";
}

/* Text of whatever encoding holds no control character but those of lines. */
static bool is_text(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)bytes[i] < ' ' && (!bytes[i] || !strchr("\t\n\r\f", bytes[i])))
            return false;
    return true;
}

static bool holds(const char *bytes, size_t length, const char *part, size_t part_length)
{
    return memmem(bytes, length, part, part_length) != NULL;
}

/* An archive is a document of Office by its list of contents and the folder of its parts. */
static bool is_of(const struct kind *kind, const char *bytes, size_t length)
{
    static const char contents[] = "[Content_Types].xml";

    if (!kind->begins)
        return is_text(bytes, length);
    if (length < kind->begins_length || memcmp(bytes, kind->begins, kind->begins_length) != 0)
        return false;
    if (!kind->holds)
        return true;
    return (*kind->begins != 'P' || holds(bytes, length, BYTES(contents))) &&
           holds(bytes, length, kind->holds, kind->holds_length);
}

const char *file_type_of(const char *name, const char *bytes, size_t length)
{
    const char *ending = ending_of(name);

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (!strcasecmp(ending, kinds[i].ending))
            return is_of(&kinds[i], bytes, length) ? kinds[i].media_type : NULL;
    return NULL;
}

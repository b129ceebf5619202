#include <string.h>

#include "core/files/file_type.h"
#include "support/work_fixture.h"

#define CONTENT(bytes) (bytes), sizeof(bytes) - 1
#define ARCHIVE "PK\x03\x04"
#define CONTENTS "[Content_Types].xml"
#define COMPOUND "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#define OPEN_XML "application/vnd.openxmlformats-officedocument."

/* type NULL: refused. */
static const struct {
    const char *name, *bytes;
    size_t length;
    const char *type;
} files[] = {
    {"待ち時間調査.pdf", CONTENT("%PDF-1.7\n"), "application/pdf"},
    {"A.PDF", CONTENT("%PDF-1.7\n"), "application/pdf"},
    {"a.pdf", CONTENT("%PDF"), NULL},
    {"a.pdf", CONTENT(" %PDF-1.7"), NULL},
    {"a.pdf", CONTENT("<html>"), NULL},
    {"a.pdf", CONTENT("MZ\x90\0"), NULL},
    {"a.png", CONTENT("\x89PNG\r\n\x1a\n\0"), "image/png"},
    {"a.png", CONTENT("\xff\xd8\xff\xe0"), NULL},
    {"a.jpg", CONTENT("\xff\xd8\xff\xe0"), "image/jpeg"},
    {"a.JPEG", CONTENT("\xff\xd8\xff\xe0"), "image/jpeg"},
    {"a.docx", CONTENT(ARCHIVE CONTENTS "word/document.xml"), OPEN_XML "wordprocessingml.document"},
    {"a.xlsx", CONTENT(ARCHIVE CONTENTS "xl/workbook.xml"), OPEN_XML "spreadsheetml.sheet"},
    {"a.pptx", CONTENT(ARCHIVE CONTENTS "ppt/slides/"), OPEN_XML "presentationml.presentation"},
    {"a.docx", CONTENT(ARCHIVE CONTENTS "xl/workbook.xml"), NULL},
    {"a.docx", CONTENT(ARCHIVE "password/secret.txt"), NULL},
    {"a.docm", CONTENT(ARCHIVE CONTENTS "word/vbaProject.bin"), NULL},
    {"a.zip", CONTENT(ARCHIVE CONTENTS "word/document.xml"), NULL},
    {"a.doc", CONTENT(COMPOUND "\0W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"), "application/msword"},
    {"a.xls", CONTENT(COMPOUND "\0W\0o\0r\0k\0b\0o\0o\0k\0"), "application/vnd.ms-excel"},
    {"a.ppt", CONTENT(COMPOUND "\0P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0"),
     "application/vnd.ms-powerpoint"},
    {"a.doc", CONTENT(COMPOUND "\0W\0o\0r\0k\0b\0o\0o\0k\0"), NULL},
    /* with a password: nobody can look into it */
    {"a.xlsx", CONTENT(COMPOUND "\0E\0n\0c\0r\0y\0p\0t\0e\0d\0"), NULL},
    {"a.xls", CONTENT(COMPOUND "\0E\0n\0c\0r\0y\0p\0t\0e\0d\0"), NULL},
    {"a.txt", CONTENT("窓口\r\n\tの記録\f"), "text/plain"},
    {"a.csv", CONTENT("\x8e\x81\x96\xbc,\x8f\x8a\x91\xae\r\n"), "text/csv"}, /* CP932 */
    {"a.txt", CONTENT("a\0b"), NULL},
    {"a.txt",
     CONTENT("\x7f"
             "ELF\x02\x01\x01"),
     NULL},
    {"a.html", CONTENT("<html>"), NULL},
    {"a.svg", CONTENT("<svg/>"), NULL},
    {"a.exe", CONTENT("MZ\x90\0"), NULL},
    {"a.pdf.exe", CONTENT("%PDF-1.7\n"), NULL},
    {"a.exe.pdf", CONTENT("MZ\x90\0"), NULL},
    {"pdf", CONTENT("%PDF-1.7\n"), NULL},
    {"a.", CONTENT("%PDF-1.7\n"), NULL},
    {"", CONTENT("%PDF-1.7\n"), NULL},
};

START_TEST(the_type_follows_from_the_content_and_is_what_the_name_says)
{
    /* Without a NUL behind it: nothing reads further. */
    char *exact = arena_alloc(arena, files[_i].length);

    memcpy(exact, files[_i].bytes, files[_i].length);
    ck_assert_pstr_eq(file_type_of(files[_i].name, exact, files[_i].length), files[_i].type);
}
END_TEST

Suite *test_file_type_suite(void);

Suite *test_file_type_suite(void)
{
    Suite *s = suite_create("core/files/file_type");
    TCase *tc = work_case("types");

    EACH(tc, the_type_follows_from_the_content_and_is_what_the_name_says, files);
    suite_add_tcase(s, tc);
    return s;
}

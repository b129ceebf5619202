#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zip.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "core/transfer/xlsx.h"
#include "core/transfer/xlsx_value.h"
#include "support/work_fixture.h"

/* ---- workbooks made here ----------------------------------------------------------------------
 */

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define TYPES "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

struct part {
    const char *name, *text;
};

struct bytes {
    const char *data;
    size_t length;
};

static const struct part frame[] = {
    {"[Content_Types].xml",
     "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"},
    {"xl/workbook.xml", "<workbook " MAIN " xmlns:r=\"" TYPES "\"><sheets>"
                        "<sheet name=\"一\" sheetId=\"1\" r:id=\"r1\"/>"
                        "<sheet name=\"裏\" sheetId=\"2\" state=\"hidden\" r:id=\"r2\"/>"
                        "<sheet name=\"二\" sheetId=\"3\" r:id=\"r3\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
     "<Relationship Id=\"r1\" Type=\"" TYPES "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
     "<Relationship Id=\"r2\" Type=\"" TYPES "/worksheet\" Target=\"worksheets/hidden.xml\"/>"
     "<Relationship Id=\"r3\" Type=\"" TYPES "/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/>"
     "<Relationship Id=\"r4\" Type=\"" TYPES "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
     "<Relationship Id=\"r5\" Type=\"" TYPES "/styles\" Target=\"styles.xml\"/></Relationships>"},
    {"xl/styles.xml",
     "<styleSheet " MAIN
     "><numFmts><numFmt numFmtId=\"165\" formatCode=\"[$-411]ggge&quot;年&quot;m\"/>"
     "<numFmt numFmtId=\"166\" formatCode=\"[Red]0.00&quot;yd&quot;\"/></numFmts>"
     "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
     "<xf numFmtId=\"14\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"49\"/>"
     "</cellXfs></styleSheet>"},
    {"xl/sharedStrings.xml",
     "<sst " MAIN "><si><t>0012</t></si><si><r><t>情</t></r><r><t>報</t></r>"
     "<rPh sb=\"0\" eb=\"2\"><t>ジョウホウ</t></rPh></si>"
     "<si><t xml:space=\"preserve\">　a_x000D_\nb_x005F_x0041_</t></si></sst>"},
    {"xl/worksheets/hidden.xml",
     "<worksheet " MAIN "><sheetData><row r=\"1\"><c r=\"A1\"><v>9</v></c>"
     "</row></sheetData></worksheet>"},
    {"xl/worksheets/sheet2.xml", "<worksheet " MAIN "><sheetData/></worksheet>"},
};
enum { FRAME = sizeof frame / sizeof *frame };

static const char *sheet(const char *inside)
{
    return arena_printf(arena, "<worksheet " MAIN "><sheetData>%s</worksheet>", inside);
}

static void put(zip_t *zip, const char *name, const void *data, size_t length)
{
    zip_source_t *source = zip_source_buffer(zip, data, length, 0);

    ck_assert(zip_file_add(zip, name, source, ZIP_FL_OVERWRITE | ZIP_FL_ENC_UTF_8) >= 0);
}

/* The frame with a first sheet, and one part more or another. */
static struct bytes book(const char *first, const struct part *more)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    struct bytes bytes;
    zip_stat_t status;
    char *data;

    ck_assert(zip != NULL);
    zip_source_keep(source);
    for (int i = 0; i < FRAME; i++)
        put(zip, frame[i].name, frame[i].text, strlen(frame[i].text));
    if (first)
        put(zip, "xl/worksheets/sheet1.xml", first, strlen(first));
    if (more)
        put(zip, more->name, more->text, strlen(more->text));
    ck_assert(zip_close(zip) == 0);
    ck_assert(zip_source_open(source) == 0);
    zip_source_stat(source, &status);
    data = arena_alloc(arena, status.size);
    ck_assert(zip_source_read(source, data, status.size) == (zip_int64_t)status.size);
    zip_source_close(source);
    zip_source_free(source);
    bytes = (struct bytes){data, status.size};
    return bytes;
}

static const char *joined(const struct csv *csv)
{
    const char *text = "";

    for (size_t i = 0; i < csv->count; i++) {
        text = arena_printf(arena, "%s%d:", text, csv->records[i].line);
        for (size_t j = 0; j < csv->records[i].count; j++)
            text = arena_printf(arena, "%s%s%s", text, j ? "|" : "", csv->records[i].cells[j]);
        text = arena_printf(arena, "%s\n", text);
    }
    return text;
}

/* ---- what is read -----------------------------------------------------------------------------
 */

static const struct {
    const char *inside, *read;
    int formulas;
} sheets[] = {
    {"</sheetData>", "", 0},
    {"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row></sheetData>",
     "1:0012|情報\n", 0},
    {"<row r=\"3\"><c r=\"C3\" t=\"inlineStr\"><is><t>あ</t></is></c></row></sheetData>",
     "3:||あ\n", 0},
    {"<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>",
     "1:1|2\n2:3\n", 0},
    {"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>2</v></c></row></sheetData>", "1:　a\nb_x0041_\n", 0},
    {"<row r=\"1\"><c r=\"A1\"><v>5.0</v></c><c r=\"B1\"><v>0.30000000000000004</v></c>"
     "<c r=\"C1\"><v>1.2E+3</v></c><c r=\"D1\" t=\"b\"><v>1</v></c><c r=\"E1\" t=\"b\"><v>0</v></c>"
     "<c r=\"F1\" t=\"e\"><v>#N/A</v></c></row></sheetData>",
     "1:5|0.3|1200|TRUE|FALSE|#N/A\n", 0},
    {"<row r=\"1\"><c r=\"A1\" s=\"1\"><v>46348</v></c><c r=\"B1\" s=\"2\"><v>1</v></c>"
     "<c r=\"C1\" s=\"3\"><v>12</v></c><c r=\"D1\" s=\"1\"><v>46348.375</v></c>"
     "<c r=\"E1\" s=\"1\"><v>60</v></c><c r=\"F1\" s=\"1\"><v>61</v></c></row></sheetData>",
     "1:2026-11-22|1900-01-01|12|2026-11-22 09:00|60|1900-03-01\n", 0},
    {"<row r=\"1\"><c r=\"A1\"><f>1+1</f><v>2</v></c><c r=\"B1\" t=\"str\"><f>\"\"</f><v></v></c>"
     "<c r=\"C1\"><v>3</v></c></row></sheetData>",
     "1:2||3\n", 2},
    {"<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"B2\"><v>2</v></c></row>"
     "<row r=\"3\"><c r=\"B3\"><v>3</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:A2\"/>"
     "</mergeCells>",
     "1:1\n2:1|2\n3:|3\n", 0},
    {"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"ZZ1\" s=\"4\"/></row></sheetData>",
     "1:0012\n", 0},
};

START_TEST(sheet_is_read)
{
    struct bytes bytes = book(sheet(sheets[_i].inside), NULL);
    struct xlsx xlsx;

    ck_assert(xlsx_is(bytes.data, bytes.length));
    ck_assert_msg(xlsx_read(work, "file", bytes.data, bytes.length, &xlsx), "%s",
                  work->error.fields ? work->error.fields->message : "");
    ck_assert_uint_eq(xlsx.count, 2);
    ck_assert_str_eq(xlsx.sheets[0].name, "一");
    ck_assert_str_eq(xlsx.sheets[1].name, "二");
    ck_assert_str_eq(joined(&xlsx.sheets[0].csv), sheets[_i].read);
    ck_assert_int_eq(xlsx.sheets[0].formulas, sheets[_i].formulas);
}
END_TEST

START_TEST(year_1904_is_read)
{
    struct part workbook = {"xl/workbook.xml",
                            "<workbook " MAIN " xmlns:r=\"" TYPES "\"><workbookPr date1904=\"1\"/>"
                            "<sheets><sheet name=\"一\" r:id=\"r1\"/></sheets></workbook>"};
    struct bytes bytes = book(
        sheet("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>44886</v></c></row></sheetData>"), &workbook);
    struct xlsx xlsx;

    ck_assert(xlsx_read(work, "file", bytes.data, bytes.length, &xlsx));
    ck_assert_str_eq(joined(&xlsx.sheets[0].csv), "1:2026-11-22\n");
}
END_TEST

static const struct {
    long id;
    const char *code;
    bool is_day;
} formats[] = {
    {14, "yyyy/m/d", true},
    {30, "m/d/yy", true},
    {57, "ge.m.d", true},
    {0, "General", false},
    {2, "0.00", false},
    {20, "h:mm", false},
    {45, "[h]:mm:ss", false},
    {49, "@", false},
    {33, "\"d\"0", false},
    {1, "\\d0", false},
    {22, "[Blue]d;General", true},
    {4, "#,##0;[Red]-d", false},
};

START_TEST(format_of_days)
{
    ck_assert_int_eq(xlsx_is_day_code(formats[_i].code), formats[_i].is_day);
    ck_assert_int_eq(xlsx_is_day_format(formats[_i].id), formats[_i].is_day);
}
END_TEST

/* ---- what is refused --------------------------------------------------------------------------
 */

static struct bytes spaces(const char *before, size_t length, const char *after)
{
    struct buffer *out = buffer_new(arena, length + 10000);
    struct part *part = arena_alloc(arena, sizeof *part);

    buffer_text(out, before);
    while (out->length < length)
        buffer_text(out, "                                                                ");
    buffer_text(out, after);
    *part = (struct part){"xl/worksheets/sheet2.xml", out->data};
    return book(sheet("</sheetData>"), part);
}

static struct bytes zip_bomb(void)
{
    return spaces("<worksheet " MAIN "><sheetData>", LIMIT_XLSX_INFLATED + 1,
                  "</sheetData></worksheet>");
}

/* The archive claims little: what is really inflated counts. */
static struct bytes lying_bomb(void)
{
    struct bytes bytes = zip_bomb();
    char *at = memmem(bytes.data, bytes.length, "PK\x01\x02", 4);

    for (; at; at = memmem(at + 4, bytes.length - (size_t)(at + 4 - bytes.data), "PK\x01\x02", 4))
        if (!memcmp(at + 46, "xl/worksheets/sheet2.xml", 24))
            memcpy(at + 24, "\xff\xff\x00\x00", 4);
    return bytes;
}

static struct bytes gigabyte(void)
{
    struct bytes bytes = book(sheet("</sheetData>"), NULL);
    char *at = memmem(bytes.data, bytes.length, "PK\x01\x02", 4);

    for (; at; at = memmem(at + 4, bytes.length - (size_t)(at + 4 - bytes.data), "PK\x01\x02", 4))
        memcpy(at + 24, "\x00\x00\x00\x40", 4);
    return bytes;
}

static struct bytes with(const char *name, const char *text)
{
    struct part *part = arena_alloc(arena, sizeof *part);

    *part = (struct part){name, text};
    return book(sheet("</sheetData>"), part);
}

static struct bytes laughs(void)
{
    return with("xl/sharedStrings.xml",
                "<!DOCTYPE sst [<!ENTITY a \"ははは\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
                "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><sst " MAIN
                "><si><t>&c;</t></si></sst>");
}

static struct bytes many_rows(void)
{
    struct buffer *out = buffer_new(arena, LIMIT_XLSX_INFLATED);

    for (int i = 1; i <= LIMIT_CSV_RECORDS + 1; i++)
        buffer_printf(out, "<row r=\"%d\"><c r=\"A%d\"><v>1</v></c></row>", i, i);
    buffer_text(out, "</sheetData>");
    return book(sheet(out->data), NULL);
}

static struct bytes many_strings(void)
{
    struct buffer *out = buffer_new(arena, LIMIT_XLSX_INFLATED);

    buffer_text(out, "<sst " MAIN ">");
    for (int i = 0; i <= LIMIT_XLSX_STRINGS; i++)
        buffer_text(out, "<si><t>あ</t></si>");
    buffer_text(out, "</sst>");
    return with("xl/sharedStrings.xml", out->data);
}

/* A long text, of which every cell of a column has one of its own. */
static struct bytes much_text(void)
{
    struct buffer *out = buffer_new(arena, LIMIT_XLSX_INFLATED);
    char text[5001];

    memset(text, 'x', 5000);
    text[5000] = '\0';
    for (int i = 1; i <= 6000; i++)
        buffer_printf(out, "<row r=\"%d\"><c r=\"A%d\" t=\"str\"><v>%s</v></c></row>", i, i, text);
    buffer_text(out, "</sheetData>");
    return book(sheet(out->data), NULL);
}

static struct bytes many_merged(void)
{
    struct buffer *out = buffer_new(arena, LIMIT_XLSX_INFLATED);

    for (int i = 1; i <= 15000; i++)
        buffer_printf(out, "<row r=\"%d\"><c r=\"A%d\"><v>1</v></c></row>", i, i);
    buffer_text(out, "</sheetData><mergeCells>");
    for (int i = 0; i < 50000; i++)
        buffer_text(out, "<mergeCell ref=\"A1:A15000\"/>");
    buffer_text(out, "</mergeCells>");
    return book(sheet(out->data), NULL);
}

static struct bytes long_tag(void)
{
    struct buffer *out = buffer_new(arena, LIMIT_XLSX_INFLATED);

    buffer_text(out, "<row r=\"1\" x=\"");
    while (out->length < 8 * 1024 * 1024)
        buffer_printf(out, "%zu", out->length * 2654435761U);
    buffer_text(out, "\"/></sheetData>");
    return book(sheet(out->data), NULL);
}

static struct bytes deep(void)
{
    struct buffer *out = buffer_new(arena, LIMIT_XLSX_INFLATED);

    for (int i = 0; i < 100000; i++)
        buffer_text(out, "<a>");
    return book(sheet(out->data), NULL);
}

static struct bytes many_entries(void)
{
    struct bytes bytes = book(sheet("</sheetData>"), NULL);
    char *end = (char *)(size_t)bytes.data + bytes.length - 22;

    memcpy(end + 8, "\xff\xff\xff\xff", 4);
    return bytes;
}

static struct bytes truncated(void)
{
    struct bytes bytes =
        book(sheet("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>"), NULL);

    bytes.length /= 2;
    return bytes;
}

static struct bytes broken(void)
{
    struct bytes bytes =
        book(sheet("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>"), NULL);

    memset((char *)(size_t)bytes.data + 60, 'x', 40);
    return bytes;
}

static struct bytes ole(const char *inside)
{
    char *data = arena_alloc(arena, 4096);

    memcpy(data, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    for (size_t i = 0; inside[i]; i++)
        data[1024 + 2 * i] = inside[i];
    return (struct bytes){data, 4096};
}

static struct bytes password(void)
{
    return ole("EncryptedPackage");
}

static struct bytes old_excel(void)
{
    return ole("Workbook");
}

static struct bytes macros(void)
{
    return with("xl/vbaProject.bin", "macro");
}

static struct bytes macro_type(void)
{
    return with("[Content_Types].xml",
                "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/"
                "vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>");
}

static struct bytes links(void)
{
    return with("xl/externalLinks/externalLink1.xml", "<externalLink/>");
}

static struct bytes formula(void)
{
    return book(sheet("<row r=\"7\"><c r=\"C7\"><f>SUM(A1:A6)</f></c></row></sheetData>"), NULL);
}

static struct bytes wide(void)
{
    return book(sheet("<row r=\"2\"><c r=\"BM2\"><v>1</v></c></row></sheetData>"), NULL);
}

static struct bytes no_book(void)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    char *data = arena_alloc(arena, 1000);
    zip_int64_t length;

    zip_source_keep(source);
    put(zip, "content.xml", "<a/>", 4);
    ck_assert(zip_close(zip) == 0 && zip_source_open(source) == 0);
    length = zip_source_read(source, data, 1000);
    zip_source_close(source);
    zip_source_free(source);
    return (struct bytes){data, (size_t)length};
}

static struct bytes wrong_string(void)
{
    return book(sheet("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>3</v></c></row></sheetData>"), NULL);
}

static struct bytes backwards(void)
{
    return book(sheet("<row r=\"2\"/><row r=\"1\"/></sheetData>"), NULL);
}

static const struct {
    struct bytes (*make)(void);
    const char *says;
} refused[] = {
    {zip_bomb, "展開した大きさ"},
    {lying_bomb, "展開した大きさ"},
    {gigabyte, "展開した大きさ"},
    {laughs, "文書型の宣言"},
    {many_rows, "行が多すぎます"},
    {many_strings, "展開した大きさ"},
    {much_text, "展開した大きさ"},
    {many_merged, "結合された"},
    {long_tag, "展開した大きさ"},
    {deep, "入れ子が深すぎる"},
    {many_entries, "展開した大きさ"},
    {truncated, "壊れている"},
    {broken, "壊れている"},
    {password, "パスワード"},
    {old_excel, "古い形式"},
    {macros, "マクロ"},
    {macro_type, "マクロ"},
    {links, "リンク"},
    {formula, "「一」のC7の数式"},
    {wide, "「一」のBM2の列"},
    {no_book, "Excel のブックではない"},
    {wrong_string, "壊れている"},
    {backwards, "壊れている"},
};

/* Sanitizers hold more memory, and take longer. */
#ifdef __SANITIZE_ADDRESS__
enum { SECONDS = 5, MEBIBYTES = 400 };
#else
enum { SECONDS = 1, MEBIBYTES = 64 };
#endif

static long memory_peak(void)
{
    char line[200];
    long peak = 0;
    FILE *in = fopen("/proc/self/status", "r");

    while (in && fgets(line, sizeof line, in))
        if (!strncmp(line, "VmHWM:", 6))
            peak = strtol(line + 6, NULL, 10);
    if (in)
        fclose(in);
    return peak;
}

static void forget_peak(void)
{
    FILE *out = fopen("/proc/self/clear_refs", "w");

    if (out) {
        fputs("5", out);
        fclose(out);
    }
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

START_TEST(workbook_is_refused_cheaply)
{
    struct bytes bytes = refused[_i].make();
    struct xlsx xlsx;
    double began = seconds();
    long before;

    forget_peak();
    before = memory_peak();
    ck_assert(!xlsx_read(work, "file", bytes.data, bytes.length, &xlsx));
    ck_assert_msg(memory_peak() - before <= MEBIBYTES * 1024L, "%ld KiB", memory_peak() - before);
    ck_assert_msg(seconds() - began <= SECONDS, "%f s", seconds() - began);
    ck_assert_int_eq(work->error.code, ERR_INVALID);
    ck_assert_str_eq(work->error.fields->field, "file");
    ck_assert_msg(strstr(work->error.fields->message, refused[_i].says) != NULL, "%s",
                  work->error.fields->message);
}
END_TEST

START_TEST(columns_have_letters)
{
    static const struct {
        size_t column;
        const char *letters;
    } all[] = {{0, "A"}, {25, "Z"}, {26, "AA"}, {63, "BL"}, {701, "ZZ"}, {702, "AAA"}};
    size_t column;
    long line;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        ck_assert_str_eq(xlsx_column(arena, all[i].column), all[i].letters);
        ck_assert(xlsx_place(arena_printf(arena, "%s7", all[i].letters), &column, &line));
        ck_assert_uint_eq(column, all[i].column);
        ck_assert_int_eq(line, 7);
    }
    ck_assert(!xlsx_place("7", &column, &line) && !xlsx_place("A0", &column, &line) &&
              !xlsx_place("ABCD1", &column, &line) && !xlsx_place("A1048577", &column, &line));
}
END_TEST

Suite *test_xlsx_suite(void);

Suite *test_xlsx_suite(void)
{
    Suite *suite = suite_create("xlsx");
    TCase *read = work_case("read"), *refuse = work_case("refuse");

    EACH(read, sheet_is_read, sheets);
    EACH(read, format_of_days, formats);
    tcase_add_test(read, year_1904_is_read);
    tcase_add_test(read, columns_have_letters);
    EACH(refuse, workbook_is_refused_cheaply, refused);
    tcase_set_timeout(refuse, 30);
    suite_add_tcase(suite, read);
    suite_add_tcase(suite, refuse);
    return suite;
}

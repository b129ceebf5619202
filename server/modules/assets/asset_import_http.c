#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "core/files/file.h"
#include "core/transfer/csv.h"
#include "core/transfer/xlsx.h"
#include "db/db.h"
#include "http/body.h"
#include "http/form_view.h"
#include "http/request.h"
#include "http/sheet.h"
#include "modules/assets/asset.h"
#include "modules/assets/asset_cell.h"
#include "modules/assets/asset_sheet.h"
#include "view/label.h"

/*
 * Sheets come in as a file or pasted. Where a heading is no field's, or nothing says the kind, the
 * sheet is kept until whoever sent it has said what it is; what was said is remembered by the
 * headings. Then it is a correction, and nothing of the register has changed.
 */
static const struct choice kind_choices[] = {{"information", 1},     {"system", 2},
                                             {"network", 3},         {"hardware", 4},
                                             {"software", 5},        {"office_equipment", 6},
                                             {"media", 7},           {"facility", 8},
                                             {"system_document", 9}, {NULL, 0}};

struct upload {
    int kind; /* 0: nothing was chosen */
};

static const struct field upload_fields[] = {
    FIELD_ENUM(struct upload, kind, "資産区分", .choices = kind_choices),
    FIELD_NESTED("file", "台帳のファイル"),
    FIELD_END,
};

struct pasted {
    int kind;
    const char *rows;
};

static const struct field paste_fields[] = {
    FIELD_ENUM(struct pasted, kind, "資産区分", .choices = kind_choices),
    FIELD_LONG_TEXT(struct pasted, rows, "貼り付ける表", .required = true, .max = LIMIT_PASTE),
    FIELD_END,
};

/* What was sent, before anything is read of it. */
struct sent {
    const char *source; /* sheet or paste */
    struct file file;
    enum asset_kind kind;
};

static enum asset_kind kind_chosen(int kind)
{
    return kind ? (enum asset_kind)(kind - 1) : ASSET_KINDS;
}

/* ---- reading -----------------------------------------------------------------------------------
 */

static void note_formulas(const struct xlsx_sheet *sheet, struct arena *arena, json_t *notes)
{
    if (sheet->formulas)
        json_array_append_new(notes,
                              json_pack("{s:s, s:s}", "note", "formulas", "detail",
                                        arena_printf(arena, "%s%s%d", sheet->name,
                                                     *sheet->name ? "：" : "", sheet->formulas)));
}

static bool read_workbook(struct work *work, const struct sent *sent, struct asset_source *out)
{
    struct xlsx book;

    if (!xlsx_read(work, "file", sent->file.bytes, sent->file.length, &book))
        return false;
    for (size_t i = 0; i < book.count && i < ASSET_TABLES_MAXIMUM; i++) {
        out->tables[out->count++] = (struct asset_table){book.sheets[i].name, &book.sheets[i].csv};
        note_formulas(&book.sheets[i], work->arena, out->notes);
    }
    out->encoding = "XLSX";
    return true;
}

static bool read_table(struct work *work, const struct sent *sent, struct asset_source *out)
{
    struct csv *csv = arena_alloc(work->arena, sizeof *csv);
    bool is_pasted = !strcmp(sent->source, "paste");

    out->tables[0] = (struct asset_table){"", csv};
    out->count = 1;
    if (!(is_pasted ? csv_read_pasted(
                          work, "rows",
                          arena_strndup(work->arena, sent->file.bytes, sent->file.length), csv)
                    : csv_read_as_is(work, "file", sent->file.bytes, sent->file.length, csv)))
        return false;
    out->encoding = csv->encoding;
    return true;
}

static bool read_sent(struct work *work, const struct sent *sent, struct asset_source *out)
{
    *out = (struct asset_source){
        .source = sent->source,
        .file_name = strcmp(sent->source, "paste") ? sent->file.name : "",
        .sha256 = crypto_sha256_hex(work->arena, sent->file.bytes, sent->file.length),
        .kind = sent->kind,
        .notes = json_on_arena(work->arena, json_array())};
    if (strcmp(sent->source, "paste") != 0 && xlsx_is(sent->file.bytes, sent->file.length))
        return read_workbook(work, sent, out);
    return read_table(work, sent, out);
}

/* ---- what was said of such headings before -----------------------------------------------------
 */

static bool answers(const json_t *fields, const json_t *unknown)
{
    const json_t *one;
    size_t i;

    json_array_foreach(
        unknown, i,
        one) if (!json_object_get(fields,
                                  json_string_value(json_object_get(one, "folded")))) return false;
    return true;
}

/* *remembered NULL: nothing is, or not of all that is unknown. */
static bool remember(struct work *work, const struct asset_questions *q, const json_t **remembered,
                     const char **name)
{
    const struct rows *row = db_take(work, SQL_ASSET_MAPPING_FIND, PARAMS(q->headings_sha256));
    const char *text = row && row->count ? rows_text(row, 0, "fields") : NULL;

    *remembered = text ? json_on_arena(work->arena, json_loads(text, 0, NULL)) : NULL;
    *name = text ? rows_text(row, 0, "name") : "";
    return row != NULL;
}

static bool correct(struct request *rq, const struct asset_source *source)
{
    const char *id = asset_sheet_take(rq->work, source);

    return id && reply_created(rq, NULL, "/assets/corrections/%s", id);
}

static bool keep(struct request *rq, const struct sent *sent)
{
    const struct rows *row;
    const char *file;

    if (!file_store(rq->work, &sent->file, &file))
        return false;
    row = db_take(
        rq->work, SQL_ASSET_UPLOAD_ADD,
        PARAMS(file, sent->source, sent->kind == ASSET_KINDS ? NULL : asset_kind_code(sent->kind)));
    return row && reply_created(rq, NULL, "/assets/import/%s", rows_text(row, 0, "id"));
}

static bool take_in(struct request *rq, const struct sent *sent)
{
    struct asset_questions questions;
    struct asset_source source;
    const char *name;

    if (!read_sent(rq->work, sent, &source) || !asset_sheet_ask(rq->work, &source, &questions))
        return false;
    if (!json_array_size(questions.unknown) && !questions.needs_kind)
        return correct(rq, &source);
    if (!remember(rq->work, &questions, &source.mapping, &name))
        return false;
    if (questions.needs_kind || !source.mapping || !answers(source.mapping, questions.unknown))
        return keep(rq, sent);
    json_array_append_new(source.notes,
                          json_pack("{s:s, s:s}", "note", "remembered", "detail", name));
    return correct(rq, &source);
}

/* ---- a file, or what was pasted ----------------------------------------------------------------
 */

static bool uploaded(struct request *rq, struct file *file)
{
    const struct form_file *given;

    if (!rq->body || rq->body->file_count != 1 || strcmp(rq->body->files[0].field, "file") != 0)
        return fail_field(rq->work, "file", "ファイルを選択してください。");
    given = &rq->body->files[0];
    if (!given->length)
        return fail_field(rq->work, "file", "空のファイルです。内容を確認してください。");
    if (given->length > LIMIT_ASSET_FILE)
        return fail_field(rq->work, "file",
                          "ファイルが大きすぎます（16ＭＢまで）。資産区分などで分けてください。");
    *file =
        (struct file){.name = file_safe_name(rq->work->arena, given->filename),
                      .media_type = xlsx_is(given->bytes, given->length) ? XLSX_MEDIA : "text/csv",
                      .bytes = given->bytes,
                      .length = given->length,
                      .scanned_by = ""};
    return true;
}

static bool import_file(struct request *rq)
{
    struct sent sent = {.source = "sheet"};
    struct upload upload;

    if (!read_form(rq, upload_fields, &upload) || !uploaded(rq, &sent.file))
        return false;
    sent.kind = kind_chosen(upload.kind);
    return take_in(rq, &sent);
}

static bool import_pasted(struct request *rq)
{
    struct sent sent = {.source = "paste"};
    struct pasted pasted;

    if (!read_form(rq, paste_fields, &pasted))
        return false;
    sent.kind = kind_chosen(pasted.kind);
    sent.file = (struct file){.name = "貼り付けた表.txt",
                              .media_type = "text/plain",
                              .bytes = pasted.rows,
                              .length = strlen(pasted.rows),
                              .scanned_by = ""};
    return take_in(rq, &sent);
}

static bool show_import(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return reply_view(rq, "assets/import", v);
}

static bool show_paste(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return reply_view(rq, "assets/paste", v);
}

/* ---- what its columns are ----------------------------------------------------------------------
 */

struct answer {
    int kind;
    const char *name;
    const char *const *columns; /* "3:location": the fourth unknown heading is that field */
};

static const struct field answer_fields[] = {
    FIELD_ENUM(struct answer, kind, "資産区分", .choices = kind_choices),
    FIELD_TEXT(struct answer, name, "この表の名称", .max = 100),
    FIELD_LIST(struct answer, columns, "列の対応", .maximum = LIMIT_CSV_CELLS),
    FIELD_END,
};

static bool load_kept(struct request *rq, struct sent *sent)
{
    const char *id, *kind;
    const struct rows *row;

    if (!path_id(rq, "id", &id))
        return false;
    row = db_take(rq->work, SQL_ASSET_UPLOAD_LOAD, PARAMS(id));
    if (!row)
        return false;
    if (!row->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    kind = rows_text(row, 0, "kind");
    *sent = (struct sent){.source = rows_text(row, 0, "source"),
                          .kind = kind ? asset_kind_of(kind) : ASSET_KINDS,
                          .file = {.name = rows_text(row, 0, "file_name"),
                                   .length = (size_t)rows_integer(row, 0, "size")}};
    return file_fetch(rq->work, rows_text(row, 0, "file"), sent->file.length, &sent->file.bytes);
}

static bool ask(struct request *rq, struct sent *sent, struct asset_source *source,
                struct asset_questions *questions)
{
    return load_kept(rq, sent) && read_sent(rq->work, sent, source) &&
           asset_sheet_ask(rq->work, source, questions);
}

static void add_choice(struct view *item, const char *name, const char *label, const char *chosen)
{
    struct view *choice = view_list_object(item, "choices");

    view_text(choice, "value", name);
    view_text(choice, "words", label);
    view_boolean(choice, "is_chosen", chosen && !strcmp(chosen, name));
}

static bool is_of(unsigned kinds, const struct field *field)
{
    return !kinds || asset_column_of(field->name)->kinds & kinds;
}

static void add_choices(struct view *item, const struct asset_words *words, unsigned kinds,
                        const char *chosen)
{
    add_choice(item, "", "使用しない", chosen);
    for (const struct asset_sheet_special *s = asset_sheet_specials; s->name; s++)
        add_choice(item, s->name, s->label, chosen);
    for (const struct field *f = asset_fields; f->kind != FIELD_KIND_END; f++)
        if (is_of(kinds, f) && asset_field_is_in_force(words, f))
            add_choice(item, f->name, f->label, chosen);
}

/* What was answered, else what was said before, else what the heading sounds like. */
static const char *chosen_of(struct request *rq, const json_t *one, size_t place,
                             const json_t *remembered)
{
    const char *said = json_string_value(
        json_object_get(remembered, json_string_value(json_object_get(one, "folded"))));
    const char *const *column = form_typed_all(rq, "columns");

    for (; rq->body && *column; column++) {
        char *colon;

        if (strtoul(*column, &colon, 10) == place && *colon == ':')
            return colon + 1;
    }
    return said ? said : json_string_value(json_object_get(one, "guess"));
}

/* Of each heading: what it can be, of the kinds that are in the sheet. */
static void add_heading(struct request *rq, struct view *v, const struct asset_words *words,
                        const struct asset_questions *q, size_t i, const json_t *remembered)
{
    const json_t *one = json_array_get(q->unknown, i);
    const char *guess = json_string_value(json_object_get(one, "guess"));
    struct view *item = view_list_object(v, "headings");

    view_text(item, "heading", json_string_value(json_object_get(one, "heading")));
    view_text(item, "column", json_string_value(json_object_get(one, "column")));
    view_integer(item, "place", (int64_t)i);
    view_text(item, "guess", guess);
    view_boolean(item, "is_guess", !remembered && *guess);
    view_json(item, "samples", json_object_get(one, "samples"));
    add_choices(item, words, q->kinds, chosen_of(rq, one, i, remembered));
}

static bool has_guess(const struct asset_questions *q)
{
    const json_t *one;
    size_t i;

    json_array_foreach(q->unknown, i, one)
    {
        if (*json_string_value(json_object_get(one, "guess")))
            return true;
    }
    return false;
}

static bool add_questions(struct request *rq, struct view *v)
{
    const struct asset_words *words = asset_words_load(rq->work);
    struct asset_questions questions;
    const json_t *remembered;
    struct asset_source source;
    const char *name;
    struct sent sent;

    if (!words || !ask(rq, &sent, &source, &questions) ||
        !remember(rq->work, &questions, &remembered, &name))
        return false;
    view_text(v, "id", path_text(rq, "id"));
    view_text(v, "file_name", source.file_name);
    view_text(v, "mapping_name",
              rq->body ? form_typed(rq, "name")
              : *name  ? name
                       : source.file_name);
    view_boolean(v, "needs_kind", questions.needs_kind);
    view_boolean(v, "is_remembered", remembered != NULL);
    view_boolean(v, "has_guess", !remembered && has_guess(&questions));
    view_list(v, "headings");
    for (size_t i = 0; i < json_array_size(questions.unknown); i++)
        add_heading(rq, v, words, &questions, i, remembered);
    return true;
}

static bool show_questions(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return add_questions(rq, v) && reply_view(rq, "assets/mapping", v);
}

static json_t *mapping_of(struct work *work, const struct asset_questions *q,
                          const struct answer *answer)
{
    json_t *mapping = json_on_arena(work->arena, json_object());

    for (size_t i = 0; i < json_array_size(q->unknown); i++)
        json_object_set(mapping,
                        json_string_value(json_object_get(json_array_get(q->unknown, i), "folded")),
                        json_on_arena(work->arena, json_string("")));
    for (const char *const *column = answer->columns; *column; column++) {
        char *colon;
        unsigned long place = strtoul(*column, &colon, 10);

        if (*colon == ':' && place < json_array_size(q->unknown))
            json_object_set_new(
                mapping,
                json_string_value(json_object_get(json_array_get(q->unknown, place), "folded")),
                json_string(colon + 1));
    }
    return mapping;
}

static bool answer_questions(struct request *rq)
{
    struct asset_questions questions;
    struct asset_source source;
    struct answer answer;
    struct sent sent;

    if (!read_form(rq, answer_fields, &answer) || !ask(rq, &sent, &source, &questions))
        return false;
    if (answer.kind)
        source.kind = kind_chosen(answer.kind);
    if (questions.needs_kind && source.kind == ASSET_KINDS)
        return fail_field(rq->work, "kind", "資産区分を選択してください。");
    source.mapping = mapping_of(rq->work, &questions, &answer);
    if (json_array_size(questions.unknown) &&
        !db_run(rq->work, SQL_ASSET_MAPPING_SAVE,
                PARAMS(questions.headings_sha256,
                       answer.name         ? answer.name
                       : *source.file_name ? source.file_name
                                           : "貼り付けた表",
                       json_text(rq->work->arena, source.mapping))))
        return false;
    return correct(rq, &source);
}

const struct route asset_import_routes[] = {
    {GET, "/assets/import", show_import, MAY(ASSET_DRAFT), .fields = upload_fields,
     .summary = "Where a sheet of assets is taken in"},
    {POST, "/assets/import", import_file, MAY(ASSET_DRAFT), .form = "assets/import",
     .fields = upload_fields, .body_limit = LIMIT_ASSET_FILE + 64 * 1024, .creates = true,
     .summary = "Take in a sheet (multipart, file: XLSX or CSV) as a correction that changes "
                "nothing yet; where a column is unknown, to the page that asks for it"},
    {GET, "/assets/import/{id}", show_questions, MAY(ASSET_DRAFT), .fields = answer_fields,
     .summary = "What has to be said of a sheet: its unknown headings, its kind"},
    {POST, "/assets/import/{id}", answer_questions, MAY(ASSET_DRAFT), .form = "assets/mapping",
     .form_view = add_questions, .fields = answer_fields, .creates = true,
     .summary = "Say what the columns are (place:field), which is remembered by the headings"},
    {GET, "/assets/paste", show_paste, MAY(ASSET_DRAFT), .fields = paste_fields,
     .summary = "Where rows copied out of a spreadsheet are pasted"},
    {POST, "/assets/paste", import_pasted, MAY(ASSET_DRAFT), .form = "assets/paste",
     .fields = paste_fields, .body_limit = 3 * LIMIT_PASTE, .creates = true,
     .summary = "Take in pasted rows (tabs between cells, headings first) as a correction"},
    ROUTE_END,
};

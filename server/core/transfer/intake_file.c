#include <string.h>

#include "base/crypto.h"
#include "base/work.h"
#include "core/transfer/intake.h"
#include "core/transfer/xlsx.h"
#include "http/body.h"
#include "http/request.h"

/* A workbook keeps lines that only look of something. */
static bool is_blank(const struct csv_record *record)
{
    for (size_t i = 0; i < record->count; i++)
        if (record->cells[i][strspn(record->cells[i], " \t\n")])
            return false;
    return true;
}

static void leave_out_blank(struct csv *csv)
{
    size_t kept = 0;

    for (size_t i = 0; i < csv->count; i++)
        if (!is_blank(&csv->records[i]))
            csv->records[kept++] = csv->records[i];
    csv->count = kept;
}

static const struct csv *sheet_of(struct arena *arena, const struct xlsx *book,
                                  const struct intake_form *form)
{
    const struct csv *first = NULL;

    for (size_t i = 0; i < book->count; i++) {
        struct csv *csv = &book->sheets[i].csv;

        leave_out_blank(csv);
        if (!csv->count)
            continue;
        if (intake_has_columns(arena, form, &csv->records[0]))
            return csv;
        if (!first)
            first = csv;
    }
    return first;
}

static bool read_workbook(struct work *work, const struct form_file *file,
                          const struct intake_form *form, struct csv *out)
{
    const struct csv *sheet;
    struct xlsx book;

    if (!xlsx_read(work, "file", file->bytes, file->length, &book))
        return false;
    sheet = sheet_of(work->arena, &book, form);
    *out = sheet ? *sheet : (struct csv){0};
    out->encoding = "XLSX";
    return true;
}

bool intake_file_read(struct work *work, const struct form_file *file,
                      const struct intake_form *form, struct csv *out)
{
    return xlsx_is(file->bytes, file->length)
               ? read_workbook(work, file, form, out)
               : csv_read_as_is(work, "file", file->bytes, file->length, out);
}

bool intake_file_take(struct request *rq, const struct intake_form *form, struct intake_file *out)
{
    const struct form_body *body = rq->body;
    const struct form_file *file =
        body && body->file_count == 1 && !strcmp(body->files[0].field, "file") ? &body->files[0]
                                                                               : NULL;

    if (!file)
        return fail_field(rq->work, "file", "Excel 又は CSV のファイルを選択してください。");
    out->name = file->filename;
    out->sha256 = crypto_sha256_hex(rq->work->arena, file->bytes, file->length);
    return intake_file_read(rq->work, file, form, &out->csv);
}

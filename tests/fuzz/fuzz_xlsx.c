#include "fuzz.h"

#include "base/limits.h"
#include "core/transfer/xlsx.h"

/* What is read is text within its limits, on lines that the sheet has, in their order. */
static void must_be_sheet(const struct csv *csv)
{
    for (size_t i = 0; i < csv->count; i++) {
        must(csv->records[i].count > 0 && csv->records[i].count <= LIMIT_CSV_CELLS);
        must(csv->records[i].line > (i ? csv->records[i - 1].line : 0));
        for (size_t j = 0; j < csv->records[i].count; j++)
            must_be_text(csv->records[i].cells[j], strlen(csv->records[i].cells[j]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *work = fuzz_work();
    struct xlsx xlsx;

    if (xlsx_read(work, "file", (const char *)data, size, &xlsx)) {
        must(xlsx.count > 0 && xlsx.count <= LIMIT_XLSX_SHEETS);
        for (size_t i = 0; i < xlsx.count; i++)
            must_be_sheet(&xlsx.sheets[i].csv);
    } else {
        must(work->error.code == ERR_INVALID && work->error.fields != NULL);
    }
    arena_free(work->arena);
    return 0;
}

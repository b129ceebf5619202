#include "fuzz.h"

#include "base/limits.h"
#include "core/transfer/csv.h"

/* What is read is text within its limits, on lines that the file has, in their order. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *work = fuzz_work();
    struct csv csv;

    if (csv_read(work, "file", (const char *)data, size, &csv)) {
        must(csv.count <= LIMIT_CSV_RECORDS);
        for (size_t i = 0; i < csv.count; i++) {
            must(csv.records[i].count > 0 && csv.records[i].count <= LIMIT_CSV_CELLS);
            must(csv.records[i].line > (i ? csv.records[i - 1].line : 0));
            for (size_t j = 0; j < csv.records[i].count; j++)
                must_be_text(csv.records[i].cells[j], strlen(csv.records[i].cells[j]));
        }
    } else {
        must(work->error.code == ERR_INVALID && work->error.fields != NULL);
    }
    arena_free(work->arena);
    return 0;
}

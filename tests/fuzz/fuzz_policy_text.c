#include "fuzz.h"

#include "modules/policies/policy_text.h"

static void must_be_printable(const char *text)
{
    must_be_text(text, strlen(text));
}

/* What a reader of the result relies on, whatever the bytes were. */
static void must_be_clause(const struct policy_text *text, size_t index)
{
    const struct policy_clause *clause = &text->clauses[index];

    must(clause->parent >= -1 && clause->parent < (int)index);
    must(clause->level >= 0 && clause->level <= POLICY_LEVELS && clause->line > 0);
    must((clause->level > 0) == (clause->kind == POLICY_TEXT));
    must(clause->code[0] != '\0' && clause->slug[0] != '\0');
    must_be_printable(clause->number);
    must_be_printable(clause->heading);
    must_be_printable(clause->text);
    must((clause->row_count > 0) == (clause->kind == POLICY_TABLE));
    for (size_t row = 0; row < clause->row_count; row++)
        for (size_t cell = 0; cell < clause->rows[row].count; cell++)
            must_be_printable(clause->rows[row].cells[cell]);
}

static void must_be_unique(const struct policy_text *text)
{
    for (size_t i = 0; i < text->count && i < 200; i++)
        for (size_t j = 0; j < i; j++)
            must(strcmp(text->clauses[i].slug, text->clauses[j].slug) != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct policy_text text;
    bool is_good = policy_text_read(arena, (const char *)data, size, &text);

    must(is_good == (text.report.found[POLICY_ERROR] == 0) && (!is_good || text.count > 0));
    for (size_t i = 0; i < text.count; i++)
        must_be_clause(&text, i);
    if (is_good)
        must_be_unique(&text);
    for (size_t i = 0; i < text.report.problem_count; i++)
        must_be_printable(text.report.problems[i].message);
    arena_free(arena);
    return 0;
}

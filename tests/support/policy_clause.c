#include "support/policy_clause.h"

#include <string.h>

#include "support/work_fixture.h"

const struct policy_clause *find_clause(const struct policy_text *text, const char *slug)
{
    for (size_t i = 0; i < text->count; i++)
        if (strcmp(text->clauses[i].slug, slug) == 0)
            return &text->clauses[i];
    return NULL;
}

const struct policy_clause *clause(const struct policy_text *text, const char *slug)
{
    const struct policy_clause *found = find_clause(text, slug);

    if (!found)
        ck_abort_msg("no clause %s", slug);
    return found;
}

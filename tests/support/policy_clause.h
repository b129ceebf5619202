#ifndef TESTS_SUPPORT_POLICY_CLAUSE_H
#define TESTS_SUPPORT_POLICY_CLAUSE_H

#include "modules/policies/policy_text.h"

/* NULL when the text has no such clause. */
const struct policy_clause *find_clause(const struct policy_text *text, const char *slug);

/* A text without the clause fails the test. */
const struct policy_clause *clause(const struct policy_text *text, const char *slug);

#endif

#ifndef MODULES_POLICIES_POLICY_PROBLEM_H
#define MODULES_POLICIES_POLICY_PROBLEM_H

#include "modules/policies/policy_text.h"

/* What a reading of a policy text has to say; bounded, however bad the text is. */
struct policy_problems {
    struct arena *arena;
    struct policy_problem kept[POLICY_SEVERITIES][POLICY_PROBLEMS_SHOWN];
    size_t found[POLICY_SEVERITIES];
};

void policy_problem_add(struct policy_problems *problems, enum policy_severity severity,
                        size_t line, const char *message, ...)
    __attribute__((format(printf, 4, 5)));

/* Writes the problems and their numbers into the report. */
void policy_problem_report(struct policy_problems *problems, struct policy_report *report);

#endif

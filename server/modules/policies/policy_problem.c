#include "modules/policies/policy_problem.h"

#include "base/arena.h"

#include <stdarg.h>

void policy_problem_add(struct policy_problems *problems, enum policy_severity severity,
                        size_t line, const char *message, ...)
{
    size_t index = problems->found[severity]++;
    va_list arguments;

    if (index >= POLICY_PROBLEMS_SHOWN)
        return;
    va_start(arguments, message);
    problems->kept[severity][index] = (struct policy_problem){
        .severity = severity,
        .line = line,
        .message = arena_vprintf(problems->arena, message, arguments),
    };
    va_end(arguments);
}

static size_t copy_shown(struct policy_problems *problems, enum policy_severity severity,
                         struct policy_problem *to)
{
    size_t found = problems->found[severity];
    size_t shown = found < POLICY_PROBLEMS_SHOWN ? found : POLICY_PROBLEMS_SHOWN;

    for (size_t i = 0; i < shown; i++)
        to[i] = problems->kept[severity][i];
    if (found > shown) {
        to[shown] = (struct policy_problem){
            .severity = severity,
            .message = arena_printf(problems->arena, "ほか %zu 件", found - shown),
        };
        shown++;
    }
    return shown;
}

void policy_problem_report(struct policy_problems *problems, struct policy_report *report)
{
    struct policy_problem *all =
        arena_array(problems->arena, POLICY_SEVERITIES * (POLICY_PROBLEMS_SHOWN + 1), sizeof *all);
    size_t count = 0;

    for (int severity = 0; severity < POLICY_SEVERITIES; severity++) {
        count += copy_shown(problems, (enum policy_severity)severity, all + count);
        report->found[severity] = problems->found[severity];
    }
    report->problems = all;
    report->problem_count = count;
}

#include "modules/policies/policy_sequence.h"

#include "base/arena.h"

static const char *printed(const struct policy_outline *outline, int level, unsigned ordinal)
{
    return policy_number_printed(outline->arena, level, ordinal);
}

bool policy_sequence_continues(const struct policy_outline *outline,
                               const struct policy_number *number)
{
    return number->ordinal == outline->last[number->level] + 1 &&
           (number->level == 1 || outline->open[number->level - 1] >= 0);
}

void policy_sequence_check_width(struct policy_outline *outline, const struct policy_number *number,
                                 size_t line)
{
    if (!number->is_half)
        return;
    if (!outline->has_half_numbers)
        policy_problem_add(outline->problems, POLICY_WARNING, line,
                           "半角の番号を全角とみなしました。原本の番号と照合してください");
    outline->has_half_numbers = true;
    if (number->level == 1 && number->ordinal > outline->last_footnote &&
        number->ordinal <= POLICY_FOOTNOTES && outline->is_referred[number->ordinal])
        policy_problem_add(outline->problems, POLICY_ERROR, line,
                           "半角の「%u」が条の番号か注の番号か判別できません。"
                           "条の番号を全角にしてください",
                           number->ordinal);
}

void policy_sequence_check_order(struct policy_outline *outline, const struct policy_number *number,
                                 size_t line)
{
    unsigned last = outline->last[number->level];
    const char *now = printed(outline, number->level, number->ordinal);

    if (number->ordinal == last + 1)
        return;
    if (number->ordinal < 64 && (outline->seen[number->level] >> number->ordinal & 1) != 0)
        policy_problem_add(outline->problems, POLICY_ERROR, line,
                           "番号%sが二つあります。いずれかの番号を修正してください", now);
    else if (number->ordinal <= last)
        policy_problem_add(outline->problems, POLICY_ERROR, line,
                           "%sの後に%sがあります。番号の順序を修正してください",
                           printed(outline, number->level, last), now);
    else
        policy_problem_add(outline->problems, POLICY_ERROR, line,
                           "%sがないまま%sになっています。抜けた番号を補ってください",
                           printed(outline, number->level, last + 1), now);
}

/* The clause above, or the nearest there is; its absence is said once for a run of numbers. */
int policy_sequence_parent(struct policy_outline *outline, const struct policy_number *number,
                           size_t line)
{
    int level = number->level - 1;

    while (level > 0 && outline->open[level] < 0)
        level--;
    if (level < number->level - 1 && outline->open[number->level] < 0)
        policy_problem_add(outline->problems, POLICY_ERROR, line,
                           "%sの上に%sなどの番号がありません。抜けた段の番号を補ってください",
                           printed(outline, number->level, number->ordinal),
                           printed(outline, number->level - 1, 1));
    return level > 0 ? outline->open[level] : -1;
}

void policy_sequence_open(struct policy_outline *outline, const struct policy_number *number)
{
    outline->open[number->level] = (int)outline->count - 1;
    if (number->ordinal > outline->last[number->level])
        outline->last[number->level] = number->ordinal;
    if (number->ordinal < 64)
        outline->seen[number->level] |= (uint64_t)1 << number->ordinal;
    for (int below = number->level + 1; below <= POLICY_LEVELS; below++) {
        outline->open[below] = -1;
        outline->last[below] = 0;
        outline->seen[below] = 0;
    }
    outline->current = (int)outline->count - 1;
}

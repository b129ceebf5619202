#ifndef MODULES_POLICIES_POLICY_SEQUENCE_H
#define MODULES_POLICIES_POLICY_SEQUENCE_H

#include "modules/policies/policy_outline.h"

/*
 * The order of the numbers: which clause is above, which number comes next. A doubled, missing or
 * backward number and a missing level are errors, each said where it shows; reading goes on, so
 * that one reading finds them all.
 */

/* The number is the next at its level, under an open clause. */
bool policy_sequence_continues(const struct policy_outline *outline,
                               const struct policy_number *number);

void policy_sequence_check_width(struct policy_outline *outline, const struct policy_number *number,
                                 size_t line);
void policy_sequence_check_order(struct policy_outline *outline, const struct policy_number *number,
                                 size_t line);

/* The clause above, or the nearest there is, or -1. */
int policy_sequence_parent(struct policy_outline *outline, const struct policy_number *number,
                           size_t line);

/* The last draft is now the clause open at the number's level. */
void policy_sequence_open(struct policy_outline *outline, const struct policy_number *number);

#endif

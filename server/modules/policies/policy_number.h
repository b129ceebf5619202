#ifndef MODULES_POLICIES_POLICY_NUMBER_H
#define MODULES_POLICIES_POLICY_NUMBER_H

#include "modules/policies/policy_character.h"

struct arena;

/* The number a clause begins with: １, （１）, ア, （ア）, ａ; half-width forms count as the same
 * level. */
struct policy_number {
    int level;        /* 1..5 */
    unsigned ordinal; /* from 1; kana in the order of the syllabary, ア 1 … ン 46 */
    bool is_half;     /* written half-width, at least in part */
    struct policy_span printed;
    struct policy_span
        rest; /* behind the number, without blanks; may be empty for （１） and （ア） */
};

bool policy_number_read(struct policy_span line, struct policy_number *out);

/* The number's own part of a code and of a slug: (1) and 1, ウ and u, (サ) and sa, f and f. */
const char *policy_number_code(struct arena *arena, int level, unsigned ordinal);
const char *policy_number_slug(struct arena *arena, int level, unsigned ordinal);

/* As a document prints it, for messages: １, （１）, ア, （ア）, ａ. */
const char *policy_number_printed(struct arena *arena, int level, unsigned ordinal);

#endif

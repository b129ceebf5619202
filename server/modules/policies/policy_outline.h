#ifndef MODULES_POLICIES_POLICY_OUTLINE_H
#define MODULES_POLICIES_POLICY_OUTLINE_H

#include "modules/policies/policy_line.h"
#include "modules/policies/policy_number.h"
#include "modules/policies/policy_problem.h"

/*
 * Inside the reading of a policy text: which line belongs to which clause. Lines are read in order;
 * each begins a clause, a table, a figure or a footnote, or goes on with the clause at hand.
 * Clauses are named from the numbers on the way; their words are joined later (policy_paragraph.h).
 */

enum { POLICY_FOOTNOTES = 99 }; /* a footnote's number has at most two digits */

/* A clause being read. */
struct policy_draft {
    struct policy_clause clause;
    struct policy_span first; /* what its first line says behind the number */
    int head;                 /* its lines, or POLICY_NO_LINE */
    int tail;
    unsigned tables; /* in it so far */
    bool has_children;
};

struct policy_outline {
    struct arena *arena;
    struct policy_lines lines;
    struct policy_problems *problems;

    struct policy_draft *drafts;
    size_t count;
    size_t capacity;

    int open[POLICY_LEVELS + 1];      /* the clause open at each level, or -1 */
    unsigned last[POLICY_LEVELS + 1]; /* the last number at each level */
    uint64_t seen[POLICY_LEVELS + 1]; /* numbers below 64 at each level, as bits */
    int current;                      /* the clause that takes the next line, or -1 */
    int before; /* the line the next one would go on from, or POLICY_NO_LINE */

    bool has_full_tops;                     /* some line begins with １ and a blank */
    bool is_referred[POLICY_FOOTNOTES + 1]; /* a number is glued to a word somewhere */
    unsigned last_footnote;
    unsigned figures;
    bool has_half_numbers;
};

/* Reads all lines into drafts. False if there are too many clauses or none. */
bool policy_outline_read(struct policy_outline *outline) __attribute__((warn_unused_result));

/* A new draft at the end, whose first line is `line`; NULL if there are too many. */
struct policy_draft *policy_outline_add(struct policy_outline *outline, size_t line);

/* Gives a line to a draft. */
void policy_outline_give(struct policy_outline *outline, struct policy_draft *draft, size_t line);

/* Line `index` begins a clause, figure or footnote, if it follows line `before`. */
bool policy_outline_breaks(const struct policy_outline *outline, size_t index, int before);

#endif

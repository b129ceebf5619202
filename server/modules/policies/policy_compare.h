#ifndef MODULES_POLICIES_POLICY_COMPARE_H
#define MODULES_POLICIES_POLICY_COMPARE_H

#include <stddef.h>

struct arena;

/*
 * 新旧対照 (BR-PO-08): what a new text changes against a former one, clause by clause. Pure; about
 * n log n in the number of clauses, whatever the texts hold.
 *
 * Clauses are the same where their slugs are. One whose slug is gone while its very text stands
 * under a new slug has moved; it is not reported as removed and added.
 */
struct policy_passage {
    const char *slug; /* once in its text */
    const char *code;
    const char *text;
};

enum policy_change_kind { POLICY_ADDED, POLICY_REMOVED, POLICY_CHANGED, POLICY_MOVED };

struct policy_change {
    enum policy_change_kind kind;
    const struct policy_passage *before; /* NULL of an added one */
    const struct policy_passage *after;  /* NULL of a removed one */
};

struct policy_passages {
    const struct policy_passage *items;
    size_t count;
};

struct policy_changes {
    const struct policy_change *items; /* in the order of the new text; removed where they stood */
    size_t count;
};

struct policy_changes policy_compare(struct arena *arena, struct policy_passages before,
                                     struct policy_passages after);

/* A text as what it begins and ends with alike with another, and what differs between. */
struct policy_difference {
    const char *head, *changed, *tail; /* never NULL */
};

/* Parts begin and end between characters. */
struct policy_difference policy_difference(struct arena *arena, const char *text,
                                           const char *other);

#endif

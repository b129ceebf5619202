#ifndef MODULES_POLICIES_POLICY_LINE_H
#define MODULES_POLICIES_POLICY_LINE_H

#include "modules/policies/policy_character.h"

struct arena;
struct buffer;
struct policy_problems;

enum { POLICY_NO_LINE = -1 };

/* A line with something on it. */
struct policy_line {
    struct policy_span text; /* without the blanks at its ends */
    size_t number;           /* in the source, from 1 */
    unsigned gap;            /* empty lines before it */
    unsigned columns;
    bool ends_blank; /* a blank before the line break: how an extraction marks a paragraph's end */
    bool indented;
    bool after_feed; /* a form feed came before it */
    int next;        /* following line of the same clause, or POLICY_NO_LINE */
};

struct policy_lines {
    struct policy_line *at;
    size_t count;
    size_t page_numbers; /* lines dropped */
    unsigned usual_gap;
    unsigned wrap;   /* columns of a full line */
    bool marks_ends; /* ends_blank means something in this text */
    bool has_pages;  /* page breaks can be seen */
};

/* False if there are too many lines; the problem is then recorded. The bytes are valid UTF-8. */
bool policy_lines_read(struct arena *arena, struct policy_span text,
                       struct policy_problems *problems, struct policy_lines *out)
    __attribute__((warn_unused_result));

/* A new page begins with line `index`. */
bool policy_line_begins_page(const struct policy_lines *lines, size_t index);

/* The line ends a sentence or a quoted title. */
bool policy_line_ends_sentence(const struct policy_line *line);

/* The line was broken for width only: what follows belongs to the same sentence. */
bool policy_line_is_broken(const struct policy_lines *lines, const struct policy_line *line);

/* A paragraph ends between two lines of the same clause that follow one another. */
bool policy_line_ends_paragraph(const struct policy_lines *lines, const struct policy_line *line,
                                const struct policy_line *next);

/* Appends a piece to what stands in the buffer, as if the line had not been broken. */
void policy_line_join(struct buffer *buffer, struct policy_span piece);

#endif

#ifndef VIEW_TEMPLATE_TAG_H
#define VIEW_TEMPLATE_TAG_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Where the tags of a template are, and how each stands in its line; what they mean is the
 * compiler's work. Private to the template engine.
 */
enum { DELIMITER_MAX = 16 };

struct span {
    const char *at;
    size_t length;
};

struct scanner {
    const char *at, *end;
    const char *line;   /* where the line of `at` begins */
    bool line_is_blank; /* no tag stands in it before `at` */
    char open[DELIMITER_MAX + 1], close[DELIMITER_MAX + 1];
};

/* The parts of one tag, from its opening delimiter to behind its closing one. */
struct tag {
    const char *at, *after;
    char sigil; /* 0: a plain name */
    struct span content;
    bool blank_before; /* in its line */
    bool line_ends;    /* after it, save for blanks */
    bool alone;        /* in its line, which then leaves no trace */
    const char *rest;  /* where the next line begins if line_ends */
};

/* The next opening delimiter; NULL: there is none. */
const char *scan_next(const struct scanner *scanner);

/* Reads the tag that begins at `at`; false: it has no end. */
bool scan_tag(const struct scanner *scanner, const char *at, struct tag *tag);

/*
 * Finds out how the tag stands in its line, and moves scanner->line there. What stands beside a
 * block is `ignored` directly within a parent tag.
 */
void scan_place(struct scanner *scanner, struct tag *tag, bool ignored);

/* Goes on behind the tag, or with the next line where the tag stood alone. */
void scan_past(struct scanner *scanner, const struct tag *tag);

/* Takes what stands between = and =; false: that is no pair of delimiters. */
bool scan_delimiters(struct scanner *scanner, struct span content);

size_t scan_blanks(const struct scanner *scanner, const char *at);

bool is_blank(char c); /* space or tab */
bool is_space(char c); /* or the end of a line */
struct span span_trim(struct span span);
bool span_equal(struct span a, struct span b);

#endif

#ifndef MODULES_POLICIES_POLICY_TEXT_H
#define MODULES_POLICIES_POLICY_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * From the plain text of a policy, as extracted from its PDF, to its clauses. Pure: no database, no
 * clock, no files. Everything returned lives on the arena; the input is not kept.
 *
 * What the text looks like: １ heading / （１） / ア / （ア） / ａ, five levels, each number at the
 * start of a line; a table is a line of three or more column names and rows below it; a figure is a
 * line that begins with ■ and holds 図; a footnote begins with a half-width number at the start of
 * a line.
 *
 * Paragraphs. A line that was broken for width is joined with the next. Where at least a fifth of
 * the lines end in a blank (this is how an extraction marks the end of a paragraph), a paragraph
 * ends at such a line if it also ends in 。」』＞ or is clearly shorter than the usual line; in
 * other texts at every line that ends so or is shorter. The blanks at both ends of a line are
 * dropped, those within are kept as printed; two Latin words joined get one blank between them.
 *
 * Heading. The first paragraph of a clause is its heading if it is no sentence (no 。 at the end),
 * at most 80 characters long, and a paragraph or a lower clause follows; a top-level clause has its
 * heading even alone. Otherwise it is text.
 *
 * A footnote's number glued to a word becomes [^n] there, once; other digits stay as printed.
 *
 * Half-width numbers count as full-width ones, with a warning; where one could as well begin a
 * footnote that is an error. Lines with a page number only are dropped and counted; control
 * characters become blanks. A line behind a table or figure without a number belongs to the clause
 * the table or figure stands in.
 */

enum policy_kind {
    POLICY_TEXT,
    POLICY_TABLE,
    POLICY_FIGURE,
    POLICY_FOOTNOTE,
};

enum policy_severity {
    POLICY_ERROR,    /* the text must not be stored */
    POLICY_WARNING,  /* stored, but somebody should look */
    POLICY_UNPLACED, /* found, but not read into any clause as what it is */
    POLICY_SEVERITIES
};

struct policy_row {
    const char **cells; /* never NULL, may be "" */
    size_t count;       /* of the header's, or 1 where the columns could not be told apart */
};

struct policy_clause {
    const char *code; /* 7(1)ウ(サ), 7(2)ア(イ)表, 注1, 推進体制図 */
    const char *slug; /* 7.1.u.sa, 7.2.a.i.table, fn1, chart; unique where there is no error */
    const char
        *number; /* as printed: ７, （１）, ア, （ア）, ａ; footnote 1; "" for table, figure */
    const char *heading; /* may be "" */
    const char *text;    /* paragraphs (figure: boxes) separated by '\n'; may be "" */
    enum policy_kind kind;
    int level;  /* 1..5; 0 for table, figure, footnote */
    int parent; /* index of an earlier clause, or -1; of a footnote: the clause that refers to it */
    const struct policy_row *rows; /* of a table: the header first */
    size_t row_count;
    size_t line; /* in the source, from 1 */
};

struct policy_problem {
    enum policy_severity severity;
    size_t line;         /* in the source, from 1; 0: the whole text */
    const char *message; /* Japanese, says what to do; without the line number */
};

enum {
    POLICY_LEVELS = 5,
    POLICY_PROBLEMS_SHOWN = 50, /* of each severity; one more line then counts the rest */
};

struct policy_report {
    size_t levels[POLICY_LEVELS + 1]; /* clauses by level, [0] unused */
    size_t footnotes;
    size_t tables;
    size_t figures;
    size_t page_numbers;                   /* lines dropped because they hold a page number only */
    size_t found[POLICY_SEVERITIES];       /* all, shown or not */
    const struct policy_problem *problems; /* errors, warnings, unplaced, each in order of lines */
    size_t problem_count;
};

struct policy_text {
    const struct policy_clause *clauses; /* in order of the document, then the footnotes */
    size_t count;
    struct policy_report report;
};

/*
 * False if the text has errors: then nothing of it may be stored and the report says why. The
 * clauses read so far are there in both cases, for a preview. At most LIMIT_POLICY_TEXT bytes,
 * LIMIT_POLICY_LINES lines and LIMIT_POLICY_CLAUSES clauses; linear in the length.
 */
bool policy_text_read(struct arena *arena, const char *bytes, size_t length,
                      struct policy_text *out) __attribute__((warn_unused_result));

#endif

#ifndef VIEW_FORMATTER_H
#define VIEW_FORMATTER_H

#include "view/view.h"

struct buffer;

/*
 * What stands after the bar in a template. Each turns a value into Japanese words or safe HTML:
 *
 *   date        2026年（令和8年）11月22日          (BR-CA-03), inside <time datetime=…>
 *   plain_date  the same as text: for titles
 *   day         2026/11/22, inside <time …>        for tables; both take instants, in Asia/Tokyo
 *   moment      2026年11月22日 9時05分, in Asia/Tokyo, inside <time …>
 *   appointment 2026年（令和8年）11月22日（日） 9時05分: when people are asked to come; likewise
 *   time        9時05分: until when, on the day that was just said; likewise
 *   label       the word of the label table for "<name>.<value>"
 *   words       an object of one member, {"kind": "section"}: its word of the label table; else a
 *               day or an instant as people write it, ＊＊＊ of a secret, （なし） of null
 *   paragraphs  text whose paragraphs are separated by '\n' → <p>…</p>
 *   clause      like paragraphs; the token [^1] becomes a link to footnote 1
 *   inline_clause  the same without <p>: for headings
 *   plain_clause  the same as text, without the tokens: for titles and for words within a link
 *   count       1,234; of a list, how many items it has
 *   segment     percent-encoded as one path segment or query value
 *   markdown    as view/markdown.h says: what the secretariat writes into minutes
 *
 * What a formatter cannot read (no date, a code without a word) is shown as it is; null shows
 * nothing and calls no formatter. `member` is the last part of the name, for {{.}} that of the
 * section around it. Numbers and booleans come with their text set.
 */
struct formatter {
    const char *name;
    bool writes_html; /* its output is not escaped again */
    void (*format)(struct value value, const char *member, struct buffer *out);
};

/* NULL: no such formatter. */
const struct formatter *formatter_find(const char *name, size_t length);

#endif

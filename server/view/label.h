#ifndef VIEW_LABEL_H
#define VIEW_LABEL_H

/*
 * The one table of words: server/view/labels.tsv, embedded. A key is "<field>.<code>"
 * ("publicity.non_public" → 非公開); column headings are "column.<name>".
 */
const char *label_find(const char *field, const char *code); /* NULL: none */

#endif

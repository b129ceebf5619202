#ifndef MODULES_EXCEPTIONS_EXCEPTION_LIST_H
#define MODULES_EXCEPTIONS_EXCEPTION_LIST_H

#include <stdbool.h>

#include "http/paging.h"

struct arena;
struct request;
struct view;

/* What the ledger was asked for: each NULL where it is left open (exception_list.sql). */
struct exceptions_asked {
    const char *fiscal_year, *unit, *kind, *status, *attention, *q, *sort;
    const char *clause, *document, *slug; /* standard_basic/8.1, and its two parts */
    const char *units;                    /* a bigint[] literal: the section, or of a department */
    const char *patterns;                 /* of the words of q; NULL: nothing is looked for */
    const char *bigrams, *characters;     /* of its words of two characters and more, and of one */
    struct paging paging;
};

/* What a list can be narrowed to because it wants looking after; NULL at the end. */
extern const char *const exception_attentions[];

/* Reads the address; a field error for what no list has. */
bool exceptions_asked(struct request *request, struct exceptions_asked *asked)
    __attribute__((warn_unused_result));

/* All of it instead of a page. */
void exceptions_whole(struct arena *arena, struct exceptions_asked *asked);

/*
 * The requests asked for, in their order: `ids` as a bigint[] literal (with one more than the page
 * holds, where there is one), how many there are, and the list `statuses` of the view:
 * {status, requests, is_counted, is_current, is_late}; the first, without status, is all of them.
 *
 * Words that more than 10,000 have are not counted: `requests` is null then, and where the page is
 * not all there is, `total` what is known and `paging` says that it is the least.
 */
bool exceptions_find(struct request *request, struct view *view, struct exceptions_asked *asked,
                     const char **ids, const char **total) __attribute__((warn_unused_result));

#endif

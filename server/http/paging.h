#ifndef HTTP_PAGING_H
#define HTTP_PAGING_H

#include <stdbool.h>

struct request;
struct rows;
struct view;

/*
 * Lists page by page, by key: ?after= names the last item of the page before, ?limit= how many
 * (1–200, 50). A statement takes both as parameters (`after` may be NULL, `rows` is one more than
 * the page holds; both NULL for a list that leaves as a file, which is whole) and gives each row
 * the column _total, counted to 10,001.
 */
struct paging {
    const char *after;
    const char *rows; /* as a parameter: how many to ask for, NULL: all */
    int size;         /* rows of a page, 0: all */
    bool is_minimum;  /* _total was not counted to its end */
};

/* A bad limit is a field error. */
struct paging paging_read(struct request *request);

/*
 * Adds the list `items`, `total` (at most 10,000, then `total_is_minimum`, as where it says so) and
 * `next`: the address of the page after this, or null. `key` is the column that ?after= names.
 */
void paging_view(struct request *request, struct view *view, const struct paging *paging,
                 const struct rows *rows, const char *key);

#endif

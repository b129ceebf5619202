#ifndef MODULES_ASSETS_ASSET_LIST_H
#define MODULES_ASSETS_ASSET_LIST_H

#include <stdbool.h>

#include "http/paging.h"

struct arena;
struct request;
struct rows;
struct view;

/* What the register was asked for: each NULL where it is left open (asset_list.sql). */
struct assets_asked {
    const char *kind, *unit, *status, *importance, *confidentiality, *personal_info, *segment,
        *attention, *q, *sort;
    const char *units;            /* a bigint[] literal: the section, or of a department */
    const char *patterns, *grams; /* of the words of q; NULL: nothing is looked for */
    struct paging paging;
};

extern const char *const asset_list_query[]; /* the parameters, with those of a page */

/* Reads the address; a field error for what no list has. */
bool assets_asked(struct request *request, struct assets_asked *asked)
    __attribute__((warn_unused_result));

/* What was asked for, for the form, the words above the list and the links that keep it. */
void assets_view_asked(struct view *view, const struct assets_asked *asked);

/* What stands behind /assets? for this list. */
const char *assets_query(struct arena *arena, const struct assets_asked *asked);

/* All of it instead of a page: one row more than `most`, beyond which it is refused. */
void assets_whole(struct request *request, struct assets_asked *asked, int most);

/*
 * The assets asked for, in their order: column `id` of the first `found` rows (with one more than
 * the page holds, where there is one), how many there are, and the list `kinds` of the view:
 * {asset_kind, assets, is_counted, is_current}; the first, without a kind, is all of them.
 *
 * Words that more than 10,000 have are not counted: `assets` is null then, and where the page is
 * not all there is, `total` what is known and `paging` says that it is the least.
 */
struct assets_found {
    const struct rows *rows;
    int found;
    const char *total;
};
bool assets_find(struct request *request, struct view *view, struct assets_asked *asked,
                 struct assets_found *found) __attribute__((warn_unused_result));

/* The ids of `count` of them from the one at `first` on, as a bigint[] literal. */
const char *assets_ids(struct request *request, const struct assets_found *found, int first,
                       int count);

/*
 * The whole list of the address as a literal of ids: LIMIT_CSV_RECORDS at most, and one more where
 * there are more; `count` is how many these are.
 */
bool assets_listed(struct request *request, const char **ids, int *count)
    __attribute__((warn_unused_result));

#endif

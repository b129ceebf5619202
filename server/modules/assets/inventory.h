#ifndef MODULES_ASSETS_INVENTORY_H
#define MODULES_ASSETS_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "http/route.h"

struct form_file;
struct request;
struct view;
struct work;

/*
 * 棚卸し (BR-AS-08): opened once a fiscal year, every section marks the list of what it had on the
 * day of reference, its head submits, the secretariat accepts. What holds whoever writes is in
 * migration 0057 (inventory_transition and the triggers).
 */
extern const struct route inventory_routes[];         /* the checks, their progress */
extern const struct route inventory_section_routes[]; /* one section's list */

/* `inventory_tasks`: what the check asks of the viewer of a home page. */
void inventory_view_home(struct view *view);

/* 棚卸し and changes of the sample city, after its register. */
bool inventory_sample(struct work *work, int shift) __attribute__((warn_unused_result));

/* One section of one check. */
struct inventory {
    const char *id, *fiscal_year, *unit, *name; /* unit: its code */
    const char *by, *at;                        /* who changed it last */
    long version;
    bool is_own, may_mark;
};

/* The list of the path's {fiscal_year} and {unit_code}; ERR_NOT_FOUND for who may not see it. */
bool inventory_of_path(struct request *request, struct inventory *inventory)
    __attribute__((warn_unused_result));

/* What was typed of the rows of a list, column by column; NULL-terminated, on the arena. */
struct inventory_marks {
    const char **numbers, **results, **notes, **versions;
    size_t count, room;
    bool confirms_rest; /* what has no result is confirmed */
};

void inventory_marks_begin(struct request *request, struct inventory_marks *marks);

/* Field errors for a result that is none, and for a note that is too long. */
bool inventory_marks_add(struct request *request, struct inventory_marks *marks, const char *number,
                         const char *result, const char *note, const char *version)
    __attribute__((warn_unused_result));

/* The rows of the body: a form's fields result-S-0012, or the JSON list `items`. */
bool inventory_marks_read(struct request *request, struct inventory_marks *marks)
    __attribute__((warn_unused_result));

/* Codes of what may be written of an asset, NULL-terminated. */
extern const char *const inventory_results[];

/* The rows of the file that was sent, with the columns 管理番号, 結果, 備考 and, where it is there,
 * 版. */
bool inventory_sheet_read(struct request *request, struct inventory_marks *marks)
    __attribute__((warn_unused_result));

/*
 * All of them in one go, or none: ERR_STALE with who and when where another person was first,
 * ERR_INVALID for what is not in the list. `field` is where such errors belong.
 */
bool inventory_marks_save(struct request *request, const struct inventory *inventory,
                          const struct inventory_marks *marks, const char *field)
    __attribute__((warn_unused_result));

#endif

#ifndef MODULES_CONTRACTORS_CONTRACT_H
#define MODULES_CONTRACTORS_CONTRACT_H

#include <stdbool.h>

struct request;
struct rows;
struct work;

/* What the handlers of contractors, contracts and records share. */

/* The contractor as a form shows it, locked where it is about to be changed. */
bool contractor_find(struct request *request, bool is_to_change, const char **id,
                     const struct rows **row) __attribute__((warn_unused_result));

/*
 * The contract of the path, for who keeps it: not found, not one's own (ERR_FORBIDDEN) and taken
 * back (ERR_CONFLICT) are errors. `is_to_change` locks it.
 */
bool contract_find(struct request *request, bool is_to_change, const char **id,
                   const struct rows **row) __attribute__((warn_unused_result));

/* Nobody writes over what he has not seen. */
bool contractor_is_fresh(struct work *work, const struct rows *row, long version)
    __attribute__((warn_unused_result));

/* What a field shows: as typed, before anything was typed as stored in `row` (NULL: ""). */
const char *contractor_shown(const struct request *request, const char *name,
                             const struct rows *row);

/* "" for NULL: what stays empty is stored so. */
const char *contractor_text(const char *text);

#endif

#ifndef MODULES_ASSETS_ASSET_FORM_H
#define MODULES_ASSETS_ASSET_FORM_H

#include <jansson.h>
#include <stdbool.h>

#include "modules/assets/asset.h"

struct request;
struct view;
struct work;

enum asset_act { ASSET_SAVE = 1, ASSET_REGISTER };

/* What the form sends: the asset itself (first, for asset_fields), and why and since when. */
struct asset_written {
    struct asset_form asset;
    const char *unit, *reason, *actual_change_on; /* unit: code of a new asset's section */
    int kind;                                     /* enum asset_kind + 1, 0: not said */
    int act;
    long version;
};

/* asset_fields and those beside them. */
extern struct field asset_written_fields[];

/*
 * What was written as an entry of a correction: references looked up, levels filled from the chosen
 * answer where they were left to it, and nothing that the viewer may not write. `asset` NULL: a new
 * one, of the section `unit` (an id).
 */
bool asset_written_entry(struct work *work, const struct asset_written *written,
                         const struct asset *asset, const char *unit, struct asset_entry *entry)
    __attribute__((warn_unused_result));

/* The form of a new asset, and of one that is there, as their pages show them. */
bool asset_new_view(struct request *request, struct view *view) __attribute__((warn_unused_result));
bool asset_edit_view(struct request *request, struct view *view)
    __attribute__((warn_unused_result));

#endif

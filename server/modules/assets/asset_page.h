#ifndef MODULES_ASSETS_ASSET_PAGE_H
#define MODULES_ASSETS_ASSET_PAGE_H

#include <jansson.h>
#include <stdbool.h>

#include "modules/assets/asset.h"

struct field;
struct request;
struct rows;
struct view;
struct work;

/* The page of an asset, also shown again with what was typed on it (template assets/show). */
bool asset_page_view(struct request *request, struct view *view)
    __attribute__((warn_unused_result));

/*
 * What is held of an asset as far as the viewer may know it: {name: value} by the names of the form
 * and in its order, for the fields of its kind alone. `words`: of what it refers to (columns
 * operator, contractor, preset) and the levels of the chosen answer.
 */
bool asset_held(struct work *work, const struct asset *asset, json_t **held,
                const struct rows **words) __attribute__((warn_unused_result));

/* The text of a value as a form has it: "true" and "" for a boolean; NULL: none. */
const char *asset_held_text(struct work *work, const json_t *value);

/* Reading addresses leaves a row in the operation log. */
void asset_trace_restricted(struct request *request, const struct asset *asset, const json_t *held);

/* `open`: what the viewer may do with the asset now, with a form each where a page is shown. */
bool asset_view_steps(struct request *request, struct view *view, const struct asset *asset)
    __attribute__((warn_unused_result));

/* `attachments`, and `attaching`: whether another may be added. */
void asset_view_attachments(struct request *request, struct view *view, const struct asset *asset);

#endif

#ifndef MODULES_ASSETS_DISPOSAL_H
#define MODULES_ASSETS_DISPOSAL_H

#include <stdbool.h>

struct request;
struct rows;
struct view;

/*
 * The disposal of the path's {disposal_no} with its version; ERR_NOT_FOUND where there is none or
 * the viewer may not know of it, which is noted in the operation log.
 */
bool disposal_of_path(struct request *request, const struct rows **disposal)
    __attribute__((warn_unused_result));

/* What the page of a disposal shows, with the forms of its acts. */
bool disposal_page_view(struct request *request, struct view *view);

#endif

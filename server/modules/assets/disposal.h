#ifndef MODULES_ASSETS_DISPOSAL_H
#define MODULES_ASSETS_DISPOSAL_H

#include <stdbool.h>

struct request;
struct rows;

/*
 * The disposal of the path's {disposal_no} with its version; ERR_NOT_FOUND where there is none or
 * the viewer may not know of it, which is noted in the operation log.
 */
bool disposal_of_path(struct request *request, const struct rows **disposal)
    __attribute__((warn_unused_result));

#endif

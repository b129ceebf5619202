#ifndef MODULES_COMMITTEES_MINUTES_H
#define MODULES_COMMITTEES_MINUTES_H

#include <stdbool.h>

struct meeting;
struct request;

/*
 * The meeting of the path's {id} for whoever may see its record or is to confirm its minutes,
 * ERR_NOT_FOUND for others. *may_read: the minutes too, which say what each member said.
 */
bool minutes_of_path(struct request *request, struct meeting *meeting, bool *may_read)
    __attribute__((warn_unused_result));

#endif

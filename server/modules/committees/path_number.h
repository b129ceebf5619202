#ifndef MODULES_COMMITTEES_PATH_NUMBER_H
#define MODULES_COMMITTEES_PATH_NUMBER_H

#include <stdbool.h>

struct request;

/* A number of the path as a parameter; what is none is ERR_NOT_FOUND. */
bool path_number(struct request *request, const char *name, const char **number)
    __attribute__((warn_unused_result));

/* Whether a text is such a number. */
bool is_number(const char *text);

#endif

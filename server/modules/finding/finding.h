#ifndef MODULES_FINDING_FINDING_H
#define MODULES_FINDING_FINDING_H

#include "http/route.h"

/* /search, over all subjects. */
extern const struct route finding_routes[];

#endif

#ifndef MODULES_HOME_HOME_H
#define MODULES_HOME_HOME_H

#include "http/route.h"

/* "/": the public front page, or, for who is signed in, their own. */
extern const struct route home_routes[];

#endif

#ifndef ROUTES_H
#define ROUTES_H

#include "core/access/gate.h"

/* The navigation, in the order of domain section 5. */
extern const struct menu_entry all_menu[];

#endif

#ifndef MODULES_HELP_HELP_H
#define MODULES_HELP_HELP_H

#include "http/route.h"

/* 使い方 and アクセシビリティ: pages that show only text, and whom to call about an incident. */
extern const struct route help_routes[];

#endif

#ifndef DB_RESULT_H
#define DB_RESULT_H

#include <libpq-fe.h>

#include "base/rows.h"

struct arena;

/* The rows of a result where they lie: they live as long as both the result and the arena. */
void result_rows(struct arena *arena, const PGresult *result, struct rows *rows);

#endif

#ifndef DB_STATEMENT_H
#define DB_STATEMENT_H

#include "db/db.h"

/*
 * For tests of the border itself: run SQL that is no named statement, and know constraints that are
 * in no migration. Production code has neither.
 *
 * A text must stay where it is as long as the pool lives: its address is its identity among the
 * prepared statements of a connection.
 */
struct query *db_queue_text(struct work *work, const struct statement_text *text,
                            struct params params);

struct constraint_error;
void db_know_constraints_for_tests(const struct constraint_error *more);

#endif

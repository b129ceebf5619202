#include "core/auth/auth_jobs.h"

#include "db/db.h"

bool auth_sweep(struct work *work)
{
    static const char at_most[] = "1000";

    db_queue(work, SQL_SESSION_SWEEP, PARAMS(at_most));
    db_queue(work, SQL_THROTTLE_SWEEP, PARAMS(at_most));
    return db_run(work, SQL_IDEMPOTENCY_SWEEP, PARAMS(at_most));
}

#include "core/audit/audit.h"

#include "db/db.h"

bool audit_note(struct work *work, const struct audit_entry *entry)
{
    return db_run(
        work, SQL_AUDIT_NOTE,
        PARAMS(entry->action, entry->object_type, entry->object_id, entry->reason, entry->login));
}

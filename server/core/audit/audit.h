#ifndef CORE_AUDIT_AUDIT_H
#define CORE_AUDIT_AUDIT_H

#include <stdbool.h>

struct work;

/*
 * The operation log (操作記録, domain 3.11). Changes of tables are written by triggers in the act's
 * own transaction; this is for what changes no table: signing in, a refusal, a reading that must
 * leave a trace. Who, when, where from and in which role come from the transaction's beginning
 * (core/access/begin.h).
 */
struct audit_entry {
    const char *action; /* one that audit_log_action_known lists */
    const char *object_type;
    const char *object_id;
    const char *reason; /* a code or words; NULL: none */
    const char *login;  /* NULL: that of who acts; else as typed by somebody unknown */
};

/* Inside the caller's transaction. Never with a secret in any member. */
bool audit_note(struct work *work, const struct audit_entry *entry)
    __attribute__((warn_unused_result));

#endif

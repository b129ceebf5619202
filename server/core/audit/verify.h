#ifndef CORE_AUDIT_VERIFY_H
#define CORE_AUDIT_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

struct db_pool;
struct work;

/*
 * What a verification of the operation log found. Links are checked from the first on, and the
 * first bad one ends it. A chain that was rewritten as a whole is consistent in itself: then the
 * anchors tell between which two the first bad link lies (first_bad_seq…last_bad_seq).
 */
struct audit_report {
    int64_t after;    /* seq of the link before the first that was checked, 0: from the beginning */
    int64_t verified; /* links that hold */
    int64_t anchors;  /* that hold */
    int64_t unsealed; /* rows at the end that wait for the sealer */
    int64_t evidence; /* tables whose rows are what the log says of them */
    bool is_broken;
    int64_t first_bad_seq; /* 0: the fault is in no link */
    int64_t last_bad_seq;
    int64_t audit_id;   /* of the bad row, 0: unknown */
    const char *reason; /* English */
    const char *reason_ja;
};

/*
 * The log, and by it the tables of evidence (evidence_table): a row that was changed, slipped in or
 * taken away beside the portal is named. True when it could be carried out, whatever it found. Runs
 * beside a working portal. Own read-only transaction.
 */
bool audit_verify(struct work *work, struct db_pool *pool, const char *anchor_path,
                  struct audit_report *report) __attribute__((warn_unused_result));

/*
 * The same for the last `links` links, the rows that came after them and the anchors of that
 * stretch: what a request has time for. The link before the stretch is taken as it is.
 */
bool audit_verify_recent(struct work *work, struct db_pool *pool, const char *anchor_path,
                         int64_t links, struct audit_report *report)
    __attribute__((warn_unused_result));

#endif

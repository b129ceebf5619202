#include "core/audit/verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/error.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/begin.h"
#include "core/audit/anchor.h"
#include "core/audit/seal.h"
#include "db/db.h"

static const char batch_size[] = "500";

struct verification {
    struct audit_report *report;
    struct anchors anchors;
    size_t next_anchor;
    int64_t seq;               /* of the last link that holds */
    char hash[SHA256_HEX + 1]; /* of that link */
    int64_t anchored;          /* seq of the last anchor that holds */
    int64_t row_id;            /* of the last row of the log seen */
    int64_t stretch;           /* how many links, 0: all */
    bool is_end;
};

struct link {
    int64_t seq;
    int64_t audit_id;
    const char *canonical;
    const char *hash;
    const char *row; /* canonical text of the row now, NULL: gone */
};

/* What is wrong: false, so that a chain of checks ends here. */
static bool broken(struct audit_report *report, int64_t seq, int64_t audit_id, const char *reason,
                   const char *reason_ja)
{
    report->is_broken = true;
    report->first_bad_seq = report->last_bad_seq = seq;
    report->audit_id = audit_id;
    report->reason = reason;
    report->reason_ja = reason_ja;
    return false;
}

/* The chain holds in itself but not against what was written down at the time. */
static bool broken_since_anchor(struct verification *v, int64_t seq, const char *reason,
                                const char *reason_ja)
{
    broken(v->report, v->anchored + 1, 0, reason, reason_ja);
    v->report->last_bad_seq = seq;
    return false;
}

static bool check_anchor(struct verification *v, const struct link *link)
{
    for (; v->next_anchor < v->anchors.count; v->next_anchor++) {
        const struct anchor *anchor = &v->anchors.items[v->next_anchor];

        if (anchor->seq > link->seq)
            return true;
        if (strcmp(anchor->hash, link->hash))
            return broken_since_anchor(
                v, link->seq, "the chain was rewritten: it differs from the anchor",
                "操作記録の連鎖が書き換えられています（控えの値と一致しません）。");
        v->anchored = anchor->seq;
        v->report->anchors++;
    }
    return true;
}

static bool check_link(struct work *work, struct verification *v, const struct link *link)
{
    struct audit_report *report = v->report;

    if (link->seq != v->seq + 1)
        return broken(report, v->seq + 1, 0, "the link is missing",
                      "操作記録の連鎖に欠落があります。");
    if (strcmp(link->hash, audit_link(work->arena, v->hash, link->canonical)))
        return broken(report, link->seq, link->audit_id,
                      "the hash does not follow from the link before and the text",
                      "操作記録の連鎖の値が、直前の値及び記録の内容と一致しません。");
    if (!link->row)
        return broken(report, link->seq, link->audit_id, "the row is gone",
                      "操作記録が削除されています。");
    if (strcmp(link->row, link->canonical))
        return broken(report, link->seq, link->audit_id, "the row was changed",
                      "操作記録が書き換えられています。");
    if (!check_anchor(v, link))
        return false;
    v->seq = link->seq;
    memcpy(v->hash, link->hash, sizeof v->hash);
    report->verified++;
    return true;
}

/* Rows come by id, links by seq. */
static const char *find_row(const struct rows *rows, int64_t id)
{
    int low = 0, high = rows->count;

    while (low < high) {
        int middle = low + (high - low) / 2;
        int64_t here = rows_integer(rows, middle, "id");

        if (here == id)
            return rows_text(rows, middle, "canonical");
        if (here < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* The rows of these links as they are now; a row that is gone is not among them. */
static const struct rows *rows_of_links(struct work *work, const struct rows *links)
{
    const char **ids = arena_array(work->arena, (size_t)links->count + 1, sizeof *ids);

    for (int i = 0; i < links->count; i++)
        ids[i] = rows_text(links, i, "audit_id");
    return db_take(work, SQL_AUDIT_CANONICAL, PARAMS(text_array_literal(work->arena, ids)));
}

static struct link link_at(const struct rows *links, const struct rows *rows, int i)
{
    int64_t id = rows_integer(links, i, "audit_id");

    return (struct link){
        .seq = rows_integer(links, i, "seq"),
        .audit_id = id,
        .canonical = rows_text(links, i, "canonical"),
        .hash = rows_text(links, i, "hash"),
        .row = find_row(rows, id),
    };
}

static bool check_links(struct work *work, void *context)
{
    struct verification *v = context;
    const struct rows *links, *rows;

    access_begin_work(work, "cli:audit-verify");
    links = db_take(work, SQL_AUDIT_SEALS_AFTER,
                    PARAMS(arena_printf(work->arena, "%" PRId64, v->seq), batch_size));
    if (!links || !(rows = rows_of_links(work, links)))
        return false;
    v->is_end = links->count == 0;
    for (int i = 0; i < links->count && !v->report->is_broken; i++) {
        struct link link = link_at(links, rows, i);

        check_link(work, v, &link);
    }
    return true;
}

/* What the chain cannot show: rows that never came into it. */
static bool check_rows(struct work *work, void *context)
{
    struct verification *v = context;
    const struct rows *rows;

    access_begin_work(work, "cli:audit-verify");
    rows = db_take(work, SQL_AUDIT_ROWS_AFTER,
                   PARAMS(arena_printf(work->arena, "%" PRId64, v->row_id), batch_size));
    if (!rows)
        return false;
    v->is_end = rows->count == 0;
    for (int i = 0; i < rows->count && !v->report->is_broken; i++) {
        v->row_id = rows_integer(rows, i, "id");
        if (rows_boolean(rows, i, "is_pending") && !rows_boolean(rows, i, "is_sealed"))
            v->report->unsealed++;
        else if (!rows_boolean(rows, i, "is_sealed"))
            broken(v->report, 0, v->row_id, "the row is neither in the chain nor waiting for it",
                   "連鎖にも、連鎖への追加待ちにも含まれない操作記録があります。");
    }
    return true;
}

/* An unsealed row that was deleted leaves its place in the queue. */
static bool check_queue(struct work *work, void *context)
{
    struct verification *v = context;
    const struct rows *orphan;

    access_begin_work(work, "cli:audit-verify");
    orphan = db_take(work, SQL_AUDIT_PENDING_ORPHAN, PARAMS());
    v->is_end = true;
    if (orphan && orphan->count)
        broken(v->report, 0, rows_integer(orphan, 0, "id"),
               "a row that waited for the chain is gone",
               "連鎖に追加する前の操作記録が削除されています。");
    return orphan != NULL;
}

/*
 * Stretch by stretch, each in a unit of work of its own: a log of years does not fit into one
 * arena.
 */
static bool walk(struct work *work, struct db_pool *pool,
                 bool (*check)(struct work *work, void *context), struct verification *v)
{
    for (v->is_end = false; !v->is_end && !v->report->is_broken;) {
        struct work *step = work_new();
        bool is_done = db_transaction(step, pool, DB_READ, check, v);
        enum error_code code = step->error.code;

        work_free(step);
        if (!is_done)
            return fail(work, code, NULL);
    }
    return true;
}

static void check_last_anchor(struct verification *v)
{
    struct audit_report *report = v->report;

    if (!report->is_broken && v->next_anchor < v->anchors.count) {
        broken(report, v->seq + 1, 0, "the tail was cut: an anchor lies beyond the last link",
               "操作記録の連鎖の末尾が削除されています（控えには続きがあります）。");
        report->last_bad_seq = v->anchors.items[v->anchors.count - 1].seq;
    }
    if (!report->is_broken && v->anchors.damaged_line)
        broken(report, 0, 0, "a line of the anchor file is no anchor",
               "控えのファイルに読み取れない行があります。");
}

static bool unreadable(struct work *work, const char *anchor_path)
{
    return fail(work, ERR_INTERNAL, "控えのファイル %s を読み取れません。", anchor_path);
}

static bool check_all(struct work *work, struct db_pool *pool, struct verification *v)
{
    if (!walk(work, pool, check_links, v))
        return false;
    check_last_anchor(v);
    return walk(work, pool, check_rows, v) && walk(work, pool, check_queue, v);
}

/* ---- what the log proves ----------------------------------------------------------------------
 */

struct evidence {
    struct work *work; /* of the whole verification: what is reported outlives each step */
    struct audit_report *report;
    const char *table;
};

static bool altered(const struct evidence *e, const struct rows *fault)
{
    struct arena *arena = e->work->arena;
    const char *key = rows_text(fault, 0, "row_key"), *what = rows_text(fault, 0, "fault");
    bool is_gone = !strcmp(what, "gone"), is_unlogged = !strcmp(what, "unlogged");

    return broken(e->report, 0, rows_integer(fault, 0, "audit_id"),
                  arena_printf(arena, "row %s of the table %s %s", key, e->table,
                               is_gone       ? "is gone, though the log has it"
                               : is_unlogged ? "is not in the log"
                                             : "is not what the log says"),
                  arena_printf(arena, "%sの%sの行が、%s", e->table, key,
                               is_gone       ? "操作記録にあるのに、ありません。"
                               : is_unlogged ? "操作記録にありません。"
                                             : "操作記録の内容と一致しません。"));
}

static bool check_table(struct work *work, void *context)
{
    struct evidence *e = context;
    const struct rows *fault;

    access_begin_work(work, "cli:audit-verify");
    fault = db_take(work, SQL_AUDIT_EVIDENCE_FAULT, PARAMS(e->table));
    if (fault && fault->count)
        altered(e, fault);
    return fault != NULL;
}

static bool list_tables(struct work *work, void *context)
{
    const struct rows **tables = context;

    access_begin_work(work, "cli:audit-verify");
    return (*tables = db_take(work, SQL_AUDIT_EVIDENCE_TABLES, PARAMS())) != NULL;
}

static bool check_evidence(struct work *work, struct db_pool *pool, struct audit_report *report)
{
    const struct rows *tables = NULL;

    if (report->is_broken)
        return true;
    if (!db_transaction(work, pool, DB_READ, list_tables, &tables))
        return false;
    for (int i = 0; i < tables->count && !report->is_broken; i++) {
        struct evidence e = {work, report, rows_text(tables, i, "table_name")};

        if (!db_transaction(work, pool, DB_READ, check_table, &e))
            return false;
        report->evidence += !report->is_broken;
    }
    return true;
}

/* Anchors are read first: whatever they say was committed before, so the chain must hold it. */
bool audit_verify(struct work *work, struct db_pool *pool, const char *anchor_path,
                  struct audit_report *report)
{
    struct verification v = {.report = report};

    memset(report, 0, sizeof *report);
    if (!anchors_read(work->arena, anchor_path, &v.anchors))
        return unreadable(work, anchor_path);
    return check_all(work, pool, &v) && check_evidence(work, pool, report);
}

/* ---- the recent stretch --------------------------------------------------------------------- */

static bool find_start(struct work *work, void *context)
{
    struct verification *v = context;
    const struct rows *rows;

    access_begin_work(work, "job:audit-verify");
    rows = db_take(work, SQL_AUDIT_RECENT_START,
                   PARAMS(arena_printf(work->arena, "%" PRId64, v->stretch)));
    v->is_end = true;
    if (!rows || !rows->count)
        return rows != NULL;
    v->seq = v->anchored = v->report->after = rows_integer(rows, 0, "seq");
    v->row_id = rows_integer(rows, 0, "audit_id");
    snprintf(v->hash, sizeof v->hash, "%s", rows_text(rows, 0, "hash"));
    while (v->next_anchor < v->anchors.count && v->anchors.items[v->next_anchor].seq <= v->seq)
        v->next_anchor++;
    return true;
}

/* Anchors are of batches, so there are at most as many as links. */
bool audit_verify_recent(struct work *work, struct db_pool *pool, const char *anchor_path,
                         int64_t links, struct audit_report *report)
{
    struct verification v = {.report = report, .stretch = links};

    memset(report, 0, sizeof *report);
    if (!anchors_read_last(work->arena, anchor_path, (size_t)links, &v.anchors))
        return unreadable(work, anchor_path);
    return walk(work, pool, find_start, &v) && check_all(work, pool, &v);
}

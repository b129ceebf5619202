#include "db/db.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/work.h"
#include "db/connection.h"
#include "db/pool.h"
#include "db/result.h"
#include "db/sqlstate.h"
#include "db/statement.h"

enum { RETRIES = 3, RETRY_PAUSE_MS = 20, BYTES_MAXIMUM = 1024 * 1024 };

enum query_state { QUERY_NOTED, QUERY_ANSWERED, QUERY_FAILED };

struct query {
    struct query *next;
    const struct db *db;
    const struct statement_text *text;
    const char *const *values;
    PGresult *result;
    enum query_state state;
    struct rows *rows;
    bool is_binary; /* its answer, and its last parameter where that has a length */
    int length;     /* of the last parameter; -1: text like the others */
};

enum gate_state { GATE_NONE, GATE_WAITS, GATE_DECIDES, GATE_PASSED, GATE_REFUSED };

/* One attempt at a transaction. `refused` is the statement whose failure ended it. */
struct db {
    struct db_pool *pool;
    struct connection *connection; /* NULL until the first trip */
    enum db_mode mode;
    struct query *noted, **noted_end;
    struct query *refused;
    bool is_lost;
    bool is_recorded;
    bool is_retryable;
    bool is_rehearsal;
    enum gate_state gate_state;
    bool (*gate)(struct work *work, void *context);
    void *gate_context;
};

static const struct statement_text begin_read = {"begin_read", "BEGIN READ ONLY", 0};
static const struct statement_text begin_write = {"begin_write", "BEGIN", 0};
static const struct statement_text check_deferred = {"check_deferred",
                                                     "SET CONSTRAINTS ALL IMMEDIATE", 0};
static const struct statement_text commit = {"commit", "COMMIT", 0};
static const struct statement_text roll_back = {"roll_back", "ROLLBACK", 0};

static struct db *current(struct work *work)
{
    if (!work->db) {
        log_bug("a statement outside a transaction");
        abort();
    }
    return work->db;
}

static const char *const *copy_values(struct arena *arena, struct params params)
{
    const char **values = arena_array(arena, (size_t)params.count + 1, sizeof *values);

    for (int i = 0; i < params.count; i++)
        values[i] = arena_strdup(arena, params.values[i]);
    return values;
}

struct query *db_queue_text(struct work *work, const struct statement_text *text,
                            struct params params)
{
    struct db *db = current(work);
    struct query *query = arena_alloc(work->arena, sizeof *query);

    if (params.count != text->parameters) {
        log_bug("statement %s has %d parameters, given %d", text->name, text->parameters,
                params.count);
        abort();
    }
    query->db = db;
    query->text = text;
    query->values = copy_values(work->arena, params);
    *db->noted_end = query;
    db->noted_end = &query->next;
    return query;
}

struct query *db_queue(struct work *work, enum statement statement, struct params params)
{
    return db_queue_text(work, &statement_texts[statement], params);
}

static void clear_result(void *object)
{
    struct query *query = object;

    PQclear(query->result);
    query->result = NULL;
}

static bool is_answer(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

static void settle(struct work *work, struct db *db, struct query *query)
{
    if (query->result)
        arena_defer(work->arena, clear_result, query);
    query->state = is_answer(query->result) ? QUERY_ANSWERED : QUERY_FAILED;
    if (query->state == QUERY_FAILED && query->result && !db->refused)
        db->refused = query;
}

static void add(struct connection *connection, struct query *query)
{
    if (query->is_binary)
        connection_run_bytes(connection, query->text, query->values, query->length, &query->result);
    else
        connection_run(connection, query->text, query->values, &query->result);
}

/* Everything noted so far, in one round trip. False where the transaction can't go on. */
static bool trip(struct work *work, struct db *db)
{
    struct query *first = db->noted;

    if (db->is_lost || db->refused)
        return false;
    if (!db->connection && !(db->connection = pool_borrow(work, db->pool))) {
        db->is_lost = db->is_recorded = true;
        return false;
    }
    for (struct query *query = first; query; query = query->next)
        add(db->connection, query);
    db->noted = NULL;
    db->noted_end = &db->noted;
    db->is_lost = !connection_exchange(db->connection, pool_trip_timeout(db->pool));
    for (struct query *query = first; query; query = query->next)
        settle(work, db, query);
    return !db->is_lost && !db->refused;
}

/*
 * A deadlock or serialization failure is tried again; so is a statement whose prepared plan is gone
 * or no longer fits the schema (0A000, 26000), on another connection.
 */
static void consider_retry(struct db *db, const char *state)
{
    bool is_stale = !strcmp(state, "0A000") || !strcmp(state, "26000");

    if (is_stale)
        connection_spoil(db->connection);
    if (is_stale || !strcmp(state, "40001") || !strcmp(state, "40P01"))
        db->is_retryable = true;
}

static void record(struct work *work, struct db *db)
{
    if (db->is_recorded)
        return;
    db->is_recorded = true;
    if (db->is_lost) {
        if (work->error.code == ERR_NONE)
            work->error.retry_after = 1;
        log_warning("the connection to the database was lost");
        fail(work, ERR_UNAVAILABLE, NULL);
    } else if (db->refused) {
        consider_retry(db, result_sqlstate(db->refused->result));
        fail_sqlstate(work, db->refused->result, db->refused->text->name);
    }
}

void db_set_gate(struct work *work, bool (*gate)(struct work *work, void *context), void *context)
{
    struct db *db = current(work);

    db->gate = gate;
    db->gate_context = context;
    db->gate_state = GATE_WAITS;
}

static bool pass_gate(struct work *work, struct db *db)
{
    if (db->gate_state == GATE_WAITS) {
        db->gate_state = GATE_DECIDES;
        db->gate_state = db->gate(work, db->gate_context) ? GATE_PASSED : GATE_REFUSED;
    }
    return db->gate_state != GATE_REFUSED;
}

static const struct rows *rows_of(struct work *work, struct query *query)
{
    if (!query->rows) {
        query->rows = arena_alloc(work->arena, sizeof *query->rows);
        result_rows(work->arena, query->result, query->rows);
    }
    return query->rows;
}

/* After the transaction: what it answered stays; what it didn't is lost. */
static const struct rows *rows_afterwards(struct work *work, struct query *query)
{
    if (query->state == QUERY_ANSWERED)
        return rows_of(work, query);
    if (work->error.code == ERR_NONE)
        log_bug("rows of %s taken after its transaction", query->text->name);
    fail(work, ERR_INTERNAL, NULL);
    return NULL;
}

const struct rows *db_rows(struct work *work, struct query *query)
{
    struct db *db = work->db;
    bool is_failed;

    if (!db || query->db != db)
        return rows_afterwards(work, query);
    if (query->state == QUERY_NOTED)
        trip(work, db);
    if (!db->is_lost && !pass_gate(work, db))
        return NULL;
    is_failed = db->gate_state == GATE_DECIDES ? query->state != QUERY_ANSWERED
                                               : db->is_lost || db->refused;
    if (is_failed) {
        record(work, db);
        return NULL;
    }
    return rows_of(work, query);
}

const struct rows *db_take(struct work *work, enum statement statement, struct params params)
{
    return db_rows(work, db_queue(work, statement, params));
}

bool db_run(struct work *work, enum statement statement, struct params params)
{
    return db_take(work, statement, params) != NULL;
}

static struct query *queue_binary(struct work *work, enum statement statement, struct params params,
                                  int length)
{
    struct query *query = db_queue(work, statement, params);

    query->is_binary = true;
    query->length = length;
    return query;
}

bool db_run_bytes(struct work *work, enum statement statement, struct params params,
                  const void *bytes, size_t length)
{
    const char **values = arena_array(work->arena, (size_t)params.count + 1, sizeof *values);
    struct query *query;

    if (length > BYTES_MAXIMUM) {
        log_bug("%zu bytes for one statement", length);
        abort();
    }
    if (params.count)
        memcpy(values, params.values, (size_t)params.count * sizeof *values);
    query = queue_binary(work, statement, (struct params){values, params.count + 1}, (int)length);
    /* copied nowhere: they are sent before this returns */
    values[params.count] = bytes;
    query->values = values;
    return db_rows(work, query) != NULL;
}

bool db_take_bytes(struct work *work, enum statement statement, struct params params, void *out,
                   size_t room, size_t *length)
{
    struct query *query = queue_binary(work, statement, params, -1);
    const struct rows *rows = db_rows(work, query);
    const struct cell *cell = rows && rows->count ? &rows->cells[0] : NULL;

    if (!rows)
        return false;
    *length = cell && cell->text ? cell->length : 0;
    if (*length)
        memcpy(out, cell->text, *length < room ? *length : room);
    clear_result(query);
    return true;
}

long db_changed(const struct query *query)
{
    return query->result ? strtol(PQcmdTuples(query->result), NULL, 10) : 0;
}

void db_rehearse(struct work *work)
{
    current(work)->is_rehearsal = true;
}

/* BEGIN alone is noted: the body ran nothing. */
static bool is_untouched(const struct db *db)
{
    return !db->connection && !db->is_lost && db->noted && !db->noted->next &&
           db->gate_state != GATE_WAITS;
}

/* What is left to run, and the gate's decision, before the end. */
static bool complete(struct work *work, struct db *db)
{
    if (db->noted && (db->mode == DB_READ || db->gate_state == GATE_WAITS))
        trip(work, db);
    if (!db->is_lost && !pass_gate(work, db))
        return false;
    if (db->is_lost || db->refused) {
        record(work, db);
        return false;
    }
    return true;
}

static void record_unknown_outcome(struct work *work, struct db *db)
{
    db->is_recorded = true;
    log_warning("the connection was lost while committing: the outcome is unknown (request %s)",
                work->request_id);
    if (work->error.code == ERR_NONE)
        work->error.retry_after = 1;
    fail(work, ERR_UNAVAILABLE,
         "保存できたかどうかを確認できませんでした。画面を開き直して結果を確認し、"
         "保存されていないときだけ、もう一度送信してください。");
}

static bool commit_writes(struct work *work, struct db *db)
{
    struct query *end;

    db_queue_text(work, &check_deferred, PARAMS());
    end = db_queue_text(work, &commit, PARAMS());
    if (trip(work, db) && !strcmp(PQcmdStatus(end->result), "COMMIT"))
        return true;
    if (end->state == QUERY_ANSWERED) {
        log_bug("COMMIT answered %s", PQcmdStatus(end->result));
        return fail(work, ERR_INTERNAL, NULL);
    }
    if (db->is_lost && !db->refused && db->connection)
        record_unknown_outcome(work, db);
    record(work, db);
    return false;
}

/* Nothing more depends on the answer, so nobody waits for it. */
static void leave(struct db *db, const struct statement_text *ending)
{
    connection_run(db->connection, ending, NULL, NULL);
    connection_leave(db->connection);
}

static bool end(struct work *work, struct db *db, bool is_done)
{
    is_done = is_done && (is_untouched(db) || complete(work, db));
    if (is_done && db->is_rehearsal && db->connection)
        leave(db, &roll_back);
    else if (is_done && db->mode == DB_WRITE && !is_untouched(db))
        is_done = commit_writes(work, db);
    else if (is_done && db->connection)
        leave(db, &commit);
    if (!is_done && db->connection)
        leave(db, &roll_back);
    if (db->connection)
        pool_give_back(db->pool, db->connection);
    db->connection = NULL;
    return is_done;
}

static void pause_before_retry(int attempt)
{
    unsigned random = 0;
    struct timespec pause = {0, 0};

    if (getrandom(&random, sizeof random, 0) != sizeof random)
        random = 0;
    pause.tv_nsec = (long)(1 + random % (unsigned)(attempt * RETRY_PAUSE_MS)) * 1000000;
    nanosleep(&pause, NULL);
}

static void restore_error(struct work *work, const struct error *before)
{
    work->error = *before;
    if (work->error.fields_end)
        *work->error.fields_end = NULL;
}

static struct db *begin(struct work *work, struct db_pool *pool, enum db_mode mode)
{
    struct db *db = arena_alloc(work->arena, sizeof *db);

    db->pool = pool;
    db->mode = mode;
    db->noted_end = &db->noted;
    work->db = db;
    db_queue_text(work, mode == DB_READ ? &begin_read : &begin_write, PARAMS());
    return db;
}

bool db_transaction(struct work *work, struct db_pool *pool, enum db_mode mode,
                    bool (*body)(struct work *work, void *context), void *context)
{
    struct error before = work->error;

    if (work->db) {
        log_bug("a transaction inside another");
        abort();
    }
    for (int attempt = 1;; attempt++) {
        struct db *db = begin(work, pool, mode);
        bool is_done = end(work, db, body(work, context));

        work->db = NULL;
        if (is_done || !db->is_retryable || attempt > RETRIES)
            return is_done;
        restore_error(work, &before);
        pause_before_retry(attempt);
    }
}

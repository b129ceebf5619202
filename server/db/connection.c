#include "db/connection.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "db/cancel.h"

/* TEXTS_MAXIMUM: statements that are not named ones (BEGIN, those of tests). */
enum { TEXTS_MAXIMUM = 64, TLS_SLICE_MS = 50, BYTES_PARAMETERS = 8 };

enum preparation { UNPREPARED, PREPARING, PREPARED };

enum step_kind { STEP_PREPARE, STEP_RUN, STEP_SYNC };

/* What the server still owes us, in order. */
struct step {
    enum step_kind kind;
    int statement; /* index in `preparations` */
    PGresult **place;
};

struct connection {
    PGconn *pg;
    bool is_lost;
    bool is_spoilt;
    struct step *steps;
    size_t taken, added, capacity;
    unsigned char preparations[STATEMENT_COUNT + TEXTS_MAXIMUM];
    const struct statement_text *texts[TEXTS_MAXIMUM];
    unsigned trips;
};

static void *or_die(void *memory)
{
    if (!memory) {
        log_bug("out of memory");
        abort();
    }
    return memory;
}

struct connection *connection_open(const struct connect_settings *settings, const char **reason)
{
    struct connection *connection;
    PGconn *pg = connect_database(settings, reason);

    if (!pg)
        return NULL;
    if (!PQenterPipelineMode(pg)) {
        *reason = "the connection cannot pipeline";
        PQfinish(pg);
        return NULL;
    }
    connection = or_die(calloc(1, sizeof *connection));
    connection->pg = pg;
    return connection;
}

void connection_close(struct connection *connection)
{
    if (!connection)
        return;
    PQfinish(connection->pg);
    free(connection->steps);
    free(connection);
}

void connection_spoil(struct connection *connection)
{
    connection->is_spoilt = true;
}

bool connection_is_spoilt(const struct connection *connection)
{
    return connection->is_lost || connection->is_spoilt;
}

unsigned connection_count_trips(struct connection *connection)
{
    unsigned trips = connection->trips;

    connection->trips = 0;
    return trips;
}

static int nameless_index(struct connection *connection, const struct statement_text *text)
{
    for (int i = 0; i < TEXTS_MAXIMUM; i++) {
        if (!connection->texts[i])
            connection->texts[i] = text;
        if (connection->texts[i] == text)
            return STATEMENT_COUNT + i;
    }
    log_bug("more than %d statements without a name", TEXTS_MAXIMUM);
    abort();
}

static int index_of(struct connection *connection, const struct statement_text *text)
{
    uintptr_t offset = (uintptr_t)text - (uintptr_t)statement_texts;

    if (offset < STATEMENT_COUNT * sizeof *text)
        return (int)(offset / sizeof *text);
    return nameless_index(connection, text);
}

static void add_step(struct connection *connection, struct step step)
{
    if (connection->taken == connection->added)
        connection->taken = connection->added = 0;
    if (connection->added == connection->capacity) {
        connection->capacity = connection->capacity ? 2 * connection->capacity : 16;
        connection->steps = or_die(
            reallocarray(connection->steps, connection->capacity, sizeof *connection->steps));
    }
    connection->steps[connection->added++] = step;
}

/* libpq refuses to send only when the connection is bad or memory is out. */
static void added(struct connection *connection, int is_sent, struct step step)
{
    if (is_sent)
        add_step(connection, step);
    else
        connection->is_lost = true;
}

void connection_prepare(struct connection *connection, const struct statement_text *text,
                        PGresult **place)
{
    int index = index_of(connection, text);

    if (connection->is_lost || connection->preparations[index] != UNPREPARED)
        return;
    connection->preparations[index] = PREPARING;
    added(connection, PQsendPrepare(connection->pg, text->name, text->sql, 0, NULL),
          (struct step){STEP_PREPARE, index, place});
}

void connection_run(struct connection *connection, const struct statement_text *text,
                    const char *const *values, PGresult **place)
{
    connection_prepare(connection, text, place);
    if (connection->is_lost)
        return;
    added(connection,
          PQsendQueryPrepared(connection->pg, text->name, text->parameters, values, NULL, NULL, 0),
          (struct step){STEP_RUN, 0, place});
}

void connection_run_bytes(struct connection *connection, const struct statement_text *text,
                          const char *const *values, int length, PGresult **place)
{
    int lengths[BYTES_PARAMETERS] = {0}, formats[BYTES_PARAMETERS] = {0};

    if (text->parameters < 1 || text->parameters > BYTES_PARAMETERS) {
        log_bug("statement %s with bytes has %d parameters", text->name, text->parameters);
        abort();
    }
    if (length >= 0) {
        lengths[text->parameters - 1] = length;
        formats[text->parameters - 1] = 1;
    }
    connection_prepare(connection, text, place);
    if (connection->is_lost)
        return;
    added(connection,
          PQsendQueryPrepared(connection->pg, text->name, text->parameters, values, lengths,
                              formats, 1),
          (struct step){STEP_RUN, 0, place});
}

/*
 * The first result of a step and its preparing that is an error, or else the last one: what is
 * aborted because of an earlier failure says nothing.
 */
static void keep_result(struct step *step, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    if (!step->place || (step->kind == STEP_PREPARE && status == PGRES_COMMAND_OK) ||
        (*step->place && status == PGRES_PIPELINE_ABORTED)) {
        PQclear(result);
        return;
    }
    PQclear(*step->place);
    *step->place = result;
}

static void take_result(struct connection *connection, PGresult *result)
{
    struct step *step = &connection->steps[connection->taken];
    bool is_ok = PQresultStatus(result) == PGRES_COMMAND_OK;

    if (step->kind == STEP_SYNC) {
        connection->is_lost |= PQresultStatus(result) != PGRES_PIPELINE_SYNC;
        connection->taken++;
        PQclear(result);
        return;
    }
    if (step->kind == STEP_PREPARE)
        connection->preparations[step->statement] = is_ok ? PREPARED : UNPREPARED;
    keep_result(step, result);
}

/* Takes what has arrived; a bad connection yields its last words once. */
static void take_arrived(struct connection *connection)
{
    while (!connection->is_lost && connection->taken < connection->added &&
           !PQisBusy(connection->pg)) {
        PGresult *result = PQgetResult(connection->pg);

        connection->is_lost |= PQstatus(connection->pg) == CONNECTION_BAD;
        if (result)
            take_result(connection, result);
        else if (connection->steps[connection->taken].kind == STEP_SYNC)
            connection->is_lost = true;
        else
            connection->taken++;
    }
}

/*
 * Waits until something can be read or written. With TLS a part of the answer may lie decrypted in
 * the library while the socket is silent, so the wait is cut into slices there.
 */
static bool wait_for_socket(struct connection *connection, int unsent, int left)
{
    struct pollfd wait = {PQsocket(connection->pg), (short)(POLLIN | (unsent ? POLLOUT : 0)), 0};

    if (PQsslInUse(connection->pg) && left > TLS_SLICE_MS)
        left = TLS_SLICE_MS;
    if (wait.fd < 0)
        return false;
    if (poll(&wait, 1, left) < 0 && errno != EINTR)
        return false;
    return PQconsumeInput(connection->pg) == 1;
}

static bool give_up(struct connection *connection)
{
    connection->is_lost = true;
    cancel_in_background(connection->pg);
    log_warning("the database did not answer in time");
    return false;
}

bool connection_exchange(struct connection *connection, int timeout_ms)
{
    int64_t deadline = clock_monotonic() + timeout_ms;

    connection->trips++;
    if (!connection->is_lost)
        added(connection, PQpipelineSync(connection->pg), (struct step){STEP_SYNC, 0, NULL});
    take_arrived(connection);
    while (!connection->is_lost && connection->taken < connection->added) {
        int unsent = PQflush(connection->pg);
        int left = milliseconds_until(deadline);
        bool is_alive;

        if (left == 0)
            return give_up(connection);
        is_alive = unsent >= 0 && wait_for_socket(connection, unsent, left);
        take_arrived(connection);
        connection->is_lost |= !is_alive;
    }
    return !connection->is_lost;
}

void connection_leave(struct connection *connection)
{
    if (connection->is_lost)
        return;
    added(connection, PQpipelineSync(connection->pg), (struct step){STEP_SYNC, 0, NULL});
    if (!connection->is_lost)
        connection->is_lost = PQflush(connection->pg) != 0;
}

bool connection_is_usable(struct connection *connection)
{
    struct pollfd now = {PQsocket(connection->pg), POLLIN, 0};

    if (connection_is_spoilt(connection) || now.fd < 0)
        return false;
    while (poll(&now, 1, 0) != 0) {
        if (connection->taken == connection->added || !PQconsumeInput(connection->pg))
            return false;
        take_arrived(connection);
        if (connection->is_lost)
            return false;
    }
    return true;
}

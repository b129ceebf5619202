#ifndef TESTS_DB_DATABASE_H
#define TESTS_DB_DATABASE_H

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "db/db.h"
#include "db/statement.h"
#include "support/work_fixture.h"

/* A statement of the test's own. */
#define STATEMENT(name, parameters, sql)                                                           \
    static const struct statement_text name = {"test_" #name, sql, parameters}

/*
 * A database of one's own in the test cluster (tests/cluster), and a pool on it. The URLs of the
 * cluster are key = value strings, so a later dbname overrides.
 */
static inline const char *test_url(const char *variable, const char *database)
{
    static char urls[4][512];
    static int next;
    const char *url = getenv(variable);

    if (!url) {
        fprintf(stderr, "%s is not set: run tests/cluster\n", variable);
        exit(1);
    }
    next = (next + 1) % 4;
    snprintf(urls[next], sizeof urls[next], "%s dbname=%s", url, database);
    return urls[next];
}

static inline const char *server_url(const char *database)
{
    return test_url("MAMORI_TEST_DATABASE_URL", database);
}

static inline const char *owner_url(const char *database)
{
    return test_url("MAMORI_TEST_OWNER_URL", database);
}

static inline void test_ignore_notice(void *context, const char *message)
{
    (void)context;
    (void)message;
}

/* Runs SQL outside the border; prints and ends the process when it fails. */
static inline void must_run(const char *url, const char *sql)
{
    PGconn *pg = PQconnectdb(url);
    PGresult *result;
    ExecStatusType status;

    PQsetNoticeProcessor(pg, test_ignore_notice, NULL);
    result = PQexec(pg, sql);
    status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        fprintf(stderr, "%s\n%s\n", PQerrorMessage(pg), sql);
        exit(1);
    }
    PQclear(result);
    PQfinish(pg);
}

static inline void run_as_superuser(const char *sql)
{
    must_run(test_url("MAMORI_TEST_SUPERUSER_URL", "postgres"), sql);
}

static inline void make_copy(const char *name, const char *template)
{
    char sql[200];

    snprintf(sql, sizeof sql, "DROP DATABASE IF EXISTS %s WITH (FORCE)", name);
    run_as_superuser(sql);
    snprintf(sql, sizeof sql,
             "CREATE DATABASE %s OWNER mamori_owner TEMPLATE %s STRATEGY file_copy", name,
             template);
    run_as_superuser(sql);
}

static inline void make_database(const char *name)
{
    make_copy(name, "template0");
}

static inline struct db_pool *open_pool(const char *database, int connections)
{
    struct db_settings settings = {server_url(database), connections, 3000, 1000};

    crypto_start();
    return db_pool_open(&settings);
}

#endif

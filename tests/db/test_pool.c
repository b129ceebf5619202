#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "database.h"

#define DATABASE "mamori_test_pool"

enum {
    STATEMENT_MS = 500,
    ACQUIRE_MS = 600,
    TRIP_MS = STATEMENT_MS + 2000,
    CONNECT_MS = 2000,
    SLACK_MS = 700,
};

STATEMENT(select_one, 0, "SELECT 1 AS one, pg_backend_pid() AS pid");
STATEMENT(die, 0, "SELECT pg_terminate_backend(pg_backend_pid())");
STATEMENT(die_at_commit, 0, "INSERT INTO doomed VALUES (1)");

static const char schema[] =
    "CREATE TABLE doomed (a integer);"
    "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    "  PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
    "CREATE CONSTRAINT TRIGGER doomed_dies AFTER INSERT ON doomed DEFERRABLE INITIALLY DEFERRED"
    "  FOR EACH ROW EXECUTE FUNCTION die();"
    "GRANT ALL ON doomed TO mamori_server;";

static struct db_pool *pool;

static void make(void)
{
    make_database(DATABASE);
    must_run(owner_url(DATABASE), schema);
}

static struct db_pool *open_url(const char *url, int connections)
{
    struct db_settings settings = {url, connections, STATEMENT_MS, ACQUIRE_MS};

    return db_pool_open(&settings);
}

static void set_up(void)
{
    crypto_start();
    pool = open_url(server_url(DATABASE), 2);
    start_work();
}

static void tear_down(void)
{
    stop_work();
    db_pool_close(pool);
}

static struct db_pool_figures figures(void)
{
    struct db_pool_figures now;

    db_pool_read_figures(pool, &now);
    return now;
}

static const struct rows *take(struct work *w, const struct statement_text *text)
{
    return db_rows(w, db_queue_text(w, text, PARAMS()));
}

static bool take_one(struct work *w, void *context)
{
    const struct rows *rows = take(w, &select_one);

    if (rows && context)
        *(pid_t *)context = (pid_t)rows_integer(rows, 0, "pid");
    return rows;
}

/* A unit of its own: its error code, and how long it took. */
static enum error_code unit(struct db_pool *p, int64_t *milliseconds)
{
    struct work *w = work_new();
    int64_t begun = clock_monotonic();
    bool is_done = db_transaction(w, p, DB_READ, take_one, NULL);
    enum error_code code = w->error.code;

    ck_assert(is_done == (code == ERR_NONE));
    ck_assert((code == ERR_NONE) == (w->error.retry_after == 0));
    if (milliseconds)
        *milliseconds = clock_monotonic() - begun;
    work_free(w);
    return code;
}

/* Holds a connection until both sides of the barrier met twice. */
static bool hold(struct work *w, void *context)
{
    bool is_taken = take(w, &select_one);

    pthread_barrier_wait(context);
    pthread_barrier_wait(context);
    return is_taken;
}

static void *run_holder(void *context)
{
    struct work *w = work_new();

    ck_assert(db_transaction(w, pool, DB_READ, hold, context));
    work_free(w);
    return NULL;
}

START_TEST(an_exhausted_pool_is_busy_after_the_acquire_timeout)
{
    pthread_barrier_t barrier;
    pthread_t holders[2];
    int64_t took;

    pthread_barrier_init(&barrier, NULL, 3);
    for (int i = 0; i < 2; i++)
        pthread_create(&holders[i], NULL, run_holder, &barrier);
    pthread_barrier_wait(&barrier);
    ck_assert_int_eq(figures().in_use, 2);
    ck_assert_int_eq(unit(pool, &took), ERR_BUSY);
    ck_assert_int_ge(took, ACQUIRE_MS);
    ck_assert_int_le(took, ACQUIRE_MS + SLACK_MS);
    ck_assert_uint_eq(figures().timed_out, 1);
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < 2; i++)
        pthread_join(holders[i], NULL);
    ck_assert_int_eq(unit(pool, NULL), ERR_NONE);
    ck_assert_int_eq(figures().open, 2);
    ck_assert_int_eq(figures().in_use, 0);
}
END_TEST

static void *run_units(void *context)
{
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(unit(pool, NULL), ERR_NONE);
    return context;
}

START_TEST(many_threads_share_few_connections)
{
    pthread_t threads[8];

    for (int i = 0; i < 8; i++)
        pthread_create(&threads[i], NULL, run_units, NULL);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    ck_assert_int_le(figures().open, 2);
    ck_assert_uint_eq(figures().acquired, 800);
    ck_assert_uint_eq(figures().trips, 800);
}
END_TEST

START_TEST(an_unreachable_database_is_told_at_once_when_known)
{
    struct db_pool *nowhere = open_url("host=/nonexistent user=x password=y dbname=z", 2);
    int64_t took;

    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(unit(nowhere, NULL), ERR_UNAVAILABLE);
    ck_assert_int_eq(unit(nowhere, &took), ERR_UNAVAILABLE);
    ck_assert_int_lt(took, 100);
    db_pool_close(nowhere);
}
END_TEST

START_TEST(an_unreadable_connection_string_is_no_crash)
{
    struct db_pool *nowhere = open_url("this = is = none", 1);

    ck_assert_int_eq(unit(nowhere, NULL), ERR_UNAVAILABLE);
    db_pool_close(nowhere);
}
END_TEST

/* Accepts connections and says nothing. */
static int listen_silently(char *folder)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);

    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", folder);
    ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(listen(listener, 8), 0);
    return listener;
}

/* The server's connection string with a host before its own. */
static void put_before(const char *host, char *url, size_t size)
{
    const char *real = server_url(DATABASE);
    PQconninfoOption *options = PQconninfoParse(real, NULL);

    ck_assert_ptr_nonnull(options);
    for (PQconninfoOption *o = options; o->keyword; o++)
        if (!strcmp(o->keyword, "host"))
            snprintf(url, size, "%s host='%s,%s'", real, host, o->val);
    PQconninfoFree(options);
}

START_TEST(a_silent_host_gives_way_to_the_next)
{
    char folder[] = "/tmp/mamori-silent-XXXXXX", url[700], path[80];
    int listener = listen_silently(folder);
    struct db_pool *several;
    int64_t took;

    put_before(folder, url, sizeof url);
    several = open_url(url, 1);
    ck_assert_int_eq(unit(several, &took), ERR_NONE);
    ck_assert_int_ge(took, CONNECT_MS);
    ck_assert_int_le(took, CONNECT_MS + SLACK_MS);
    db_pool_close(several);
    close(listener);
    snprintf(path, sizeof path, "%s/.s.PGSQL.5432", folder);
    unlink(path);
    rmdir(folder);
}
END_TEST

static void terminate_backends(void)
{
    run_as_superuser("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                     " WHERE datname = '" DATABASE "'");
}

START_TEST(a_connection_closed_while_idle_is_replaced_unseen)
{
    ck_assert_int_eq(unit(pool, NULL), ERR_NONE);
    terminate_backends();
    ck_assert_int_eq(unit(pool, NULL), ERR_NONE);
    ck_assert_uint_eq(figures().lost, 1);
    ck_assert_int_eq(figures().open, 1);
}
END_TEST

static bool be_killed(struct work *w, void *context)
{
    (void)context;
    return take(w, &select_one) && take(w, &die);
}

static bool be_killed_between(struct work *w, void *context)
{
    (void)context;
    if (!take(w, &select_one))
        return false;
    terminate_backends();
    return take(w, &select_one);
}

START_TEST(a_killed_connection_is_an_error_of_its_unit_alone)
{
    ck_assert(!db_transaction(work, pool, DB_READ, _i ? be_killed : be_killed_between, NULL));
    ck_assert_int_eq(work->error.code, ERR_UNAVAILABLE);
    ck_assert_ptr_null(work->error.message);
    ck_assert_int_eq(unit(pool, NULL), ERR_NONE);
    ck_assert_uint_eq(figures().lost, 1);
}
END_TEST

static bool be_killed_at_commit(struct work *w, void *context)
{
    (void)context;
    return take(w, &die_at_commit);
}

/* The server said so before it came to the commit: nothing was written, and that is known. */
START_TEST(a_connection_killed_before_the_commit_is_no_unknown_outcome)
{
    ck_assert(!db_transaction(work, pool, DB_WRITE, be_killed_at_commit, NULL));
    ck_assert_int_eq(work->error.code, ERR_UNAVAILABLE);
    ck_assert_ptr_null(work->error.message);
    ck_assert_int_eq(unit(pool, NULL), ERR_NONE);
}
END_TEST

static bool freeze_before_commit(struct work *w, void *context)
{
    if (!take_one(w, context))
        return false;
    return kill(*(pid_t *)context, SIGSTOP) == 0;
}

START_TEST(losing_the_connection_while_committing_is_said)
{
    pid_t backend = 0;

    ck_assert(!db_transaction(work, pool, DB_WRITE, freeze_before_commit, &backend));
    kill(backend, SIGCONT);
    ck_assert_int_eq(work->error.code, ERR_UNAVAILABLE);
    ck_assert_ptr_nonnull(work->error.message);
    ck_assert_ptr_nonnull(strstr(work->error.message, "保存できたかどうか"));
    ck_assert_int_eq(unit(pool, NULL), ERR_NONE);
}
END_TEST

/* The cluster's postmaster and, with `all`, everything it started. */
static void signal_cluster(int number, bool all)
{
    pid_t postmaster = (pid_t)atol(getenv("MAMORI_TEST_POSTMASTER"));
    char path[80], line[2048];
    FILE *children;
    char *rest = line;

    snprintf(path, sizeof path, "/proc/%d/task/%d/children", postmaster, postmaster);
    children = fopen(path, "r");
    ck_assert_ptr_nonnull(children);
    if (fgets(line, sizeof line, children) && all)
        for (long pid; (pid = strtol(rest, &rest, 10)) > 0;)
            kill((pid_t)pid, number);
    fclose(children);
    ck_assert_int_eq(kill(postmaster, number), 0);
}

static void thaw(void)
{
    signal_cluster(SIGCONT, true);
}

START_TEST(a_frozen_connection_is_given_up_in_time)
{
    pid_t backend = 0;
    int64_t took;

    ck_assert(db_transaction(work, pool, DB_READ, take_one, &backend));
    ck_assert_int_eq(kill(backend, SIGSTOP), 0);
    ck_assert_int_eq(unit(pool, &took), ERR_UNAVAILABLE);
    kill(backend, SIGCONT);
    ck_assert_int_ge(took, TRIP_MS);
    ck_assert_int_le(took, TRIP_MS + SLACK_MS);
    ck_assert_int_eq(unit(pool, &took), ERR_NONE);
    ck_assert_int_le(took, SLACK_MS);
}
END_TEST

START_TEST(a_frozen_server_answers_with_errors_and_heals)
{
    int64_t took;

    ck_assert_int_eq(unit(pool, NULL), ERR_NONE);
    signal_cluster(SIGSTOP, true);
    ck_assert_int_eq(unit(pool, &took), ERR_UNAVAILABLE);
    ck_assert_int_le(took, TRIP_MS + SLACK_MS);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(unit(pool, &took), ERR_UNAVAILABLE);
        ck_assert_int_le(took, ACQUIRE_MS + CONNECT_MS + SLACK_MS);
    }
    ck_assert_int_eq(unit(pool, &took), ERR_UNAVAILABLE);
    ck_assert_int_le(took, 100);
    thaw();
    usleep(500000);
    ck_assert_int_eq(unit(pool, &took), ERR_NONE);
}
END_TEST

START_TEST(every_named_statement_can_be_named)
{
    for (int i = 0; i < STATEMENT_COUNT; i++)
        ck_assert_ptr_nonnull(statement_texts[i].name);
    ck_assert_ptr_null(statement_texts[STATEMENT_COUNT].name);
}
END_TEST

START_TEST(readiness_needs_the_schema)
{
    ck_assert(!db_ready(work, pool));
    ck_assert_int_eq(work->error.code, ERR_INTERNAL);
    ck_assert_int_eq(unit(pool, NULL), ERR_NONE);
}
END_TEST

Suite *test_pool_suite(void)
{
    Suite *suite = suite_create("pool");
    TCase *tests = tcase_create("pool");

    tcase_add_unchecked_fixture(tests, make, thaw);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 40);
    tcase_add_test(tests, an_exhausted_pool_is_busy_after_the_acquire_timeout);
    tcase_add_test(tests, many_threads_share_few_connections);
    tcase_add_test(tests, an_unreachable_database_is_told_at_once_when_known);
    tcase_add_test(tests, an_unreadable_connection_string_is_no_crash);
    tcase_add_test(tests, a_silent_host_gives_way_to_the_next);
    tcase_add_test(tests, a_connection_closed_while_idle_is_replaced_unseen);
    tcase_add_loop_test(tests, a_killed_connection_is_an_error_of_its_unit_alone, 0, 2);
    tcase_add_test(tests, a_connection_killed_before_the_commit_is_no_unknown_outcome);
    tcase_add_test(tests, losing_the_connection_while_committing_is_said);
    tcase_add_test(tests, a_frozen_connection_is_given_up_in_time);
    tcase_add_test(tests, a_frozen_server_answers_with_errors_and_heals);
    tcase_add_test(tests, every_named_statement_can_be_named);
    tcase_add_test(tests, readiness_needs_the_schema);
    suite_add_tcase(suite, tests);
    return suite;
}

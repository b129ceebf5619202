#include <pthread.h>

#include "database.h"
#include "db/migrate.h"
#include "db/migration.h"
#include "embedded.h"

#define DATABASE "mamori_test_migrate"

#define FILE_OF(name, sql)                                                                         \
    {                                                                                              \
        name, sql, sizeof sql - 1                                                                  \
    }

static const struct embedded_file two[] = {
    FILE_OF("0001_first.sql", "CREATE TABLE first (a integer);\nINSERT INTO first VALUES (1);"),
    FILE_OF("0002_second.sql", "CREATE TABLE second (a integer);"),
    {0},
};

static const char *problem;
static int applied;

static void set_up(void)
{
    crypto_start();
    make_database(DATABASE);
    start_work();
}

static bool apply(const struct embedded_file *files)
{
    return migrations_apply(owner_url(DATABASE), files, work, &applied, &problem);
}

static bool check(const struct embedded_file *files)
{
    struct db_pool *pool = open_pool(DATABASE, 1);
    bool is_current;

    error_clear(work);
    is_current = migrations_check(work, pool, files, &problem);
    ck_assert(is_current == (problem == NULL));
    ck_assert(is_current == (work->error.code == ERR_NONE));
    db_pool_close(pool);
    return is_current;
}

static void ck_problem(const char *part)
{
    ck_assert_ptr_nonnull(problem);
    ck_assert_msg(strstr(problem, part) != NULL, "\"%s\" does not say \"%s\"", problem, part);
    ck_assert_ptr_null(strchr(problem, '\n'));
}

START_TEST(missing_migrations_are_applied_once)
{
    ck_assert(apply(two));
    ck_assert_int_eq(applied, 2);
    ck_assert_ptr_null(problem);
    ck_assert(check(two));
    ck_assert(apply(two));
    ck_assert_int_eq(applied, 0);
    must_run(owner_url(DATABASE), "SELECT 1 / (SELECT count(*) FROM first)");
    must_run(owner_url(DATABASE), "SELECT 1 / (SELECT count(*) / 2 FROM schema_migration"
                                  " WHERE length(sha256) = 64 AND applied_at IS NOT NULL)");
}
END_TEST

START_TEST(the_database_must_have_all_of_them)
{
    static const struct embedded_file one[] = {
        FILE_OF("0001_first.sql", "CREATE TABLE first (a integer);\nINSERT INTO first VALUES (1);"),
        {0},
    };

    ck_assert(!check(two));
    ck_problem("no migrations yet");
    ck_assert(apply(one));
    ck_assert_int_eq(applied, 1);
    ck_assert(!check(two));
    ck_problem("lacks 1 migrations, from 0002_second.sql");
    ck_assert(apply(two));
    ck_assert_int_eq(applied, 1);
    ck_assert(check(two));
    ck_assert(!check(one));
    ck_problem("newer than this program: it has 0002_second.sql");
    ck_assert(!apply(one));
    ck_problem("newer");
}
END_TEST

START_TEST(a_landed_file_never_changes)
{
    static const struct embedded_file changed[] = {
        FILE_OF("0001_first.sql", "CREATE TABLE first (b integer);"),
        FILE_OF("0002_second.sql", "CREATE TABLE second (a integer);"),
        {0},
    };
    static const struct embedded_file renamed[] = {
        FILE_OF("0001_other.sql", "CREATE TABLE first (b integer);"),
        FILE_OF("0002_second.sql", "CREATE TABLE second (a integer);"),
        {0},
    };

    ck_assert(apply(two));
    ck_assert(!apply(changed));
    ck_problem("0001_first.sql was changed");
    ck_assert(!check(changed));
    ck_problem("0001_first.sql was changed");
    ck_assert(!apply(renamed));
    ck_problem("the database has 0001_first.sql where this program has 0001_other.sql");
}
END_TEST

static const struct numbering {
    struct embedded_file files[4];
    const char *problem;
} numberings[] = {
    {{FILE_OF("0001_a.sql", ""), FILE_OF("0003_c.sql", "")},
     "migration 0002 is missing before 0003_c.sql"},
    {{FILE_OF("0002_a.sql", "")}, "migration 0001 is missing before 0002_a.sql"},
    {{FILE_OF("0001_a.sql", ""), FILE_OF("0001_b.sql", "")},
     "0001_a.sql and 0001_b.sql have the same number"},
    {{FILE_OF("0000_a.sql", "")}, "migration 0001 is missing before 0000_a.sql"},
    {{FILE_OF("001_a.sql", "")}, "001_a.sql is not named"},
    {{FILE_OF("0001-a.sql", "")}, "0001-a.sql is not named"},
    {{FILE_OF("0001_.sql", "")}, "0001_.sql is not named"},
    {{FILE_OF("0001_A.sql", "")}, "0001_A.sql is not named"},
};

START_TEST(numbers_have_no_gap)
{
    ck_assert(!apply(numberings[_i].files));
    ck_problem(numberings[_i].problem);
    ck_assert_int_eq(applied, 0);
}
END_TEST

START_TEST(a_gap_in_the_database_is_told)
{
    ck_assert(apply(two));
    must_run(owner_url(DATABASE), "DELETE FROM schema_migration WHERE number = 1");
    ck_assert(!apply(two));
    ck_problem("the database lacks migration 0001 before 0002_second.sql");
}
END_TEST

START_TEST(a_broken_file_leaves_nothing_behind)
{
    static const struct embedded_file broken[] = {
        FILE_OF("0001_first.sql", "CREATE TABLE first (a integer);\nINSERT INTO first VALUES (1);"),
        FILE_OF("0002_broken.sql", "CREATE TABLE second (a integer);\n-- あ\n\nSELEKT 1;"),
        {0},
    };

    ck_assert(!apply(broken));
    ck_assert_int_eq(applied, 1);
    ck_problem("0002_broken.sql line 4: syntax error");
    ck_problem("(42601)");
    must_run(owner_url(DATABASE), "CREATE TABLE second (a integer)");
    must_run(owner_url(DATABASE), "DROP TABLE second");
    ck_assert(apply(two));
    ck_assert_int_eq(applied, 1);
}
END_TEST

START_TEST(a_file_may_not_end_its_transaction)
{
    static const struct embedded_file ends[] = {
        FILE_OF("0001_ends.sql", "CREATE TABLE first (a integer); COMMIT;"),
        {0},
    };

    ck_assert(!apply(ends));
    ck_problem("0001_ends.sql ends its transaction by itself");
}
END_TEST

static void *run_starter(void *context)
{
    struct work *w = work_new();
    const char *its_problem;
    bool is_done = migrations_apply(owner_url(DATABASE), two, w, context, &its_problem);

    ck_assert_msg(is_done, "%s", its_problem);
    work_free(w);
    return NULL;
}

START_TEST(two_starters_wait_for_each_other)
{
    int counts[4] = {0};
    pthread_t threads[4];

    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, run_starter, &counts[i]);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    ck_assert_int_eq(counts[0] + counts[1] + counts[2] + counts[3], 2);
}
END_TEST

START_TEST(an_unreachable_owner_is_a_problem_of_one_line)
{
    ck_assert(!migrations_apply("host=/nonexistent", two, work, &applied, &problem));
    ck_problem("cannot connect as the owner");
    ck_assert_int_eq(work->error.code, ERR_UNAVAILABLE);
}
END_TEST

START_TEST(ours_apply_and_every_statement_can_be_prepared)
{
    struct db_pool *pool = open_pool(DATABASE, 1);

    ck_assert_msg(migrate_apply(owner_url(DATABASE), work, &applied, &problem), "%s", problem);
    ck_assert_int_eq(applied, migrations_count(embedded_migrations));
    ck_assert_msg(migrate_check(work, pool, &problem), "%s", problem);
    ck_assert(db_ready(work, pool));
    ck_assert(db_ready(work, pool));
    db_pool_close(pool);
}
END_TEST

/* What the running server may not do, however it was broken into. */
START_TEST(the_server_may_not_change_the_list)
{
    PGconn *pg;
    PGresult *result;

    ck_assert(apply(two));
    pg = PQconnectdb(server_url(DATABASE));
    result = PQexec(pg, "DELETE FROM schema_migration");
    ck_assert_str_eq(PQresultErrorField(result, PG_DIAG_SQLSTATE), "42501");
    PQclear(result);
    result = PQexec(pg, "CREATE TABLE mine (a integer)");
    ck_assert_str_eq(PQresultErrorField(result, PG_DIAG_SQLSTATE), "42501");
    PQclear(result);
    PQfinish(pg);
}
END_TEST

Suite *test_migrate_suite(void)
{
    Suite *suite = suite_create("migrate");
    TCase *tests = tcase_create("migrate");

    tcase_add_checked_fixture(tests, set_up, stop_work);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, missing_migrations_are_applied_once);
    tcase_add_test(tests, the_database_must_have_all_of_them);
    tcase_add_test(tests, a_landed_file_never_changes);
    EACH(tests, numbers_have_no_gap, numberings);
    tcase_add_test(tests, a_gap_in_the_database_is_told);
    tcase_add_test(tests, a_broken_file_leaves_nothing_behind);
    tcase_add_test(tests, a_file_may_not_end_its_transaction);
    tcase_add_test(tests, two_starters_wait_for_each_other);
    tcase_add_test(tests, an_unreachable_owner_is_a_problem_of_one_line);
    tcase_add_test(tests, ours_apply_and_every_statement_can_be_prepared);
    tcase_add_test(tests, the_server_may_not_change_the_list);
    suite_add_tcase(suite, tests);
    return suite;
}

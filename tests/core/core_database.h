#ifndef TESTS_CORE_CORE_DATABASE_H
#define TESTS_CORE_CORE_DATABASE_H

#include <sys/stat.h>

#include "core/access/begin.h"
#include "core/auth/password.h"
#include "db/database.h"
#include "db/migrate.h"

/*
 * A database of its own for each test, copied from the template of its case. A template is filled
 * once in the cluster, by the first suite that needs it, for all suites of the same build. `super`
 * is a superuser's connection beside the portal, for looking and for tampering.
 */
#define CORE_DATABASE "mamori_test_core"
#define CORE_FILLING "mamori_test_filling"

static PGconn *super;
static struct db_pool *pool;
static char core_template[64]; /* of the case that runs */

/* Another build may bring other migrations and another sample. */
static inline void core_name_template(const char *kind)
{
    struct stat build;

    if (stat("/proc/self/exe", &build) != 0)
        exit(1);
    snprintf(core_template, sizeof core_template, "mamori_test_%s_%lld_%ld", kind,
             (long long)build.st_mtim.tv_sec, build.st_mtim.tv_nsec);
}

static inline bool core_has_template(void)
{
    PGconn *pg = PQconnectdb(test_url("MAMORI_TEST_SUPERUSER_URL", "postgres"));
    const char *values[] = {core_template};
    PGresult *result = PQexecParams(pg, "SELECT FROM pg_database WHERE datname = $1", 1, NULL,
                                    values, NULL, NULL, 0);
    bool has_it = PQntuples(result) == 1;

    PQclear(result);
    PQfinish(pg);
    return has_it;
}

/*
 * It gets its name when everything is in it. Statistics are what a portal has after a minute;
 * plans without them are bad.
 */
static inline void core_make_template(const char *from, void (*fill)(void))
{
    char sql[200];

    make_copy(CORE_FILLING, from);
    fill();
    must_run(test_url("MAMORI_TEST_SUPERUSER_URL", CORE_FILLING), "ANALYZE");
    snprintf(sql, sizeof sql, "ALTER DATABASE " CORE_FILLING " RENAME TO %s", core_template);
    run_as_superuser(sql);
}

/* The tests that follow get copies of that kind: what they had until now, and what `fill` adds. */
static inline void core_grow(const char *kind, void (*fill)(void))
{
    char from[sizeof core_template];

    memcpy(from, core_template, sizeof from);
    core_name_template(kind);
    if (!core_has_template())
        core_make_template(from, fill);
}

static inline void core_fill_migrated(void)
{
    struct work *w = work_new();
    const char *problem = "";
    int applied;

    if (!migrate_apply(owner_url(CORE_FILLING), w, &applied, &problem)) {
        fprintf(stderr, "migrating: %s\n", problem);
        exit(1);
    }
    work_free(w);
}

static inline void core_migrate(void)
{
    crypto_start();
    snprintf(core_template, sizeof core_template, "template0");
    core_grow("migrated", core_fill_migrated);
}

/* One transaction of the owner on the template being filled. */
static inline void core_fill(bool (*load)(struct work *, void *), void *context)
{
    struct db_pool *owner =
        db_pool_open(&(struct db_settings){owner_url(CORE_FILLING), 1, 60000, 60000});
    struct work *w = work_new();

    if (!db_transaction(w, owner, DB_WRITE, load, context)) {
        fprintf(stderr, "the sample cannot be loaded\n");
        exit(1);
    }
    work_free(w);
    db_pool_close(owner);
}

static inline void core_copy(void)
{
    make_copy(CORE_DATABASE, core_template);
}

static inline void core_open(void)
{
    super = PQconnectdb(test_url("MAMORI_TEST_SUPERUSER_URL", CORE_DATABASE));
    PQsetNoticeProcessor(super, test_ignore_notice, NULL);
    /* Deadlines that a busy machine keeps: these tests are not about them. */
    pool = db_pool_open(&(struct db_settings){server_url(CORE_DATABASE), 8, 30000, 30000});
    start_work();
    password_set_strength(&(struct password_strength){1, 8192});
}

static inline void core_set_up(void)
{
    core_copy();
    core_open();
}

static inline void core_tear_down(void)
{
    ck_assert_ptr_null(work->db);
    stop_work();
    db_pool_close(pool);
    PQfinish(super);
}

/* A case whose fixtures call core_set_up() and core_tear_down(). */
static inline TCase *core_case_with(const char *name, void (*set_up)(void), void (*tear_down)(void))
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, core_migrate, NULL);
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_set_timeout(tc, 120);
    return tc;
}

static inline TCase *core_case(const char *name)
{
    return core_case_with(name, core_set_up, core_tear_down);
}

/* The first cell as text ("" for NULL); SQL that fails fails the test. */
static inline const char *sql(const char *text)
{
    PGresult *result = PQexec(super, text);
    ExecStatusType status = PQresultStatus(result);
    const char *value = "";

    ck_assert_msg(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s\n%s",
                  PQerrorMessage(super), text);
    if (status == PGRES_TUPLES_OK && PQntuples(result) > 0)
        value = arena_strdup(work->arena, PQgetvalue(result, 0, 0));
    PQclear(result);
    return value;
}

static inline long sql_number(const char *text)
{
    return strtol(sql(text), NULL, 10);
}

#define sql_format(...) sql(arena_printf(work->arena, __VA_ARGS__))

/* The instant of `work`, as far from midnight as the tests need. */
static inline void core_clock(const char *instant, const char *day)
{
    work->now = instant;
    work->today = day;
}

/* Somebody employed since 2010, in the section 1703 of the hospital. */
static inline void core_employed(const char *staff_no, const char *employment, const char *family,
                                 const char *given)
{
    sql("INSERT INTO org_unit (code, name, kind, organ, valid_from)"
        " SELECT '17', '市民病院事務局', 'department', 'hospital', '2000-04-01'"
        " WHERE NOT EXISTS (SELECT FROM org_unit);"
        " INSERT INTO org_unit (code, name, kind, organ, valid_from, parent_id)"
        " SELECT '1703', '医事課', 'section', 'hospital', '2000-04-01', id FROM org_unit"
        " WHERE NOT EXISTS (SELECT FROM org_unit WHERE code = '1703')");
    sql_format("INSERT INTO person (staff_no, family_name, given_name, family_kana, given_kana)"
               " VALUES ('%s', '%s', '%s', 'ショウダ', 'ナギサ');"
               " INSERT INTO employment (person_id, employment_type, valid_from)"
               " SELECT id, '%s', '2010-04-01' FROM person WHERE staff_no = '%s';"
               " INSERT INTO person_assignment (person_id, org_unit_id, rank, valid_from)"
               " SELECT p.id, u.id, 'staff', '2010-04-01' FROM person p, org_unit u"
               " WHERE staff_no = '%s' AND u.code = '1703'",
               staff_no, family, given, employment, staff_no, staff_no);
}

/* A person with an account; the password is that of all test accounts. */
#define CORE_PASSWORD "correct horse battery"

static inline void core_person(const char *staff_no, const char *employment, const char *role)
{
    const char *hash;

    ck_assert(password_hash(work, CORE_PASSWORD, &hash));
    core_employed(staff_no, employment, "湘田", "渚");
    sql_format("INSERT INTO account (person_id, login, password_hash, password_set_at)"
               " SELECT id, staff_no, '%s', '2026-01-01' FROM person WHERE staff_no = '%s'",
               hash, staff_no);
    if (role)
        sql_format("INSERT INTO portal_grant (person_id, role_code, valid_from)"
                   " SELECT id, '%s', '2020-04-01' FROM person WHERE staff_no = '%s'",
                   role, staff_no);
}

/* 09:00 of 22 November 2026; 304182 is employed and holds that role. */
static inline void core_morning(const char *role)
{
    core_clock("2026-11-22T00:00:00.000000Z", "2026-11-22");
    core_person("304182", "regular", role);
}

#endif

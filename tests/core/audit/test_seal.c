#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/audit/audit.h"
#include "core/audit/seal.h"
#include "core/audit/verify.h"
#include "core/core_database.h"

static char anchors[64];

static void set_up(void)
{
    core_set_up();
    snprintf(anchors, sizeof anchors, "/tmp/mamori-test-anchors-%d", (int)getpid());
    unlink(anchors);
}

static void tear_down(void)
{
    unlink(anchors);
    core_tear_down();
}

static int seal(void)
{
    int sealed;

    ck_assert(audit_seal_pending(work, pool, anchors, &sealed));
    return sealed;
}

static struct audit_report verify(void)
{
    struct audit_report report;

    ck_assert(audit_verify(work, pool, anchors, &report));
    return report;
}

static void add_rows(int count)
{
    sql_format(
        "INSERT INTO audit_log (at, action, object_type, object_id, changes, reason)"
        " SELECT '2026-11-22T00:00:00Z'::timestamptz + n * interval '1.000001 s', 'update',"
        " 'asset', 'A-' || n, jsonb_build_object('name', jsonb_build_array('前', '後' || n)),"
        " 'quote \" backslash \\ line' || chr(10) || 'end'"
        " FROM generate_series(1, %d) AS n",
        count);
}

/* ---- sealing ----------------------------------------------------------------------------------
 */

START_TEST(rows_are_chained_in_order)
{
    struct audit_report report;

    ck_assert_int_eq(seal(), 0);
    add_rows(3);
    ck_assert_int_eq(seal(), 3);
    add_rows(2);
    report = verify();
    ck_assert(!report.is_broken);
    ck_assert_int_eq((int)report.verified, 3);
    ck_assert_int_eq((int)report.anchors, 1);
    ck_assert_int_eq((int)report.unsealed, 2);
    ck_assert_int_eq(seal(), 2);
    ck_assert_int_eq(seal(), 0);
    ck_assert_str_eq(sql("SELECT string_agg(seq || ':' || (audit_id - (SELECT min(id)"
                         " FROM audit_log)), ' ' ORDER BY seq) FROM audit_seal"),
                     "1:0 2:1 3:2 4:3 5:4");
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_pending"), 0);
    ck_assert(!verify().is_broken);
}
END_TEST

/* As anybody may with an export: only the text of the seals and SHA-256. */
START_TEST(chain_is_plain_sha256)
{
    add_rows(20);
    seal();
    ck_assert_str_eq(
        sql("WITH RECURSIVE link(seq, hash) AS ("
            " SELECT 0::bigint, '' UNION ALL"
            " SELECT s.seq, encode(sha256(convert_to(l.hash || s.canonical, 'UTF8')), 'hex')"
            "   FROM link l JOIN audit_seal s ON s.seq = l.seq + 1)"
            " SELECT count(*) FROM link JOIN audit_seal USING (seq, hash)"),
        "20");
    ck_assert_str_eq(sql("SELECT canonical::json ->> 1 FROM audit_seal WHERE seq = 2"),
                     "2026-11-22T00:00:02.000002Z");
    ck_assert_str_eq(sql("SELECT json_array_length(canonical::json) - (SELECT count(*)"
                         " FROM pg_attribute WHERE attrelid = 'audit_log'::regclass AND attnum > 0)"
                         " FROM audit_seal WHERE seq = 1"),
                     "0");
}
END_TEST

START_TEST(late_commit_is_chained_later)
{
    PGconn *slow = PQconnectdb(server_url(CORE_DATABASE));

    PQclear(PQexec(slow, "BEGIN; INSERT INTO audit_log (action, object_type, object_id)"
                         " VALUES ('export', 'slow', '1')"));
    add_rows(2);
    ck_assert_int_eq(seal(), 2);
    PQclear(PQexec(slow, "COMMIT"));
    PQfinish(slow);
    ck_assert_int_eq((int)verify().unsealed, 1);
    ck_assert_int_eq(seal(), 1);
    ck_assert(!verify().is_broken);
}
END_TEST

START_TEST(one_sealer_at_a_time)
{
    PGconn *other = PQconnectdb(server_url(CORE_DATABASE));

    PQclear(PQexec(other, "BEGIN; SELECT pg_try_advisory_xact_lock(7304182001)"));
    add_rows(2);
    ck_assert_int_eq(seal(), 0);
    PQfinish(other);
    while (seal() == 0)
        usleep(10000);
    ck_assert(!verify().is_broken);
}
END_TEST

START_TEST(more_than_one_batch)
{
    struct stat info;

    add_rows(1203);
    ck_assert_int_eq(seal(), 1203);
    ck_assert_int_eq((int)verify().anchors, 3);
    ck_assert_int_eq(stat(anchors, &info), 0);
    ck_assert_int_eq(info.st_mode & 0777, 0600);
}
END_TEST

/* ---- tampering --------------------------------------------------------------------------------
 */

enum { ROWS = 200, BATCH_ROWS = 50, TAMPERINGS = 1000 };

static unsigned dice = 20261122;

static int roll(int below)
{
    dice = dice * 1664525u + 1013904223u;
    return (int)((dice >> 8) % (unsigned)below);
}

/* A tampering of the link `at`; `first` and `last` bound what must be named, 0: no link. */
struct tampering {
    const char *name;
    const char *text; /* link() is the link, other() another one */
    enum { NAMES_AT, NAMES_LOWER, NAMES_AFTER_ANCHOR, NAMES_ROW } names;
};

static const struct tampering tamperings[] = {
    {"change a row",
     "UPDATE audit_log SET reason = reason || '.' WHERE id = (SELECT audit_id FROM audit_seal"
     " WHERE seq = link())",
     NAMES_AT},
    {"change who",
     "UPDATE audit_log SET person_id = 99 WHERE id = (SELECT audit_id FROM audit_seal"
     " WHERE seq = link())",
     NAMES_AT},
    {"move a row by a microsecond",
     "UPDATE audit_log SET at = at + interval '1 microsecond' WHERE id = (SELECT audit_id"
     " FROM audit_seal WHERE seq = link())",
     NAMES_AT},
    {"change a row and its text",
     "UPDATE audit_log SET reason = 'x' WHERE id = (SELECT audit_id FROM audit_seal"
     " WHERE seq = link()); UPDATE audit_seal SET canonical = replace(canonical, 'quote', 'q')"
     " WHERE seq = link()",
     NAMES_AT},
    {"change a hash", "UPDATE audit_seal SET hash = repeat('0', 64) WHERE seq = link()", NAMES_AT},
    {"delete a row",
     "DELETE FROM audit_log WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = link())",
     NAMES_AT},
    {"delete a link", "DELETE FROM audit_seal WHERE seq = link()", NAMES_AT},
    {"delete a row with its link",
     "DELETE FROM audit_log WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = link());"
     " DELETE FROM audit_seal WHERE seq = link()",
     NAMES_AT},
    {"delete and close the gap",
     "DELETE FROM audit_log WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = link());"
     " DELETE FROM audit_seal WHERE seq = link();"
     " UPDATE audit_seal SET seq = seq + 1000000 WHERE seq > link();"
     " UPDATE audit_seal SET seq = seq - 1000001 WHERE seq > 1000000",
     NAMES_AT},
    {"insert a link",
     "UPDATE audit_seal SET seq = seq + 1000000 WHERE seq >= link();"
     " UPDATE audit_seal SET seq = seq - 999999 WHERE seq > 1000000;"
     " INSERT INTO audit_log (action, object_type, object_id) VALUES ('decide', 'x', 'x');"
     " INSERT INTO audit_seal SELECT link(), max(id), '[]', repeat('1', 64) FROM audit_log",
     NAMES_AT},
    {"insert a row unseen",
     "INSERT INTO audit_log (action, object_type, object_id) VALUES ('decide', 'x', 'x');"
     " DELETE FROM audit_pending",
     NAMES_ROW},
    {"swap two links",
     "UPDATE audit_seal SET seq = seq + 1000000 WHERE seq IN (link(), other());"
     " UPDATE audit_seal SET seq = link() + other() + 1000000 - seq WHERE seq > 1000000",
     NAMES_LOWER},
    {"swap the rows of two links",
     "UPDATE audit_seal s SET audit_id = o.audit_id + 1000000 FROM audit_seal o"
     " WHERE s.seq IN (link(), other()) AND o.seq IN (link(), other()) AND s.seq <> o.seq;"
     " UPDATE audit_seal SET audit_id = audit_id - 1000000 WHERE seq IN (link(), other())",
     NAMES_LOWER},
    {"cut the tail",
     "DELETE FROM audit_log WHERE id IN (SELECT audit_id FROM audit_seal WHERE seq >= link());"
     " DELETE FROM audit_seal WHERE seq >= link()",
     NAMES_AT},
    {"cut the tail of the chain and queue its rows",
     "INSERT INTO audit_pending SELECT audit_id FROM audit_seal WHERE seq >= link();"
     " DELETE FROM audit_seal WHERE seq >= link()",
     NAMES_AT},
    {"empty everything", "TRUNCATE audit_seal, audit_log, audit_pending", NAMES_AFTER_ANCHOR},
    {"rewrite the chain",
     "UPDATE audit_log SET reason = 'rewritten' WHERE id = (SELECT audit_id FROM audit_seal"
     " WHERE seq = link());"
     " SELECT rewrite_chain(link())",
     NAMES_AFTER_ANCHOR},
};

/* The same canonical text as the sealer's, and the chain anew from there on. */
static const char rewrite_chain[] =
    "CREATE FUNCTION rewrite_chain(from_seq bigint) RETURNS void LANGUAGE plpgsql AS $$"
    " DECLARE s record; last text := coalesce((SELECT hash FROM audit_seal"
    "   WHERE seq = from_seq - 1), ''); now_text text;"
    " BEGIN FOR s IN SELECT seq, audit_id FROM audit_seal WHERE seq >= from_seq ORDER BY seq LOOP"
    "   SELECT json_build_array(id, to_char(at AT TIME ZONE 'UTC',"
    "     'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), person_id, login, roles, acting_for, address,"
    "     request_id, action, object_type, object_id, changes, reason)::text INTO now_text"
    "     FROM audit_log WHERE id = s.audit_id;"
    "   last := encode(sha256(convert_to(last || now_text, 'UTF8')), 'hex');"
    "   UPDATE audit_seal SET canonical = now_text, hash = last WHERE seq = s.seq;"
    " END LOOP; END $$";

static void check_named(const struct tampering *tampering, int at, int other,
                        const struct audit_report *report)
{
    int first = at, last = at;

    switch (tampering->names) {
    case NAMES_ROW:
        ck_assert_int_eq((int)report->first_bad_seq, 0);
        ck_assert_int_gt((int)report->audit_id, 0);
        return;
    case NAMES_LOWER:
        first = last = at < other ? at : other;
        break;
    case NAMES_AFTER_ANCHOR:
        /* Named is the stretch from one anchor to the next that holds the first bad link. */
        if (!strncmp(tampering->name, "empty", 5))
            at = 1;
        ck_assert_int_le((int)report->first_bad_seq, at);
        ck_assert_int_ge((int)report->last_bad_seq, at);
        return;
    case NAMES_AT:
        break;
    }
    ck_assert_msg(report->first_bad_seq == first, "%s at %d: named %d (%s)", tampering->name, at,
                  (int)report->first_bad_seq, report->reason);
    ck_assert_int_ge((int)report->last_bad_seq, last);
}

/* As a superuser with the triggers out of the way; taken back afterwards. */
static void tamper(const struct tampering *tampering)
{
    int at = 1 + roll(ROWS), other = 1 + roll(ROWS - 1);
    struct audit_report report;
    PGconn *pg = PQconnectdb(test_url("MAMORI_TEST_SUPERUSER_URL", CORE_DATABASE));
    PGresult *result;

    other += other >= at;
    PQclear(PQexec(pg, arena_printf(work->arena,
                                    "SET session_replication_role = replica; SET test.link = %d;"
                                    " SET test.other = %d",
                                    at, other)));
    result = PQexec(pg, tampering->text);
    ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK ||
                      PQresultStatus(result) == PGRES_TUPLES_OK,
                  "%s: %s", tampering->name, PQerrorMessage(pg));
    PQclear(result);
    PQfinish(pg);
    report = verify();
    ck_assert_msg(report.is_broken, "not found: %s at %d (%d)", tampering->name, at, other);
    ck_assert_ptr_nonnull(report.reason_ja);
    check_named(tampering, at, other, &report);
}

static void keep(void)
{
    sql("CREATE SCHEMA kept; CREATE TABLE kept.log AS TABLE audit_log;"
        "CREATE TABLE kept.seal AS TABLE audit_seal");
}

static void restore(void)
{
    sql("SET session_replication_role = replica; DELETE FROM audit_log; DELETE FROM audit_seal;"
        "DELETE FROM audit_pending;"
        "INSERT INTO audit_log OVERRIDING SYSTEM VALUE SELECT * FROM kept.log;"
        "INSERT INTO audit_seal SELECT * FROM kept.seal; SET session_replication_role = origin");
}

START_TEST(every_tampering_is_found)
{
    enum { KINDS = sizeof tamperings / sizeof *tamperings };
    int done[KINDS] = {0};

    sql(rewrite_chain);
    sql("CREATE FUNCTION link() RETURNS bigint LANGUAGE sql STABLE"
        " RETURN current_setting('test.link')::bigint;"
        "CREATE FUNCTION other() RETURNS bigint LANGUAGE sql STABLE"
        " RETURN current_setting('test.other')::bigint");
    for (int i = 0; i < ROWS / BATCH_ROWS; i++) {
        add_rows(BATCH_ROWS);
        ck_assert_int_eq(seal(), BATCH_ROWS);
    }
    keep();
    for (int i = 0; i < TAMPERINGS; i++) {
        int kind = i < KINDS ? i : roll(KINDS);

        tamper(&tamperings[kind]);
        done[kind]++;
        restore();
        if (i % 100 == 0)
            ck_assert(!verify().is_broken);
    }
    for (int i = 0; i < KINDS; i++)
        printf("tampering: %4d × %s\n", done[i], tamperings[i].name);
}
END_TEST

START_TEST(deleted_before_it_was_sealed)
{
    add_rows(3);
    sql("DELETE FROM audit_log WHERE id = (SELECT max(id) FROM audit_log)");
    ck_assert(verify().is_broken);
}
END_TEST

START_TEST(damaged_anchor_file_is_named)
{
    FILE *file;

    add_rows(3);
    seal();
    file = fopen(anchors, "a");
    fputs("4 not-a-hash now\n", file);
    fclose(file);
    ck_assert(verify().is_broken);
}
END_TEST

/* The machine stopped while it wrote the line. */
START_TEST(cut_off_anchor_is_no_damage)
{
    FILE *file;

    add_rows(3);
    seal();
    file = fopen(anchors, "a");
    fputs("4 abcd", file);
    fclose(file);
    ck_assert(!verify().is_broken);
    add_rows(1);
    ck_assert_int_eq(seal(), 1);
    ck_assert(!verify().is_broken); /* the next anchor stands on a line of its own */
    ck_assert_int_eq((int)verify().anchors, 2);
}
END_TEST

/* ---- writers are not slowed -------------------------------------------------------------------
 */

enum { WRITERS = 32, WRITES = 25, FEWEST_ROUNDS = 3, MOST_ROUNDS = 30 };

static atomic_bool is_sealing;

static bool write_one(struct work *w, void *context)
{
    access_begin_work(w, "job:writer");
    return audit_note(
        w, &(struct audit_entry){.action = "update", .object_type = "asset", .object_id = context});
}

static void *write_many(void *context)
{
    for (int i = 0; i < WRITES; i++) {
        struct work *w = work_new();
        bool is_done = db_transaction(w, pool, DB_WRITE, write_one, context);

        work_free(w);
        if (!is_done)
            return NULL;
    }
    return context;
}

/* As the job does: at most once a second; here far more often. */
static void *seal_always(void *context)
{
    while (is_sealing) {
        struct work *w = work_new();
        int sealed;

        if (!audit_seal_pending(w, pool, anchors, &sealed))
            context = NULL;
        work_free(w);
        usleep(200000);
    }
    return context;
}

static double seconds_of_writers(void)
{
    pthread_t threads[WRITERS];
    struct timespec from, to;
    void *result;

    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < WRITERS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, write_many, (void *)"A-1"), 0);
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], &result);
        ck_assert_ptr_nonnull(result);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

static double seconds_while_sealing(void)
{
    pthread_t sealer;
    double seconds;
    void *result;

    is_sealing = true;
    ck_assert_int_eq(pthread_create(&sealer, NULL, seal_always, (void *)"on"), 0);
    seconds = seconds_of_writers();
    is_sealing = false;
    pthread_join(sealer, &result);
    ck_assert_ptr_nonnull(result);
    return seconds;
}

/*
 * The least of each, taken in turns, so that what else runs on the machine weighs on neither: on a
 * busy one it takes more rounds until both had a quiet moment.
 */
START_TEST(writers_do_not_wait_for_the_sealer)
{
    double off = 1e9, on = 1e9;
    int rounds = 0;

    seconds_of_writers();
    while (rounds < FEWEST_ROUNDS || (on / off >= 1.3 && rounds < MOST_ROUNDS)) {
        double seconds = seconds_of_writers();

        off = seconds < off ? seconds : off;
        seconds = seconds_while_sealing();
        on = seconds < on ? seconds : on;
        rounds++;
    }
    printf("%d writers, sealing on / off: %.2f (%.0f writes/s, %d rounds)\n", WRITERS, on / off,
           WRITERS * WRITES / on, rounds);
    ck_assert_double_lt(on / off, 1.3);
    while (seal() > 0)
        ;
    ck_assert(!verify().is_broken);
    ck_assert_int_eq((int)verify().verified, WRITERS * WRITES * (2 * rounds + 1));
}
END_TEST

Suite *test_seal_suite(void)
{
    Suite *s = suite_create("core/audit/seal");
    TCase *tc = core_case_with("chain", set_up, tear_down);

    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, rows_are_chained_in_order);
    tcase_add_test(tc, chain_is_plain_sha256);
    tcase_add_test(tc, late_commit_is_chained_later);
    tcase_add_test(tc, one_sealer_at_a_time);
    tcase_add_test(tc, more_than_one_batch);
    tcase_add_test(tc, every_tampering_is_found);
    tcase_add_test(tc, deleted_before_it_was_sealed);
    tcase_add_test(tc, damaged_anchor_file_is_named);
    tcase_add_test(tc, cut_off_anchor_is_no_damage);
    tcase_add_test(tc, writers_do_not_wait_for_the_sealer);
    suite_add_tcase(s, tc);
    return s;
}

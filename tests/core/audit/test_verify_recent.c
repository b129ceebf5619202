#include <unistd.h>

#include "core/audit/anchor.h"
#include "core/audit/seal.h"
#include "core/audit/verify.h"
#include "core/core_database.h"

static char anchors_path[64];

/* Twenty links, an anchor after each fourth, and one row that waits. */
static void set_up(void)
{
    core_set_up();
    snprintf(anchors_path, sizeof anchors_path, "/tmp/mamori-test-recent-%d", (int)getpid());
    unlink(anchors_path);
    for (int i = 0; i < 5; i++) {
        int sealed;

        sql("INSERT INTO audit_log (action, object_type, object_id)"
            " SELECT 'update', 'asset', n::text FROM generate_series(1, 4) n");
        ck_assert(audit_seal_pending(work, pool, anchors_path, &sealed));
    }
    sql("INSERT INTO audit_log (action, object_type, object_id) VALUES ('update', 'asset', 'x')");
}

static void tear_down(void)
{
    unlink(anchors_path);
    core_tear_down();
}

static struct audit_report verify(int links)
{
    struct audit_report report;

    ck_assert(audit_verify_recent(work, pool, anchors_path, links, &report));
    return report;
}

static const struct {
    int links, after, verified, anchors;
} stretches[] = {
    {1, 19, 1, 1}, {4, 16, 4, 1}, {5, 15, 5, 2}, {19, 1, 19, 5}, {20, 0, 20, 5}, {5000, 0, 20, 5},
};

START_TEST(stretch_is_verified)
{
    struct audit_report report = verify(stretches[_i].links);

    ck_assert(!report.is_broken);
    ck_assert_int_eq((int)report.after, stretches[_i].after);
    ck_assert_int_eq((int)report.verified, stretches[_i].verified);
    ck_assert_int_eq((int)report.anchors, stretches[_i].anchors);
    ck_assert_int_eq((int)report.unsealed, 1);
}
END_TEST

/* What was done to the log, and the first stretch whose verification shows it. */
static const struct {
    const char *act;
    int found_by, first_bad_seq;
} tamperings[] = {
    {"UPDATE audit_log SET reason = 'x' WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = 18)",
     3, 18},
    {"DELETE FROM audit_log WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = 12)", 9, 12},
    {"DELETE FROM audit_seal WHERE seq = 19", 2, 19},
    {"DELETE FROM audit_seal WHERE seq = 20", 1, 20},
    {"UPDATE audit_seal SET hash = repeat('0', 64) WHERE seq = 15", 5, 16},
    {"DELETE FROM audit_log WHERE id = (SELECT audit_id FROM audit_pending)", 1, 0},
};

START_TEST(tampering_is_found)
{
    struct audit_report report;

    sql(tamperings[_i].act);
    report = verify(tamperings[_i].found_by);
    ck_assert(report.is_broken);
    ck_assert_int_eq((int)report.first_bad_seq, tamperings[_i].first_bad_seq);
    ck_assert_ptr_nonnull(report.reason_ja);
    ck_assert(verify(5000).is_broken);
}
END_TEST

/* The page says so: what lies before is left to `mamori audit verify`. */
START_TEST(before_the_stretch_is_not_looked_at)
{
    sql("UPDATE audit_log SET reason = 'x' WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = 10)");
    ck_assert(!verify(10).is_broken);
    ck_assert(verify(11).is_broken);
}
END_TEST

START_TEST(empty_chain_holds)
{
    sql("TRUNCATE audit_seal, audit_pending; TRUNCATE audit_log");
    unlink(anchors_path);
    ck_assert(!verify(10).is_broken);
}
END_TEST

START_TEST(last_anchors_are_read_from_the_end)
{
    struct anchors all, last;

    ck_assert(anchors_read(work->arena, anchors_path, &all));
    ck_assert_int_eq((int)all.count, 5);
    ck_assert_str_eq(all.items[4].at, work->now);
    for (size_t least = 1; least <= 6; least++) {
        ck_assert(anchors_read_last(work->arena, anchors_path, least, &last));
        ck_assert_uint_ge(last.count, least < 5 ? least : 5);
        ck_assert_uint_le(last.count, 5);
        ck_assert_int_eq(last.damaged_line, 0);
        for (size_t i = 0; i < last.count; i++) {
            ck_assert_int_eq(last.items[i].seq, all.items[all.count - last.count + i].seq);
            ck_assert_str_eq(last.items[i].hash, all.items[all.count - last.count + i].hash);
        }
    }
}
END_TEST

Suite *test_verify_recent_suite(void)
{
    Suite *s = suite_create("core/audit/verify_recent");
    TCase *tc = core_case_with("verify_recent", set_up, tear_down);

    EACH(tc, stretch_is_verified, stretches);
    EACH(tc, tampering_is_found, tamperings);
    tcase_add_test(tc, before_the_stretch_is_not_looked_at);
    tcase_add_test(tc, empty_chain_holds);
    tcase_add_test(tc, last_anchors_are_read_from_the_end);
    suite_add_tcase(s, tc);
    return s;
}

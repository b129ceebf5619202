#include "asset_database.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* 分類基準の変更: what the register is when another scheme comes into force (migration 0062). */

#define MUNICIPAL(c, i, a)                                                                         \
    "\"confidentiality\": \"" c "\", \"integrity\": \"" i "\", \"availability\": \"" a "\""
#define PERSONAL ", \"personal_info\": \"personal\""

static bool follow_scheme(struct work *w, void *context)
{
    (void)context;
    access_begin_work(w, "test:reclassify");
    return asset_reclassify(w);
}

static void follow(void)
{
    ck_assert(db_transaction(work, pool, DB_WRITE, follow_scheme, NULL));
}

static void choose(const char *scheme)
{
    sql_format("INSERT INTO setting (key, value, valid_from)"
               " VALUES ('asset.classification_scheme', '%s', '2026-11-20')",
               scheme);
}

static const char *class_of(const char *asset)
{
    return sql_format("SELECT concat_ws(' ', confidentiality, integrity, availability,"
                      " coalesce(grade, '-'), coalesce(importance, '-')) FROM asset WHERE id = %s",
                      asset);
}

static const char *history_of(const char *asset)
{
    return sql_format("SELECT coalesce(string_agg(concat_ws(' ', field, coalesce(old, '-'),"
                      " coalesce(new, '-'), reason, actual_change_on), ', ' ORDER BY field), '')"
                      " FROM asset_change WHERE asset_id = %s AND field <> 'status'",
                      asset);
}

static const struct {
    const char *fields, *was, *is;
} follows[] = {
    {MUNICIPAL("MC3A", "I1", "A1"), "MC3A I1 A1 - high", "MC3A I1 A1 G1 high"},
    {MUNICIPAL("MC3B", "I2", "A2"), "MC3B I2 A2 - high", "MC3B I2 A2 G1 high"},
    {MUNICIPAL("MC3C", "I2", "A1") PERSONAL, "MC3C I2 A1 - middle", "MC3C I2 A1 G1 high"},
    {MUNICIPAL("MC3C", "I2", "A1"), "MC3C I2 A1 - middle", "MC3C I2 A1 G2 high"},
    {MUNICIPAL("MC2", "I1", "A1") PERSONAL, "MC2 I1 A1 - middle", "MC2 I1 A1 G1 high"},
    {MUNICIPAL("MC2", "I1", "A1"), "MC2 I1 A1 - middle", "MC2 I1 A1 G2 high"},
    {MUNICIPAL("MC1", "I2", "A2"), "MC1 I2 A2 - high", "MC1 I2 A2 G3 middle"},
    {MUNICIPAL("MC1", "I1", "A2"), "MC1 I1 A2 - middle", "MC1 I1 A2 G3 middle"},
    {MUNICIPAL("MC1", "I1", "A1"), "MC1 I1 A1 - low", "MC1 I1 A1 G4 low"},
};

START_TEST(a_level_follows_where_the_data_says_so)
{
    const char *assets[COUNT(follows)];

    for (size_t i = 0; i < COUNT(follows); i++) {
        assets[i] = make_asset("information", follows[i].fields, true);
        ck_assert_str_eq(class_of(assets[i]), follows[i].was);
    }
    choose("grade");
    follow();
    for (size_t i = 0; i < COUNT(follows); i++)
        ck_assert_str_eq(class_of(assets[i]), follows[i].is);
}
END_TEST

START_TEST(what_was_told_beforehand_is_what_happens)
{
    const char *told;

    for (size_t i = 0; i < COUNT(follows); i++)
        (void)make_asset("information", follows[i].fields, true);
    told = sql("SELECT jsonb_agg(to_jsonb(p) ORDER BY p.importance, p.new_importance)::text"
               " FROM classification_preview('grade') p");
    choose("grade");
    follow();
    ck_assert_str_eq(
        told,
        sql("SELECT jsonb_agg(to_jsonb(p) ORDER BY p.importance, p.new_importance)::text"
            " FROM (SELECT c.old AS importance, c.new AS new_importance, count(*) AS assets"
            "         FROM (SELECT x.old, x.new FROM asset_change x WHERE x.field = 'importance'"
            "               UNION ALL SELECT a.importance, a.importance FROM asset a WHERE NOT EXISTS"
            "               (SELECT FROM asset_change x WHERE x.asset_id = a.id AND x.field = 'importance')) c"
            "        GROUP BY 1, 2) p"));
    ck_assert_str_eq(
        sql("SELECT scheme_code || former_code || in_force_from FROM classification_switch"),
        "grademunicipal2026-11-20");
}
END_TEST

START_TEST(history_and_log_have_each_change_once)
{
    const char *changed = make_asset("information", MUNICIPAL("MC2", "I1", "A1"), true);
    const char *same = make_asset("information", MUNICIPAL("MC3B", "I2", "A2"), true);
    const char *draft = make_asset("information", MUNICIPAL("MC2", "I1", "A1"), false);

    choose("grade");
    follow();
    follow();
    ck_assert_str_eq(history_of(changed), "grade - G2 分類基準の変更 2026-11-20,"
                                          " importance middle high 分類基準の変更 2026-11-20");
    ck_assert_str_eq(history_of(same), "grade - G1 分類基準の変更 2026-11-20");
    ck_assert_str_eq(history_of(draft), "");
    ck_assert_str_eq(class_of(draft), "MC2 I1 A1 G2 high");
    ck_assert_str_eq(sql_format("SELECT changes::text FROM audit_log WHERE object_type = 'asset'"
                                " AND object_id = '%s' AND changes ? 'grade' AND action = 'update'",
                                changed),
                     "{\"grade\": [null, \"G2\"], \"importance\": [\"middle\", \"high\"]}");
    ck_assert_str_eq(sql("SELECT count(*) FROM classification_switch"), "1");
    ck_assert_str_eq(sql("SELECT max(lag_days) FROM asset_change"), "0");
}
END_TEST

/* Three axes do not follow from one: what is classified by it alone has to be classified anew. */
START_TEST(what_has_no_class_becomes_unclassified)
{
    const char *kept = make_asset("information", MUNICIPAL("MC2", "I1", "A1"), true), *only;

    choose("grade");
    follow();
    only = make_asset("information", "\"grade\": \"G2\"", true);
    choose("municipal");
    follow();
    ck_assert_str_eq(class_of(only), "G2 -");
    ck_assert_str_eq(history_of(only), "importance high - 分類基準の変更 2026-11-20");
    ck_assert_str_eq(class_of(kept), "MC2 I1 A1 G2 middle");
    ck_assert_str_eq(
        sql("SELECT string_agg(scheme_code, ' ' ORDER BY id) FROM classification_switch"),
        "grade municipal");
}
END_TEST

START_TEST(what_is_disposed_of_stays_as_it_was)
{
    const char *disposed = make_asset("information", MUNICIPAL("MC2", "I1", "A1"), true);

    put_into(disposed, "disposed");
    choose("grade");
    follow();
    ck_assert_str_eq(class_of(disposed), "MC2 I1 A1 - middle");
    ck_assert_str_eq(history_of(disposed), "");
}
END_TEST

static const char *enter(const char *asset, const char *fields)
{
    return sql_format(
        "INSERT INTO asset_correction (source, org_unit_id, reason)"
        " SELECT 'form', owner_unit_id, 'x' FROM asset WHERE id = %s;"
        " INSERT INTO asset_correction_row (correction_id, line, kind, asset_id,"
        " base_version, fields) SELECT max(c.id), 1, a.kind, a.id, a.row_version, '%s'"
        " FROM asset_correction c, asset a WHERE a.id = %s GROUP BY a.id;"
        " SELECT max(id) FROM asset_correction",
        asset, fields, asset);
}

/* Somebody who was looking at the former class is told, who was not is not kept from anything. */
START_TEST(what_is_entered_stays_applicable_unless_it_is_the_class)
{
    const char *asset = make_asset("information", MUNICIPAL("MC2", "I1", "A1"), true);
    const char *name = enter(asset, "{\"name\": \"y\"}");
    const char *level = enter(asset, "{\"confidentiality\": \"MC1\"}");

    choose("grade");
    follow();
    refused(nsm, arena_printf(arena, "SELECT asset_correction_apply(%s)", level),
            "asset_correction_fresh");
    passes(nsm, arena_printf(arena, "SELECT asset_correction_apply(%s)", name));
}
END_TEST

/* Each scheme asks for its own axes; levels of the other stay beside without a word. */
START_TEST(a_class_is_judged_by_the_axes_of_its_scheme)
{
    const char *asset = make_asset("information", CLASSED, true);

    choose("grade");
    follow();
    passes(nsm, correction(asset, "{\"preset\": \"grade_1\"}", "{}", REASON, "2026-11-20"));
    refused(nsm,
            correction(asset, "{\"preset\": \"grade_1\", \"grade\": \"G3\"}", "{}", REASON,
                       "2026-11-20"),
            "asset_class_override");
    passes(nsm, correction(asset, "{\"grade\": \"G3\"}", "{}", REASON, "2026-11-20"));
}
END_TEST

START_TEST(importances_are_made_by_nothing_but_a_switch)
{
    refused(nsm, "SELECT classification_switch_part(0, 1)", "classification_switch_begun");
    refused(nsm,
            "SELECT set_config('mamori.reclassifying', 'yes', true);"
            " UPDATE asset SET importance = 'low'",
            "42501");
    ck_assert_str_eq(sql("SELECT classification_switch_begin()"), "f");
}
END_TEST

Suite *test_asset_reclassify_suite(void)
{
    Suite *s = suite_create("modules/assets/asset_reclassify");
    TCase *tc = asset_case("reclassify");

    tcase_add_test(tc, a_level_follows_where_the_data_says_so);
    tcase_add_test(tc, what_was_told_beforehand_is_what_happens);
    tcase_add_test(tc, history_and_log_have_each_change_once);
    tcase_add_test(tc, what_has_no_class_becomes_unclassified);
    tcase_add_test(tc, what_is_disposed_of_stays_as_it_was);
    tcase_add_test(tc, what_is_entered_stays_applicable_unless_it_is_the_class);
    tcase_add_test(tc, a_class_is_judged_by_the_axes_of_its_scheme);
    tcase_add_test(tc, importances_are_made_by_nothing_but_a_switch);
    suite_add_tcase(s, tc);
    return s;
}

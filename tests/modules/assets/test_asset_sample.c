#include "embedded.h"
#include "modules/assets/asset_sample_database.h"

/* Domain 6.3, on 22 November 2026. */
#define OF "SELECT count(*) FROM asset WHERE "
#define HARDWARE "SELECT count(*) FROM asset_hardware WHERE hardware_type = "
#define OFFICE "SELECT count(*) FROM asset_office_equipment WHERE equipment_type = "
#define MEDIA "SELECT count(*) FROM asset_media WHERE media_type = "
#define CORRECTIONS "SELECT count(*) FROM asset_correction WHERE "
#define LATE " FROM asset_change WHERE lag_days > 5 AND fiscal_year(tokyo_day(changed_at)) = 2026"
#define CLASSIFIED "kind IN (SELECT code FROM asset_kind WHERE is_classified)"

static const struct {
    const char *sql;
    long expected;
} counts[] = {
    {OF "true", 900},
    {OF "kind = 'information'", 330},
    {OF "kind = 'system'", 140},
    {OF "kind = 'network'", 30},
    {OF "kind = 'hardware'", 150},
    {HARDWARE "'server'", 46},
    {HARDWARE "'terminal'", 62},
    {"SELECT sum(quantity) FROM asset_hardware WHERE hardware_type = 'terminal'", 3940},
    {HARDWARE "'network_device'", 30},
    {HARDWARE "'mobile'", 12},
    {OF "kind = 'software'", 90},
    {OF "kind = 'office_equipment'", 110},
    {OFFICE "'mfp'", 58},
    {OFFICE "'printer'", 22},
    {OFFICE "'fax'", 14},
    {OFFICE "'scanner'", 10},
    {OFFICE "'copier'", 6},
    {OF "kind = 'media'", 50},
    {MEDIA "'usb'", 36},
    {MEDIA "'external_hdd'", 8},
    {MEDIA "'tape'", 6},
    {OF "confidentiality = 'MC3A'", 0},
    {OF "confidentiality = 'MC3B'", 168},
    {OF "confidentiality = 'MC3C'", 121},
    {OF "confidentiality = 'MC2'", 402},
    {OF "confidentiality = 'MC1'", 129},
    {OF "confidentiality IS NULL AND " CLASSIFIED, 6},
    {OF "confidentiality IS NULL AND NOT " CLASSIFIED, 74},
    {OF "status = 'draft' AND confidentiality IS NULL", 6},
    {OF "status = 'draft'", 6},
    {OF "status = 'in_use'", 880},
    {OF "status = 'suspended'", 8},
    {OF "status = 'to_be_disposed'", 5},
    {OF "status = 'transferred'", 1},
    {OF "scope_status = 'excluded_appendix1' AND exclusion_ref LIKE '別表１　%'", 5},
    {OF "scope_status <> 'in_scope'", 5},
    {"SELECT count(*)" LATE, 11},
    {"SELECT count(DISTINCT asset_id)" LATE, 11},
    {"SELECT count(*) FROM asset_change WHERE lag_days > 5", 11},
    {"SELECT count(*) FROM asset a CROSS JOIN LATERAL jsonb_each_text(asset_kind_values(a.id)) f"
     " WHERE f.key IN ('maintenance_end', 'contract_end', 'os_support_end', 'licence_to', 'support_end', 'lease_end')"
     " AND f.value::date BETWEEN '2026-11-22' AND date '2026-11-22' + 90 AND a.status = 'in_use'",
     9},
    {CORRECTIONS "state = 'applied' AND source IN ('form', 'bulk')", 40},
    {CORRECTIONS "state = 'awaiting_manager'", 3},
    {CORRECTIONS "state = 'returned' AND decision_text <> ''", 1},
    {CORRECTIONS "state = 'draft'", 1},
    {CORRECTIONS
     "state = 'awaiting_manager' AND org_unit_id = (SELECT id FROM org_unit WHERE name = '市民窓口課')"
     " AND created_by = (SELECT id FROM person WHERE staff_no = '218842')",
     1},
    {"SELECT count(DISTINCT fiscal_year(tokyo_day(decided_at))) FROM asset_correction"
     " WHERE state = 'applied' AND source <> 'sheet'",
     2},
    {"SELECT count(DISTINCT owner_unit_id) FROM asset", 118},
    {"SELECT count(*) FROM asset_relation", 456},
    {OF "length(name) = 100", 1},
    {OF "name LIKE '%髙%' AND name LIKE '%𠮷%'", 1},
    {OF "former_no <> ''", 1},
    {"SELECT count(*) FROM asset_search", 900},
};

START_TEST(figures_are_those_of_the_domain)
{
    ck_assert_int_eq(sql_number(counts[_i].sql), counts[_i].expected);
}
END_TEST

/* Each a number that is 0 where all is well. */
static const char *const faults[] = {
    /* BR-AS-09 */
    OF "kind = 'system' AND asset_class_gap(asset) IS NOT NULL"
       " AND NOT EXISTS (SELECT FROM asset_class_note n WHERE n.asset_id = asset.id)",
    /* BR-AS-05 */
    MEDIA "'usb' AND NOT is_encrypted",
    /* a section registers nothing without its head */
    "SELECT count(*) FROM asset_correction c WHERE source IN ('form', 'bulk') AND state = 'applied'"
    " AND NOT EXISTS (SELECT FROM effective_role e WHERE e.person_id = c.decided_by"
    " AND is_in_force(e.valid_from, e.valid_to, tokyo_day(c.decided_at))"
    " AND (e.role_code = 'system_security_manager' AND e.org_unit_id = c.org_unit_id"
    "      OR e.role_code IN ('network_security_manager', 'secretariat')))",
    "SELECT count(*) FROM asset_change WHERE changed_by IS NULL OR reason = ''",
    "SELECT count(*) FROM asset_change WHERE changed_at >= '2026-11-22T00:00:00Z'",
    /* what waits is not stale */
    "SELECT count(*) FROM asset_correction_row r JOIN asset_correction c ON c.id = r.correction_id"
    " JOIN asset a ON a.id = r.asset_id WHERE c.state IN ('awaiting_manager', 'draft')"
    " AND a.row_version <> r.base_version",
    "SELECT count(*) FROM asset_correction_row WHERE fields = '{}' AND restricted = '{}'",
    /* a contractor or a leader that was not found */
    OF "operator_id IS NULL AND registered_on > '2026-04-01'",
    "SELECT 1 - count(DISTINCT contractor_id) / 3 FROM asset",
};

START_TEST(rules_hold)
{
    ck_assert_int_eq(sql_number(faults[_i]), 0);
}
END_TEST

START_TEST(systems_are_related)
{
    ck_assert_int_ge(
        sql_number(
            "SELECT count(*) FROM (SELECT r.from_id FROM asset_relation r JOIN asset a ON a.id = r.from_id"
            " WHERE a.kind = 'system' GROUP BY 1 HAVING count(DISTINCT r.relation) >= 2) s"),
        60);
    ck_assert_str_eq(
        sql("SELECT string_agg(DISTINCT relation, ' ' ORDER BY relation) FROM asset_relation"),
        "connects holds runs_on uses");
}
END_TEST

START_TEST(what_exceptions_name_is_there)
{
    ck_assert_str_eq(
        sql("SELECT string_agg(asset_no || ' ' || name, '、' ORDER BY asset_no) FROM asset"
            " WHERE asset_no IN ('H-0094', 'H-0137', 'M-0003', 'M-0005')"),
        "H-0094 ＣＡＤ用ＰＣ（スタンドアロン・サポート終了）、H-0137 窓口用共用端末、"
        "M-0003 督促状印刷の受渡し用ＵＳＢ、M-0005 就学通知の受渡し用ＵＳＢ");
}
END_TEST

/* What the database answers, given the rows of the sample's sheets as `r`. */
static long of_sheets(const char *count)
{
    const struct embedded_file *file = embedded_data;
    const char *values[1];
    PGresult *answer;
    long number;

    while (file->name && strcmp(file->name, "sample/assets.json") != 0)
        file++;
    ck_assert_ptr_nonnull(file->name);
    values[0] = arena_strndup(work->arena, file->data, file->length);
    answer = PQexecParams(super, count, 1, NULL, values, NULL, NULL, 0);
    number = strtol(PQgetvalue(answer, 0, 0), NULL, 10);
    PQclear(answer);
    return number;
}

#define SHEETS                                                                                     \
    "SELECT count(*) FROM jsonb_each($1::jsonb -> 'sheets') s"                                     \
    " CROSS JOIN jsonb_array_elements(s.value) r JOIN asset a ON a.asset_no = r ->> 'no'"

/* Distribution comes later; what it shall come to stands beside the licences. */
START_TEST(two_licences_are_over_used)
{
    ck_assert_int_eq(of_sheets(SHEETS " JOIN asset_software w ON w.asset_id = a.id"
                                      " WHERE (r ->> 'installed')::integer > w.licence_count"),
                     2);
}
END_TEST

/* The number of a row is that which the register gave it: relations and history rest on it. */
START_TEST(numbers_are_as_written)
{
    ck_assert_int_eq(of_sheets(SHEETS " AND a.kind = r ->> 'kind'"
                                      " AND a.name = r -> 'fields' ->> 'name'"),
                     900);
}
END_TEST

Suite *test_asset_sample_suite(void);

Suite *test_asset_sample_suite(void)
{
    Suite *s = suite_create("modules/assets/asset_sample");
    TCase *now = asset_reading_case("on 22 November 2026", asset_migrate_once);

    EACH(now, figures_are_those_of_the_domain, counts);
    EACH(now, rules_hold, faults);
    tcase_add_test(now, systems_are_related);
    tcase_add_test(now, what_exceptions_name_is_there);
    tcase_add_test(now, two_licences_are_over_used);
    tcase_add_test(now, numbers_are_as_written);
    suite_add_tcase(s, now);
    return s;
}

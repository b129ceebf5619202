#include "asset_database.h"

/* What the database holds by itself of the register: BR-AS of domain 4.6, and who may do what. */

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- BR-AS-01: in use with a class on all axes --------------------------------------------------
 */

static const struct {
    const char *kind;
    bool is_classified;
} kinds[] = {
    {"information", true}, {"system", true},    {"network", true},
    {"hardware", false},   {"software", false}, {"office_equipment", false},
    {"media", true},       {"facility", false}, {"system_document", false},
};

static const char *const levels[] = {"\"confidentiality\": \"MC2\"", "\"integrity\": \"I1\"",
                                     "\"availability\": \"A1\""};

static const char *without(size_t axis)
{
    const char *fields = "";

    for (size_t i = 0; i < COUNT(levels); i++)
        if (i != axis)
            fields = arena_printf(arena, "%s%s%s", fields, *fields ? ", " : "", levels[i]);
    return fields;
}

static void needs_a_class(size_t i)
{
    bool is_classified = kinds[i].is_classified;

    for (size_t axis = 0; axis <= COUNT(levels); axis++) {
        const char *asset = make_asset(kinds[i].kind, without(axis), false);
        bool is_whole = axis == COUNT(levels);

        refused(head, step(asset, "register", "", ""),
                is_classified && !is_whole ? "asset_classified" : "");
    }
}

START_TEST(br_as_01_in_use_needs_a_class)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        needs_a_class(i);
}
END_TEST

START_TEST(br_as_01_asks_for_the_scheme_in_force)
{
    const char *asset = make_asset("information", without(COUNT(levels)), false);

    passes(head, step(asset, "register", "", ""));
    sql("INSERT INTO setting (key, value, valid_from)"
        " VALUES ('asset.classification_scheme', 'grade', '2026-11-01')");
    refused(head, step(asset, "register", "", ""), "asset_classified");
    passes(head, step(make_asset("information", "\"grade\": \"G2\"", false), "register", "", ""));
}
END_TEST

/* Importance by the table of domain 3.4. */
static const struct {
    const char *levels[3], *importance;
} importances[] = {
    {{"MC3A", "I1", "A1"}, "high"},   {{"MC3B", "I1", "A1"}, "high"},
    {{"MC2", "I2", "A2"}, "high"},    {{"MC1", "I2", "A2"}, "high"},
    {{"MC3C", "I1", "A1"}, "middle"}, {{"MC2", "I1", "A1"}, "middle"},
    {{"MC1", "I2", "A1"}, "middle"},  {{"MC1", "I1", "A2"}, "middle"},
    {{"MC3C", "I2", "A1"}, "middle"}, {{"MC1", "I1", "A1"}, "low"},
};

static void has_importance(size_t i)
{
    const char *const *l = importances[i].levels;
    const char *asset = make_asset("information",
                                   arena_printf(arena,
                                                "\"confidentiality\": \"%s\", \"integrity\":"
                                                " \"%s\", \"availability\": \"%s\"",
                                                l[0], l[1], l[2]),
                                   false);

    ck_assert_str_eq(sql_format("SELECT importance FROM asset WHERE id = %s", asset),
                     importances[i].importance);
}

START_TEST(importance_follows_the_class)
{
    for (size_t i = 0; i < COUNT(importances); i++)
        has_importance(i);
}
END_TEST

START_TEST(an_answer_is_overridden_with_a_reason)
{
    const char *asset = make_asset("information", CLASSED, true);

    refused(head, correction(asset, "{\"confidentiality\": \"MC2\"}", "{}", REASON, "2026-11-20"),
            "asset_class_override");
    passes(head,
           correction(asset, "{\"confidentiality\": \"MC2\", \"classification_reason\": \"x\"}",
                      "{}", REASON, "2026-11-20"));
    refused(head,
            correction(asset, "{\"integrity\": \"MC2\", \"classification_reason\": \"x\"}", "{}",
                       REASON, "2026-11-20"),
            "asset_class_axis");
}
END_TEST

/* ---- BR-AS-02: the history ---------------------------------------------------------------------
 */

/*
 * Another value for every column that a correction may change, by the catalogue: the last word of a
 * list that a constraint allows, and what a type takes.
 */
#define OTHER_VALUES                                                                                                     \
    "CREATE OR REPLACE FUNCTION test.listed(of regclass, name text) RETURNS text LANGUAGE sql AS $$"                     \
    " SELECT (SELECT max(w[1]) FROM regexp_matches(pg_get_constraintdef(c.oid),"                                         \
    " '''([a-z0-9_]+)''::text', 'g') w WHERE w[1] NOT IN ('in_scope', 'none')) FROM pg_constraint c JOIN pg_attribute a" \
    " ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]"                                                         \
    " WHERE c.conrelid = of AND c.contype = 'c' AND a.attname = name"                                                    \
    " AND pg_get_constraintdef(c.oid) LIKE '%ANY (ARRAY%' $$;"                                                           \
    "CREATE OR REPLACE FUNCTION test.other(of regclass) RETURNS jsonb LANGUAGE sql AS $$"                                \
    " SELECT jsonb_object_agg(a.attname, CASE"                                                                           \
    " WHEN a.attname = 'operator_id' THEN to_jsonb((SELECT min(id) FROM person))"                                        \
    " WHEN a.attname = 'contractor_id' THEN to_jsonb((SELECT min(id) FROM contractor))"                                  \
    " WHEN a.attname = 'preset' THEN '\"staff\"' WHEN a.attname = 'grade' THEN '\"G3\"'"                                 \
    " WHEN a.attname IN ('confidentiality', 'integrity', 'availability')"                                                \
    " THEN (SELECT to_jsonb(min(l.code)) FROM classification_level l"                                                    \
    "        WHERE l.axis = a.attname AND l.code NOT IN ('MC3B', 'I2', 'A2'))"                                           \
    " WHEN a.attname = 'law_fields' THEN '\"2,5\"'"                                                                      \
    " WHEN a.atttypid = 'date'::regtype THEN '\"2026-05-01\"'"                                                           \
    " WHEN a.atttypid = 'boolean'::regtype THEN 'true'"                                                                  \
    " WHEN a.atttypid = 'bigint'::regtype THEN '7'"                                                                      \
    " ELSE to_jsonb(coalesce(test.listed(of, a.attname), 'x')) END)"                                                     \
    " FROM pg_attribute a WHERE a.attrelid = of"                                                                         \
    " AND a.attname = ANY (asset_content_columns(of)) $$;"

static const char *changed_fields(const char *asset)
{
    return sql_format("SELECT string_agg(field, ' ' ORDER BY field COLLATE \"C\") FROM asset_change"
                      " WHERE asset_id = %s AND field <> 'status'",
                      asset);
}

/* Names of the columns as the history calls them. */
static const char *columns_of(const char *kind)
{
    bool is_addressed = !strcmp(kind, "network") || !strcmp(kind, "hardware");

    return sql_format(
        "SELECT string_agg(f, ' ' ORDER BY f COLLATE \"C\") FROM (SELECT"
        " regexp_replace(unnest(asset_content_columns('asset') ||"
        " asset_content_columns('asset_%s') || %s), '^(operator|contractor)_id$', '\\1') AS f) x",
        kind, is_addressed ? "asset_content_columns('asset_restricted')" : "'{}'::text[]");
}

static void all_at_once(size_t i)
{
    const char *kind = kinds[i].kind;
    bool is_addressed = !strcmp(kind, "network") || !strcmp(kind, "hardware");
    const char *asset = make_asset(kind, CLASSED, true), *fields, *restricted;

    sql(OTHER_VALUES);
    fields = sql_format("SELECT test.other('asset') || test.other('asset_%s')", kind);
    restricted = is_addressed ? sql("SELECT test.other('asset_restricted')") : "{}";
    done(nsm, correction(asset, fields, restricted, REASON, "2026-10-01"));
    ck_assert_str_eq(changed_fields(asset), columns_of(kind));
    ck_assert_str_eq(
        sql_format("SELECT count(*) FROM asset_change WHERE asset_id = %s AND reason = '" REASON
                   "' AND actual_change_on = '2026-10-01' AND lag_days ="
                   " business_days_between('2026-10-01', '2026-11-22') AND changed_by ="
                   " (SELECT id FROM person WHERE staff_no = '204518')"
                   " AND is_restricted = (field IN ('address_range', 'host_address'))",
                   asset),
        sql_format("SELECT count(*) FROM asset_change WHERE asset_id = %s AND field <> 'status'",
                   asset));
}

START_TEST(br_as_02_each_changed_field_is_one_row)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        all_at_once(i);
}
END_TEST

static void one_by_one(size_t i)
{
    const char *asset = make_asset(kinds[i].kind, CLASSED, true);

    sql(OTHER_VALUES);
    sql_format(
        "DROP TABLE IF EXISTS test.field; CREATE TABLE test.field AS SELECT key, jsonb_build_object(key, value) AS one"
        " FROM jsonb_each(test.other('asset_%s'))",
        kinds[i].kind);
    sql_format("DO $$ DECLARE f record; c bigint; n bigint; BEGIN FOR f IN SELECT * FROM test.field"
               " LOOP SELECT count(*) INTO n FROM asset_change;"
               " INSERT INTO asset_correction (source, reason) VALUES ('form', 'r')"
               " RETURNING id INTO c; INSERT INTO asset_correction_row (correction_id, line, kind,"
               " asset_id, base_version, fields) SELECT c, 1, a.kind, a.id, a.row_version, f.one"
               " FROM asset a WHERE a.id = %s; PERFORM asset_correction_apply(c);"
               " ASSERT (SELECT count(*) FROM asset_change) = n + 1, f.key;"
               " ASSERT (SELECT field FROM asset_change ORDER BY id DESC LIMIT 1) = f.key, f.key;"
               " END LOOP; END $$",
               asset);
}

START_TEST(br_as_02_each_field_alone_is_one_row)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        one_by_one(i);
}
END_TEST

START_TEST(br_as_02_a_change_says_why_and_since_when)
{
    const char *asset = make_asset("facility", "", true);
    const char *other = "{\"note\": \"x\"}";

    refused(head, correction(asset, other, "{}", "", "2026-11-20"), "asset_change_reason");
    refused(head, correction(asset, other, "{}", REASON, "2026-11-23"), "asset_change_not_ahead");
    passes(head, correction(asset, other, "{}", REASON, "2026-11-22"));
    done(head, correction(asset, other, "{}", REASON, "2026-11-13"));
    ck_assert_str_eq(sql("SELECT lag_days FROM asset_change WHERE field = 'note'"), "5");
    ck_assert_str_eq(changed_fields(make_asset("facility", "", false)), "");
}
END_TEST

START_TEST(br_as_02_a_draft_has_no_history)
{
    const char *asset = make_asset("facility", "", false);

    done(leader, correction(asset, "{\"note\": \"x\"}", "{}", REASON, "2026-11-20"));
    ck_assert_str_eq(sql("SELECT count(*) FROM asset_change"), "0");
}
END_TEST

/* What the server's role may write of the register's tables, and nothing else (4.6: cannot be
 * edited). */
START_TEST(br_as_02_the_server_writes_no_history_and_no_register)
{
    ck_assert_str_eq(
        sql("SELECT string_agg(DISTINCT c.relname || ' ' || p, ', ') FROM pg_class c"
            " CROSS JOIN unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p"
            " WHERE c.relkind = 'r' AND c.relname LIKE 'asset%' AND c.relname NOT IN ("
            " 'asset_correction', 'asset_correction_row', 'asset_step', 'asset_search',"
            " 'asset_relation', 'asset_class_note', 'asset_attachment', 'asset_view', 'asset_upload', 'asset_mapping')"
            " AND CASE WHEN p IN ('DELETE', 'TRUNCATE')"
            " THEN has_table_privilege('mamori_server', c.oid, p)"
            " ELSE has_any_column_privilege('mamori_server', c.oid, p) END"),
        "");
    ck_assert_str_eq(
        sql("SELECT string_agg(c.relname, ', ') FROM pg_class c WHERE c.relkind = 'r'"
            " AND c.relname LIKE 'asset%' AND (has_table_privilege('mamori_server', c.oid, 'DELETE')"
            " OR has_table_privilege('mamori_server', c.oid, 'TRUNCATE')"
            " OR c.relname IN ('asset_step', 'asset_class_note', 'asset_correction_row')"
            " AND has_any_column_privilege('mamori_server', c.oid, 'UPDATE'))"),
        "");
}
END_TEST

static const char *const writes[] = {
    "UPDATE asset SET name = 'x'",
    "UPDATE asset_facility SET contents = 'x'",
    "UPDATE asset_restricted SET host_address = 'x'",
    "UPDATE asset_change SET reason = 'x'",
    "DELETE FROM asset_change",
    "DELETE FROM asset",
    "INSERT INTO asset_change (asset_id, field, old, new, reason, actual_change_on, lag_days,"
    " is_restricted) VALUES (" ASSET ", 'note', 'a', 'b', 'x', '2026-11-20', 0, false)",
    "INSERT INTO asset (asset_no, kind, name, owner_unit_id) VALUES ('F-9999', 'facility', 'x', 1)",
    "UPDATE asset_step SET text = 'x'",
    "SELECT asset_change_give('x', '2026-11-20', NULL), asset_correction_make(NULL)",
};

static void is_refused(size_t i)
{
    make_asset("facility", "", true);
    refused(nsm, writes[i], "42501");
}

START_TEST(br_as_02_and_is_refused_when_it_tries)
{
    for (size_t i = 0; i < COUNT(writes); i++)
        is_refused(i);
}
END_TEST

/* ---- BR-AS-03: who sees what --------------------------------------------------------------------
 */

static const struct {
    const struct who *who;
    bool sees, sees_addresses;
} viewers[] = {
    {&staff, true, false},       {&leader, true, false},
    {&head, true, true},         {&other_leader, false, false},
    {&other_head, false, false}, {&secretariat, true, true},
    {&nsm, true, true},          {&officer, true, true},
    {&auditor, true, false},
};

static void sees(size_t i)
{
    const char *asset = make_asset("hardware", "", true);
    const char *question = arena_printf(
        arena,
        "SELECT refuse_if(NOT (SELECT sees_asset(a) FROM asset a WHERE a.id = %s), 'unseen')",
        asset);
    const char *addresses = arena_printf(
        arena, "SELECT refuse_if(NOT sees_restricted(" UNIT("0502") "), 'addresses unseen')");

    refused(*viewers[i].who, question, viewers[i].sees ? "" : "unseen");
    refused(*viewers[i].who, addresses, viewers[i].sees_addresses ? "" : "addresses unseen");
}

START_TEST(br_as_03_own_section_or_all)
{
    for (size_t i = 0; i < COUNT(viewers); i++)
        sees(i);
}
END_TEST

START_TEST(addresses_are_written_by_the_head_and_the_manager)
{
    static const struct {
        const struct who *who;
        const char *rule;
    } writers[] = {{&head, ""},
                   {&nsm, ""},
                   {&secretariat, "asset_restricted_by_head"},
                   {&leader, "asset_correction_by_head"},
                   {&other_head, "asset_correction_by_head"}};
    const char *asset = make_asset("hardware", "", true);

    for (size_t i = 0; i < COUNT(writers); i++)
        refused(*writers[i].who,
                correction(asset, "{}", "{\"host_address\": \"10.0.0.1\"}", REASON, "2026-11-20"),
                writers[i].rule);
}
END_TEST

/* ---- BR-AS-05: memory sticks
 * --------------------------------------------------------------------- */

/* A permitted exception of today that names the asset; no rule of exceptions is asked. */
static void cover(const char *asset)
{
    sql_format(
        "SET session_replication_role = replica;"
        " INSERT INTO exception_request (kind, applicant_role, applicant_unit_id, drafter_id,"
        " state, request_no, fiscal_year, seq_no, period_from, period_to) SELECT 'prior',"
        " 'system_security_manager', u.id, p.id, 'permitted', '2026-例-999', 2026, 999, '2026-11-01', '2027-03-31' FROM org_unit u,"
        " person p WHERE u.code = '0502' AND p.staff_no = '206611';"
        " INSERT INTO exception_revision (request_id, title, asset_ids)"
        " SELECT max(id), 'x', ARRAY[%s] FROM exception_request;"
        " SET session_replication_role = origin",
        asset);
}

START_TEST(br_as_05_a_memory_stick_is_encrypted_or_excepted)
{
    const char *plain = make_asset("media", CLASSED ", \"media_type\": \"usb\"", false);
    const char *tape = make_asset("media", CLASSED ", \"media_type\": \"tape\"", false);
    const char *safe =
        make_asset("media", CLASSED ", \"media_type\": \"usb\", \"is_encrypted\": true", false);

    refused(head, step(plain, "register", "", ""), "asset_usb_encrypted");
    passes(head, step(tape, "register", "", ""));
    done(head, step(safe, "register", "", ""));
    refused(head, correction(safe, "{\"is_encrypted\": false}", "{}", REASON, "2026-11-20"),
            "asset_usb_encrypted");
    cover(plain);
    passes(head, step(plain, "register", "", ""));
    sql("SET session_replication_role = replica; UPDATE exception_request"
        " SET period_to = '2026-11-21'; SET session_replication_role = origin");
    refused(head, step(plain, "register", "", ""), "asset_usb_encrypted");
}
END_TEST

/* ---- BR-AS-09: the class of a system
 * ---------------------------------------------------------------- */

static const char *holds(const char *system, const char *information)
{
    return arena_printf(arena,
                        "INSERT INTO asset_relation (relation, from_id, to_id) VALUES ('holds', %s,"
                        " %s)",
                        system, information);
}

static const char *note_of(const char *system)
{
    return arena_printf(arena,
                        "INSERT INTO asset_class_note (asset_id, text) VALUES (%s,"
                        " '個人情報を含まない部分だけを扱う。')",
                        system);
}

START_TEST(br_as_09_a_system_is_classed_as_what_it_holds)
{
    const char *information = make_asset("information", CLASSED, true);
    const char *low = make_asset("system", without(COUNT(levels)), true);
    const char *high = make_asset("system", CLASSED, true);
    const char *lower = "{\"confidentiality\": \"MC2\", \"classification_reason\": \"x\"}";

    refused(head, holds(low, information), "asset_class_of_system");
    done(head, holds(high, information));
    refused(head, correction(high, lower, "{}", REASON, "2026-11-20"), "asset_class_of_system");
    refused(head, note_of(high), "asset_class_note_by_manager");
    refused(secretariat, note_of(high), "asset_class_note_by_manager");
    done(nsm, note_of(high));
    passes(head, correction(high, lower, "{}", REASON, "2026-11-20"));
    done(nsm, note_of(low));
    done(head, holds(low, information));
    ck_assert_str_eq(sql_format("SELECT asset_class_gap(a) FROM asset a WHERE a.id = %s", low),
                     sql_format("SELECT asset_no FROM asset WHERE id = %s", information));
}
END_TEST

/* ---- BR-AS-10: another section
 * ------------------------------------------------------------------------ */

static const char *owner_of(const char *asset)
{
    return sql_format("SELECT u.code || ' ' || a.status FROM asset a JOIN org_unit u"
                      " ON u.id = a.owner_unit_id WHERE a.id = %s",
                      asset);
}

START_TEST(br_as_10_both_heads_agree)
{
    const char *asset = make_asset("facility", "", true);

    refused(head, step(asset, "transfer", "見直し", "0502"), "asset_step_unit");
    refused(head, step(asset, "transfer", "見直し", "05"), "asset_step_unit");
    done(head, step(asset, "transfer", "見直し", "0902"));
    ck_assert_str_eq(owner_of(asset), "0502 transferred");
    passes(head, correction(asset, "{\"note\": \"x\"}", "{}", REASON, "2026-11-20"));
    refused(other_head, correction(asset, "{\"note\": \"x\"}", "{}", REASON, "2026-11-20"),
            "asset_correction_by_head");
    done(other_head, step(asset, "decline", "所管しない", ""));
    ck_assert_str_eq(owner_of(asset), "0502 in_use");
    done(head, step(asset, "transfer", "見直し", "0902"));
    done(other_head, step(asset, "accept", "", ""));
    ck_assert_str_eq(owner_of(asset), "0902 in_use");
    ck_assert_str_eq(sql_format("SELECT old || ' → ' || new FROM asset_change WHERE asset_id = %s"
                                " AND field = 'owner_unit'",
                                asset),
                     "0502 市民窓口課 → 0902 保育課");
    refused(head, correction(asset, "{\"note\": \"x\"}", "{}", REASON, "2026-11-20"),
            "asset_correction_by_head");
}
END_TEST

/* ---- a leader's correction waits for the head
 * ----------------------------------------------------------- */

/* As `correction`, without applying it. */
static const char *proposal(const char *asset, const char *fields)
{
    const char *all = correction(asset, fields, "{}", REASON, "2026-11-20");
    const char *end = strstr(all, "; SELECT asset_correction_apply");

    return arena_strndup(arena, all, (size_t)(end - all));
}

START_TEST(a_leader_proposes_and_the_head_applies)
{
    const char *asset = make_asset("facility", "", true);
    const char *change = correction(asset, "{\"note\": \"x\"}", "{}", REASON, "2026-11-20");
    const char *send = "SELECT asset_correction_move(max(id), 'send', NULL) FROM asset_correction";
    const char *apply = "SELECT asset_correction_apply(max(id)) FROM asset_correction";
    const char *back = "SELECT asset_correction_move(max(id), 'return', 'x') FROM asset_correction";

    refused(leader, change, "asset_correction_by_head");
    done(leader, arena_printf(arena, "%s; %s", proposal(asset, "{\"note\": \"x\"}"), send));
    refused(leader, apply, "asset_correction_by_head");
    refused(other_head, apply, "asset_correction_by_head");
    refused(leader, back, "asset_correction_by_head");
    passes(head, back);
    done(head, apply);
    ck_assert_str_eq(changed_fields(asset), "note");
    refused(head, apply, "asset_correction_open");
}
END_TEST

/* What the head could not apply is refused when it is sent, and nothing of the trial stays. */
START_TEST(what_is_sent_can_be_applied)
{
    const char *asset = make_asset("information", CLASSED, true);
    const char *try = "; SELECT asset_correction_try(max(id)) FROM asset_correction";

    refused(leader,
            arena_printf(arena, "%s%s", proposal(asset, "{\"confidentiality\": \"MC2\"}"), try),
            "asset_class_override");
    refused(leader,
            arena_printf(arena, "%s%s", proposal(asset, "{\"confidentiality\": null}"), try),
            "asset_class_override");
    done(leader, arena_printf(arena, "%s%s", proposal(asset, "{\"note\": \"x\"}"), try));
    ck_assert_str_eq(sql_format("SELECT note FROM asset WHERE id = %s", asset), "");
    ck_assert_str_eq(changed_fields(asset), "");
}
END_TEST

START_TEST(only_the_secretariat_excludes)
{
    const char *asset = make_asset("facility", "", true);
    const char *fields =
        "{\"scope_status\": \"excluded_appendix1\", \"exclusion_ref\": \"別表1の3\"}";

    refused(head, correction(asset, fields, "{}", REASON, "2026-11-20"),
            "asset_exclusion_by_secretariat");
    passes(secretariat, correction(asset, fields, "{}", REASON, "2026-11-20"));
    refused(
        secretariat,
        correction(asset, "{\"scope_status\": \"excluded_appendix1\"}", "{}", REASON, "2026-11-20"),
        "asset_exclusion_named");
}
END_TEST

/* ---- states: every state, event and kind of actor (domain 3.3)
 * --------------------------------------------- */

enum { DRAFTERS = 1, HEADS = 2, RECEIVER = 4 };
static const struct way {
    const char *from, *event, *to;
    int by;
} ways[] = {
    {"draft", "register", "in_use", HEADS},
    {"draft", "discard", "discarded", DRAFTERS | HEADS},
    {"in_use", "suspend", "suspended", HEADS},
    {"in_use", "plan_disposal", "to_be_disposed", HEADS},
    {"in_use", "transfer", "transferred", HEADS},
    {"suspended", "resume", "in_use", HEADS},
    {"suspended", "plan_disposal", "to_be_disposed", HEADS},
    {"to_be_disposed", "keep", "in_use", HEADS},
    {"to_be_disposed", "dispose", "disposed", 0}, /* what closing its 廃棄 does */
    {"transferred", "accept", "in_use", RECEIVER},
    {"transferred", "decline", "in_use", RECEIVER},
    {"transferred", "take_back", "in_use", HEADS},
};
static const char *const states[] = {"draft",    "in_use",      "suspended", "to_be_disposed",
                                     "disposed", "transferred", "discarded"};
static const char *const events[] = {"register",      "discard", "suspend",   "resume",
                                     "plan_disposal", "keep",    "dispose",   "transfer",
                                     "accept",        "decline", "take_back", "nothing"};
static const struct {
    const struct who *who;
    int is;
} actors[] = {
    {&staff, 0},           {&leader, DRAFTERS},     {&head, HEADS},
    {&other_leader, 0},    {&other_head, RECEIVER}, {&third_head, 0},
    {&secretariat, HEADS}, {&nsm, HEADS},           {&officer, 0},
    {&auditor, 0},
};

static const char *wanted(const char *state, const char *event, int is)
{
    for (size_t w = 0; w < COUNT(ways); w++)
        if (!strcmp(ways[w].from, state) && !strcmp(ways[w].event, event))
            return ways[w].by & is ? "" : "asset_step_by_whom";
    return "asset_step_open";
}

static void has_its_steps(size_t i)
{
    const char *state = states[i];
    const char *asset = make_asset("information", CLASSED, false);

    put_into(asset, state);
    for (size_t e = 0; e < COUNT(events); e++)
        for (size_t a = 0; a < COUNT(actors); a++) {
            const char *event = events[e];
            const char *found = attempt(
                actors[a].who, step(asset, event, "理由", !strcmp(event, "transfer") ? "0902" : ""),
                false);

            ck_assert_msg(!strcmp(found, wanted(state, event, actors[a].is)),
                          "%s in %s by %s: '%s'", event, state, actors[a].who->staff_no, found);
        }
}

START_TEST(every_step_has_its_state_and_its_actor)
{
    for (size_t i = 0; i < COUNT(states); i++)
        has_its_steps(i);
}
END_TEST

static void leads(size_t i)
{
    const char *asset = make_asset("information", CLASSED, false);
    const struct who *who = ways[i].by & HEADS ? &head : &other_head;

    if (!ways[i].by)
        return;
    put_into(asset, ways[i].from);
    ck_assert_str_eq(attempt(who,
                             step(asset, ways[i].event, "理由",
                                  !strcmp(ways[i].event, "transfer") ? "0902" : ""),
                             true),
                     "");
    ck_assert_str_eq(sql_format("SELECT status FROM asset WHERE id = %s", asset), ways[i].to);
}

START_TEST(each_step_leads_where_it_should)
{
    for (size_t i = 0; i < COUNT(ways); i++)
        leads(i);
}
END_TEST

START_TEST(a_step_that_needs_a_reason_has_one)
{
    static const char *const reasoned[][2] = {
        {"draft", "discard"},        {"in_use", "suspend"},      {"suspended", "resume"},
        {"in_use", "plan_disposal"}, {"to_be_disposed", "keep"}, {"in_use", "transfer"},
        {"transferred", "take_back"}};
    const char *asset = make_asset("information", CLASSED, false);

    for (size_t i = 0; i < COUNT(reasoned); i++) {
        put_into(asset, reasoned[i][0]);
        refused(head,
                step(asset, reasoned[i][1], "", !strcmp(reasoned[i][1], "transfer") ? "0902" : ""),
                "asset_step_reason");
    }
}
END_TEST

Suite *test_asset_rules_suite(void);

Suite *test_asset_rules_suite(void)
{
    Suite *s = suite_create("modules/assets/asset_rules");
    TCase *tc = asset_case("rules");

    tcase_add_test(tc, br_as_01_in_use_needs_a_class);
    tcase_add_test(tc, br_as_01_asks_for_the_scheme_in_force);
    tcase_add_test(tc, importance_follows_the_class);
    tcase_add_test(tc, an_answer_is_overridden_with_a_reason);
    tcase_add_test(tc, br_as_02_each_changed_field_is_one_row);
    tcase_add_test(tc, br_as_02_each_field_alone_is_one_row);
    tcase_add_test(tc, br_as_02_a_change_says_why_and_since_when);
    tcase_add_test(tc, br_as_02_a_draft_has_no_history);
    tcase_add_test(tc, br_as_02_the_server_writes_no_history_and_no_register);
    tcase_add_test(tc, br_as_02_and_is_refused_when_it_tries);
    tcase_add_test(tc, br_as_03_own_section_or_all);
    tcase_add_test(tc, addresses_are_written_by_the_head_and_the_manager);
    tcase_add_test(tc, br_as_05_a_memory_stick_is_encrypted_or_excepted);
    tcase_add_test(tc, br_as_09_a_system_is_classed_as_what_it_holds);
    tcase_add_test(tc, br_as_10_both_heads_agree);
    tcase_add_test(tc, a_leader_proposes_and_the_head_applies);
    tcase_add_test(tc, what_is_sent_can_be_applied);
    tcase_add_test(tc, only_the_secretariat_excludes);
    tcase_add_test(tc, every_step_has_its_state_and_its_actor);
    tcase_add_test(tc, each_step_leads_where_it_should);
    tcase_add_test(tc, a_step_that_needs_a_reason_has_one);
    suite_add_tcase(s, tc);
    return s;
}

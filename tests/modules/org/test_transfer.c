#include <jansson.h>

#include "core/transfer/csv.h"
#include "modules/org/city_database.h"
#include "modules/org/transfer.h"

#define HEADINGS "職員番号,氏名,所属コード,職名,職位,職コード,異動区分,任用区分,フリガナ\n"

static const char *const usual[TRANSFER_COLUMNS];
static const char *sheet, *effective = "2027-04-01", *transfer_id;
static struct transfer_sheet found;

static const char *dump(const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);
    const char *kept = arena_strdup(arena, text);

    free(text);
    return kept;
}

static bool read_sheet(struct work *w)
{
    struct csv csv;

    return csv_read(w, "file", sheet, strlen(sheet), &csv) &&
           transfer_read(w, &csv, usual, effective, &found);
}

static bool take_in(struct work *w, void *context)
{
    const struct rows *rows;

    (void)context;
    access_begin_work(w, "test");
    if (!read_sheet(w))
        return false;
    rows = db_take(w, SQL_TRANSFER_INSERT,
                   PARAMS(effective, "発令1", "a.csv", "00", "UTF-8", dump(found.moves),
                          dump(found.problems), dump(found.reading)));
    if (!rows)
        return false;
    transfer_id = rows_text(rows, 0, "id");
    return db_run(w, SQL_TRANSFER_REHEARSE_AGAIN, PARAMS(transfer_id));
}

static bool apply(struct work *w, void *context)
{
    (void)context;
    access_begin_work(w, "test");
    return db_run(w, SQL_TRANSFER_APPLY, PARAMS(transfer_id)) &&
           db_run(w, SQL_TRANSFER_DECIDE, PARAMS(transfer_id, "applied", ""));
}

static bool undo(struct work *w, void *context)
{
    (void)context;
    access_begin_work(w, "test");
    return db_run(w, SQL_TRANSFER_DECIDE, PARAMS(transfer_id, "undone", "誤り")) &&
           db_run(w, SQL_TRANSFER_TAKE_BACK, PARAMS(transfer_id));
}

static void begin(const char *rows)
{
    core_clock("2026-11-22T00:00:00.000000Z", "2026-11-22");
    sheet = arena_printf(arena, HEADINGS "%s", rows);
}

static const char *found_problems(void)
{
    return sql_format(
        "SELECT coalesce(string_agg(concat_ws(':', x ->> 'line', x ->> 'field',"
        " x ->> 'problem'), ' ' ORDER BY (x ->> 'line')::int, x ->> 'field', x ->> 'problem'), '')"
        " FROM transfer, jsonb_array_elements(problems) x WHERE id = %s",
        transfer_id);
}

/* Of 市民窓口課: 206611 its head, 218842 a leader, 304182 a clerk; 205927 heads 保育課. */
static const struct {
    const char *rows, *problems;
} sheets[] = {
    {"304182,鵠渡 みなみ,0902,主事,,,,,\n", ""},
    {"304182,鵠渡　みなみ,０９０２,主事,,,異動,,\n", ""},
    {"304182,,0902,,,,,,\n", ""},
    {"218842,,0902,主査,主査,,,,\n", ""},
    {"304182,,,,,,退職,,\n", ""},
    {"304182,,,,,,定年退職,,\n", ""},
    {"304182,,,,,,退職（自己都合）,,\n", ""},
    {"304182,,0902,,,,配置換え,,\n", ""},
    {"400001,新 人,0502,主事,,,新規採用,正規,シン ジン\n", ""},
    {"304182,,0902,,,,再任用,,\n", "2:move:unknown_move"},
    {"206611,,0902,課長,課長,section_head:0902,,,\n205927,,0502,課長,課長,section_head:0502,,,\n",
     ""},
    {"400001,新 人,0502,主事,,,採用,正規,シン ジン\n", ""},
    {"999999,,0902,,,,,,\n", "2:staff_no:unknown_person"},
    {"304182,,0902,,,,採用,正規,\n", "2:kana:missing 2:name:missing 2:staff_no:known_person"},
    {"304182,,0902,,係長,,,,\n999999,,0902,,,,,,\n304182,,0599,,,,出向,,\n",
     "2:rank:unknown_rank 3:staff_no:unknown_person 4:move:unknown_move 4:unit:unknown_unit"},
    {"304182,,902,,,,,,\n", ""},
    {"304182,,0902,,,保育課長,,,\n", "2:post:post_held"},
    {"206611,,902,課長,課長,保育課長,,,\n205927,,502,課長,課長,市民窓口課長,,,\n", ""},
    {"304182,鵠渡 みなみ,0902,,,,採用,正規,クゲ ミ\n", "2:staff_no:known_person"},
    {"304182,鵠渡 まなみ,0902,,,,,,\n", "2:name:other_name"},
    {"304182,,0599,,,,,,\n", "2:unit:unknown_unit"},
    {"304182,,,,,,,,\n", "2:unit:missing"},
    {",,0902,,,,,,\n", "2:staff_no:missing"},
    {"304182,,0902,,,section_head:9999,,,\n", "2:post:unknown_post"},
    {"304182,,0902,,,section_head:0902,,,\n", "2:post:post_held"},
    {"304182,,0902,,,,,,\n304182,,0502,,,,,,\n", "3:staff_no:twice"},
    {"304182,,0902,,,,出向,,\n", "2:move:unknown_move"},
    {"304182,,0902,,係長,,,,\n", "2:rank:unknown_rank"},
    {"171204,,0902,,,,,,\n", "2:staff_no:not_employed"},
    {"171204,帰 人,0902,,,,採用,再任用,キ ジン\n", "2:staff_no:hired_left"},
    {"770216,,1703,,,section_head:1703,,,\n", "2:post:out_of_scope 2:post:post_held"},
    {"206611,,0902,,,section_head:0902,,,\n205927,,0101,,,section_head:0902,,,\n",
     "3:post:post_twice"},
};

START_TEST(sheet_has_these_problems)
{
    begin(sheets[_i].rows);
    ck_assert(db_transaction(work, pool, DB_WRITE, take_in, NULL));
    ck_assert_str_eq(found_problems(), sheets[_i].problems);
    /* Nothing but the draft is there: what a rehearsal does is taken back. */
    ck_assert_int_eq(sql_number("SELECT count(*) FROM transfer_change"), 0);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM person_assignment"
                                " WHERE valid_from = '2027-04-01'"),
                     0);
    if (!*sheets[_i].problems)
        ck_assert(db_transaction(work, pool, DB_WRITE, apply, NULL));
}
END_TEST

static const char *state_of(const char *where)
{
    return sql_format(
        "SELECT md5(string_agg(t, ',' ORDER BY t)) FROM ("
        "SELECT concat_ws('|', 'a', id, person_id, org_unit_id, valid_from, valid_to) AS t"
        " FROM person_assignment UNION ALL"
        " SELECT concat_ws('|', 'h', id, person_id, post_id, valid_from, valid_to) FROM post_holding"
        " UNION ALL SELECT concat_ws('|', 'r', id, person_id, role_code, valid_from, valid_to)"
        " FROM role_assignment UNION ALL"
        " SELECT concat_ws('|', 'e', id, person_id, valid_from, valid_to) FROM employment) s %s",
        where);
}

static const char *bearer(const char *role, const char *day)
{
    return sql_format("SELECT coalesce(string_agg(p.staff_no, ' ' ORDER BY p.staff_no), '')"
                      " FROM effective_role r JOIN person p ON p.id = r.person_id"
                      " LEFT JOIN org_unit u ON u.id = r.org_unit_id WHERE r.role_code = '%s'"
                      " AND coalesce(u.code, '0502') = '0502' AND is_in_force(r.valid_from,"
                      " r.valid_to, '%s')",
                      role, day);
}

START_TEST(roles_follow_and_the_past_stays)
{
    const char *leaders, *before;

    begin("187420,,,,,,退職,,\n"
          "206611,,0201,部長,部長,planning_director,昇任,,\n"
          "205927,,0502,課長,課長,section_head:0502,,,\n"
          "218842,,0101,主査,,,,,\n");
    leaders = bearer("it_promotion_leader", "2027-03-31");
    before = state_of("");
    ck_assert(db_transaction(work, pool, DB_WRITE, take_in, NULL));
    ck_assert_str_eq(found_problems(), "");
    ck_assert_str_eq(state_of(""), before);
    ck_assert(db_transaction(work, pool, DB_WRITE, apply, NULL));
    ck_assert_str_eq(bearer("information_security_officer", "2027-03-31"), "187420");
    ck_assert_str_eq(bearer("information_security_officer", "2027-04-01"), "206611");
    ck_assert_str_eq(bearer("csirt_leader", "2027-04-01"), "206611");
    ck_assert_str_eq(bearer("system_security_manager", "2027-03-31"), "206611");
    ck_assert_str_eq(bearer("system_security_manager", "2027-04-01"), "205927");
    ck_assert_str_eq(bearer("it_promotion_leader", "2027-03-31"), leaders);
    ck_assert_ptr_null(strstr(bearer("it_promotion_leader", "2027-04-01"), "218842"));
    ck_assert_int_eq(sql_number("SELECT count(*) FROM role_gap('2027-04-01')"
                                " WHERE gap = 'no_head' AND unit_code = '0902'"),
                     1);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log WHERE login = 'test'"
                                " AND object_type = 'post_holding'"),
                     5);
    /* Undone before its day, everything is as it was; what changed is in the log. */
    ck_assert(db_transaction(work, pool, DB_WRITE, undo, NULL));
    ck_assert_str_eq(state_of(""), before);
    ck_assert_int_gt(sql_number("SELECT count(*) FROM audit_log WHERE login = 'test'"
                                " AND action = 'delete'"),
                     0);
}
END_TEST

static const char *rank_then(const char *staff_no)
{
    return sql_format("SELECT a.rank FROM person p JOIN person_assignment a ON a.person_id = p.id"
                      " WHERE p.staff_no = '%s' AND a.valid_from = '2027-04-01'",
                      staff_no);
}

START_TEST(a_rank_that_is_not_given_stays)
{
    begin("206611,,0902,主幹,,,,,\n205927,,0101,主幹,参事,,,,\n"
          "400001,新 人,0502,主事,,,採用,正規,シン ジン\n");
    ck_assert(db_transaction(work, pool, DB_WRITE, take_in, NULL));
    ck_assert_str_eq(found_problems(), "");
    ck_assert(db_transaction(work, pool, DB_WRITE, apply, NULL));
    ck_assert_str_eq(rank_then("206611"), "manager");
    ck_assert_str_eq(rank_then("205927"), "deputy_director");
    ck_assert_str_eq(rank_then("400001"), "staff");
}
END_TEST

/* A clerk who retires on the last of April cannot go elsewhere on its first for ever. */
START_TEST(who_leaves_later_is_named_by_that)
{
    begin("304182,,,,,,退職,,\n");
    effective = "2027-05-01";
    ck_assert(db_transaction(work, pool, DB_WRITE, take_in, NULL));
    ck_assert(db_transaction(work, pool, DB_WRITE, apply, NULL));
    effective = "2027-04-01";
    begin("304182,,0902,,,,,,\n");
    ck_assert(db_transaction(work, pool, DB_WRITE, take_in, NULL));
    ck_assert_str_eq(found_problems(), "2:staff_no:leaves_later");
    ck_assert_str_eq(sql("SELECT concat_ws(' ', employed_until(id, '2027-04-30'),"
                         " employed_until(id, '2027-05-01'), employed_until(id, '1990-01-01'))"
                         " FROM person WHERE staff_no = '304182'"),
                     "2027-04-30 2027-04-30");
}
END_TEST

/* Undoing leaves the person; the number is free for them, or for whoever comes instead. */
START_TEST(who_was_not_hired_after_all_may_be)
{
    const char *id;

    begin("400001,新 人,0502,主事,,,採用,正規,シン ジン\n");
    ck_assert(db_transaction(work, pool, DB_WRITE, take_in, NULL));
    ck_assert(db_transaction(work, pool, DB_WRITE, apply, NULL));
    id = sql("SELECT id FROM person WHERE staff_no = '400001'");
    ck_assert(db_transaction(work, pool, DB_WRITE, undo, NULL));
    begin("400001,代 理,0503,主事,,,採用,正規,ダイ リ\n");
    ck_assert(db_transaction(work, pool, DB_WRITE, take_in, NULL));
    ck_assert_str_eq(found_problems(), "");
    ck_assert(db_transaction(work, pool, DB_WRITE, apply, NULL));
    ck_assert_str_eq(sql("SELECT id FROM person WHERE staff_no = '400001'"), id);
    ck_assert_str_eq(sql("SELECT concat_ws('|', person_name(p), p.given_kana, p.row_version,"
                         " s.folded LIKE '代理 %') FROM person p"
                         " JOIN person_search s ON s.person_id = p.id WHERE staff_no = '400001'"),
                     "代 理|リ|2|t");
    ck_assert(db_transaction(work, pool, DB_WRITE, take_in, NULL));
    ck_assert_str_eq(found_problems(), "2:staff_no:known_person 2:staff_no:moves_later");
}
END_TEST

/* Who comes with the title of a head and no code: line, post, who stays in it, whether accepted. */
static const char *proposed(void)
{
    return sql_format("SELECT coalesce(string_agg(concat_ws(':', x.line, x.post, x.rivals,"
                      " x.held_by IS NOT NULL, t.posts ? x.line::text), ' ' ORDER BY x.line), '')"
                      " FROM transfer t, transfer_proposals(transfer_spelled(t.moves,"
                      " t.effective_on), t.effective_on) x WHERE t.id = %s",
                      transfer_id);
}

static const struct {
    const char *rows, *posts;
} heads[] = {
    {"206611,,0902,課長,課長,,,,\n205927,,0502,課長,課長,,,,\n",
     "2:section_head:0902:1:f:t 3:section_head:0502:1:f:t"},
    {"206611,,0902,保育課長,課長,,,,\n205927,,0101,主幹,参事,,,,\n", "2:section_head:0902:1:f:t"},
    {"304182,,0902,所長,,,,,\n", "2:section_head:0902:1:t:f"},
    {"206611,,0902,課長,課長,,,,\n304182,,0902,課長,課長,,,,\n205927,,0101,主幹,参事,,,,\n",
     "2:section_head:0902:2:f:f 3:section_head:0902:2:f:f"},
    {"206611,,0902,主幹,課長,,,,\n304182,,0902,課長,課長,,,,\n205927,,0101,主幹,参事,,,,\n",
     "3:section_head:0902:1:f:t"},
    {"206611,,0902,主幹,課長,,,,\n205927,,0101,主幹,参事,,,,\n", "2:section_head:0902:1:f:t"},
    {"206611,,0902,主幹,課長,,,,\n", ""},
    {"187420,,,,,,退職,,\n206611,,0201,部長,部長,,,,\n", "3:planning_director:1:f:t"},
    {"206611,,0902,課長,課長,section_head:0902,,,\n304182,,0902,課長,課長,,,,\n"
     "205927,,0101,主幹,参事,,,,\n",
     ""},
    {"304182,,0902,係長,主査,,,,\n", ""},
};

START_TEST(heads_are_proposed_for_their_posts)
{
    begin(heads[_i].rows);
    ck_assert(db_transaction(work, pool, DB_WRITE, take_in, NULL));
    ck_assert_str_eq(found_problems(), "");
    ck_assert_str_eq(proposed(), heads[_i].posts);
}
END_TEST

/* What is accepted is applied as if the sheet had said it. */
START_TEST(accepted_posts_are_applied)
{
    begin(heads[0].rows);
    ck_assert(db_transaction(work, pool, DB_WRITE, take_in, NULL));
    ck_assert(db_transaction(work, pool, DB_WRITE, apply, NULL));
    ck_assert_str_eq(bearer("system_security_manager", "2027-04-01"), "205927");
    ck_assert(db_transaction(work, pool, DB_WRITE, undo, NULL));
    ck_assert_str_eq(bearer("system_security_manager", "2027-04-01"), "206611");
}
END_TEST

static bool read_headed(const char *text)
{
    sheet = text;
    found = (struct transfer_sheet){NULL, NULL, NULL};
    return read_sheet(work);
}

START_TEST(rows_of_another_day_are_errors)
{
    ck_assert(read_headed("職員番号,新所属コード,発令年月日\n1,0502,R9.4.1\n2,0502,2027/4/2\n"
                          "3,0502,四月\n4,0502,\n"));
    ck_assert_str_eq(dump(found.problems),
                     "[{\"line\":3,\"field\":\"day\",\"problem\":\"other_day\",\"detail\":"
                     "\"2027/4/2\"},{\"line\":4,\"field\":\"day\",\"problem\":\"no_day\","
                     "\"detail\":\"四月\"}]");
}
END_TEST

START_TEST(columns_are_known_by_other_names_and_the_rest_is_told)
{
    ck_assert(read_headed("職員番号,所属コード,新所属コード,異動種別,前職名,新職名\n"
                          "1,0101,0502,退職,主事,主査\n"));
    ck_assert_ptr_nonnull(strstr(dump(found.moves), "\"move\":\"leave\""));
    ck_assert_ptr_nonnull(strstr(dump(found.moves), "\"unit\":\"0502\",\"title\":\"主査\""));
    ck_assert_str_eq(dump(found.reading),
                     "{\"unused\":[\"所属コード\",\"前職名\"],\"lacks_move\":false,"
                     "\"headings\":{}}");
    ck_assert(read_headed("職員番号,新所属ＣＤ,異動事由\n1,,普通退職\n"));
    ck_assert_ptr_nonnull(strstr(dump(found.moves), "\"move\":\"leave\""));
    ck_assert(read_headed("職員番号,組織コード\n1,0101\n"));
    ck_assert_ptr_nonnull(strstr(dump(found.reading), "\"lacks_move\":true"));
}
END_TEST

START_TEST(what_has_begun_is_not_undone)
{
    begin("304182,,0902,主事,,,,,\n");
    ck_assert(db_transaction(work, pool, DB_WRITE, take_in, NULL));
    ck_assert(db_transaction(work, pool, DB_WRITE, apply, NULL));
    core_clock("2027-04-01T00:00:00.000000Z", "2027-04-01");
    ck_assert(!db_transaction(work, pool, DB_WRITE, undo, NULL));
    ck_assert_int_eq(work->error.code, ERR_CONFLICT);
    ck_assert_str_eq(sql("SELECT status FROM transfer"), "applied");
}
END_TEST

START_TEST(server_takes_no_row_away_by_itself)
{
    static const char *const tables[] = {"transfer_change", "person_assignment", "post_holding",
                                         "role_assignment", "employment",        "transfer"};

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        ck_assert_str_eq(
            sql_format("SELECT has_table_privilege('mamori_server', '%s', 'DELETE')", tables[i]),
            "f");
}
END_TEST

static const struct {
    const char *sheet, *says;
} unreadable[] = {
    {"", "異動の行がありません"},
    {HEADINGS, "異動の行がありません"},
    {"氏名,所属コード\nあ,0502\n", "「職員番号」の列がありません"},
    {"職員番号,氏名\n1,あ\n", "「所属コード」の列がありません"},
};

START_TEST(sheet_without_its_columns_is_refused)
{
    sheet = unreadable[_i].sheet;
    ck_assert(!read_sheet(work));
    ck_assert_str_eq(work->error.fields->field, "file");
    ck_assert_msg(strstr(work->error.fields->message, unreadable[_i].says) != NULL, "%s",
                  work->error.fields->message);
}
END_TEST

Suite *test_transfer_suite(void)
{
    Suite *s = suite_create("modules/org/transfer");
    TCase *tc = city_case("transfer");

    EACH(tc, sheet_has_these_problems, sheets);
    tcase_add_test(tc, roles_follow_and_the_past_stays);
    tcase_add_test(tc, a_rank_that_is_not_given_stays);
    tcase_add_test(tc, who_leaves_later_is_named_by_that);
    tcase_add_test(tc, who_was_not_hired_after_all_may_be);
    EACH(tc, heads_are_proposed_for_their_posts, heads);
    tcase_add_test(tc, accepted_posts_are_applied);
    tcase_add_test(tc, rows_of_another_day_are_errors);
    tcase_add_test(tc, columns_are_known_by_other_names_and_the_rest_is_told);
    tcase_add_test(tc, what_has_begun_is_not_undone);
    tcase_add_test(tc, server_takes_no_row_away_by_itself);
    EACH(tc, sheet_without_its_columns_is_refused, unreadable);
    suite_add_tcase(s, tc);
    return s;
}

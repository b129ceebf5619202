#include "modules/exceptions/exception_draft.h"

#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/text.h"
#include "base/work.h"
#include "db/db.h"
#include "modules/exceptions/exception.h"

const struct choice exception_measures[] = {
    {"alternative_method", 0}, {"non_implementation", 1}, {NULL, 0}};
const struct choice exception_risks[] = {{"low", 0}, {"middle", 1}, {"high", 2}, {NULL, 0}};
const struct choice exception_classes[] = {{"3A", 0}, {"3B", 1},   {"3C", 2}, {"2", 3},
                                           {"1", 4},  {"none", 5}, {NULL, 0}};
const struct choice exception_threats[] = {
    {"external", 0}, {"insider", 1}, {"other", 2}, {NULL, 0}};
static const struct choice answers[] = {{"no", 0}, {"yes", 1}, {NULL, 0}};
static const struct choice acts[] = {{"save", DRAFT_SAVE},
                                     {"find", DRAFT_FIND},
                                     {"file", DRAFT_FILE},
                                     {"hand_over", DRAFT_HAND_OVER},
                                     {NULL, 0}};

enum { NOT_CHOSEN = -1, CLAUSES_MAXIMUM = 20, ASSETS_MAXIMUM = 40, REQUIREMENT_MAXIMUM = 400 };

#define TEXT(member, label, max_) FIELD_TEXT(struct exception_draft, member, label, .max = max_)
#define LONG(member, label, max_)                                                                  \
    FIELD_LONG_TEXT(struct exception_draft, member, label, .max = max_)
#define DATE(member, label) FIELD_DATE(struct exception_draft, member, label)
#define ENUM(member, label, choices_)                                                              \
    FIELD_ENUM(struct exception_draft, member, label, .choices = choices_, .fallback = NOT_CHOSEN)

/* In the order of form 1; what only form 4 asks for stands where that asks for it. */
const struct field exception_draft_fields[] = {
    TEXT(title, "件名", 80),
    DATE(started_on, "実施した日"),
    TEXT(started_time, "実施した時刻", 20),
    LONG(urgency_reason, "緊急を要した理由", 1000),
    LONG(why_unavoidable, "不可避であった理由", 1000),
    DATE(oral_report_on, "口頭で報告した日"),
    TEXT(oral_report_time, "口頭で報告した時刻", 20),
    TEXT(oral_report_to, "口頭で報告した相手", 100),
    FIELD_LIST(struct exception_draft, clauses, "該当する規程及び条項", .maximum = CLAUSES_MAXIMUM),
    LONG(requirement_text, "遵守事項の内容", REQUIREMENT_MAXIMUM),
    ENUM(measure_type, "例外措置の類型", exception_measures),
    LONG(ground_difficulty, "遵守が困難な状況", 1000),
    LONG(ground_continuity, "行政事務の適正な遂行を継続する必要性", 1000),
    LONG(ground_reason, "合理的な理由", 1000),
    LONG(measure_text, "例外措置の内容", 2000),
    LONG(compensating, "代替措置", 2000),
    FIELD_LIST(struct exception_draft, threats, "想定される脅威", .choices = exception_threats),
    LONG(risk_text, "想定される脅威と影響", 2000),
    ENUM(residual_risk, "残存リスク", exception_risks),
    LONG(assets, "対象資産", 2000),
    FIELD_LIST(struct exception_draft, asset_nos, "台帳から加える資産", .maximum = ASSETS_MAXIMUM),
    TEXT(no_asset_reason, "対象資産がない理由", 400),
    ENUM(info_class, "取り扱う情報の分類", exception_classes),
    TEXT(users, "対象者・範囲", 200),
    DATE(period_from, "希望期間の開始日"),
    DATE(period_to, "希望期間の終了日"),
    LONG(resolution_plan, "解消計画", 1000),
    LONG(current_condition, "現在の状態", 1000),
    DATE(ended_on, "終了した日"),
    TEXT(ended_time, "終了した時刻", 20),
    ENUM(still_needed, "継続の要否", answers),
    LONG(delay_reason, "報告が遅れた理由", 1000),
    TEXT(q, "条項を探す言葉", 80),
    TEXT(found, "探した言葉", 80),
    TEXT(add, "追加する条項", 130),
    TEXT(remove, "外す条項", 130),
    TEXT(to, "引き継ぐ人", 12),
    FIELD_ENUM(struct exception_draft, act, "操作", .choices = acts, .fallback = DRAFT_SAVE),
    FIELD_INT(struct exception_draft, version, "版"),
    FIELD_END,
};

const char *const *exception_draft_chosen(struct arena *arena, const char *const *clauses,
                                          const char *add, const char *remove)
{
    const char **chosen;
    size_t count = 0, room = 0;

    while (clauses[room])
        room++;
    chosen = arena_array(arena, room + 2, sizeof *chosen);
    for (; *clauses; clauses++) {
        if (add && !strcmp(*clauses, add))
            add = NULL;
        if (!remove || strcmp(*clauses, remove) != 0)
            chosen[count++] = *clauses;
    }
    if (add && *add)
        chosen[count++] = add;
    chosen[count] = NULL;
    return chosen;
}

bool exception_draft_quote(struct work *work, const char *code, struct exception_draft *draft)
{
    const char *const codes[] = {code, NULL};
    const struct rows *rows;
    const char *text;

    if (!code || draft->requirement_text)
        return true;
    rows = db_take(work, SQL_EXCEPTION_FORM_CLAUSES,
                   PARAMS(NULL, text_array_literal(work->arena, codes)));
    if (!rows)
        return false;
    text = rows->count ? rows_text(rows, 0, "text") : "";
    if (text_graphemes(text) <= REQUIREMENT_MAXIMUM)
        draft->requirement_text = text;
    return true;
}

/* ---- saving ------------------------------------------------------------------------------------
 */

static const char *clause_id(struct work *work, const struct exception *ex, const char *code)
{
    const char *slash = strchr(code, '/');
    const struct rows *row;

    if (!slash)
        return "";
    row = db_take(
        work, SQL_EXCEPTION_DRAFT_CLAUSE,
        PARAMS(ex->id, arena_strndup(work->arena, code, (size_t)(slash - code)), slash + 1));
    if (!row)
        return NULL;
    return row->count ? rows_text(row, 0, "id") : "";
}

/* The ids as an array literal; NULL with the field's error where one stands nowhere. */
static const char *clause_ids(struct work *work, const struct exception *ex,
                              const char *const *codes)
{
    const char *ids[CLAUSES_MAXIMUM + 1] = {NULL};
    int count = 0;

    for (; *codes; codes++) {
        if (count == CLAUSES_MAXIMUM) {
            fail_field(work, "clauses", "条項は、%d件以内にしてください。", CLAUSES_MAXIMUM);
            return NULL;
        }
        ids[count] = clause_id(work, ex, *codes);
        if (!ids[count])
            return NULL;
        if (!*ids[count++]) {
            fail_field(
                work, "clauses",
                "条項「%s」は、施行中の規程に見つかりません。条項を検索して選択してください。",
                *codes);
            return NULL;
        }
    }
    return text_array_literal(work->arena, ids);
}

/* A time needs its day and the day its time. False with the field's error. */
static bool read_time(struct work *work, const char *field, const char *day, const char **time)
{
    if (!day && !*time)
        return true;
    if (!day)
        return fail_field(work, field, "時刻とともに、日付を入力してください。");
    if (!*time)
        return fail_field(work, field, "日付とともに、時刻を入力してください。例　9:05");
    return calendar_parse_time(work->arena, *time, time) ||
           fail_field(work, field, "時刻を、9:05 のように24時間制で入力してください。");
}

static json_t *code_of(const struct choice *choices, int value)
{
    return value == NOT_CHOSEN ? json_null() : json_string(choices[value].code);
}

static json_t *text_of(const char *text)
{
    return json_string(text ? text : "");
}

static json_t *some_text(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *list_of(const char *const *items)
{
    json_t *list = json_array();

    for (; *items; items++)
        json_array_append_new(list, json_string(*items));
    return list;
}

static json_t *request_json(const struct exception_draft *d)
{
    return json_pack(
        "{so so so so so so so so so so so so so so so so so so}", "title", text_of(d->title),
        "requirement_text", text_of(d->requirement_text), "measure_type",
        code_of(exception_measures, d->measure_type), "ground_difficulty",
        text_of(d->ground_difficulty), "ground_continuity", text_of(d->ground_continuity),
        "ground_reason", text_of(d->ground_reason), "measure_text", text_of(d->measure_text),
        "compensating", text_of(d->compensating), "threats", list_of(d->threats), "risk_text",
        text_of(d->risk_text), "residual_risk", code_of(exception_risks, d->residual_risk),
        "assets", text_of(d->assets), "no_asset_reason", text_of(d->no_asset_reason), "info_class",
        code_of(exception_classes, d->info_class), "users", text_of(d->users), "period_from",
        some_text(d->period_from), "period_to", some_text(d->period_to), "resolution_plan",
        text_of(d->resolution_plan));
}

static json_t *emergency_json(const struct exception_draft *d)
{
    return json_pack("{so so so so so so so so so so so so}", "started_on",
                     some_text(d->started_on), "started_time", some_text(d->started_time),
                     "urgency_reason", text_of(d->urgency_reason), "why_unavoidable",
                     text_of(d->why_unavoidable), "oral_report_on", some_text(d->oral_report_on),
                     "oral_report_time", some_text(d->oral_report_time), "oral_report_to",
                     text_of(d->oral_report_to), "current_condition", text_of(d->current_condition),
                     "ended_on", some_text(d->ended_on), "ended_time", some_text(d->ended_time),
                     "still_needed",
                     d->still_needed == NOT_CHOSEN ? json_null() : json_boolean(d->still_needed),
                     "delay_reason", text_of(d->delay_reason));
}

static const char *draft_json(struct arena *arena, const struct exception_draft *draft)
{
    json_t *all = json_on_arena(arena, request_json(draft));

    json_object_update_new(all, emergency_json(draft));
    return json_text(arena, all);
}

/* What a search finds the request by is written anew with every saving. */
bool exception_index(struct work *work, const char *id)
{
    const struct rows *row = db_take(work, SQL_EXCEPTION_SEARCH_TEXTS, PARAMS(id));
    const char *all = "", *folded;

    if (!row)
        return false;
    for (int i = 0; i < row->width; i++)
        all = arena_printf(work->arena, "%s%s\n", all, row->cells[i].text);
    folded = text_fold(work->arena, all);
    return db_run(
        work, SQL_EXCEPTION_SEARCH_SAVE,
        PARAMS(id, folded, text_array_literal(work->arena, text_bigrams(work->arena, folded))));
}

bool exception_draft_save(struct work *work, const struct exception *ex,
                          const struct exception_draft *draft)
{
    struct exception_draft d = *draft;
    bool is_read = read_time(work, "started_time", d.started_on, &d.started_time);
    const char *clauses;

    is_read = read_time(work, "oral_report_time", d.oral_report_on, &d.oral_report_time) && is_read;
    is_read = read_time(work, "ended_time", d.ended_on, &d.ended_time) && is_read;
    clauses = clause_ids(work, ex, exception_draft_chosen(work->arena, d.clauses, d.add, d.remove));
    return is_read && clauses &&
           db_run(work, SQL_EXCEPTION_DRAFT_SAVE,
                  PARAMS(ex->id, draft_json(work->arena, &d), clauses,
                         d.asset_nos ? text_array_literal(work->arena, d.asset_nos) : NULL)) &&
           db_run(work, SQL_EXCEPTION_DRAFT_TOUCH, PARAMS(ex->id)) && exception_index(work, ex->id);
}

/* ---- what filing needs (BR-EX-02, BR-EX-11) -----------------------------------------------------
 */

struct required {
    const char *field, *column, *message;
};

static const struct required required_of_both[] = {
    {"title", "title", "件名を入力してください。"},
    {"measure_text", "measure_text", "例外措置の内容を入力してください。"},
    {"compensating", "compensating",
     "代替措置を入力してください。ないときは、その旨を入力してください。"},
    {"risk_text", "risk_text", "想定される脅威と影響を入力してください。"},
    {NULL, NULL, NULL},
};

static const struct required required_of_prior[] = {
    {"requirement_text", "requirement_text", "遵守事項の内容を入力してください。"},
    {"measure_type", "measure_type", "例外措置の類型を選択してください。"},
    {"residual_risk", "residual_risk", "残存リスクを選択してください。"},
    {"info_class", "info_class", "取り扱う情報の分類を選択してください。"},
    {"users", "users", "対象者・範囲を入力してください。"},
    {"period_from", "period_from", "希望期間の開始日を入力してください。"},
    {"period_to", "period_to", "希望期間の終了日を入力してください。"},
    {"resolution_plan", "resolution_plan", "解消計画を入力してください。"},
    {NULL, NULL, NULL},
};

static const struct required required_of_emergency[] = {
    {"started_on", "started_at", "実施した日時を入力してください。"},
    {"urgency_reason", "urgency_reason", "緊急を要した理由を入力してください。"},
    {"why_unavoidable", "why_unavoidable", "不可避であった理由を入力してください。"},
    {"current_condition", "current_condition", "現在の状態を入力してください。"},
    {"still_needed", "still_needed", "継続の要否を選択してください。"},
    {NULL, NULL, NULL},
};

static void require(struct work *work, const struct rows *row, const struct required *required)
{
    for (; required->field; required++)
        if (!*rows_text(row, 0, required->column))
            fail_field(work, required->field, "%s", required->message);
}

static void require_grounds(struct work *work, const struct rows *row)
{
    static const char *const grounds[][2] = {
        {"ground_difficulty", "遵守が困難な状況"},
        {"ground_continuity", "行政事務の適正な遂行を継続する必要性"},
        {"ground_reason", "合理的な理由"}};
    size_t minimum = (size_t)rows_integer(row, 0, "ground_minimum");

    for (size_t i = 0; i < sizeof grounds / sizeof grounds[0]; i++)
        if (text_graphemes(rows_text(row, 0, grounds[i][0])) < minimum)
            fail_field(work, grounds[i][0], "%sを、%zu文字以上で入力してください。", grounds[i][1],
                       minimum);
}

static void require_prior(struct work *work, const struct rows *row)
{
    const char *from = rows_text(row, 0, "period_from"), *to = rows_text(row, 0, "period_to");

    require(work, row, required_of_prior);
    require_grounds(work, row);
    if (!rows_integer(row, 0, "threat_count"))
        fail_field(work, "threats", "想定される脅威を選択してください。");
    if (!*rows_text(row, 0, "assets") && !*rows_text(row, 0, "no_asset_reason"))
        fail_field(work, "assets", "対象資産か、対象資産がない理由を入力してください。");
    if (!*from || !*to)
        return;
    if (strcmp(to, from) < 0)
        fail_field(work, "period_to", "終了日は、開始日以後の日付を入力してください。");
    else if (strcmp(from, work->today) < 0)
        fail_field(
            work, "period_from",
            "開始日は、今日以後の日付を入力してください。緊急の場合は事後報告（第８(２)）を使用してください。");
    else if (rows_boolean(row, 0, "is_beyond_year"))
        fail_field(
            work, "period_to",
            "終了日は、%sまでの日付を入力してください。例外措置の期間は、開始日の年度の末日までです。",
            calendar_date_text(work->arena, rows_text(row, 0, "year_end")));
}

static void require_emergency(struct work *work, const struct rows *row)
{
    require(work, row, required_of_emergency);
    if (rows_boolean(row, 0, "is_started_ahead"))
        fail_field(work, "started_on", "実施した日時は、今より前の日時を入力してください。");
    if (rows_boolean(row, 0, "is_late") && !*rows_text(row, 0, "delay_reason"))
        fail_field(work, "delay_reason",
                   "速やかな報告の目安を過ぎています。報告が遅れた理由を入力してください。");
}

bool exception_draft_is_complete(struct work *work, const struct exception *ex)
{
    const struct rows *row = db_take(work, SQL_EXCEPTION_DRAFT_STORED, PARAMS(ex->id));

    if (!row)
        return false;
    require(work, row, required_of_both);
    if (!rows_integer(row, 0, "clause_count"))
        fail_field(work, "clauses", "該当する条項を、１つ以上選択してください。");
    if (rows_boolean(row, 0, "has_old_clause"))
        fail_field(work, "clauses",
                   "施行中でない条項があります。外して、施行中の条項を選択してください。");
    if (ex->kind == EXCEPTION_PRIOR)
        require_prior(work, row);
    else
        require_emergency(work, row);
    return work->error.code == ERR_NONE;
}

static bool close_report(struct work *work, const char *request_no)
{
    struct exception *report;

    return exception_load(work, request_no, NULL, true, &report) &&
           exception_do(
               work, report,
               &(struct exception_act){.event = EVENT_FOLLOW_UP_FILED, .version = report->version},
               NULL);
}

bool exception_filed(struct work *work, const struct exception *ex)
{
    const struct rows *row;

    if (!exception_index(work, ex->id))
        return false;
    if (!(ex->actor & IS_MANAGER_OF_UNIT))
        return true;
    row = db_take(work, SQL_EXCEPTION_FOLLOW_UP, PARAMS(ex->id));
    return row && (!row->count || close_report(work, rows_text(row, 0, "request_no")));
}

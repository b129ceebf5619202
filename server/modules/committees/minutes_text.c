#include "modules/committees/minutes_text.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/calendar.h"
#include "base/rows.h"
#include "base/work.h"
#include "db/db.h"
#include "view/label.h"
#include "view/markdown.h"

enum { TEXT_BYTES = 1600000 };

struct writer {
    struct arena *arena;
    struct buffer *out;
    const struct minutes_record *record;
};

static const char *cell(const struct rows *rows, int i, const char *column)
{
    const char *text = rows_text(rows, i, column);

    return text ? text : "";
}

static const char *word(const char *table, const char *code)
{
    const char *found = label_find(table, code);

    return found ? found : code;
}

static void plain(struct writer *w, const char *text)
{
    markdown_add_text(w->out, text);
}

static const char *day(struct writer *w, const char *iso)
{
    return *iso ? arena_printf(w->arena, "%s（%s）", calendar_date_text(w->arena, iso),
                               calendar_weekday_text(iso))
                : "";
}

/* 第1号副市長　海野原 誠司 */
static void add_person(struct writer *w, const struct rows *rows, int i, const char *post,
                       const char *name)
{
    plain(w, cell(rows, i, post));
    if (*cell(rows, i, post))
        buffer_text(w->out, "　");
    plain(w, cell(rows, i, name));
}

static void begin_fact(struct writer *w, const char *name)
{
    buffer_printf(w->out, "- %s　", name);
}

static void add_fact(struct writer *w, const char *name, const char *text)
{
    if (!*text)
        return;
    begin_fact(w, name);
    plain(w, text);
    buffer_text(w->out, "\n");
}

/* ---- 1 the meeting ----------------------------------------------------------------------------
 */

static void add_time(struct writer *w, const struct rows *facts)
{
    const char *ends = cell(facts, 0, "ends_time");

    begin_fact(w, "日時");
    buffer_printf(w->out, "%s　%sから", day(w, cell(facts, 0, "starts_on")),
                  cell(facts, 0, "starts_time"));
    buffer_printf(w->out, *ends ? " %sまで\n" : "%s\n", ends);
}

static void add_presider(struct writer *w, const struct rows *facts)
{
    if (!*cell(facts, 0, "presider"))
        return;
    begin_fact(w, "議長");
    buffer_printf(w->out, "%s　", word("seat_kind", cell(facts, 0, "presider_kind")));
    add_person(w, facts, 0, "presider_post", "presider");
    buffer_text(w->out, "\n");
    if (!*cell(facts, 0, "acting_why"))
        return;
    begin_fact(w, "委員長の職務の代理");
    buffer_text(w->out, "委員長");
    if (*cell(facts, 0, "chair"))
        buffer_text(w->out, "　");
    plain(w, cell(facts, 0, "chair"));
    buffer_text(w->out, "に事故（");
    plain(w, cell(facts, 0, "acting_why"));
    buffer_text(w->out, "）があるため、副委員長が議長の職務を代理した。\n");
}

static void add_publicity(struct writer *w, const struct rows *facts)
{
    const char *why = cell(facts, 0, "nonpublic_reason");

    begin_fact(w, "公開区分");
    buffer_text(w->out, rows_boolean(facts, 0, "is_public") ? "公開" : "非公開");
    if (*why) {
        buffer_text(w->out, "（");
        plain(w, why);
        buffer_text(w->out, "）");
    }
    buffer_text(w->out, "\n");
}

static void add_meeting(struct writer *w)
{
    const struct rows *facts = w->record->facts;

    buffer_text(w->out, "## 1　会議\n\n");
    add_fact(w, "会議", cell(facts, 0, "title"));
    add_time(w, facts);
    add_fact(w, "場所", cell(facts, 0, "place"));
    add_fact(w, "開催方法", word("meeting_format", cell(facts, 0, "format")));
    add_fact(w, "臨時開催の理由", cell(facts, 0, "necessity"));
    add_presider(w, facts);
    add_fact(w, "議決の定め", cell(facts, 0, "rule_text"));
    add_publicity(w, facts);
    buffer_printf(w->out, "- 傍聴者　%" PRId64 "人\n", rows_integer(facts, 0, "visitors"));
}

/* ---- 2 who was there --------------------------------------------------------------------------
 */

/* （遅参　10時12分から）, （代理出席　…）, （欠席の理由） */
static void add_remark(struct writer *w, const struct rows *seats, int i)
{
    const char *actual = cell(seats, i, "actual"), *reason = cell(seats, i, "reason");
    const char *arrived = cell(seats, i, "arrived"), *left = cell(seats, i, "left_time");
    bool is_late = !strcmp(actual, "late"), is_early = !strcmp(actual, "left_early");

    if (is_late)
        buffer_printf(w->out, "（遅参%s%s%s）", *arrived ? "　" : "", arrived,
                      *arrived ? "から" : "");
    else if (is_early)
        buffer_printf(w->out, "（早退%s%s%s）", *left ? "　" : "", left, *left ? "まで" : "");
    else if (!strcmp(actual, "proxy")) {
        buffer_text(w->out, "（代理出席　");
        plain(w, cell(seats, i, "proxy_name"));
        buffer_text(w->out, "）");
    } else if (!strcmp(actual, "absent") && *reason) {
        buffer_text(w->out, "（");
        plain(w, reason);
        buffer_text(w->out, "）");
    }
}

static int count_of(const struct rows *seats, const char *list)
{
    int count = 0;

    for (int i = 0; i < seats->count; i++)
        count += !strcmp(cell(seats, i, "list"), list);
    return count;
}

static void add_seats(struct writer *w, const char *list, const char *heading)
{
    const struct rows *seats = w->record->seats;
    int count = count_of(seats, list);

    if (!count)
        return;
    buffer_printf(w->out, "\n### %s（%d人）\n\n", heading, count);
    for (int i = 0; i < seats->count; i++) {
        if (strcmp(cell(seats, i, "list"), list) != 0)
            continue;
        buffer_printf(w->out, "- %s　", word("seat_kind", cell(seats, i, "seat_kind")));
        add_person(w, seats, i, "post_name", "name");
        add_remark(w, seats, i);
        buffer_text(w->out, "\n");
    }
}

/* ---- 3 the items ------------------------------------------------------------------------------
 */

static void add_named(struct writer *w, const char *item)
{
    const struct rows *positions = w->record->positions;

    for (int i = 0; i < positions->count; i++) {
        if (strcmp(cell(positions, i, "item_id"), item) != 0)
            continue;
        buffer_printf(w->out, "- %s　", word("position_value", cell(positions, i, "value")));
        add_person(w, positions, i, "post_name", "name");
        if (!strcmp(cell(positions, i, "channel"), "written_before_close"))
            buffer_text(w->out, "（書面）");
        if (*cell(positions, i, "reason"))
            buffer_text(w->out, "　");
        plain(w, cell(positions, i, "reason"));
        buffer_text(w->out, "\n");
    }
}

static void add_positions(struct writer *w, const struct rows *items, int i)
{
    int64_t written = rows_integer(items, i, "written");

    if (strcmp(cell(items, i, "type"), "deliberation") != 0 ||
        !rows_boolean(items, i, "is_consensus"))
        return;
    buffer_printf(w->out, "\n**委員の意思**\n\n- 異議なし　%" PRId64 "人",
                  rows_integer(items, i, "no_objection"));
    if (written)
        buffer_printf(w->out, "（うち書面%" PRId64 "人）", written);
    buffer_text(w->out, "\n");
    add_named(w, cell(items, i, "id"));
}

/* 承認 is said of c and d alone (BR-CM-10), 総意 of the committee alone (BR-CM-13). */
static const char *result(const struct rows *items, int i)
{
    const char *outcome = cell(items, i, "outcome");

    if (strcmp(outcome, "adopted") != 0)
        return *outcome ? word("outcome", outcome) : "記録なし";
    if (!rows_boolean(items, i, "is_consensus"))
        return "決定した。";
    return rows_boolean(items, i, "is_approval") ? "総意により決定した（承認）。"
                                                 : "総意により決定した。";
}

static void add_item_head(struct writer *w, const struct rows *items, int i)
{
    const char *category = cell(items, i, "category");

    buffer_printf(w->out, "\n### 議題%s　", cell(items, i, "no"));
    plain(w, cell(items, i, "title"));
    buffer_printf(w->out, "\n\n- 種類　%s\n", word("item_type", cell(items, i, "type")));
    if (*category)
        add_fact(w, "区分", word("item_category", category));
    add_fact(w, "説明", cell(items, i, "explainer"));
}

static bool is_fence(const char *line)
{
    line += strspn(line, " ");
    return !strncmp(line, "```", 3) || !strncmp(line, "~~~", 3);
}

/* A fence that is left open would swallow all that follows: there is none in minutes. */
static void add_gist(struct writer *w, const char *gist)
{
    buffer_text(w->out, "\n**審議の要点**\n\n");
    if (!*gist)
        buffer_text(w->out, "（記録なし）");
    while (*gist) {
        size_t length;

        if (is_fence(gist)) {
            gist += strspn(gist, " ");
            buffer_char(w->out, '\\');
        }
        length = strcspn(gist, "\n");
        buffer_add(w->out, gist, length);
        buffer_char(w->out, '\n');
        gist += length + (gist[length] == '\n');
    }
    buffer_text(w->out, "\n");
}

static void add_item(struct writer *w, const struct rows *items, int i)
{
    add_item_head(w, items, i);
    add_gist(w, cell(items, i, "gist"));
    add_positions(w, items, i);
    buffer_printf(w->out, "\n**結果**　%s\n", result(items, i));
}

/* ---- 4 to 8 what came of it -------------------------------------------------------------------
 */

static void add_outcome(struct writer *w, const struct rows *items, int i)
{
    const char *due = cell(items, i, "follow_up_due");

    plain(w, cell(items, i, "text"));
    if (*cell(items, i, "conditions")) {
        buffer_text(w->out, "　条件　");
        plain(w, cell(items, i, "conditions"));
    }
    if (*due)
        buffer_printf(w->out, "　対応の期限　%s", day(w, due));
    buffer_text(w->out, "\n");
}

static bool is_adopted(const struct rows *items, int i)
{
    return !strcmp(cell(items, i, "outcome"), "adopted");
}

static void add_decision(struct writer *w, const struct rows *items, int i)
{
    if (!is_adopted(items, i))
        return;
    buffer_printf(w->out, "- 議題%s　", cell(items, i, "no"));
    add_outcome(w, items, i);
}

/* What was put off, noted or taken back is no decision. */
static void add_other_result(struct writer *w, const struct rows *items, int i)
{
    if (is_adopted(items, i) || !*cell(items, i, "outcome"))
        return;
    buffer_printf(w->out, "- 議題%s　%s　", cell(items, i, "no"),
                  word("outcome", cell(items, i, "outcome")));
    add_outcome(w, items, i);
}

static void add_directive(struct writer *w, const struct rows *rows, int i)
{
    buffer_printf(w->out, "- 議題%s　%s年度第%s号　", cell(rows, i, "item_no"),
                  cell(rows, i, "fiscal_year"), cell(rows, i, "number"));
    plain(w, cell(rows, i, "title"));
    buffer_printf(w->out, "　（%s　%s発出", word("directive_audience", cell(rows, i, "audience")),
                  day(w, cell(rows, i, "issued_on")));
    if (*cell(rows, i, "due"))
        buffer_printf(w->out, "　期限　%s", day(w, cell(rows, i, "due")));
    buffer_text(w->out, "）\n");
}

static void add_paper(struct writer *w, const struct rows *rows, int i)
{
    buffer_printf(w->out, "- 資料%s", cell(rows, i, "paper_no"));
    if (rows_integer(rows, i, "version_no") > 1)
        buffer_printf(w->out, "（第%s版）", cell(rows, i, "version_no"));
    buffer_text(w->out, "　");
    plain(w, cell(rows, i, "title"));
    buffer_printf(w->out, "（%s）\n", word("publicity", cell(rows, i, "publicity")));
}

static void add_list(struct writer *w, const char *heading, const struct rows *rows,
                     void (*add)(struct writer *w, const struct rows *rows, int i))
{
    size_t before;

    buffer_printf(w->out, "\n## %s\n\n", heading);
    before = w->out->length;
    for (int i = 0; i < rows->count; i++)
        add(w, rows, i);
    if (w->out->length == before)
        buffer_text(w->out, "なし\n");
}

static void add_confirmers(struct writer *w)
{
    const struct rows *facts = w->record->facts;

    buffer_text(w->out, "\n## 8　確認者\n\n- 議長　");
    add_person(w, facts, 0, "presider_post", "presider");
    buffer_text(w->out, "\n- 委員　");
    if (*cell(facts, 0, "named"))
        add_person(w, facts, 0, "named_post", "named");
    else
        buffer_text(w->out, "（指名されていません）");
    buffer_text(w->out, "\n");
}

const char *minutes_text(struct arena *arena, const struct minutes_record *record)
{
    struct writer w = {arena, buffer_new(arena, TEXT_BYTES), record};

    add_meeting(&w);
    buffer_text(w.out, "\n## 2　出席者\n");
    add_seats(&w, "present", "出席した委員");
    add_seats(&w, "absent", "欠席した委員");
    add_seats(&w, "proxy", "代理の出席（意思は示さない）");
    add_seats(&w, "asked", "出席を求めた者等");
    buffer_text(w.out, "\n## 3　議題\n");
    for (int i = 0; i < record->items->count; i++)
        add_item(&w, record->items, i);
    add_list(&w, "4　決定事項", record->items, add_decision);
    add_list(&w, "5　その他の結果（継続審議・不成立・報告の了承等）", record->items,
             add_other_result);
    add_list(&w, "6　全庁指示", record->directives, add_directive);
    add_list(&w, "7　配付資料", record->papers, add_paper);
    add_confirmers(&w);
    return w.out->data;
}

const char *minutes_draft(struct work *work, const char *id)
{
    struct query *facts = db_queue(work, SQL_MINUTES_RECORD_FACTS, PARAMS(id));
    struct query *seats = db_queue(work, SQL_MINUTES_RECORD_SEATS, PARAMS(id));
    struct query *items = db_queue(work, SQL_MINUTES_RECORD_ITEMS, PARAMS(id));
    struct query *positions = db_queue(work, SQL_MINUTES_RECORD_POSITIONS, PARAMS(id));
    struct query *papers = db_queue(work, SQL_MINUTES_RECORD_PAPERS, PARAMS(id));
    struct query *directives = db_queue(work, SQL_MINUTES_RECORD_DIRECTIVES, PARAMS(id));
    struct minutes_record record;

    return (record.facts = db_rows(work, facts)) && (record.seats = db_rows(work, seats)) &&
                   (record.items = db_rows(work, items)) &&
                   (record.positions = db_rows(work, positions)) &&
                   (record.papers = db_rows(work, papers)) &&
                   (record.directives = db_rows(work, directives))
               ? minutes_text(work->arena, &record)
               : NULL;
}

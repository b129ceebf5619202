#include <jansson.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/work.h"
#include "db/db.h"
#include "modules/authority/authority.h"

/*
 * Who of the sample city was away, who acts for its 情報ネットワーク・セキュリティ管理者, and the
 * week of November in which the CISO was abroad (domain 6.4, 6.5). Instants are those of fiscal
 * 2026 in Asia/Tokyo, and shifted by whole years.
 */
#define CISO "100002"
#define OFFICER "187420"
#define MANAGER "204518"
#define DEPUTY "209176"
#define SECRETARIAT "217730"

struct sample_absence {
    const char *staff_no, *kind, *from, *to, *reason, *means, *entered, *by;
    const char *cancelled, *cancel_reason; /* NULL, "": not taken back */
};

/* clang-format off */
static const struct sample_absence absences[] = {
    {CISO, "business_trip", "2026-05-20T08:30", "2026-05-21T17:15", "全国市長会の会議", "", "2026-05-11T10:02", SECRETARIAT, NULL, ""},
    {OFFICER, "leave", "2026-08-12T00:00", "2026-08-15T00:00", "夏季休暇", "", "2026-07-30T16:40", OFFICER, NULL, ""},
    {MANAGER, "leave", "2026-08-20T00:00", "2026-08-22T00:00", "夏季休暇", "", "2026-08-03T09:12", MANAGER, "2026-08-17T08:50", "休暇の日を変更したため"},
    {MANAGER, "sick", "2026-09-24T08:30", "2026-09-26T00:00", "発熱のため休養", "", "2026-09-24T08:41", SECRETARIAT, NULL, ""},
    {"206611", "training", "2026-10-14T13:00", "2026-10-14T17:15", "管理職研修", "", "2026-10-01T11:20", "206611", NULL, ""},
    {CISO, "business_trip", "2026-11-16T00:00", "2026-11-28T00:00", "海外の友好都市への出張", "", "2026-11-04T14:05", SECRETARIAT, NULL, ""},
    {OFFICER, "unreachable", "2026-11-20T19:05", "2026-11-20T20:40", "列車で移動中", "携帯電話に３回、庁内メールに１回", "2026-11-20T19:06", MANAGER, NULL, ""},
    {MANAGER, "training", "2026-12-03T09:00", "2026-12-03T17:15", "情報セキュリティ責任者研修", "", "2026-11-10T13:30", MANAGER, NULL, ""},
    {OFFICER, "leave", "2026-12-28T00:00", "2026-12-29T00:00", "年次有給休暇", "", "2026-11-18T09:45", OFFICER, NULL, ""},
};

struct sample_designation {
    const char *deputy;
    int order_no;
    const char *scope_note, *from, *to, *doc_number, *at;
    const char *act, *by, *act_at, *reason; /* act NULL: awaits the CISO */
};

static const struct sample_designation designations[] = {
    {DEPUTY, 1, "情報ネットワーク・セキュリティ管理者の権限の全て", "2025-04-01", "2026-03-31", "7藤デ第8号", "2025-04-01T09:10", "recognised", CISO, "2025-04-02T11:00", ""},
    {"221094", 2, "", "2026-04-01", NULL, "8藤デ第3号", "2026-04-01T09:20", "refused", CISO, "2026-04-02T11:05", "外部との連携に当たる職員であり、緊急時に兼ねることができないため"},
    {DEPUTY, 1, "情報ネットワーク・セキュリティ管理者の権限の全て", "2026-04-01", "2027-03-31", "8藤デ第2号", "2026-04-01T09:15", "recognised", CISO, "2026-04-02T11:00", ""},
    {SECRETARIAT, 2, "例外措置についての意見を除く", "2026-11-24", "2027-03-31", "8藤デ第96号", "2026-11-19T16:30", NULL, NULL, NULL, NULL},
};

struct sample_record {
    const char *domain, *actor, *at, *subject, *reason;
    struct { const char *role, *by, *at, *note; } reviews[2]; /* role NULL: not yet */
};

static const struct sample_record records[] = {
    {"nsm_authority", DEPUTY, "2026-09-24T10:30", "保守回線の停止の承認", "管理者が病気のため休み、事業者から緊急の保守の申出があったため",
     {{"network_security_manager", MANAGER, "2026-09-28T08:55", "承認の内容を確認した。"}}},
    {"incident_instruction", OFFICER, "2026-11-20T18:45", "不審な通信のある端末の切離しの指示", "マルウェアの検知の報告を受け、直ちに拡大を防ぐ必要があったため",
     {{NULL, NULL, NULL, NULL}}},
    {"incident_instruction", MANAGER, "2026-11-20T19:10", "感染の疑いのある課のネットワークの遮断", "拡大のおそれがあり、ＣＩＳＯは出張中、情報セキュリティ責任者は移動中で連絡がつかなかったため",
     {{"information_security_officer", OFFICER, "2026-11-20T20:55", "遮断は適切であった。"}}},
};
/* clang-format on */

enum {
    ABSENCES = sizeof absences / sizeof *absences,
    DESIGNATIONS = sizeof designations / sizeof *designations,
    RECORDS = sizeof records / sizeof *records,
    REVIEWS = sizeof records[0].reviews / sizeof *records[0].reviews
};

/* "2026-04-01" or "2026-04-01T09:10" so many years later; an instant with its zone. NULL stays. */
static const char *shifted(struct arena *arena, const char *text, int shift)
{
    return text ? arena_printf(arena, "%04ld%s%s", strtol(text, NULL, 10) + shift, text + 4,
                               text[10] ? "+09:00" : "")
                : NULL;
}

static bool load(struct work *work, enum statement statement, json_t *rows)
{
    char *text = json_dumps(json_on_arena(work->arena, rows), JSON_COMPACT);

    arena_defer(work->arena, free, text);
    return db_run(work, statement, PARAMS(text));
}

static bool load_absences(struct work *work, int shift)
{
    struct arena *arena = work->arena;
    json_t *rows = json_array();

    for (size_t i = 0; i < ABSENCES; i++) {
        const struct sample_absence *a = &absences[i];

        json_array_append_new(
            rows,
            json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s?, s:s}", "staff_no",
                      a->staff_no, "kind", a->kind, "from_at", shifted(arena, a->from, shift),
                      "to_at", shifted(arena, a->to, shift), "reason", a->reason, "means_tried",
                      a->means, "entered_at", shifted(arena, a->entered, shift), "entered_by",
                      a->by, "cancelled_at", shifted(arena, a->cancelled, shift), "cancel_reason",
                      a->cancel_reason));
    }
    return load(work, SQL_AUTHORITY_SAMPLE_ABSENCES, rows);
}

static bool load_designation(struct work *work, int shift, const struct sample_designation *d)
{
    struct arena *arena = work->arena;

    return load(work, SQL_AUTHORITY_SAMPLE_DESIGNATION,
                json_pack("{s:s, s:s, s:i, s:s, s:s, s:s?, s:s, s:s}", "principal", MANAGER,
                          "deputy", d->deputy, "order_no", d->order_no, "scope_note", d->scope_note,
                          "valid_from", shifted(arena, d->from, shift), "valid_to",
                          shifted(arena, d->to, shift), "doc_number", d->doc_number,
                          "designated_at", shifted(arena, d->at, shift))) &&
           (!d->act || load(work, SQL_AUTHORITY_SAMPLE_STEP,
                            json_pack("{s:s, s:s, s:s, s:s}", "act", d->act, "by", d->by, "at",
                                      shifted(arena, d->act_at, shift), "reason", d->reason)));
}

static bool load_record(struct work *work, int shift, const struct sample_record *r)
{
    struct arena *arena = work->arena;
    json_t *reviews = json_array();

    for (size_t i = 0; i < REVIEWS && r->reviews[i].role; i++)
        json_array_append_new(reviews, json_pack("{s:s, s:s, s:s, s:s}", "role", r->reviews[i].role,
                                                 "by", r->reviews[i].by, "at",
                                                 shifted(arena, r->reviews[i].at, shift), "note",
                                                 r->reviews[i].note));
    return load(work, SQL_AUTHORITY_SAMPLE_RECORD,
                json_pack("{s:s, s:s, s:s, s:s, s:s}", "domain", r->domain, "actor", r->actor, "at",
                          shifted(arena, r->at, shift), "subject", r->subject, "reason",
                          r->reason)) &&
           load(work, SQL_AUTHORITY_SAMPLE_REVIEWS, reviews);
}

bool authority_sample(struct work *work, int shift)
{
    if (!load_absences(work, shift))
        return false;
    for (size_t i = 0; i < DESIGNATIONS; i++)
        if (!load_designation(work, shift, &designations[i]))
            return false;
    for (size_t i = 0; i < RECORDS; i++)
        if (!load_record(work, shift, &records[i]))
            return false;
    return true;
}

#include "modules/org/org_sample.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "core/search/name_search.h"
#include "modules/org/org.h"

/*
 * People of the sample: those the stories name, and the rest from a seeded generator, so that every
 * installation has the same city. Days are those of fiscal 2026.
 */

struct bearer {
    const char *staff_no, *family, *given, *family_kana, *given_kana, *employment;
    const char *unit, *title, *rank, *since; /* since: in this unit */
    const char *post, *post_since, *post_until;
    const char *role, *role_since, *role_until;
    const char *phone_ext, *key, *grant; /* the latter two of the account */
    bool is_gone;                        /* left with the day of post_until */
};

#define CITY_START "2020-04-01"

/* Names that no holder of an office has. */
/* clang-format off */
static const struct bearer bearers[] = {
    {.staff_no = "100001", .family = "灯台下", .given = "一成", .family_kana = "トウダイシタ", .given_kana = "カズナリ",
     .employment = "special_service", .unit = "0204", .title = "市長", .rank = "mayor", .since = "2024-02-01",
     .post = "mayor", .post_since = "2024-02-01"},
    {.staff_no = "100002", .family = "海野原", .given = "誠司", .family_kana = "ウミノハラ", .given_kana = "セイジ",
     .employment = "special_service", .unit = "0204", .title = "副市長", .rank = "vice_mayor", .since = "2025-04-01",
     .post = "vice_mayor_1", .post_since = "2025-04-01", .key = "ciso"},
    {.staff_no = "100003", .family = "波多浜", .given = "昭彦", .family_kana = "ハタハマ", .given_kana = "アキヒコ",
     .employment = "special_service", .unit = "0204", .title = "副市長", .rank = "vice_mayor", .since = "2023-04-01",
     .post = "vice_mayor_2", .post_since = "2023-04-01", .post_until = "2027-03-31", .key = "vice_chair"},
    {.staff_no = "100004", .family = "松風谷", .given = "律子", .family_kana = "マツカゼヤ", .given_kana = "リツコ",
     .employment = "special_service", .unit = "1901", .title = "教育長", .rank = "superintendent", .since = "2024-10-01",
     .post = "superintendent", .post_since = "2024-10-01"},
    {.staff_no = "100005", .family = "鵠渡", .given = "修", .family_kana = "クゲワタリ", .given_kana = "オサム",
     .employment = "special_service", .unit = "1701", .title = "病院事業管理者", .rank = "director", .since = "2022-04-01",
     .post = "hospital_administrator", .post_since = "2022-04-01"},
    {.staff_no = "187420", .family = "湘田", .given = "由美子", .family_kana = "ショウダ", .given_kana = "ユミコ",
     .employment = "regular", .unit = "0201", .title = "部長", .rank = "director", .since = "2026-04-01",
     .post = "planning_director", .post_since = "2026-04-01", .key = "information_security_officer"},
    {.staff_no = "192233", .family = "松風谷", .given = "隆", .family_kana = "マツカゼヤ", .given_kana = "タカシ",
     .employment = "regular", .unit = "0101", .title = "部長", .rank = "director", .since = "2025-04-01",
     .post = "department_head:01", .post_since = "2025-04-01", .key = "committee_member"},
    {.staff_no = "204518", .family = "江ノ口", .given = "健", .family_kana = "エノグチ", .given_kana = "タケシ",
     .employment = "regular", .unit = "0202", .title = "課長", .rank = "manager", .since = "2024-04-01",
     .post = "section_head:0202", .post_since = "2024-04-01", .key = "network_security_manager"},
    {.staff_no = "209176", .family = "潮見台", .given = "巌", .family_kana = "シオミダイ", .given_kana = "イワオ",
     .employment = "regular", .unit = "0202", .title = "課長補佐", .rank = "assistant_manager", .since = "2023-04-01",
     .role = "csirt_coordinator", .role_since = "2024-04-01", .key = "deputy_network_security_manager"},
    {.staff_no = "217730", .family = "松風谷", .given = "奏", .family_kana = "マツカゼヤ", .given_kana = "カナデ",
     .employment = "regular", .unit = "0202", .title = "主査", .rank = "chief", .since = "2022-04-01",
     .role = "csirt_coordinator", .role_since = "2026-04-01", .key = "secretariat"},
    {.staff_no = "221094", .family = "灯台下", .given = "大地", .family_kana = "トウダイシタ", .given_kana = "ダイチ",
     .employment = "regular", .unit = "0202", .title = "主任", .rank = "staff", .since = "2021-04-01",
     .role = "csirt_liaison", .role_since = "2026-11-01", .key = "csirt_liaison"},
    {.staff_no = "219385", .family = "砂山根", .given = "千尋", .family_kana = "サヤマネ", .given_kana = "チヒロ",
     .employment = "regular", .unit = "0202", .title = "主任", .rank = "staff", .since = "2021-04-01",
     .role = "csirt_liaison", .role_since = "2024-04-01", .role_until = "2026-10-31"},
    {.staff_no = "211047", .family = "帆足崎", .given = "航", .family_kana = "ホアシザキ", .given_kana = "ワタル",
     .employment = "regular", .unit = "0202", .title = "主任", .rank = "staff", .since = "2020-04-01",
     .key = "portal_admin", .grant = "portal_admin"},
    {.staff_no = "206611", .family = "帆足崎", .given = "正人", .family_kana = "ホアシザキ", .given_kana = "マサト",
     .employment = "regular", .unit = "0502", .title = "課長", .rank = "manager", .since = "2025-04-01",
     .post = "section_head:0502", .post_since = "2025-04-01", .key = "section_head"},
    {.staff_no = "218842", .family = "潮見台", .given = "遥", .family_kana = "シオミダイ", .given_kana = "ハルカ",
     .employment = "regular", .unit = "0502", .title = "主査", .rank = "chief", .since = "2023-04-01",
     .role = "it_promotion_leader", .role_since = "2025-04-01", .phone_ext = "2622", .key = "leader"},
    {.staff_no = "205927", .family = "波多浜", .given = "恵", .family_kana = "ハタハマ", .given_kana = "メグミ",
     .employment = "regular", .unit = "0902", .title = "課長", .rank = "manager", .since = "2026-04-01",
     .post = "section_head:0902", .post_since = "2026-04-01", .key = "other_section_head"},
    {.staff_no = "220316", .family = "江ノ口", .given = "さくら", .family_kana = "エノグチ", .given_kana = "サクラ",
     .employment = "regular", .unit = "0902", .title = "主任", .rank = "staff", .since = "2024-04-01",
     .role = "it_promotion_leader", .role_since = "2024-04-01", .phone_ext = "3322", .key = "other_leader"},
    {.staff_no = "304182", .family = "鵠渡", .given = "みなみ", .family_kana = "クゲワタリ", .given_kana = "ミナミ",
     .employment = "regular", .unit = "0502", .title = "主事", .rank = "staff", .since = "2025-04-01",
     .key = "staff"},
    {.staff_no = "198305", .family = "灯台下", .given = "燈子", .family_kana = "トウダイシタ", .given_kana = "トウコ",
     .employment = "regular", .unit = "0106", .title = "主幹", .rank = "assistant_manager", .since = "2024-04-01",
     .key = "auditor", .grant = "auditor"},
    {.staff_no = "770216", .family = "砂山根", .given = "潤", .family_kana = "サヤマネ", .given_kana = "ジュン",
     .employment = "hospital_hired", .unit = "1703", .title = "看護師", .rank = "staff", .since = "2021-04-01",
     .key = "out_of_scope"},
    {.staff_no = "900001", .family = "砂山根", .given = "聡", .family_kana = "サヤマネ", .given_kana = "サトシ",
     .employment = "external_expert", .role = "security_expert", .role_since = "2025-04-01"},
    {.staff_no = "900002", .family = "鵠渡", .given = "理恵子", .family_kana = "クゲワタリ", .given_kana = "リエコ",
     .employment = "external_expert", .role = "security_expert", .role_since = "2026-10-01", .role_until = "2027-03-31"},
    /* Whom they followed. */
    {.staff_no = "171204", .family = "砂山根", .given = "聡一", .family_kana = "サヤマネ", .given_kana = "ソウイチ",
     .employment = "regular", .unit = "0201", .title = "部長", .rank = "director", .since = "2023-04-01",
     .post = "planning_director", .post_since = "2023-04-01", .post_until = "2026-03-31", .is_gone = true},
    {.staff_no = "171998", .family = "波多浜", .given = "文雄", .family_kana = "ハタハマ", .given_kana = "フミオ",
     .employment = "regular", .unit = "0202", .title = "課長", .rank = "manager", .since = "2021-04-01",
     .post = "section_head:0202", .post_since = "2021-04-01", .post_until = "2024-03-31", .is_gone = true},
    {.staff_no = "100000", .family = "湘田", .given = "宗一郎", .family_kana = "ショウダ", .given_kana = "ソウイチロウ",
     .employment = "special_service", .unit = "0204", .title = "副市長", .rank = "vice_mayor", .since = "2021-04-01",
     .post = "vice_mayor_1", .post_since = "2021-04-01", .post_until = "2025-03-31", .is_gone = true},
};
/* clang-format on */

enum { BEARERS = sizeof bearers / sizeof *bearers };

const struct sample_bearer *org_sample_bearers(void)
{
    static struct sample_bearer accounts[BEARERS + 1];
    size_t count = 0;

    for (size_t i = 0; i < BEARERS; i++)
        if (bearers[i].key)
            accounts[count++] =
                (struct sample_bearer){bearers[i].key, bearers[i].staff_no, bearers[i].grant};
    accounts[count].key = NULL;
    return accounts;
}

/* ---- rows --------------------------------------------------------------------------------------
 */

struct person {
    const char *staff_no, *family, *given, *family_kana, *given_kana;
    const char *name_cp932, *phone_ext, *employment, *from, *to;
};

static json_t *day_or_null(const struct sample_city *city, const char *day)
{
    return day ? json_string(sample_day(city, day)) : json_null();
}

static void add_person(struct sample_city *city, const struct person *p)
{
    struct arena *arena = city->arena;
    const char *parts[] = {arena_printf(arena, "%s%s", p->family, p->given),
                           arena_printf(arena, "%s%s", p->family_kana, p->given_kana), p->staff_no,
                           NULL};
    const char *folded = name_folded(arena, parts);
    json_t *grams = json_array();

    for (const char *const *gram = name_grams(arena, folded); *gram; gram++)
        json_array_append_new(grams, json_string(*gram));
    json_array_append_new(
        city->people,
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s?, s:s?, s:s, s:o, s:o, s:s, s:o}", "staff_no",
                  p->staff_no, "family_name", p->family, "given_name", p->given, "family_kana",
                  p->family_kana, "given_kana", p->given_kana, "name_cp932", p->name_cp932,
                  "phone_ext", p->phone_ext, "employment", p->employment, "valid_from",
                  day_or_null(city, p->from), "valid_to", day_or_null(city, p->to), "folded",
                  folded, "grams", grams));
}

struct place {
    const char *unit, *title, *rank;
    bool is_concurrent;
};

static void assign(struct sample_city *city, const char *staff_no, struct place place,
                   const char *from, const char *to)
{
    json_array_append_new(city->assignments,
                          json_pack("{s:s, s:s, s:s, s:s, s:b, s:o, s:o}", "staff_no", staff_no,
                                    "unit", place.unit, "title", place.title, "rank", place.rank,
                                    "is_main", !place.is_concurrent, "valid_from",
                                    day_or_null(city, from), "valid_to", day_or_null(city, to)));
}

static void hold(struct sample_city *city, const char *post, const char *staff_no, const char *kind,
                 const char *from, const char *to)
{
    json_array_append_new(city->holdings,
                          json_pack("{s:s, s:s, s:s, s:o, s:o}", "post", post, "staff_no", staff_no,
                                    "kind", kind, "valid_from", day_or_null(city, from), "valid_to",
                                    day_or_null(city, to)));
}

static void designate(struct sample_city *city, const char *role, const char *staff_no,
                      const char *unit, const char *from, const char *to)
{
    json_array_append_new(city->designations,
                          json_pack("{s:s, s:s, s:s?, s:o, s:o}", "role", role, "staff_no",
                                    staff_no, "unit", unit, "valid_from", day_or_null(city, from),
                                    "valid_to", day_or_null(city, to)));
}

/* ---- whom the stories name ----------------------------------------------------------------------
 */

static bool is_role(const char *role, const char *wanted)
{
    return role && !strcmp(role, wanted);
}

static void add_bearer(struct sample_city *city, const struct bearer *b)
{
    const char *gone = b->is_gone ? b->post_until : NULL;

    add_person(city, &(struct person){.staff_no = b->staff_no,
                                      .family = b->family,
                                      .given = b->given,
                                      .family_kana = b->family_kana,
                                      .given_kana = b->given_kana,
                                      .phone_ext = b->phone_ext,
                                      .employment = b->employment,
                                      .from = "2019-04-01",
                                      .to = gone});
    if (b->unit)
        assign(city, b->staff_no, (struct place){b->unit, b->title, b->rank, false}, b->since,
               gone);
    if (b->post)
        hold(city, b->post, b->staff_no, "holder", b->post_since, b->post_until);
    if (b->role)
        designate(city, b->role, b->staff_no,
                  is_role(b->role, "it_promotion_leader") ? b->unit : NULL, b->role_since,
                  b->role_until);
}

/* ＣＳＩＲＴ is made of these and of some of the coordinating section (clause 7(1)ク(ア)). */
static const char *const csirt_members[] = {"187420", "204518", "209176", "217730", "221094"};

static void add_bearers(struct sample_city *city)
{
    for (size_t i = 0; i < BEARERS; i++)
        add_bearer(city, &bearers[i]);
    for (size_t i = 0; i < sizeof csirt_members / sizeof *csirt_members; i++)
        designate(city, "csirt_member", csirt_members[i], NULL, "2026-04-01", NULL);
}

/* ---- everybody else -----------------------------------------------------------------------------
 */

/* What a section still needs, besides the people above. */
struct needs {
    int director, head, leaders, assistants, chiefs, ordinary;
};

static bool heads(const struct bearer *b, const char *prefix, const char *unit, size_t length)
{
    return b->post && !b->post_until && !strncmp(b->post, prefix, strlen(prefix)) &&
           !strncmp(b->post + strlen(prefix), unit, length);
}

static struct needs needs_of(const struct sample_unit *u)
{
    struct needs needs = {.director = u->is_first,
                          .head = u->staff > 0,
                          .leaders = u->leaders,
                          .assistants = u->staff / 24,
                          .chiefs = u->staff / 8};
    int here = 0;

    for (size_t i = 0; i < BEARERS; i++) {
        const struct bearer *b = &bearers[i];

        if (!b->unit || b->is_gone || strcmp(b->unit, u->code) != 0)
            continue;
        here += strcmp(b->employment, "hospital_hired") != 0;
        needs.head -= heads(b, "section_head:", u->code, 4);
        needs.director -= heads(b, "department_head:", u->code, 2);
        needs.director -= is_role(b->post, "planning_director");
        needs.leaders -= is_role(b->role, "it_promotion_leader");
    }
    needs.ordinary = u->staff - here - needs.director - needs.head - needs.leaders -
                     needs.assistants - needs.chiefs;
    return needs;
}

/* 任用 of those in no special place, in the numbers of domain 6.1; regular are all the others. */
static struct {
    const char *type, *title;
    int number, balance;
} employments[] = {
    {"regular", NULL, 0, 0},
    {"fiscal_year_appointee", "会計年度任用職員", 860, 0},
    {"reappointed", "主任", 150, 0},
    {"fixed_term", "主事", 60, 0},
    {"temporary", "臨時的任用職員", 85, 0},
    {"dispatched", "派遣職員", 50, 0},
    {"part_time", "非常勤職員", 40, 0},
};

enum { EMPLOYMENTS = sizeof employments / sizeof *employments };

struct maker {
    struct sample_city *city;
    uint32_t seed;
    int made, heads, ordinary;
};

static size_t any_of(struct maker *maker, size_t count)
{
    maker->seed = maker->seed * 1664525u + 1013904223u;
    return (size_t)(maker->seed >> 8) % count;
}

/* In turn by the numbers, evenly spread: each type comes exactly so often. */
static size_t next_employment(const struct maker *maker)
{
    size_t next = 0;

    for (size_t i = 0; i < EMPLOYMENTS; i++) {
        employments[i].balance += employments[i].number;
        if (employments[i].balance > employments[next].balance)
            next = i;
    }
    employments[next].balance -= maker->ordinary;
    return next;
}

/* A spelling that CP932 has, where the name's own is none (domain 3.1). */
static const char *cp932_family(const char *family)
{
    if (!strcmp(family, "𠮷野"))
        return "吉野";
    return strncmp(family, "辻", strlen("辻")) ? NULL : "辻";
}

/* One name that tables and boxes must bear. */
enum { LONG_NAME_AT = 1234 };

static const struct person long_name = {
    .family = "アレクサンドリア・フォン・ホーエンツォレルン",
    .given = "マクシミリアーナ・ヴィルヘルミーナ",
    .family_kana = "アレクサンドリア・フォン・ホーエンツォレルン",
    .given_kana = "マクシミリアーナ・ヴィルヘルミーナ",
};

static const char *make_person(struct maker *maker, struct person person)
{
    struct sample_city *city = maker->city;
    const struct sample_name *family = &city->families[any_of(maker, city->family_count)];
    const struct sample_name *given = &city->givens[any_of(maker, city->given_count)];
    bool is_long = ++maker->made == LONG_NAME_AT;
    const char *cp932 = cp932_family(family->name);

    if (!person.staff_no)
        person.staff_no = arena_printf(city->arena, "%d", 110000 + maker->made * 17);
    person.family = is_long ? long_name.family : family->name;
    person.given = is_long ? long_name.given : given->name;
    person.family_kana = is_long ? long_name.family_kana : family->kana;
    person.given_kana = is_long ? long_name.given_kana : given->kana;
    if (cp932 && !is_long)
        person.name_cp932 = arena_printf(city->arena, "%s %s", cp932, given->name);
    add_person(city, &person);
    return person.staff_no;
}

/* Somebody of the regular staff who came to this place on that day. */
static const char *make_regular(struct maker *maker, struct place place, const char *since,
                                const char *phone_ext)
{
    struct sample_city *city = maker->city;
    const char *from = arena_printf(city->arena, "%d-04-01", 1988 + maker->made % 32);
    const char *no = make_person(
        maker, (struct person){.employment = "regular", .from = from, .phone_ext = phone_ext});

    assign(city, no, place, since, NULL);
    return no;
}

static const char *year_day(struct maker *maker, int first, int years)
{
    return arena_printf(maker->city->arena, "%d-04-01", first + maker->made % years);
}

/* The head before, who retired with the day before; one place stayed empty for two months. */
static void make_predecessor(struct maker *maker, const struct sample_unit *u, const char *post)
{
    struct sample_city *city = maker->city;
    const char *until = strcmp(u->code, "1102") ? "2026-03-31" : "2026-01-31";
    const char *no = make_person(
        maker, (struct person){.employment = "regular", .from = "1990-04-01", .to = until});

    assign(city, no, (struct place){u->code, "課長", "manager", false}, "2022-04-01", until);
    hold(city, post, no, "holder", "2022-04-01", until);
}

/* 監査事務局長 heads the offices without staff of their own besides. */
static void hold_concurrently(struct sample_city *city, const char *staff_no, const char *since)
{
    static const char *const offices[] = {"2104", "2105"};

    for (size_t i = 0; i < 2; i++) {
        assign(city, staff_no, (struct place){offices[i], "事務局長（兼務）", "manager", true},
               since, NULL);
        hold(city, arena_printf(city->arena, "section_head:%s", offices[i]), staff_no, "concurrent",
             since, NULL);
    }
}

static const char *head_title(const struct sample_unit *u)
{
    if (!strcmp(u->kind, "section"))
        return strstr(u->name, "事務局") ? "事務局長" : "課長";
    if (strstr(u->name, "保育園"))
        return "園長";
    if (strstr(u->name, "図書館"))
        return "館長";
    return strstr(u->name, "消防署") ? "署長" : "所長";
}

static void make_head(struct maker *maker, const struct sample_unit *u)
{
    const char *post = arena_printf(maker->city->arena, "section_head:%s", u->code);
    bool is_new = maker->heads++ % 4 == 0 || !strcmp(u->code, "1102");
    const char *since = is_new ? "2026-04-01" : year_day(maker, 2022, 3), *no;

    if (is_new)
        make_predecessor(maker, u, post);
    no = make_regular(maker, (struct place){u->code, head_title(u), "manager", false}, since, NULL);
    hold(maker->city, post, no, "holder", since, NULL);
    if (!strcmp(u->code, "2102"))
        hold_concurrently(maker->city, no, since);
}

static void make_director(struct maker *maker, const struct sample_unit *u)
{
    const char *since = year_day(maker, 2022, 4);
    const char *no =
        make_regular(maker, (struct place){u->code, "部長", "director", false}, since, NULL);

    hold(maker->city, arena_printf(maker->city->arena, "department_head:%.2s", u->code), no,
         "holder", since, NULL);
}

static void make_leader(struct maker *maker, const struct sample_unit *u, int number)
{
    const char *since = year_day(maker, 2023, 3);
    long extension = strtol(u->phone_ext, NULL, 10) + number;
    const char *no = make_regular(maker, (struct place){u->code, "主任", "staff", false}, since,
                                  arena_printf(maker->city->arena, "%ld", extension));

    designate(maker->city, "it_promotion_leader", no, u->code,
              maker->made % 5 ? since : "2026-04-01", NULL);
}

/* A quarter of them came from another section on 1 April, some were new in the city. */
static void make_ordinary(struct maker *maker, size_t unit)
{
    struct sample_city *city = maker->city;
    const struct sample_unit *u = &city->units[unit];
    const struct sample_unit *before = &city->units[(unit + 7) % city->unit_count];
    size_t type = next_employment(maker);
    bool is_mover = maker->made % 4 == 0 && before->staff > 0, is_new = maker->made % 25 == 1;
    const char *title = employments[type].title;
    struct person person = {.employment = employments[type].type,
                            .from = is_new ? "2026-04-01" : year_day(maker, 1990, 29)};
    const char *since = is_mover || is_new ? "2026-04-01" : year_day(maker, 2020, 6), *no;

    if (!title)
        title = maker->made % 3 ? "主事" : "主任";
    no = make_person(maker, person);
    assign(city, no, (struct place){u->code, title, "staff", false}, since, NULL);
    if (is_mover && !is_new)
        assign(city, no, (struct place){before->code, title, "staff", false}, "2022-04-01",
               "2026-03-31");
    if (!strcmp(u->code, "0202") && !type && maker->made % 5 == 0)
        designate(city, "csirt_member", no, NULL, "2026-04-01", NULL);
}

static void make_section(struct maker *maker, size_t unit)
{
    const struct sample_unit *u = &maker->city->units[unit];
    struct needs needs = needs_of(u);

    if (needs.director)
        make_director(maker, u);
    if (needs.head)
        make_head(maker, u);
    for (int i = 0; i < needs.leaders; i++)
        make_leader(maker, u, u->leaders - i);
    for (int i = 0; i < needs.assistants; i++)
        make_regular(maker, (struct place){u->code, "課長補佐", "assistant_manager", false},
                     year_day(maker, 2021, 5), NULL);
    for (int i = 0; i < needs.chiefs; i++)
        make_regular(maker, (struct place){u->code, "主査", "chief", false},
                     year_day(maker, 2020, 6), NULL);
    for (int i = 0; i < needs.ordinary; i++)
        make_ordinary(maker, unit);
}

/* Footnote 1: who works for the city and is not in scope. */
static void make_excluded(struct maker *maker)
{
    static const char *const hospital[] = {"看護師", "薬剤師", "臨床検査技師"};
    static const char *const school[] = {"教諭", "養護教諭"};
    struct arena *arena = maker->city->arena;
    const char *no;

    for (int i = 1; i < 60; i++) {
        no = make_person(maker, (struct person){.staff_no = arena_printf(arena, "7703%02d", i),
                                                .employment = "hospital_hired",
                                                .from = CITY_START});
        assign(maker->city, no,
               (struct place){i % 2 ? "1703" : "1701", hospital[i % 3], "staff", false}, CITY_START,
               NULL);
    }
    for (int i = 1; i <= 40; i++) {
        no = make_person(maker, (struct person){.staff_no = arena_printf(arena, "0051%02d", i),
                                                .employment = "prefecture_paid_teacher",
                                                .from = CITY_START});
        assign(maker->city, no,
               (struct place){i % 2 ? "1904" : "1902", school[i % 2], "staff", false}, CITY_START,
               NULL);
    }
}

void sample_people(struct sample_city *city)
{
    struct maker maker = {.city = city, .seed = 20261122};

    add_bearers(city);
    for (size_t i = 0; i < city->unit_count; i++)
        maker.ordinary += city->units[i].is_department ? 0 : needs_of(&city->units[i]).ordinary;
    employments[0].number = maker.ordinary;
    for (size_t i = 0; i < EMPLOYMENTS; i++) {
        employments[i].balance = 0;
        employments[0].number -= i ? employments[i].number : 0;
    }
    for (size_t i = 0; i < city->unit_count; i++)
        if (!city->units[i].is_department)
            make_section(&maker, i);
    make_excluded(&maker);
}

#include "modules/org/person.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/error.h"
#include "base/text.h"
#include "base/work.h"
#include "core/search/name_search.h"
#include "db/db.h"

#define ALPHANUMERIC "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/* As employment_type_known lists them. */
static const char *const employments[] = {"regular",
                                          "reappointed",
                                          "fixed_term",
                                          "fiscal_year_appointee",
                                          "special_service",
                                          "part_time",
                                          "temporary",
                                          "dispatched",
                                          "hospital_hired",
                                          "prefecture_paid_teacher",
                                          "external_expert",
                                          "contractor_staff",
                                          NULL};

static void check_length(struct work *work, const char *field, const char *text, size_t least,
                         size_t most)
{
    size_t length = text_length(text);

    if (length < least || length > most)
        fail_field(work, field, "%zu文字以内で入力してください。", most);
}

static bool check(struct work *work, const struct new_person *person)
{
    const char *no = person->staff_no;

    if (!*no || strlen(no) > 12 || no[strspn(no, ALPHANUMERIC "-")])
        fail_field(work, "staff_no", "職員番号は半角英数字12文字以内で入力してください。");
    check_length(work, "family", person->family_name, 1, 30);
    check_length(work, "given", person->given_name, 0, 30);
    check_length(work, "family_kana", person->family_kana, 1, 40);
    check_length(work, "given_kana", person->given_kana, 0, 40);
    if (!text_is_among(person->employment, employments))
        fail_field(work, "employment", "任用の種別のコードを確認してください（例: regular）。");
    if (person->from && !calendar_valid(person->from))
        fail_field(work, "from", "日付を 2026-11-22 のように入力してください。");
    return work->error.code == ERR_NONE;
}

static const char *searched(struct arena *arena, const struct new_person *person)
{
    const char *parts[] = {
        arena_printf(arena, "%s%s", person->family_name, person->given_name),
        arena_printf(arena, "%s%s", person->family_kana, person->given_kana),
        person->staff_no,
        NULL,
    };

    return name_folded(arena, parts);
}

static bool add_assignment(struct work *work, const struct new_person *person)
{
    const struct rows *rows;

    if (!person->unit)
        return true;
    rows = db_take(work, SQL_PERSON_ASSIGNMENT_ADD,
                   PARAMS(person->staff_no, person->unit, person->from));
    if (!rows)
        return false;
    return rows->count || fail_field(work, "unit",
                                     "この組織コードの組織はありません。"
                                     "開始日に存在する組織のコードを入力してください。");
}

bool person_add(struct work *work, const struct new_person *person)
{
    const char *folded;

    if (!check(work, person))
        return false;
    folded = searched(work->arena, person);
    return db_run(work, SQL_PERSON_ADD,
                  PARAMS(person->staff_no, person->family_name, person->given_name,
                         person->family_kana, person->given_kana, person->employment, person->from,
                         folded,
                         text_array_literal(work->arena, name_grams(work->arena, folded)))) &&
           add_assignment(work, person);
}

bool person_stays(struct work *work, const char *field, const char *person, const char *from,
                  const char *to)
{
    const struct rows *left = db_take(work, SQL_PERSON_DEPARTURE, PARAMS(person, from, to));
    const char *name, *day;

    if (!left || !left->count)
        return left != NULL;
    name = rows_text(left, 0, "name");
    day = rows_text(left, 0, "day");
    if (rows_boolean(left, 0, "is_before"))
        return fail_field(work, field, "%sさんは、%sで退職%s。職員等と日付を確認してください。",
                          name, day, rows_boolean(left, 0, "has_left") ? "しました" : "します");
    return fail_field(work, "valid_to",
                      "%sさんは、%sで退職します。終了日に、その日以前の日を入力してください。",
                      name, day);
}

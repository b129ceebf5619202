#include "core/auth/account.h"

#include <string.h>

#include "base/calendar.h"
#include "base/error.h"
#include "base/text.h"
#include "base/work.h"
#include "core/auth/sign_in.h"
#include "db/db.h"

#define ALPHANUMERIC "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/* As person_employment_type_known lists them. */
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

static const char *const grants[] = {"auditor", "portal_admin", NULL};

static bool is_one_of(const char *text, const char *const *words)
{
    while (*words && strcmp(text, *words))
        words++;
    return *words != NULL;
}

static void check_length(struct work *work, const char *field, const char *text, size_t least,
                         size_t most)
{
    size_t length = text_length(text);

    if (length < least || length > most)
        fail_field(work, field, "%zu文字以内で入力してください。", most);
}

static bool check(struct work *work, const struct new_account *account, const char *login)
{
    const char *no = account->staff_no;

    if (!*no || strlen(no) > 12 || no[strspn(no, ALPHANUMERIC "-")])
        fail_field(work, "staff_no", "職員番号は半角英数字12文字以内で入力してください。");
    check_length(work, "family", account->family_name, 1, 30);
    check_length(work, "given", account->given_name, 0, 30);
    check_length(work, "family_kana", account->family_kana, 1, 40);
    check_length(work, "given_kana", account->given_kana, 0, 40);
    if (!is_one_of(account->employment, employments))
        fail_field(work, "employment", "任用の種別のコードを確認してください（例: regular）。");
    if (account->from && !calendar_valid(account->from))
        fail_field(work, "from", "日付を 2026-11-22 のように入力してください。");
    if (account->role && !is_one_of(account->role, grants))
        fail_field(work, "role",
                   "auditor か portal_admin を指定してください。その他の役割は、"
                   "職の発令から決まります。");
    if (!*login)
        fail_field(work, "login", "ログイン名は60文字以内で入力してください。");
    return work->error.code == ERR_NONE;
}

static bool add_person(struct work *work, const struct new_account *account, const char **name)
{
    const struct rows *rows = db_take(
        work, SQL_PERSON_ADD,
        PARAMS(account->staff_no, account->family_name, account->given_name, account->family_kana,
               account->given_kana, account->employment, account->from));

    if (!rows)
        return false;
    *name = rows_text(rows, 0, "name");
    return true;
}

bool account_add(struct work *work, const struct new_account *account, const char **name)
{
    const char *login =
        login_normal(work->arena, account->login ? account->login : account->staff_no);

    if (!check(work, account, login) || !add_person(work, account, name))
        return false;
    if (!db_run(work, SQL_ACCOUNT_ADD, PARAMS(account->staff_no, login, account->password_hash)))
        return false;
    return !account->role ||
           db_run(work, SQL_PORTAL_GRANT_ADD, PARAMS(account->staff_no, account->role));
}

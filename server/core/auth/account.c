#include "core/auth/account.h"

#include <string.h>

#include "base/error.h"
#include "base/work.h"
#include "core/auth/sign_in.h"
#include "db/db.h"

static bool check(struct work *work, const struct new_account *account, const char *login)
{
    bool is_known_role = !account->role || !strcmp(account->role, "auditor") ||
                         !strcmp(account->role, "portal_admin");

    if (!is_known_role)
        fail_field(work, "role",
                   "auditor か portal_admin を指定してください。その他の役割は、"
                   "職の発令から決まります。");
    if (!*login)
        fail_field(work, "login", "ログイン名は60文字以内で入力してください。");
    return work->error.code == ERR_NONE;
}

bool account_add(struct work *work, const struct new_account *account, const char **name)
{
    const struct rows *rows;
    const char *login =
        login_normal(work->arena, account->login ? account->login : account->staff_no);

    if (!check(work, account, login))
        return false;
    rows = db_take(work, SQL_ACCOUNT_ADD, PARAMS(account->staff_no, login, account->password_hash));
    if (!rows)
        return false;
    if (!rows->count)
        return fail_field(work, "staff_no", "この職員番号の職員等はいません。");
    *name = rows_text(rows, 0, "name");
    return !account->role ||
           db_run(work, SQL_PORTAL_GRANT_ADD, PARAMS(account->staff_no, account->role));
}

#include "db/sqlstate.h"

/* In the order of the migrations, by the names they give. */
/* clang-format off */
const struct constraint_error constraint_errors[] = {
    {"person_staff_no_unique", "staff_no", ERR_NONE,
     "この職員番号は既に登録されています。番号を確認してください。"},
    {"person_staff_no_form", "staff_no", ERR_NONE,
     "職員番号は、半角の英数字とハイフンを使って12文字以内で入力してください。"},
    {"person_employed_period", "employed_to", ERR_NONE,
     "任用の終了日は、開始日以後の日付を入力してください。"},
    {"account_pk", NULL, ERR_CONFLICT,
     "この職員のアカウントは既に登録されています。アカウントの一覧を確認してください。"},
    {"account_login_unique", "login", ERR_NONE,
     "このログイン名は既に使用されています。別の名前を入力してください。"},
    {"account_login_length", "login", ERR_NONE,
     "ログイン名は60文字以内で入力してください。"},
    {"portal_grant_period", "valid_to", ERR_NONE,
     "終了日は、開始日以後の日付を入力してください。"},
    {"portal_grant_once", "valid_from", ERR_NONE,
     "同じ役割が、期間が重複して登録されています。期間を修正してください。"},
    {"policy_document_code_unique", "code", ERR_NONE,
     "この文書コードは既に使用されています。別のコードを入力してください。"},
    {"policy_version_no_unique", "version_no", ERR_NONE,
     "この版は既に登録されています。版の番号を確認してください。"},
    {"policy_version_period", "in_force_to", ERR_NONE,
     "施行の終了日は、開始日以後の日付を入力してください。"},
    {"policy_version_one_in_force", "in_force_from", ERR_NONE,
     "同じ期間に施行されている版があります。施行の期間を修正してください。"},
    {NULL, NULL, ERR_NONE, NULL},
};
/* clang-format on */

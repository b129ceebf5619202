#include "modules/contractors/contract.h"

#include "base/work.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"

bool contractor_find(struct request *request, bool is_to_change, const char **id,
                     const struct rows **row)
{
    struct work *work = request->work;

    if (!path_id(request, "id", id))
        return false;
    if (is_to_change)
        db_queue(work, SQL_CONTRACTOR_LOCK, PARAMS(*id));
    *row = db_take(work, SQL_CONTRACTOR_FORM, PARAMS(*id));
    if (!*row)
        return false;
    return (*row)->count || fail(work, ERR_NOT_FOUND, NULL);
}

static bool may_change(struct work *work, const struct rows *row)
{
    if (!row->count)
        return fail(work, ERR_NOT_FOUND, NULL);
    if (!rows_boolean(row, 0, "_is_kept"))
        return fail(work, ERR_FORBIDDEN,
                    "この契約を変更できるのは、契約した課等の情報システム・セキュリティ管理者及び"
                    "ＩＴ推進リーダー並びに情報セキュリティ推進事務局です。");
    if (rows_boolean(row, 0, "_is_revoked"))
        return fail(work, ERR_CONFLICT,
                    "この契約の登録は、取り消されています。契約の画面を確認してください。");
    return true;
}

bool contract_find(struct request *request, bool is_to_change, const char **id,
                   const struct rows **row)
{
    struct work *work = request->work;
    const char *contractor;

    if (!path_id(request, "id", &contractor) || !path_id(request, "contract_id", id))
        return false;
    if (is_to_change)
        db_queue(work, SQL_CONTRACT_LOCK, PARAMS(*id));
    *row = db_take(work, SQL_CONTRACT_FORM, PARAMS(contractor, *id));
    return *row && may_change(work, *row);
}

bool contractor_is_fresh(struct work *work, const struct rows *row, long version)
{
    const char *who = rows_text(row, 0, "_updated_by");

    return rows_integer(row, 0, "version") == version ||
           fail(work, ERR_STALE,
                "%sが%sに、先に保存しました。その内容を確認し、必要な場合は、もう一度保存して"
                "ください。",
                who ? who : "ほかの利用者", rows_text(row, 0, "_updated_at"));
}

const char *contractor_shown(const struct request *request, const char *name,
                             const struct rows *row)
{
    if (request->body)
        return form_typed(request, name);
    return row ? rows_text(row, 0, name) : "";
}

const char *contractor_text(const char *text)
{
    return text ? text : "";
}

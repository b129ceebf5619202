#include "modules/authority/authority_form.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/work.h"
#include "core/search/name_search.h"
#include "db/db.h"
#include "http/request.h"

const char *authority_text(const char *text)
{
    return text ? text : "";
}

bool authority_refuse(struct work *work, const char *rule)
{
    const char *words = db_constraint_message(rule);

    return words ? fail(work, ERR_FORBIDDEN, "%s", words) : fail(work, ERR_FORBIDDEN, NULL);
}

/* Namesakes differ by number and section. */
static bool fail_several(struct work *work, const char *field, const struct rows *rows)
{
    const char *names = "";
    int shown = rows->count < 5 ? rows->count : 5;

    for (int i = 0; i < shown; i++)
        names = arena_printf(work->arena, "%s%s%s %s（%s）", names, i ? "、" : "",
                             rows_text(rows, i, "staff_no"), rows_text(rows, i, "name"),
                             authority_text(rows_text(rows, i, "unit")));
    return fail_field(work, field, "当てはまる人が複数います。職員番号を入力してください：%s%s",
                      names, rows->count > shown ? " ほか" : "");
}

bool authority_find_person(struct work *work, const char *field, const char *typed, const char **id)
{
    struct name_query query = {.patterns = NULL};
    const struct rows *rows;

    if (!name_query_prepare(work->arena, typed, &query))
        return fail_field(work, field, "職員番号又は氏名を入力してください。");
    rows = db_take(work, SQL_ABSENCE_PERSON, PARAMS(typed, query.patterns, query.grams));
    if (!rows)
        return false;
    if (!rows->count)
        return fail_field(
            work, field,
            "当てはまる人がいません。「職員等」の一覧で、職員番号又は氏名を確認してください。");
    if (rows->count > 1 && !rows_boolean(rows, 0, "is_number"))
        return fail_several(work, field, rows);
    *id = rows_text(rows, 0, "_id");
    return true;
}

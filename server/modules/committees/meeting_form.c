#include "modules/committees/meeting_form.h"

#include "base/calendar.h"
#include "base/work.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"

bool meeting_read_time(struct work *work, const char *field, const char *typed, const char **time)
{
    return calendar_parse_time(work->arena, typed, time) ||
           fail_field(work, field, "時刻を、9:05 のように24時間制で入力してください。");
}

bool meeting_row_is_fresh(struct work *work, const struct rows *row, long version)
{
    const char *by;

    if (!row->count)
        return fail(work, ERR_NOT_FOUND, NULL);
    by = rows_text(row, 0, "_by");
    return rows_integer(row, 0, "version") == version ||
           fail(work, ERR_STALE, "%sが%sに、先に変更しました。今の内容を確認してください。",
                by ? by : "ほかの利用者", rows_text(row, 0, "_at"));
}

const char *meeting_chosen(struct request *rq, const struct rows *current, const char *name)
{
    const char *asked;

    if (rq->body)
        return form_typed(rq, name);
    asked = query_text(rq, name);
    if (asked || !current || !current->count || rows_column(current, name) < 0)
        return asked;
    return rows_text(current, 0, name);
}

bool meeting_find_person(struct work *work, const char *words, const struct rows **person)
{
    *person = db_take(work, SQL_MEETING_PERSON, PARAMS(words));
    if (!*person)
        return false;
    if ((*person)->count == 1)
        return true;
    return fail_field(work, "person",
                      (*person)->count
                          ? "同じ氏名の人が複数います。職員番号を入力してください。"
                          : "この職員番号又は氏名の人は登録されていません。「職員等」の"
                            "一覧で確認してください。");
}

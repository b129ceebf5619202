#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"
#include "modules/assets/asset_reading.h"
#include "view/label.h"

/* Lists that are for reading: by which columns they are known, and where their rows are changed. */
static const struct {
    const char *columns[4];
    const char *where;
} lists[] = {
    {{"taken_by", "destination", "return_by"},
     "「電磁的記録媒体 持出・貸与簿」は、読むためのファイルです。持出しと返却は、"
     "持出・貸与簿の媒体のページで記録してください。返却予定日を変えるときは、そこで返却か"
     "取りやめを記録し、もう一度申請してください。"},
    {{"disposal_no"},
     "「廃棄」の一覧は、読むためのファイルです。廃棄は、廃棄記録のページで記録してください。"},
    {{"id", "planned_on", "network_change_title"},
     "「ネットワーク・情報システムの変更」の一覧は、読むためのファイルです。"
     "資産のページの「変更の記録」で記録してください。"},
    {{"model_or_product"},
     "ハードウェア・ソフトウェアの一覧は、読むためのファイルです。「この一覧を Excel で修正する」の"
     "ファイルか、ライセンスの一覧のファイルを修正してください。"},
    {{"change_before", "change_after"},
     "修正履歴は、読むためのファイルです。修正は、資産のページか、台帳の「この一覧を Excel で修正する」の"
     "ファイルで行ってください。"},
    {{"excluded_at"},
     "「対象外の情報資産」の一覧は、読むためのファイルです。対象外とすることと取りやめることは、"
     "その一覧のページで行ってください。"},
};

static bool has_column(struct arena *arena, const struct asset_columns *t, const char *column)
{
    const char *folded = text_fold(arena, label_find("column", column));

    for (size_t i = 0; i < t->count; i++)
        if (!strcmp(t->columns[i].folded, folded))
            return true;
    return false;
}

static bool has_all(struct arena *arena, const struct asset_columns *t, const char *const *columns)
{
    for (; *columns; columns++)
        if (!has_column(arena, t, *columns))
            return false;
    return true;
}

bool asset_columns_are_here(struct work *work, const struct asset_columns *t)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (has_all(work->arena, t, lists[i].columns))
            return fail_field(work, "file", "%s", lists[i].where);
    return true;
}

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/work.h"
#include "embedded.h"
#include "modules/policies/policy.h"
#include "modules/policies/policy_text.h"

/* One version of one document; days as in the year the sample was written for (2026). */
struct sample_version {
    const char *file;
    const char *code;
    const char *title;
    const char *version;
    int year; /* in force from 1 April */
    const char *summary;
};

static const struct sample_version versions[] = {
    {"sample/basic_policy.txt", "basic_policy", "藤沢市情報セキュリティポリシー＜基本方針＞", "6",
     2024, "情報セキュリティについての市の考え方と、全ての行政機関に共通する方針です。"},
    {"sample/standard_basic_previous.txt", "standard_basic",
     "藤沢市情報セキュリティポリシー対策基準＜基本編＞", "8", 2022, ""},
    {"sample/standard_basic.txt", "standard_basic",
     "藤沢市情報セキュリティポリシー対策基準＜基本編＞", "9", 2025,
     "組織体制、役割と責任、委員会、例外措置など、対策の基準を定めています。"},
    {"sample/standard_detailed.txt", "standard_detailed",
     "藤沢市情報セキュリティポリシー対策基準＜詳細編＞", "12", 2026,
     "人的・物理的・技術的な対策と運用を、遵守事項として具体的に定めています。"},
    {"sample/emergency_plan.txt", "emergency_plan", "藤沢市情報セキュリティ緊急時対応計画", "4",
     2026, "情報資産が侵害されたとき、又はそのおそれがあるときの対応を定めています。"},
};

static const struct embedded_file *find_file(const char *name)
{
    for (const struct embedded_file *file = embedded_data; file->name; file++)
        if (!strcmp(file->name, name))
            return file;
    log_bug("no embedded file %s", name);
    abort();
}

static bool load_version(struct work *work, const struct sample_version *sample, int shift)
{
    const struct embedded_file *file = find_file(sample->file);
    struct policy_text text;
    const char *day = arena_printf(work->arena, "%d-04-01", sample->year + shift);
    struct policy_import import = {
        .code = sample->code,
        .title = sample->title,
        .version = sample->version,
        .summary = sample->summary,
        .in_force_from = day,
        .published_on = day,
        .source_name = sample->file,
    };

    if (!policy_text_read(work->arena, file->data, file->length, &text))
        return fail(work, ERR_INTERNAL, "見本の規程 %s を読み取れません。", sample->file);
    if (!policy_import_check(work, &import))
        return false;
    if (strcmp(import.publicity, "public"))
        import.published_on = NULL;
    return policy_import_store(work, &import, file->data, file->length, &text);
}

bool policy_sample(struct work *work, int shift)
{
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (!load_version(work, &versions[i], shift))
            return false;
    return true;
}

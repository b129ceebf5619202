#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/assets/asset.h"
#include "modules/settings/setting.h"

enum { SETTINGS_MAXIMUM = 100 };

struct change {
    const char *value;
    const char *valid_from;
    const char *note;
    long version;
};

static const struct field change_fields[] = {
    FIELD_LONG_TEXT(struct change, value, "新しい値", .max = 1000),
    FIELD_DATE(struct change, valid_from, "適用開始日", .required = true),
    FIELD_TEXT(struct change, note, "理由", .required = true, .max = 200),
    FIELD_INT(struct change, version, "版", .required = true),
    FIELD_END,
};

/* One column of the program's table as a parameter. */
static const char *column(struct arena *arena, size_t offset)
{
    const char *texts[SETTINGS_MAXIMUM + 1];
    size_t count = 0;

    for (const struct setting *s = settings; s->key && count < SETTINGS_MAXIMUM; s++)
        memcpy(&texts[count++], (const char *)s + offset, sizeof texts[0]);
    texts[count] = NULL;
    return text_array_literal(arena, texts);
}

static const char *choices(struct arena *arena)
{
    const char *texts[SETTINGS_MAXIMUM + 1];
    size_t count = 0;

    for (const struct setting *s = settings; s->key && count < SETTINGS_MAXIMUM; s++)
        texts[count++] = setting_choices(s);
    texts[count] = NULL;
    return text_array_literal(arena, texts);
}

static bool list_settings(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct arena *arena = rq->work->arena;
    size_t count = 0;

    while (settings[count].key)
        count++;
    view_rows(v, "items", SQL_SETTING_LIST,
              PARAMS(column(arena, offsetof(struct setting, key)),
                     column(arena, offsetof(struct setting, subject)),
                     column(arena, offsetof(struct setting, label)),
                     column(arena, offsetof(struct setting, fallback)),
                     column(arena, offsetof(struct setting, unit)), choices(arena)));
    view_integer(v, "total", (int64_t)count);
    view_text(v, "next", NULL);
    return reply_view(rq, "settings/list", v);
}

static void add_setting_view(struct view *v, const struct setting *setting, const char *typed)
{
    view_text(v, "key", setting->key);
    view_text(v, "subject", setting->subject);
    view_text(v, "label", setting->label);
    view_text(v, "hint", setting->hint);
    view_text(v, "unit", setting->unit);
    view_text(v, "basis", setting->basis);
    view_text(v, "fallback", setting->fallback);
    view_boolean(v, "is_integer", setting->kind == SETTING_INTEGER);
    view_boolean(v, "is_choice", setting->kind == SETTING_CHOICE);
    view_boolean(v, "is_text", setting->kind == SETTING_TEXT);
    view_boolean(v, "is_line", setting->kind != SETTING_TEXT && setting->kind != SETTING_CHOICE);
    view_boolean(v, "is_wording", setting_is_wording(setting));
    view_integer(v, "minimum", setting->minimum);
    view_integer(v, "maximum", setting->maximum);
    view_own_row(v, SQL_SETTING_SHOW,
                 PARAMS(setting->key, setting->fallback, setting_choices(setting)));
    asset_view_reclassification(v, setting->key);
    view_rows(v, "history", SQL_SETTING_HISTORY, PARAMS(setting->key, setting_choices(setting)));
    view_rows(v, "choices", SQL_SETTING_CHOICES,
              PARAMS(setting->key, setting->fallback, setting_choices(setting), typed));
}

static bool setting_view(struct request *rq, struct view *v)
{
    const struct setting *setting = setting_find(path_text(rq, "key"));

    if (!setting)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    add_setting_view(v, setting, form_typed(rq, "value"));
    view_boolean(v, "is_changed", !rq->body && query_text(rq, "changed") != NULL);
    return true;
}

static bool show_setting(struct request *rq)
{
    struct view *v = view_new(rq->work);

    if (!setting_view(rq, v))
        return false;
    view_form(rq, v);
    return reply_view(rq, "settings/show", v);
}

/* Nobody may write over what he has not seen, nor change a rule of the day that has begun. */
static bool may_change(struct work *work, const struct setting *setting,
                       const struct change *change)
{
    const struct rows *state;

    db_queue(work, SQL_SETTING_LOCK, PARAMS(setting->key));
    state = db_take(work, SQL_SETTING_STATE, PARAMS(setting->key));
    if (!state)
        return false;
    if (rows_integer(state, 0, "version") != change->version)
        return fail(
            work, ERR_STALE,
            "%sが先に値を登録しました。「これまでの値」を確認し、必要な場合は、もう一度登録してください。",
            rows_text(state, 0, "entered_by") ? rows_text(state, 0, "entered_by") : "ほかの利用者");
    if (!setting_is_wording(setting) && rows_boolean(state, 0, "has_today") &&
        !strcmp(change->valid_from, work->today))
        return fail_field(
            work, "valid_from",
            "本日から適用する値は、既に登録されています。明日以後の日付を入力してください。");
    return true;
}

/* What holds from today on is followed at once; what is planned, by the job of that day. */
static bool follow(struct work *work, const struct setting *setting)
{
    return strcmp(setting->key, ASSET_SCHEME) != 0 || asset_reclassify(work);
}

static bool add_value(struct request *rq)
{
    const struct setting *setting = setting_find(path_text(rq, "key"));
    struct work *work = rq->work;
    struct change change;
    const char *value;

    if (!setting)
        return fail(work, ERR_NOT_FOUND, NULL);
    return read_form(rq, change_fields, &change) &&
           setting_read(work, setting, change.value, &value) &&
           may_change(work, setting, &change) &&
           db_run(work, SQL_SETTING_ADD,
                  PARAMS(setting->key, value, change.valid_from, change.note)) &&
           follow(work, setting) &&
           reply_see_other(rq, "/admin/settings/%s?changed=yes", setting->key);
}

static const char *const show_query[] = {"changed", NULL};

const struct route setting_routes[] = {
    {GET, "/admin/settings", list_settings, MAY(SETTINGS_MAINTAIN),
     .summary = "What the secretariat decides: values in force and the next ones"},
    {GET, "/admin/settings/{key}", show_setting, MAY(SETTINGS_MAINTAIN), .fields = change_fields,
     .query = show_query, .summary = "One setting with every value it ever had"},
    {POST, "/admin/settings/{key}", add_value, MAY(SETTINGS_MAINTAIN), .form = "settings/show",
     .form_view = setting_view, .fields = change_fields, .creates = true,
     .summary = "Enter a value that holds from a day on"},
    ROUTE_END,
};

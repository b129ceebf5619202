#include "base/error.h"

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/work.h"

static const struct error_kind kinds[ERROR_CODES] = {
    [ERR_NONE] = {200, "none", "", ""},
    [ERR_MALFORMED] = {400, "malformed", "内容を読み取れませんでした",
                       "アドレス（URL）や送信した内容を確認して、もう一度お試しください。"},
    [ERR_SIGN_IN_REQUIRED] = {401, "sign-in-required", "ログインが必要です",
                              "ログインしてから、もう一度お試しください。"},
    [ERR_SIGN_IN_FAILED] = {401, "sign-in-failed", "ログインできませんでした",
                            "職員番号とパスワードを確認して、もう一度入力してください。"},
    [ERR_FORBIDDEN] =
        {403, "forbidden", "この操作はできません",
         "この操作に必要な役割が登録されていません。情報セキュリティ推進事務局に確認してください。"},
    [ERR_CSRF] =
        {403, "csrf", "この画面からは送信できません",
         "画面を開き直してから、もう一度送信してください。入力した内容は、この画面に残っています。"},
    [ERR_NOT_FOUND] =
        {404, "not-found", "ページが見つかりません",
         "アドレス（URL）を確認してください。ログインが必要なページの場合もあります。"},
    [ERR_METHOD] = {405, "method-not-allowed", "この操作は受け付けていません",
                    "前の画面に戻って、操作し直してください。"},
    [ERR_TIMEOUT] = {408, "timeout", "時間内に受信できませんでした",
                     "通信の状態を確認して、もう一度送信してください。"},
    [ERR_CONFLICT] = {409, "conflict", "現在の状態では、この操作はできません",
                      "画面を開き直して、状態を確認してください。"},
    [ERR_STALE] = {409, "stale", "先に保存された内容があります",
                   "画面を開き直して新しい内容を確認し、もう一度入力してください。"},
    [ERR_TOO_LARGE] = {413, "too-large", "送信する内容が大きすぎます",
                       "内容を小さくするか、分けて送信してください。"},
    [ERR_URI_TOO_LONG] = {414, "uri-too-long", "アドレス（URL）が長すぎます",
                          "検索する語句などを短くして、もう一度お試しください。"},
    [ERR_MEDIA_TYPE] = {415, "unsupported-media-type", "この形式は受け付けていません",
                        "画面の入力欄から送信してください。"},
    [ERR_WRONG_HOST] = {421, "misdirected", "このアドレスでは利用できません",
                        "案内されたアドレス（URL）から開いてください。"},
    [ERR_INVALID] = {422, "invalid", "入力内容を確認してください",
                     "示された項目を修正して、もう一度送信してください。"},
    [ERR_KEY_REUSED] = {422, "idempotency-key-reused", "同じ送信番号で異なる内容が送信されました",
                        "画面を開き直してから、もう一度入力してください。"},
    [ERR_THROTTLED] = {429, "throttled", "しばらく利用できません",
                       "しばらく待ってから、もう一度お試しください。"},
    [ERR_INTERNAL] = {500, "internal", "処理できませんでした",
                      "情報セキュリティ推進事務局に、問合せ番号を添えて連絡してください。"},
    [ERR_BUSY] = {503, "busy", "ただいま混み合っています",
                  "しばらく待ってから、もう一度お試しください。"},
    [ERR_UNAVAILABLE] =
        {503, "unavailable", "ただいま利用できません",
         "しばらく待ってから、もう一度お試しください。この状態が続くときは、情報セキュリティ推進事務局に連絡してください。"},
};

const struct error_kind *error_kind(enum error_code code)
{
    return &kinds[code];
}

bool fail(struct work *work, enum error_code code, const char *message, ...)
{
    va_list arguments;

    if (work->error.code != ERR_NONE)
        return false;
    work->error.code = code;
    if (message) {
        va_start(arguments, message);
        work->error.message = arena_vprintf(work->arena, message, arguments);
        va_end(arguments);
    }
    return false;
}

bool fail_field(struct work *work, const char *field, const char *message, ...)
{
    struct error *error = &work->error;
    struct field_error *entry;
    va_list arguments;

    if (error->code != ERR_NONE && error->code != ERR_INVALID)
        return false;
    error->code = ERR_INVALID;
    entry = arena_alloc(work->arena, sizeof *entry);
    entry->field = arena_strdup(work->arena, field);
    va_start(arguments, message);
    entry->message = arena_vprintf(work->arena, message, arguments);
    va_end(arguments);
    if (!error->fields_end)
        error->fields_end = &error->fields;
    *error->fields_end = entry;
    error->fields_end = &entry->next;
    return false;
}

void error_clear(struct work *work)
{
    memset(&work->error, 0, sizeof work->error);
}

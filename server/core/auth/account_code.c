#include "core/auth/account_code.h"

#include <ctype.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/crypto.h"
#include "base/error.h"
#include "base/text.h"
#include "base/work.h"
#include "db/db.h"

enum { CHARACTERS = 16, GROUP = 4, TYPED_MOST = 200 };

/* 32 of them: five bits each. No 0 and O, no 1 and I. */
static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

const char *account_code_generate(struct arena *arena)
{
    char *code = arena_alloc(arena, CHARACTERS + CHARACTERS / GROUP), *out = code;

    for (size_t i = 0; i < CHARACTERS; i++) {
        if (i && i % GROUP == 0)
            *out++ = '-';
        *out++ = alphabet[randombytes_uniform(sizeof alphabet - 1)];
    }
    return code;
}

const char *account_code_hash(struct arena *arena, const char *code)
{
    const char *text;
    char *plain, *out;

    if (!code || strlen(code) > TYPED_MOST)
        code = "";
    text = text_nfkc(arena, code);
    plain = out = arena_alloc(arena, strlen(text) + 1);
    for (; *text; text++)
        if (isalnum((unsigned char)*text))
            *out++ = (char)toupper((unsigned char)*text);
    return crypto_sha256_hex(arena, plain, strlen(plain));
}

bool account_code_day(struct work *work, const char *given, const char **valid_to)
{
    long days;

    *valid_to = given ? given : calendar_add_days(work->arena, work->today, ACCOUNT_CODE_DAYS);
    days = calendar_days_between(work->today, *valid_to);
    if (days >= 0 && days <= ACCOUNT_CODE_DAYS_MOST)
        return true;
    return fail_field(work, "valid_to",
                      "コードの有効期限は、今日から%d日以内の日付を入力してください。",
                      ACCOUNT_CODE_DAYS_MOST);
}

bool account_code_check(struct work *work, const struct rows *person)
{
    const char *state;

    if (!person->count)
        return fail(work, ERR_NOT_FOUND, NULL);
    state = rows_text(person, 0, "account_state");
    if (!strcmp(state, "suspended"))
        return fail(work, ERR_CONFLICT,
                    "停止中のアカウントには、コードを発行できません。先に利用を再開してください。");
    if (!strcmp(state, "left"))
        return fail(work, ERR_CONFLICT,
                    "在職していないため、コードを発行できません。任用の登録を確認してください。");
    return true;
}

const char **account_code_issue(struct work *work, const struct rows *people, const char *valid_to)
{
    size_t size = (size_t)people->count + 1;
    const char **numbers = arena_array(work->arena, size, sizeof *numbers);
    const char **hashes = arena_array(work->arena, size, sizeof *hashes);
    const char **codes = arena_array(work->arena, size, sizeof *codes);
    const char *everybody;

    for (int i = 0; i < people->count; i++) {
        codes[i] = account_code_generate(work->arena);
        numbers[i] = rows_text(people, i, "staff_no");
        hashes[i] = account_code_hash(work->arena, codes[i]);
    }
    everybody = text_array_literal(work->arena, numbers);
    db_queue(work, SQL_ACCOUNT_OPEN, PARAMS(everybody));
    db_queue(work, SQL_ACCOUNT_CODE_REPLACE, PARAMS(everybody));
    return db_run(work, SQL_ACCOUNT_CODE_ISSUE,
                  PARAMS(everybody, text_array_literal(work->arena, hashes), valid_to))
               ? codes
               : NULL;
}

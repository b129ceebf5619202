#include "core/auth/password_rule.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "core/auth/password.h"

enum { OWNER_PART_LEAST = 2, DIFFERENT_LEAST = 4, RUN_LEAST = 4 };

/*
 * Without digits and signs around them, in small letters. Our own list: what the keyboard offers,
 * what offices write, and what a city by the sea thinks of first.
 */
static const char *const common_words[] = {"password",     "passwd",
                                           "passw0rd",     "p@ssword",
                                           "p@ssw0rd",     "pass",
                                           "admin",        "administrator",
                                           "root",         "user",
                                           "guest",        "login",
                                           "welcome",      "letmein",
                                           "secret",       "changeme",
                                           "default",      "test",
                                           "testtest",     "hello",
                                           "helloworld",   "iloveyou",
                                           "sunshine",     "princess",
                                           "monkey",       "dragon",
                                           "football",     "baseball",
                                           "superman",     "batman",
                                           "master",       "shadow",
                                           "freedom",      "whatever",
                                           "computer",     "internet",
                                           "windows",      "microsoft",
                                           "office",       "excel",
                                           "outlook",      "google",
                                           "security",     "joho",
                                           "johosecurity", "mamori",
                                           "portal",       "system",
                                           "fujisawa",     "fujisawashi",
                                           "fujisawacity", "shonan",
                                           "enoshima",     "kugenuma",
                                           "tsujido",      "chigasaki",
                                           "kamakura",     "kanagawa",
                                           "yokohama",     "tokyo",
                                           "japan",        "nippon",
                                           "nihon",        "sakura",
                                           "himawari",     "ajisai",
                                           "tanpopo",      "hanako",
                                           "taro",         "yamada",
                                           "tanaka",       "suzuki",
                                           "sato",         "takahashi",
                                           "watanabe",     "ichiro",
                                           "pikachu",      "pokemon",
                                           "doraemon",     "totoro",
                                           "ghibli",       "kitty",
                                           "arigato",      "arigatou",
                                           "konnichiwa",   "ohayo",
                                           "daisuki",      "aishiteru",
                                           "gambaru",      "ganbaru",
                                           "yakusho",      "shiyakusho",
                                           "shicho",       "kacho",
                                           "shokuin",      "soumu",
                                           "kikaku",       "zeimu",
                                           "hoken",        "fukushi",
                                           "kyoiku",       "shobo",
                                           "byoin",        "reiwa",
                                           "heisei",       "showa",
                                           "haru",         "natsu",
                                           "spring",       "summer",
                                           "autumn",       "winter",
                                           "january",      "april",
                                           "cookie",       "chocolate",
                                           "coffee",       "orange",
                                           "banana",       "apple",
                                           "flower",       "garden",
                                           "soccer",       "tennis",
                                           "music",        "family",
                                           "asdf",         "asdfgh",
                                           "asdfghjkl",    "qwerty",
                                           "qwertyuiop",   "zxcvbn",
                                           "zxcvbnm",      "qazwsx",
                                           "qazwsxedc",    "abc",
                                           "abcd",         "abcdef",
                                           "abcdefgh",     "パスワード",
                                           "ぱすわーど",   "藤沢市",
                                           "藤沢",         "湘南",
                                           "江の島",       "情報セキュリティ",
                                           "セキュリティ", "市役所",
                                           "藤沢市役所",   NULL};

static const char *const runs[] = {"01234567890123456789",
                                   "98765432109876543210",
                                   "abcdefghijklmnopqrstuvwxyz",
                                   "zyxwvutsrqponmlkjihgfedcba",
                                   "qwertyuiopasdfghjklzxcvbnm",
                                   "poiuytrewqlkjhgfdsamnbvcxz",
                                   NULL};

static bool is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Small letters, half-width; digits and signs at both ends gone. */
static const char *core_of(struct arena *arena, const char *text)
{
    const char *end = text + strlen(text);

    while (*text && !is_ascii_letter(*text))
        text++;
    while (end > text && !is_ascii_letter(end[-1]))
        end--;
    return arena_strndup(arena, text, (size_t)(end - text));
}

static const char *lowered(struct arena *arena, const char *password)
{
    char *text = arena_strdup(arena, text_nfkc(arena, password));

    for (char *p = text; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return text;
}

static bool is_listed(const char *word)
{
    for (const char *const *w = common_words; *w; w++)
        if (!strcmp(*w, word))
            return true;
    return false;
}

/* 12345678, qwertyui: pieces of what lies side by side, at least four keys each. */
static size_t run_length(const char *text)
{
    size_t longest = 0;

    for (const char *const *run = runs; *run; run++)
        for (const char *start = *run; *start; start++) {
            size_t length = 0;

            while (text[length] && text[length] == start[length])
                length++;
            if (length > longest)
                longest = length;
        }
    return longest;
}

static bool is_of_runs(const char *text)
{
    while (*text) {
        size_t length = run_length(text);

        if (length < RUN_LEAST)
            return false;
        text += length;
    }
    return true;
}

static bool is_of_few_characters(const char *text)
{
    bool seen[256] = {false};
    int different = 0;

    for (; *text; text++) {
        different += !seen[(unsigned char)*text];
        seen[(unsigned char)*text] = true;
    }
    return different < DIFFERENT_LEAST;
}

bool password_is_common(struct arena *arena, const char *password)
{
    const char *text = lowered(arena, password);

    return is_of_few_characters(text) || is_of_runs(text) || is_listed(core_of(arena, text)) ||
           is_listed(text);
}

static bool check_length(struct work *work, const char *password)
{
    switch (password_judge(password)) {
    case PASSWORD_TOO_SHORT:
        return fail_field(work, "password",
                          "新しいパスワードは8文字以上で入力してください。"
                          "15文字以上をお勧めします。");
    case PASSWORD_TOO_LONG:
        return fail_field(work, "password",
                          "新しいパスワードが長すぎます。%dバイト以内で入力してください。",
                          LIMIT_PASSWORD);
    case PASSWORD_SHORT:
    case PASSWORD_LONG_ENOUGH:
        break;
    }
    return true;
}

bool password_check_new(struct work *work, const char *password, const char *again)
{
    if (!check_length(work, password))
        return false;
    if (password_is_common(work->arena, password))
        return fail_field(work, "password",
                          "このパスワードは、多くの人が使う言葉や並びで、推測されます。"
                          "つながりのない語をいくつか並べるなど、別のものを入力してください。");
    if (strcmp(password, again))
        return fail_field(work, "again",
                          "新しいパスワードと同じものを、もう一度入力してください。");
    return true;
}

static bool contains(struct arena *arena, const char *password, const char *part)
{
    const char *folded = text_fold(arena, part);

    return text_length(folded) >= OWNER_PART_LEAST &&
           strstr(text_fold(arena, password), folded) != NULL;
}

/* 姓 名: each part by itself, since nobody types the blank between them. */
static bool contains_name(struct arena *arena, const char *password, const char *name)
{
    const char *blank = strchr(name, ' ');

    if (!blank)
        return contains(arena, password, name);
    return contains(arena, password, arena_strndup(arena, name, (size_t)(blank - name))) ||
           contains(arena, password, blank + 1);
}

bool password_check_owner(struct work *work, const char *password, const char *login,
                          const char *name)
{
    if (!contains(work->arena, password, login) && !contains_name(work->arena, password, name))
        return true;
    return fail_field(work, "password",
                      "パスワードに、職員番号や氏名を含めないでください。"
                      "別のものを入力してください。");
}

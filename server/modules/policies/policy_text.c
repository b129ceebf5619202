#include "modules/policies/policy_text.h"

#include "base/arena.h"
#include "base/limits.h"
#include "modules/policies/policy_footnote.h"
#include "modules/policies/policy_outline.h"
#include "modules/policies/policy_paragraph.h"

#include <string.h>

static size_t line_number_at(struct policy_span text, size_t offset)
{
    size_t number = 1;

    for (size_t i = 0; i < offset; i++)
        number += text.at[i] == '\n';
    return number;
}

static size_t count_valid(struct policy_span text)
{
    const char *end = text.at + text.length;
    const char *at = text.at;
    size_t size = 1;

    while (at < end && size > 0) {
        policy_character(at, end, &size);
        at += size;
    }
    return (size_t)(at - text.at);
}

/* Every byte fits into the two-byte code of Windows, and some character needs two bytes. */
static bool looks_like_cp932(struct policy_span text)
{
    size_t pairs = 0;

    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        unsigned char trail = i + 1 < text.length ? (unsigned char)text.at[i + 1] : 0;

        if (c < 0x80 || (c >= 0xA1 && c <= 0xDF))
            continue;
        if (c == 0x80 || c == 0xA0 || c > 0xFC || trail < 0x40 || trail == 0x7F || trail > 0xFC)
            return false;
        pairs++;
        i++;
    }
    return pairs > 0;
}

static bool begins_with(struct policy_span text, const char *bytes, size_t length)
{
    return text.length >= length && memcmp(text.at, bytes, length) == 0;
}

static bool check_encoding(struct policy_span text, struct policy_problems *problems)
{
    const char *nul = memchr(text.at, '\0', text.length);
    size_t valid;

    if (begins_with(text, "\xFF\xFE", 2) || begins_with(text, "\xFE\xFF", 2)) {
        policy_problem_add(problems, POLICY_ERROR, 0,
                           "UTF-16 のファイルです。UTF-8 に変換してください"
                           "（メモ帳では「名前を付けて保存」で UTF-8 を選びます。コマンドの例 "
                           "iconv -f UTF-16 -t UTF-8 元のファイル > 新しいファイル）");
        return false;
    }
    if (nul != NULL) {
        policy_problem_add(problems, POLICY_ERROR, line_number_at(text, (size_t)(nul - text.at)),
                           "文字でないバイト（NUL）があります。テキストのファイルを選んでください");
        return false;
    }
    valid = count_valid(text);
    if (valid == text.length)
        return true;
    policy_problem_add(problems, POLICY_ERROR, line_number_at(text, valid),
                       looks_like_cp932(text)
                           ? "文字コードがシフト JIS（CP932）のようです。UTF-8 に変換してください"
                             "（メモ帳では「名前を付けて保存」で UTF-8 を選びます。コマンドの例 "
                             "iconv -f CP932 -t UTF-8 元のファイル > 新しいファイル）"
                           : "UTF-8 として読めない文字があります。UTF-8 で保存し直してください");
    return false;
}

static bool check_size(size_t length, struct policy_problems *problems)
{
    if (length <= LIMIT_POLICY_TEXT)
        return true;
    policy_problem_add(problems, POLICY_ERROR, 0,
                       "ファイルが大きすぎます（上限 %d MB）。"
                       "規程等の本文だけのテキストを選んでください",
                       LIMIT_POLICY_TEXT / (1024 * 1024));
    return false;
}

static bool check_content(const struct policy_lines *lines, struct policy_problems *problems)
{
    if (lines->count > 0)
        return true;
    policy_problem_add(problems, POLICY_ERROR, 0,
                       "本文がありません。文字の入ったテキストのファイルを選んでください");
    return false;
}

static void count_clause(const struct policy_clause *clause, struct policy_report *report)
{
    switch (clause->kind) {
    case POLICY_TEXT:
        report->levels[clause->level]++;
        break;
    case POLICY_TABLE:
        report->tables++;
        break;
    case POLICY_FIGURE:
        report->figures++;
        break;
    case POLICY_FOOTNOTE:
        report->footnotes++;
        break;
    }
}

/* Footnotes go to the end: where a page ended has no meaning any more. */
static void put_out(struct policy_outline *outline, struct policy_text *out)
{
    struct policy_clause *clauses =
        arena_array(outline->arena, outline->count + 1, sizeof *clauses);
    int *place = arena_array(outline->arena, outline->count + 1, sizeof *place);
    size_t count = 0;

    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < outline->count; i++) {
            const struct policy_clause *clause = &outline->drafts[i].clause;

            if ((clause->kind == POLICY_FOOTNOTE) != (pass == 1))
                continue;
            place[i] = (int)count;
            clauses[count] = *clause;
            if (clause->parent >= 0)
                clauses[count].parent = place[clause->parent];
            count_clause(clause, &out->report);
            count++;
        }
    out->clauses = clauses;
    out->count = count;
    out->report.page_numbers = outline->lines.page_numbers;
}

static bool is_control(const char *at, size_t left)
{
    unsigned char c = (unsigned char)*at;

    if (c == 0xC2 && left > 1) /* U+0080 … U+009F */
        return (unsigned char)at[1] < 0xA0;
    return c == 0x7F || (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f');
}

/* What cannot be printed becomes a blank: it must not reach a page or a JSON reader. */
static struct policy_span without_controls(struct policy_span text,
                                           struct policy_problems *problems)
{
    char *clean = arena_strndup(problems->arena, text.at, text.length);
    bool is_reported = false;

    for (size_t i = 0; i < text.length; i++) {
        bool begins_line = i == 0 || clean[i - 1] == '\n' || clean[i - 1] == '\r';
        bool is_odd_feed = clean[i] == '\f' && !begins_line;

        if (!is_odd_feed && !is_control(clean + i, text.length - i))
            continue;
        if (!is_odd_feed && !is_reported)
            policy_problem_add(problems, POLICY_WARNING, line_number_at(text, i),
                               "印字できない制御文字を空白に置き換えました。"
                               "前後の文を原本と照合してください");
        is_reported = is_reported || !is_odd_feed;
        if ((unsigned char)clean[i] == 0xC2)
            clean[i + 1] = ' ';
        clean[i] = ' ';
    }
    return (struct policy_span){clean, text.length};
}

static void read_clauses(struct policy_span text, struct policy_problems *problems,
                         struct policy_text *out)
{
    struct policy_outline outline = {.arena = problems->arena, .problems = problems};

    if (begins_with(text, "\xEF\xBB\xBF", 3))
        text = (struct policy_span){text.at + 3, text.length - 3};
    text = without_controls(text, problems);
    if (!policy_lines_read(problems->arena, text, problems, &outline.lines) ||
        !check_content(&outline.lines, problems) || !policy_outline_read(&outline))
        return;
    policy_paragraph_join(&outline);
    policy_footnote_attach(&outline);
    put_out(&outline, out);
}

bool policy_text_read(struct arena *arena, const char *bytes, size_t length,
                      struct policy_text *out)
{
    struct policy_problems *problems = arena_alloc(arena, sizeof *problems);
    struct policy_span text = {length > 0 ? bytes : "", length};

    problems->arena = arena;
    *out = (struct policy_text){0};
    if (check_size(length, problems) && check_encoding(text, problems))
        read_clauses(text, problems, out);
    policy_problem_report(problems, &out->report);
    return out->report.found[POLICY_ERROR] == 0;
}

#include "modules/policies/policy_footnote.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"

#include <string.h>
#include <uchar.h>

struct attachment {
    struct policy_outline *outline;
    int footnote[POLICY_FOOTNOTES + 1]; /* draft, or -1 */
    bool is_attached[POLICY_FOOTNOTES + 1];
    int clause; /* being looked through */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_one_of(uint32_t c, const char32_t *characters)
{
    while (*characters != 0 && *characters != c)
        characters++;
    return *characters != 0;
}

/* Kanji, kana, full-width Latin and closing brackets end a word; what announces a count does not.
 */
static bool ends_word(uint32_t c)
{
    bool is_word = (c >= 0x3041 && c <= 0x30FF && c != 0x30FB) || (c >= 0x4E00 && c <= 0x9FFF) ||
                   (c >= 0xFF21 && c <= 0xFF5A) || c == 0x300D || c == 0x300F || c == 0xFF09 ||
                   c == 0x3002;

    return is_word &&
           !is_one_of(c, U"第表年月日約図式章節号様条項版計各満毎週前後平令和成昭注分時");
}

static bool begins_count(uint32_t c)
{
    return policy_character_is_ascii_word(c) ||
           is_one_of(c, U"号条項章節年月日時分秒人名件回個台課部週歳円％度点倍割階次版箇ヶか種つ"
                        U"者社名桁文字以段級枚本冊通組世代%.,:/-．，：／－〜～");
}

/* The next number in [*at, end) that looks like a reference; 0 if there is none. */
static unsigned next_reference(const char *begin, const char **at, const char *end,
                               const char **behind)
{
    for (const char *p = *at; p < end; p++) {
        const char *digits = p;
        unsigned n = 0;
        size_t size;

        if (!is_digit(*p))
            continue;
        while (p < end && is_digit(*p))
            p++;
        for (const char *d = digits; d < p && p - digits <= 2; d++)
            n = n * 10 + (unsigned)(*d - '0');
        if (n > 0 && *digits != '0' && digits > begin &&
            ends_word(
                policy_character_last((struct policy_span){begin, (size_t)(digits - begin)})) &&
            (p == end || !begins_count(policy_character(p, end, &size)))) {
            *at = digits;
            *behind = p;
            return n;
        }
        p--;
    }
    return 0;
}

void policy_footnote_mark(struct policy_span text, bool *is_referred)
{
    const char *end = text.at + text.length;
    const char *at = text.at;
    const char *behind;
    unsigned n;

    for (; (n = next_reference(text.at, &at, end, &behind)) > 0; at = behind)
        is_referred[n] = true;
}

static void report_stray(struct attachment *a, unsigned n)
{
    const struct policy_clause *clause = &a->outline->drafts[a->clause].clause;

    if (a->footnote[n] < 0)
        policy_problem_add(a->outline->problems, POLICY_WARNING, clause->line,
                           "%s の「%u」は注の番号と思われますが、注%u がありません。"
                           "数字のまま取り込みました",
                           clause->code, n, n);
    else
        policy_problem_add(a->outline->problems, POLICY_WARNING, clause->line,
                           "%s にも注%u の番号と思われる数字があります。数字のまま取り込みました",
                           clause->code, n);
}

static bool attach_number(struct attachment *a, unsigned n)
{
    if (a->footnote[n] < 0 || a->is_attached[n] || a->footnote[n] == a->clause) {
        report_stray(a, n);
        return false;
    }
    a->is_attached[n] = true;
    a->outline->drafts[a->footnote[n]].clause.parent = a->clause;
    return true;
}

static const char *attach_text(struct attachment *a, const char *text)
{
    const char *end = text + strlen(text);
    const char *copied = text;
    const char *at = text;
    const char *behind;
    struct buffer *buffer = NULL;
    unsigned n;

    for (; (n = next_reference(text, &at, end, &behind)) > 0; at = behind) {
        if (!attach_number(a, n))
            continue;
        if (buffer == NULL)
            buffer = buffer_new(a->outline->arena, LIMIT_POLICY_TEXT * 2);
        buffer_add(buffer, copied, (size_t)(at - copied));
        buffer_printf(buffer, "[^%u]", n);
        copied = behind;
    }
    if (buffer == NULL)
        return text;
    buffer_add(buffer, copied, (size_t)(end - copied));
    return buffer->data;
}

static void attach_rows(struct attachment *a, struct policy_clause *clause)
{
    for (size_t row = 0; row < clause->row_count; row++)
        for (size_t cell = 0; cell < clause->rows[row].count; cell++)
            clause->rows[row].cells[cell] = attach_text(a, clause->rows[row].cells[cell]);
}

static void find_footnotes(struct attachment *a)
{
    for (int n = 0; n <= POLICY_FOOTNOTES; n++)
        a->footnote[n] = -1;
    for (size_t i = 0; i < a->outline->count; i++) {
        unsigned n = 0;

        if (a->outline->drafts[i].clause.kind != POLICY_FOOTNOTE)
            continue;
        for (const char *p = a->outline->drafts[i].clause.slug + 2; *p != '\0'; p++)
            n = n * 10 + (unsigned)(*p - '0');
        a->footnote[n] = (int)i;
    }
}

static void report_unreferred(struct attachment *a)
{
    for (int n = 1; n <= POLICY_FOOTNOTES; n++)
        if (a->footnote[n] >= 0 && !a->is_attached[n])
            policy_problem_add(a->outline->problems, POLICY_WARNING,
                               a->outline->drafts[a->footnote[n]].clause.line,
                               "注%d を指す番号が本文にありません。注を付す箇所を確認してください",
                               n);
}

void policy_footnote_attach(struct policy_outline *outline)
{
    struct attachment a = {.outline = outline};

    find_footnotes(&a);
    for (size_t i = 0; i < outline->count; i++) {
        struct policy_clause *clause = &outline->drafts[i].clause;

        if (clause->kind == POLICY_FOOTNOTE)
            continue;
        a.clause = (int)i;
        clause->heading = attach_text(&a, clause->heading);
        clause->text = attach_text(&a, clause->text);
        attach_rows(&a, clause);
    }
    report_unreferred(&a);
}

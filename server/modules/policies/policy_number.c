#include "modules/policies/policy_number.h"

#include "base/arena.h"

struct kana {
    uint32_t full;
    uint32_t half;
    const char *printed;
    const char *slug;
};

/* In the order of the syllabary, Hepburn: a numbering goes through this list from the top. */
static const struct kana syllabary[] = {
    {0x30A2, 0xFF71, "ア", "a"},  {0x30A4, 0xFF72, "イ", "i"},   {0x30A6, 0xFF73, "ウ", "u"},
    {0x30A8, 0xFF74, "エ", "e"},  {0x30AA, 0xFF75, "オ", "o"},   {0x30AB, 0xFF76, "カ", "ka"},
    {0x30AD, 0xFF77, "キ", "ki"}, {0x30AF, 0xFF78, "ク", "ku"},  {0x30B1, 0xFF79, "ケ", "ke"},
    {0x30B3, 0xFF7A, "コ", "ko"}, {0x30B5, 0xFF7B, "サ", "sa"},  {0x30B7, 0xFF7C, "シ", "shi"},
    {0x30B9, 0xFF7D, "ス", "su"}, {0x30BB, 0xFF7E, "セ", "se"},  {0x30BD, 0xFF7F, "ソ", "so"},
    {0x30BF, 0xFF80, "タ", "ta"}, {0x30C1, 0xFF81, "チ", "chi"}, {0x30C4, 0xFF82, "ツ", "tsu"},
    {0x30C6, 0xFF83, "テ", "te"}, {0x30C8, 0xFF84, "ト", "to"},  {0x30CA, 0xFF85, "ナ", "na"},
    {0x30CB, 0xFF86, "ニ", "ni"}, {0x30CC, 0xFF87, "ヌ", "nu"},  {0x30CD, 0xFF88, "ネ", "ne"},
    {0x30CE, 0xFF89, "ノ", "no"}, {0x30CF, 0xFF8A, "ハ", "ha"},  {0x30D2, 0xFF8B, "ヒ", "hi"},
    {0x30D5, 0xFF8C, "フ", "fu"}, {0x30D8, 0xFF8D, "ヘ", "he"},  {0x30DB, 0xFF8E, "ホ", "ho"},
    {0x30DE, 0xFF8F, "マ", "ma"}, {0x30DF, 0xFF90, "ミ", "mi"},  {0x30E0, 0xFF91, "ム", "mu"},
    {0x30E1, 0xFF92, "メ", "me"}, {0x30E2, 0xFF93, "モ", "mo"},  {0x30E4, 0xFF94, "ヤ", "ya"},
    {0x30E6, 0xFF95, "ユ", "yu"}, {0x30E8, 0xFF96, "ヨ", "yo"},  {0x30E9, 0xFF97, "ラ", "ra"},
    {0x30EA, 0xFF98, "リ", "ri"}, {0x30EB, 0xFF99, "ル", "ru"},  {0x30EC, 0xFF9A, "レ", "re"},
    {0x30ED, 0xFF9B, "ロ", "ro"}, {0x30EF, 0xFF9C, "ワ", "wa"},  {0x30F2, 0xFF66, "ヲ", "wo"},
    {0x30F3, 0xFF9D, "ン", "n"},
};

enum { KANA = sizeof syllabary / sizeof *syllabary, LETTERS = 26, DIGITS = 3 };

struct reader {
    const char *at;
    const char *end;
    bool is_half;
};

static uint32_t peek(const struct reader *r, size_t *size)
{
    return policy_character(r->at, r->end, size);
}

static bool take(struct reader *r, uint32_t full, uint32_t half)
{
    size_t size;
    uint32_t c = peek(r, &size);

    if (size == 0 || (c != full && c != half))
        return false;
    r->is_half = r->is_half || c == half;
    r->at += size;
    return true;
}

static unsigned take_digits(struct reader *r)
{
    unsigned value = 0;

    for (int i = 0; i < DIGITS; i++) {
        size_t size;
        uint32_t c = peek(r, &size);
        bool is_half = c >= '0' && c <= '9';

        if (size == 0 || (!is_half && (c < 0xFF10 || c > 0xFF19)))
            break;
        value = value * 10 + (is_half ? c - '0' : c - 0xFF10);
        r->is_half = r->is_half || is_half;
        r->at += size;
    }
    return value;
}

static unsigned take_kana(struct reader *r)
{
    for (unsigned i = 0; i < KANA; i++)
        if (take(r, syllabary[i].full, syllabary[i].half))
            return i + 1;
    return 0;
}

static unsigned take_letter(struct reader *r)
{
    for (unsigned i = 0; i < LETTERS; i++)
        if (take(r, 0xFF41 + i, 'a' + i))
            return i + 1;
    return 0;
}

static bool at_blank(const struct reader *r)
{
    size_t size;
    uint32_t c = peek(r, &size);

    return size > 0 && policy_character_is_blank(c);
}

static bool read_bracketed(struct reader *r, struct policy_number *out)
{
    out->level = 2;
    out->ordinal = take_digits(r);
    if (out->ordinal == 0) {
        out->level = 4;
        out->ordinal = take_kana(r);
    }
    return out->ordinal > 0 && take(r, 0xFF09, ')');
}

static bool read_bare(struct reader *r, struct policy_number *out)
{
    out->level = 1;
    out->ordinal = take_digits(r);
    if (out->ordinal > 0) {
        bool is_half = r->is_half;

        if (!take(r, 0xFF0E, '.')) /* １． */
            r->is_half = is_half;
        return at_blank(r);
    }
    out->level = 3;
    out->ordinal = take_kana(r);
    if (out->ordinal == 0) {
        out->level = 5;
        out->ordinal = take_letter(r);
    }
    return out->ordinal > 0 && at_blank(r);
}

bool policy_number_read(struct policy_span line, struct policy_number *out)
{
    struct reader r = {line.at, line.at + line.length, false};
    bool found;

    *out = (struct policy_number){0};
    found = take(&r, 0xFF08, '(') ? read_bracketed(&r, out) : read_bare(&r, out);
    if (!found)
        return false;
    out->is_half = r.is_half;
    out->printed = (struct policy_span){line.at, (size_t)(r.at - line.at)};
    out->rest = policy_span_trim((struct policy_span){r.at, (size_t)(r.end - r.at)});
    return true;
}

static const struct kana *kana_of(unsigned ordinal)
{
    return &syllabary[(ordinal - 1) % KANA];
}

static int letter_of(unsigned ordinal)
{
    return 'a' + (int)((ordinal - 1) % LETTERS);
}

const char *policy_number_code(struct arena *arena, int level, unsigned ordinal)
{
    switch (level) {
    case 1:
        return arena_printf(arena, "%u", ordinal);
    case 2:
        return arena_printf(arena, "(%u)", ordinal);
    case 3:
        return kana_of(ordinal)->printed;
    case 4:
        return arena_printf(arena, "(%s)", kana_of(ordinal)->printed);
    default:
        return arena_printf(arena, "%c", letter_of(ordinal));
    }
}

const char *policy_number_slug(struct arena *arena, int level, unsigned ordinal)
{
    if (level <= 2)
        return arena_printf(arena, "%u", ordinal);
    if (level <= 4)
        return kana_of(ordinal)->slug;
    return arena_printf(arena, "%c", letter_of(ordinal));
}

static const char *full_width_digits(struct arena *arena, unsigned value)
{
    const char *left = value >= 10 ? full_width_digits(arena, value / 10) : "";

    return arena_printf(arena, "%s\xEF\xBC%c", left, (char)(0x90 + value % 10));
}

const char *policy_number_printed(struct arena *arena, int level, unsigned ordinal)
{
    switch (level) {
    case 1:
        return full_width_digits(arena, ordinal);
    case 2:
        return arena_printf(arena, "（%s）", full_width_digits(arena, ordinal));
    case 3:
        return kana_of(ordinal)->printed;
    case 4:
        return arena_printf(arena, "（%s）", kana_of(ordinal)->printed);
    default:
        return arena_printf(arena, "\xEF\xBD%c", (char)(0x81 + (ordinal - 1) % LETTERS));
    }
}

#include "core/files/file.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <unictype.h>
#include <unistr.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"

/* What separates folders somewhere, or what a name of Windows may not hold. */
static bool is_forbidden(ucs4_t c)
{
    return c < 0x80 && c && strchr("/\\:*?\"<>|", (int)c);
}

static bool is_of(ucs4_t c, uc_general_category_t category)
{
    return uc_is_general_category(c, category);
}

/* Format characters turn the direction or are not seen: with them "xcod.exe" reads as "exe.docx".
 */
static void add(struct buffer *out, ucs4_t c, const char *bytes, size_t length)
{
    if (is_forbidden(c) || is_of(c, UC_CATEGORY_Cc) || is_of(c, UC_CATEGORY_Zl) ||
        is_of(c, UC_CATEGORY_Zp))
        buffer_char(out, '_');
    else if (!is_of(c, UC_CATEGORY_Cf))
        buffer_add(out, bytes, length);
}

static const char *without_odd_characters(struct arena *arena, const char *name)
{
    struct buffer *out = buffer_new(arena, strlen(name));
    const uint8_t *at = (const uint8_t *)name, *next;
    ucs4_t c;

    for (; (next = u8_next(&c, at)); at = next)
        add(out, c, (const char *)at, (size_t)(next - at));
    return text_trim(arena, out->data);
}

/* Windows takes them off, and the ending of the name would be another. */
static const char *without_dots_behind(struct arena *arena, const char *name)
{
    size_t length = strlen(name);

    while (length && strchr(". ", name[length - 1]))
        length--;
    return arena_strndup(arena, name, length);
}

/* CON, NUL.txt: whatever the ending. */
static bool is_device(const char *name)
{
    static const char *const devices[] = {"CON", "PRN", "AUX", "NUL"};
    size_t length = strcspn(name, ".");

    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++)
        if (length == 3 && !strncasecmp(name, devices[i], length))
            return true;
    return length == 4 && (!strncasecmp(name, "COM", 3) || !strncasecmp(name, "LPT", 3)) &&
           name[3] >= '0' && name[3] <= '9';
}

const char *file_safe_name(struct arena *arena, const char *name)
{
    const char *safe = without_dots_behind(arena, without_odd_characters(arena, name));

    if (!*safe)
        return "添付資料";
    return is_device(safe) ? arena_printf(arena, "_%s", safe) : safe;
}

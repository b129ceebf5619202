#include "modules/policies/policy_token.h"

#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"

/* Length of a token at `text`, 0: none. */
static size_t token_length(const char *text)
{
    size_t digits;

    if (text[0] != '[' || text[1] != '^')
        return 0;
    digits = strspn(text + 2, "0123456789");
    return digits && text[2 + digits] == ']' ? digits + 3 : 0;
}

const char *policy_without_tokens(struct arena *arena, const char *text)
{
    char *plain = arena_alloc(arena, strlen(text) + 1);
    size_t used = 0;

    while (*text) {
        size_t token = token_length(text);

        if (token)
            text += token;
        else
            plain[used++] = *text++;
    }
    return plain;
}

const char *policy_tokens_in_words(struct arena *arena, const char *text)
{
    struct buffer *words;

    if (!strstr(text, "[^"))
        return text;
    /* A token of four bytes becomes ten. */
    words = buffer_new(arena, strlen(text) * 3 + 1);
    while (*text) {
        size_t token = token_length(text);
        size_t plain = strcspn(text + 1, "[") + 1;

        if (token)
            buffer_printf(words, "（注%.*s）", (int)token - 3, text + 2);
        else
            buffer_add(words, text, plain);
        text += token ? token : plain;
    }
    return words->data;
}

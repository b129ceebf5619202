#include "modules/policies/policy_token.h"

#include <string.h>

#include "base/arena.h"

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

#include "fuzz.h"

#include "base/calendar.h"

/* Folding twice is folding once; what the calendar reads is a day it writes and reads again. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const char *text = arena_strndup(arena, (const char *)data, size);
    const char *again = NULL;
    const char *iso = NULL;
    const char *folded;

    if (text_valid_utf8(text, strlen(text))) {
        folded = text_fold(arena, text);
        must_be_text(folded, strlen(folded));
        must(strcmp(text_fold(arena, folded), folded) == 0);
        text_array_literal(arena, text_bigrams(arena, folded));
        must(text_graphemes(text) <= text_length(text));
        if (calendar_parse(arena, text, &iso)) {
            must(calendar_valid(iso));
            must(calendar_parse(arena, iso, &again) && strcmp(iso, again) == 0);
        }
    }
    arena_free(arena);
    return 0;
}

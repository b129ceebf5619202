#ifndef MODULES_POLICIES_POLICY_TOKEN_H
#define MODULES_POLICIES_POLICY_TOKEN_H

struct arena;

/* The text without the tokens [^1] that mark references to footnotes. */
const char *policy_without_tokens(struct arena *arena, const char *text);

/* The same with the token as words, （注1）: where there is no footnote to link to. */
const char *policy_tokens_in_words(struct arena *arena, const char *text);

#endif

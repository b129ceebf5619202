#ifndef MODULES_POLICIES_POLICY_TOKEN_H
#define MODULES_POLICIES_POLICY_TOKEN_H

struct arena;

/* The text without the tokens [^1] that mark references to footnotes. */
const char *policy_without_tokens(struct arena *arena, const char *text);

#endif

#ifndef MODULES_EXCEPTIONS_EXCEPTION_FORM_H
#define MODULES_EXCEPTIONS_EXCEPTION_FORM_H

#include <stdbool.h>

struct request;
struct view;
struct work;

/*
 * The form of a request (様式1, 様式4) as its page shows it: what is stored or was typed, the
 * clause each ground answers, the chosen clauses with their text, what a search found, who may go
 * on writing. After a failure the same page holds what was typed, whatever became of the request.
 */
bool exception_form_view(struct request *request, struct view *view)
    __attribute__((warn_unused_result));

/* The list `name` of the clauses with these codes, in their order, with their text. */
void exception_form_add_clauses(struct view *view, const char *name, const char *id,
                                const char *codes);

/*
 * The part of a rule that a field answers: from comma to comma around the keyword, so that another
 * wording of the clause is quoted as it is. NULL: the clause doesn't speak of it.
 */
const char *exception_form_quote(struct work *work, const char *rule, const char *keyword);

#endif

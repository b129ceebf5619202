#ifndef MODULES_COMMITTEES_DIRECTIVE_H
#define MODULES_COMMITTEES_DIRECTIVE_H

#include <stdbool.h>

struct request;
struct work;

/* What the handlers of a directive share. */
struct directive {
    const char *id, *state;
    long version;
    bool may_keep; /* write, issue, remind, close: who delivers it (keeps_directive() in SQL) */
};

/* The directive of the path's {id}, ERR_NOT_FOUND for who may not see it; not locked. */
bool directive_to_see(struct request *request, struct directive *directive)
    __attribute__((warn_unused_result));

/* The same for a section's answer: it cannot be closed meanwhile, others answer at the same time.
 */
bool directive_to_answer(struct request *request, struct directive *directive)
    __attribute__((warn_unused_result));

/* The same, locked, for who keeps it; ERR_STALE where `version` has passed. */
bool directive_to_keep(struct request *request, long version, struct directive *directive)
    __attribute__((warn_unused_result));

/* Appends a step: issue, remind, close, discard. `text` may be NULL. */
bool directive_do(struct work *work, const struct directive *directive, const char *event,
                  const char *text) __attribute__((warn_unused_result));

#endif

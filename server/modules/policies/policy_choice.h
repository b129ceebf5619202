#ifndef MODULES_POLICIES_POLICY_CHOICE_H
#define MODULES_POLICIES_POLICY_CHOICE_H

#include <stdbool.h>

#include "http/field.h"

struct request;
struct view;
struct work;

/* The codes a document may have; 0 is no choice. */
extern const struct choice policy_levels[];
extern const struct choice policy_publicities[];
extern const struct choice policy_audiences[];

/* The code of a value, NULL: none was chosen. */
const char *choice_code(const struct choice *choices, int value);

/* What was sent in a form's field, or "". */
const char *policy_typed(const struct request *request, const char *name);

/* The list `list` of [{<field>, is_chosen}], one for each choice. */
void policy_add_choices(const struct request *request, struct view *view, const char *list,
                        const char *field, const struct choice *choices);

/* Whether a new document of this level may be of this publicity (clause 10); else recorded. */
bool policy_may_be_new(struct work *work, const char *level, const char *publicity)
    __attribute__((warn_unused_result));

#endif

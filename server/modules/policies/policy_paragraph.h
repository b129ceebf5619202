#ifndef MODULES_POLICIES_POLICY_PARAGRAPH_H
#define MODULES_POLICIES_POLICY_PARAGRAPH_H

#include "modules/policies/policy_outline.h"

/* Joins the lines of every draft into its heading and its text; the boxes of a figure likewise. */
void policy_paragraph_join(struct policy_outline *outline);

#endif

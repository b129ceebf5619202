#ifndef MODULES_POLICIES_POLICY_FOOTNOTE_H
#define MODULES_POLICIES_POLICY_FOOTNOTE_H

#include "modules/policies/policy_outline.h"

/*
 * References to footnotes: a half-width number of one or two digits glued to the end of a word.
 * What could be a count or an article (第1号, 年2回, 別表1, 3名) is none.
 */

/* Sets is_referred[n] for every number that looks like a reference; POLICY_FOOTNOTES + 1 of them.
 */
void policy_footnote_mark(struct policy_span text, bool *is_referred);

/*
 * Replaces the references in all headings, texts and cells by [^n], once each, and makes the clause
 * that refers the parent of its footnote. What does not match is reported.
 */
void policy_footnote_attach(struct policy_outline *outline);

#endif

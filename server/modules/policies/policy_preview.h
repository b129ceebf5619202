#ifndef MODULES_POLICIES_POLICY_PREVIEW_H
#define MODULES_POLICIES_POLICY_PREVIEW_H

struct policy_text;
struct rows;
struct view;
struct work;

/*
 * A text as it would be read, for a page and its JSON:
 *
 *   counts         levels [{level, clauses}], footnotes, tables, figures, page_numbers
 *   problems       [{severity, line (or null), message}], errors first; error_count, has_errors
 *   clauses        a tree of {code, slug, number, level, kind, heading, text, rows, children,
 * below} footnotes      [{code, number, text, referenced_by}] changes        [{change, code,
 * old_code, new_*, old_*}] against `base`, the rows of policy_draft_base; change_count, of which so
 * many are listed is_shortened   the texts were too long to be shown whole
 */
void policy_preview(struct view *view, struct work *work, const struct policy_text *text,
                    const struct rows *base);

#endif

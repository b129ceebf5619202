#ifndef CORE_AUDIT_AUDIT_SHEET_H
#define CORE_AUDIT_AUDIT_SHEET_H

struct arena;
struct rows;
struct view;

/*
 * Rows of the view audit_entry as the list `items` of a sheet, which has no cells within cells: the
 * roles then held and what changed stand as words.
 */
void audit_sheet(struct view *view, struct arena *arena, const struct rows *rows);

#endif

#ifndef MODULES_ORG_HISTORY_H
#define MODULES_ORG_HISTORY_H

struct rows;
struct work;

/*
 * A row of somebody's history (view history_row) in words, for a message that names it:
 * 所属「市民自治部 市民窓口課」（湘田 由美子、2026年4月1日から）. The statement has the columns
 * table_name, employment_type, unit, post, role, person_name and _days.
 */
const char *history_words(struct work *work, const struct rows *rows, int row);

#endif

#ifndef MODULES_ASSETS_ASSET_CHANGE_H
#define MODULES_ASSETS_ASSET_CHANGE_H

struct rows;
struct work;

/*
 * Rows of the history (asset_history.sql) as people read them: the same with the columns
 * change_field, change_before and change_after, in words.
 */
const struct rows *asset_changes_in_words(struct work *work, const struct rows *rows);

/* Of those the columns of 様式16 修正履歴, in its order, for a spreadsheet. */
const struct rows *asset_changes_sheet(struct work *work, const struct rows *in_words);

#endif

#ifndef MODULES_ASSETS_ASSET_GUESS_H
#define MODULES_ASSETS_ASSET_GUESS_H

#include <jansson.h>

struct arena;

/*
 * What a column of somebody else's sheet is likely to hold, by the words sections head their own
 * lists with. It is a guess: whoever sent the sheet is shown it and says so.
 *
 * `folded` is the heading, `samples` some of what stands below it (may be NULL), `kinds` the bits
 * of the kinds in the sheet (0: unknown), `taken` the names that other columns have already. Gives
 * the name of a field or of a column of asset_sheet_specials; NULL: no guess.
 */
struct asset_guess {
    const char *folded;
    const json_t *samples, *taken;
    unsigned kinds;
};
const char *asset_heading_guess(struct arena *arena, const struct asset_guess *asked);

#endif

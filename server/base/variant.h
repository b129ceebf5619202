#ifndef BASE_VARIANT_H
#define BASE_VARIANT_H

#include <stddef.h>
#include <unitypes.h>

/*
 * The usual form of a character that names are written with in several (異体字): 髙 → 高, 﨑 → 崎,
 * 邊 and 邉 → 辺. People type one and mean all, so searching compares the usual forms. Unicode's
 * normalization knows none of these pairs; the table has those of names and of places. What is no
 * such form is returned as it is, and no usual form has one itself.
 */
ucs4_t variant_usual(ucs4_t c);

#endif

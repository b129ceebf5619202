#ifndef MODULES_ASSETS_ASSET_WORDS_H
#define MODULES_ASSETS_ASSET_WORDS_H

struct arena;

/* What people call a field, a column of the register's history ("operator", "status"), or NULL. */
const char *asset_field_label(const char *field);

/*
 * What a stored value says: words of a code, はい or いいえ, a day as 2026/11/22, a number with its
 * unit, 8分野 as ②⑤. Levels of a class are data and come with their rows. NULL and "": NULL.
 */
const char *asset_value_words(struct arena *arena, const char *field, const char *value);

#endif

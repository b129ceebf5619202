#ifndef MODULES_ASSETS_ASSET_EXPORT_H
#define MODULES_ASSETS_ASSET_EXPORT_H

#include <stdbool.h>

#include "modules/assets/asset_field.h"

struct buffer;
struct replaced;
struct work;

/*
 * Assets as sheets to be corrected and taken in again (asset_sheet.h): 管理番号, 台帳の版,
 * 所管課コード, then the fields of the kind, the restricted ones only for who may see and write
 * them. Rows come block by block, so that memory does not grow with their number.
 */
struct asset_export {
    enum asset_kind kind; /* ASSET_KINDS: all of them, each on its sheet (workbooks alone) */
    const char *unit;     /* id, NULL: all that the viewer may correct */
    const char *listed;   /* a bigint[] literal: of these alone; NULL: all */
    bool with_restricted;
    const char *temporary; /* a folder for what the library writes meanwhile */
};

bool asset_export_workbook(struct work *work, const struct asset_export *export, struct buffer *out)
    __attribute__((warn_unused_result));

/* `replaced` NULL: UTF-8, else CP932 and what it has no character for. */
bool asset_export_csv(struct work *work, const struct asset_export *export, struct buffer *out,
                      struct replaced *replaced) __attribute__((warn_unused_result));

#endif

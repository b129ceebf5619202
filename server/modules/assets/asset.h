#ifndef MODULES_ASSETS_ASSET_H
#define MODULES_ASSETS_ASSET_H

#include <jansson.h>
#include <stdbool.h>

#include "http/route.h"
#include "modules/assets/asset_field.h"

struct request;
struct view;
struct work;

/*
 * 情報資産管理台帳 (clauses 2, 5, 7(1)エ(オ)): one register of nine kinds.
 *
 * What holds whoever writes is in migration 0052: contents change by applying a correction, states
 * by a step (asset_transition), and the triggers write the history. asset_field.h says which kind
 * has which field.
 */
extern const struct route asset_routes[];
extern const struct route asset_list_routes[];
extern const struct route asset_view_routes[];
extern const struct route asset_statistics_routes[];
extern const struct route asset_form_routes[];
extern const struct route asset_step_routes[];
extern const struct route asset_history_routes[];
extern const struct route asset_attachment_routes[];
extern const struct route asset_export_routes[];
extern const struct route asset_import_routes[];
extern const struct route asset_correction_routes[];
extern const struct route asset_bulk_routes[];

/* 対応が必要な事項 of the register: `asset_tasks`, what waits for the viewer. */
void asset_view_home(struct view *view);

/* 課の情報資産 of the home page: `assets` and `asset_kinds`. */
void asset_view_glance(struct view *view);

/* What the handlers of an asset's pages share. */
struct asset {
    const char *id, *asset_no, *name, *status, *unit; /* unit: id of the owning section */
    enum asset_kind kind;
    long version;
    bool may_draft;   /* enter and propose: the section's leader and head, and who keeps all */
    bool may_confirm; /* correct what is registered, and move it */
    bool sees_restricted, writes_restricted;
    const char *changed_by, *changed_at; /* last */
};

/*
 * The asset of the path's {asset_no}; ERR_NOT_FOUND where there is none or the viewer may not know
 * of it, which is noted in the operation log.
 */
bool asset_of_path(struct request *request, struct asset *asset)
    __attribute__((warn_unused_result));

/* The same as it is, without locking it where it is to be changed. */
bool asset_find(struct request *request, struct asset *asset) __attribute__((warn_unused_result));

/*
 * The same to be changed: locked; ERR_FORBIDDEN for whoever may neither draft nor confirm, and
 * ERR_STALE with who and when where `version` has passed.
 */
bool asset_to_change(struct request *request, long version, struct asset *asset)
    __attribute__((warn_unused_result));

/* ERR_FORBIDDEN for whoever may neither draft nor confirm. */
bool asset_is_writer(struct work *work, const struct asset *asset)
    __attribute__((warn_unused_result));

/* ERR_STALE with who and when, where `version` is not that of the asset. */
bool asset_is_fresh(struct work *work, const struct asset *asset, long version)
    __attribute__((warn_unused_result));

/* `asset`: what the head and the tabs of each of its pages show (assets/_head, _tabs). */
void asset_view_head(struct view *view, const struct asset *asset);

/* After an act: back to the asset's page, which says what was `done`; JSON: what it is now. */
bool asset_reply_done(struct request *request, const struct asset *asset, const char *done);

/* Appends a step, which moves the asset; `text` and `to_unit` (an id) may be NULL, `day` is ISO. */
bool asset_do(struct work *work, const struct asset *asset, const char *event, const char *text,
              const char *day, const char *to_unit) __attribute__((warn_unused_result));

/* ---- corrections ---------------------------------------------------------------------------- */

/* One row of a correction: `asset` NULL for a new asset of `kind` in the section `unit`. */
struct asset_entry {
    const char *asset, *unit; /* ids */
    enum asset_kind kind;
    long version;
    json_t *fields, *restricted, *problems; /* problems may be NULL */
};

/*
 * Begins a correction of these rows as a draft and gives its id. `source` is a code of
 * asset_correction.source, `unit` the section all rows are of or NULL, `day` ISO. Fields that do
 * not differ from what the asset holds are left out; a row nothing is left of is left out, too.
 */
const char *asset_correction_begin(struct work *work, const char *source, const char *unit,
                                   const char *reason, const char *day, bool registers,
                                   const struct asset_entry *entries, size_t count)
    __attribute__((warn_unused_result));

/* All of it, or an error; what the assets are found by follows. */
bool asset_correction_apply(struct work *work, const char *id) __attribute__((warn_unused_result));

/* Makes what assets are found by anew: those of a correction, or of a literal of ids. */
bool asset_search_refresh(struct work *work, const char *ids) __attribute__((warn_unused_result));

/*
 * Importances follow the scheme of the setting ASSET_SCHEME where another one came into force since
 * they were last made: all of them in this transaction, which nobody else writes the register
 * beside.
 */
#define ASSET_SCHEME "asset.classification_scheme"
bool asset_reclassify(struct work *work) __attribute__((warn_unused_result));

/*
 * `schemes`, what would become of the assets under each other scheme, and `switches`, what became
 * of them; both are empty for another `setting`.
 */
void asset_view_reclassification(struct view *view, const char *setting);

/* The register of the sample city, in an empty database with its organization and contractors. */
bool asset_sample(struct work *work, int shift) __attribute__((warn_unused_result));

#endif

#ifndef MODULES_POLICIES_POLICY_H
#define MODULES_POLICIES_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "http/route.h"

struct view;
struct work;
struct policy_text;

/*
 * 規程等: documents with levels and publicity (clause 10), their versions, and every clause under
 * an address of its own: /policies/{code}/clauses/{slug}. Who may read a document is decided in
 * SQL (may_read), so no statement can show one that its viewer may not know of (BR-PO-02).
 */
extern const struct route policy_routes[];

/* 規程の登録, for those who keep the documents: a text becomes a draft, then a version. */
extern const struct route policy_draft_routes[];
/* One document with all its versions; who may read it is decided here. */
extern const struct route policy_maintain_routes[];

/* Adds `items` and `total`: what the viewer may read, with the version in force today. */
void policy_list(struct view *view);

/* What an import is told besides the text. Dates are ISO; NULL where the caller says nothing. */
struct policy_import {
    const char *code;
    const char *title;
    const char *level;     /* NULL: the code, where that is a level */
    const char *publicity; /* NULL: as clause 10 says for the level */
    const char *audience;  /* NULL: all_staff; like the two before, of a new document only */
    const char *summary;
    const char *version;
    const char *in_force_from;
    const char *established_on;
    const char *published_on;
    const char *source_name;
    /* The steps of clause 6; a command may leave them out (migrations/0015). */
    const char *evaluated_on;
    const char *approved_on;
    const char *decided_on;
    const char *decision_ref;
};

/* Fills in level and publicity; false (recorded, with what to write) when something cannot be. */
bool policy_import_check(struct work *work, struct policy_import *import)
    __attribute__((warn_unused_result));

/*
 * Stores a text that was read without errors as a version; the one before it ends the day before.
 * Inside the caller's transaction. A version number used before, or a day on which another begins,
 * is ERR_CONFLICT.
 */
bool policy_import_store(struct work *work, const struct policy_import *import, const char *bytes,
                         size_t length, const struct policy_text *text)
    __attribute__((warn_unused_result));

/* True in *is_empty when no document was ever stored. */
bool policy_is_empty(struct work *work, bool *is_empty) __attribute__((warn_unused_result));

/*
 * The sample city's documents, of our own writing. `shift` fiscal years are added to their dates,
 * so that a fresh installation does not look stale.
 */
bool policy_sample(struct work *work, int shift) __attribute__((warn_unused_result));

#endif

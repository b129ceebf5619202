#ifndef MODULES_COMMITTEES_SITTING_H
#define MODULES_COMMITTEES_SITTING_H

#include <stdbool.h>
#include <stddef.h>

#include "http/field.h"
#include "modules/committees/meeting.h"

struct request;
struct view;

/*
 * 出欠・審議: one item of a meeting at a time, worked on by the secretariat while the meeting runs,
 * read by those who may see the meeting at any other time.
 *
 * Two secretaries may write at once. What one changes is held against what he saw (a version of
 * each seat's attendance, the number of the last position): what nobody else has changed is saved,
 * what somebody has is shown with who and when, and nothing is written over.
 */
struct sitting {
    struct meeting meeting;
    const char *item; /* id; NULL: the meeting has no item */
    const char *gist; /* as it is now */
    const char *gist_by, *gist_at;
    long gist_version;
    bool takes_positions; /* a deliberation that is decided by 総意 */
    bool is_decided;
};

/* The forms of the page. */
enum sitting_act { SITTING_SAVE, SITTING_ALL_ATTEND, SITTING_ALL_AGREE, SITTING_DECIDE };

struct sitting_work {
    int act;
    const char *gist;
    long gist_version;
    int outcome, instruction; /* of the choices below; 0: none */
    const char *text, *conditions, *follow_up_due;
};
extern const struct choice sitting_outcomes[], sitting_instructions[];
extern const char *const sitting_outcome_codes[], *const sitting_instruction_codes[];
extern const struct field sitting_work_fields[];
extern const struct field sitting_end_fields[];
extern const struct field sitting_own_fields[];

/* The meeting of the path whose record the viewer may see, and the item. `item` NULL: the first
 * without a result. */
bool sitting_to_see(struct request *request, const char *item, struct sitting *sitting)
    __attribute__((warn_unused_result));

/* The same for the secretariat alone (ERR_FORBIDDEN). The meeting is locked: who writes next
 * waits. */
bool sitting_to_keep(struct request *request, const char *item, struct sitting *sitting)
    __attribute__((warn_unused_result));

/* An id of a path, a query or a form; else ERR_NOT_FOUND. */
bool sitting_is_id(struct request *request, const char *text) __attribute__((warn_unused_result));

/* Nothing that rests on positions becomes of the item while it is not known who is there
 * (BR-CM-05): the problem names the seats. The database refuses it as well; it knows no names. */
bool sitting_may_become(struct request *request, const struct sitting *sitting, const char *outcome)
    __attribute__((warn_unused_result));

/* What the page shows; as typed where a form of the route comes back. */
void sitting_show(struct request *request, struct view *view, const struct sitting *sitting);

/* The page after a failure, as the routes name it. */
bool sitting_view(struct request *request, struct view *view) __attribute__((warn_unused_result));

/* After a change: HTML to the page at that item, JSON the page's view. */
bool sitting_done(struct request *request, const struct sitting *sitting, const char *how)
    __attribute__((warn_unused_result));

/*
 * The rows of the matrix as they were typed: parallel arrays of one entry a seat, NULL-terminated.
 * A form names its fields <what>-<seat id>.
 */
struct sheet {
    const char **ids, **seen, **actual, **reason, **proxy, **position, **why;
    size_t count;
};

/* False: something in it no page of ours sends (ERR_MALFORMED). */
bool sheet_read(struct request *request, struct sheet *sheet) __attribute__((warn_unused_result));

#endif

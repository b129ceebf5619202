#ifndef MODULES_COMMITTEES_MEETING_H
#define MODULES_COMMITTEES_MEETING_H

#include <stdbool.h>

struct request;
struct view;
struct work;

/* What the handlers of a meeting's pages share. */
struct meeting {
    const char *id, *committee, *kind, *state;
    long version;
    bool may_see;       /* the whole record; everybody may know that the meeting takes place */
    bool may_see_votes; /* 委員の意思 and non-public papers */
    bool may_keep;      /* the secretariat */
    bool is_consensus;  /* decides by 総意; a council by its own rules */
};

/* The meeting of the path's {id}; locked where the method is unsafe. */
bool meeting_of_path(struct request *request, struct meeting *meeting)
    __attribute__((warn_unused_result));

/* The same, ERR_NOT_FOUND for who may not see its record: noted in the operation log. */
bool meeting_to_see(struct request *request, struct meeting *meeting)
    __attribute__((warn_unused_result));

/* The same, ERR_FORBIDDEN for all but the secretariat, and ERR_STALE where `version` has passed. */
bool meeting_to_keep(struct request *request, long version, struct meeting *meeting)
    __attribute__((warn_unused_result));

/*
 * `meeting`: what the head and the tabs of each of its pages show (meetings/_head, _tabs). The
 * page's own form, filled after a failure, is view_form()'s.
 */
void meeting_view_head(struct view *view, const struct meeting *meeting);

/* Appends a step, which moves the meeting (meeting_transition); texts may be NULL. */
bool meeting_do(struct work *work, const struct meeting *meeting, const char *event,
                const char *text, const char *doc_number) __attribute__((warn_unused_result));

/* Counts the row's version up, after a change that is no step. */
bool meeting_touch(struct work *work, const struct meeting *meeting)
    __attribute__((warn_unused_result));

#endif

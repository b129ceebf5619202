#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct request;
struct view;

/*
 * The reply as data. A handler describes one; the dispatcher commits, renders and sends it. Nothing
 * of it leaves before the commit.
 */
enum reply_kind { REPLY_NONE, REPLY_VIEW, REPLY_SEE_OTHER, REPLY_BYTES, REPLY_NO_CONTENT };

struct reply_header {
    const char *name;
    const char *value;
    struct reply_header *next;
};

struct reply {
    enum reply_kind kind;
    int status;
    const char *template;
    struct view *view;
    const char *location;     /* percent-encoded path */
    const char *content_type; /* of REPLY_BYTES */
    const char *bytes;
    size_t length;
    const char *file_name; /* of a download; of a sheet without day and ending */
    struct reply_header *headers;
    bool is_cacheable; /* else Cache-Control: no-store */
};

/* The page `template` of the view, or its JSON, CSV or XLSX. */
bool reply_view(struct request *request, const char *template, struct view *view);

/*
 * After a transition: HTML 303 to the path, JSON the resource at that path: 200 with Location.
 * The format's arguments are percent-encoded as path segments.
 */
bool reply_see_other(struct request *request, const char *path, ...)
    __attribute__((format(printf, 2, 3)));
bool reply_see_other_list(struct request *request, const char *path, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* The same to a path that is kept as a whole. */
bool reply_see_other_path(struct request *request, const char *path);

/* After a creation: HTML 303, JSON 201 + Location, the view as its body (may be NULL). */
bool reply_created(struct request *request, struct view *view, const char *path, ...)
    __attribute__((format(printf, 3, 4)));

/* Bytes as they are; they must live as long as the work (or for ever). */
bool reply_bytes(struct request *request, const char *content_type, const char *bytes,
                 size_t length);

/* JSON 200 with this view, HTML 303 to the path: where the two differ (signing in and out). */
bool reply_json_or_see_other(struct request *request, struct view *view, const char *path);

/* A further header. Control characters in the value are a defect and drop the header. */
void reply_header(struct request *request, const char *name, const char *value);

#endif

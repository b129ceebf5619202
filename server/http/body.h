#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct work;

/*
 * A request body, complete and bounded in memory, read into the same shape whatever it came as, so
 * that one field table serves forms and JSON.
 *
 * Names are not empty and without control characters; values are valid UTF-8 without NUL and with
 * line ends as \n. Fields keep the order of the body. Everything lives on the work's arena; file
 * bytes point into the body itself.
 *
 * JSON: members that are scalars become fields (numbers as decimal text, true as "true", null as
 * nothing), arrays of scalars become repeated fields; anything nested is reached through `json`.
 */
struct form_field {
    const char *name;
    const char *value;
    size_t value_length;
};

struct form_file {
    const char *field;
    const char *filename;     /* last component only: data for people, never a path of ours */
    const char *content_type; /* what the client says; "" when it says nothing */
    const char *bytes;
    size_t length;
};

struct form_body {
    struct form_field *fields;
    size_t field_count;
    size_t field_room;
    struct form_file *files;
    size_t file_count;
    size_t file_room;
    json_t *json; /* an object, or NULL: the body was a form */
};

enum body_kind { BODY_UNKNOWN, BODY_URLENCODED, BODY_MULTIPART, BODY_JSON };

/* From a Content-Type value; NULL and charsets other than UTF-8 are BODY_UNKNOWN. */
enum body_kind body_kind(const char *content_type);

/*
 * Reads a body by its Content-Type. Failures: ERR_MEDIA_TYPE, ERR_MALFORMED, ERR_TOO_LARGE (more
 * fields or parts than base/limits.h allows).
 */
bool body_read(struct work *work, const char *content_type, const char *bytes, size_t length,
               struct form_body *out) __attribute__((warn_unused_result));

/*
 * application/x-www-form-urlencoded, as browsers write it (WHATWG URL). A name may say that it is a
 * list: conditions[] is the field `conditions`.
 */
bool body_urlencoded(struct work *work, const char *bytes, size_t length, struct form_body *out)
    __attribute__((warn_unused_result));

/*
 * multipart/form-data (RFC 7578), strictly: CRLF, no preamble, closing boundary, no nesting, no
 * transfer encoding. A file input left empty is no file.
 */
bool body_multipart(struct work *work, const char *content_type, const char *bytes, size_t length,
                    struct form_body *out) __attribute__((warn_unused_result));

/* application/json: an object, no name twice, no NUL, at most LIMIT_JSON_DEPTH deep. */
bool body_json(struct work *work, const char *bytes, size_t length, struct form_body *out)
    __attribute__((warn_unused_result));

/* The field of this name after `previous` (NULL: the first), or NULL. */
const struct form_field *body_field(const struct form_body *body, const char *name,
                                    const struct form_field *previous);

/* For the parsers: not empty, UTF-8, no control characters. */
bool body_is_name(const char *name);

/* For the parsers: checks and appends one field. The name is kept, the value copied. */
bool body_add_field(struct work *work, struct form_body *body, const char *name, const char *value,
                    size_t length) __attribute__((warn_unused_result));

#endif

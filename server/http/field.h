#ifndef HTTP_FIELD_H
#define HTTP_FIELD_H

#include <stdbool.h>
#include <stddef.h>

struct form_body;
struct work;

/*
 * Field tables: one declaration of what a form or JSON body holds parses it, validates it, labels
 * the errors and fills OpenAPI.
 *
 *     static const struct field draft_fields[] = {
 *         FIELD_TEXT(struct draft, title, "件名", .required = true, .max = 80),
 *         FIELD_ENUM(struct draft, measure, "措置の種別", .required = true, .choices = measures),
 *         FIELD_DATE(struct draft, period_from, "開始日", .required = true),
 *         FIELD_END};
 *
 * The name in the body is that of the struct's member, whose type the macros check.
 */
enum field_kind {
    FIELD_KIND_END,
    FIELD_KIND_TEXT,      /* const char *: one line, trimmed */
    FIELD_KIND_LONG_TEXT, /* const char *: lines; blank lines in front and white space behind go */
    FIELD_KIND_INT,       /* long; full-width digits are read */
    FIELD_KIND_BOOL,      /* bool; absent (a checkbox) is false */
    FIELD_KIND_ENUM,      /* an enum or int: the value of a choice */
    FIELD_KIND_DATE,      /* const char *: ISO; what calendar_parse() reads */
    FIELD_KIND_SECRET,    /* const char *: as typed, never echoed */
    FIELD_KIND_LIST,      /* const char *const *: repeated values, NULL-terminated, never NULL */
    FIELD_KIND_NESTED,    /* no member: JSON that the handler reads from form_body.json itself */
};

struct choice {
    const char *code; /* in forms and JSON; NULL ends the list */
    int value;
};

struct field {
    const char *name;
    enum field_kind kind;
    size_t offset;
    const char *label; /* Japanese, as on the page */
    bool required;
    bool is_picked;               /* TEXT: a list of the page's own offers it, nobody types it */
    size_t max;                   /* characters as a reader counts them; 0: FIELD_MAX_TEXT */
    long minimum;                 /* INT: smallest value; LIST: fewest items */
    long maximum;                 /* INT: largest value, both 0: any; LIST: most items, 0: any */
    long fallback;                /* INT, ENUM: the value when absent */
    const struct choice *choices; /* ENUM; LIST, where only these codes may stand */
};

enum { FIELD_MAX_TEXT = 10000 };

/* 0, or an error of the compiler when the member has another type. */
#define FIELD_IS(condition) (0 * sizeof(char[(condition) ? 1 : -1]))
#define FIELD_MEMBER_IS(type, member, wanted)                                                      \
    FIELD_IS(__builtin_types_compatible_p(__typeof__(((type *)0)->member), wanted))

#define FIELD_OF(kind_, type, member, wanted, ...)                                                 \
    {                                                                                              \
        .name = #member, .kind = (kind_),                                                          \
        .offset = offsetof(type, member) + FIELD_MEMBER_IS(type, member, wanted),                  \
        .label = __VA_ARGS__                                                                       \
    }

#define FIELD_TEXT(type, member, ...)                                                              \
    FIELD_OF(FIELD_KIND_TEXT, type, member, const char *, __VA_ARGS__)
#define FIELD_LONG_TEXT(type, member, ...)                                                         \
    FIELD_OF(FIELD_KIND_LONG_TEXT, type, member, const char *, __VA_ARGS__)
#define FIELD_INT(type, member, ...) FIELD_OF(FIELD_KIND_INT, type, member, long, __VA_ARGS__)
#define FIELD_BOOL(type, member, ...) FIELD_OF(FIELD_KIND_BOOL, type, member, bool, __VA_ARGS__)
#define FIELD_DATE(type, member, ...)                                                              \
    FIELD_OF(FIELD_KIND_DATE, type, member, const char *, __VA_ARGS__)
#define FIELD_SECRET(type, member, ...)                                                            \
    FIELD_OF(FIELD_KIND_SECRET, type, member, const char *, __VA_ARGS__)
#define FIELD_LIST(type, member, ...)                                                              \
    FIELD_OF(FIELD_KIND_LIST, type, member, const char *const *, __VA_ARGS__)
#define FIELD_ENUM(type, member, ...)                                                              \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND_ENUM,                                                  \
        .offset = offsetof(type, member) + FIELD_IS(sizeof(((type *)0)->member) == sizeof(int)),   \
        .label = __VA_ARGS__                                                                       \
    }
#define FIELD_NESTED(name_, ...)                                                                   \
    {                                                                                              \
        .name = (name_), .kind = FIELD_KIND_NESTED, .label = __VA_ARGS__                           \
    }
#define FIELD_END                                                                                  \
    {                                                                                              \
        .kind = FIELD_KIND_END                                                                     \
    }

/*
 * Reads the body into the struct at `out` and sets every member the table names: absent or empty
 * optional text, dates and secrets become NULL.
 *
 * All problems of all fields are recorded (ERR_INVALID). A scalar given twice in a form is
 * ERR_MALFORMED. Names the table does not know: a form's are ignored (buttons, `csrf`, `once`), a
 * JSON body's are errors, except `csrf` and `once`.
 */
bool field_read(struct work *work, const struct field *table, const struct form_body *body,
                void *out) __attribute__((warn_unused_result));

/* The field of this name, or NULL. */
const struct field *field_find(const struct field *table, const char *name);

#endif

#ifndef VIEW_TEMPLATE_H
#define VIEW_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "view/view.h"

struct arena;

/*
 * The Mustache language (interpolation, sections, inverted sections, partials, comments,
 * delimiters, inheritance, dynamic names) compiled once at the start, HTML-escaped by default, plus
 * formatters after a bar: {{period_to | date}}. A formatter returns text (escaped) or safe HTML.
 * The delimiter is found first; while it contains a bar, formatters are off.
 *
 * A name is looked for from the innermost section outwards and at last in `page`'s place beside the
 * view; only the first part of a dotted name is. Null is found, is false, and whatever is below it
 * is null too (an optional row). False are also "", false and the empty list; 0 is true. `list.any`
 * is true for a list with items: what stands once around them. A list or object prints nothing
 * ({{list | count}} does; with unknown_names_fail it is an error).
 *
 * Blocks: the outermost argument wins, but an argument's own text sees only the arguments in force
 * where it was written, so a page's block "content" may use a card with a block "content".
 *
 * A name is its path below templates/ without ".html": "policies/show", partials too:
 * {{> shared/_table}}.
 */
struct templates;

struct template_source {
    const char *name;
    const char *text;
    size_t length;
};

struct template_options {
    bool unknown_names_fail; /* tests: a name nobody supplies is an error; production: "" and log
                                (once a page) */
    bool formatters;         /* off for the specification's own tests */
    bool allow_unescaped;    /* {{{x}}} and {{&x}}: refused in our own templates */
    bool check_references;   /* a missing partial is an error (the specification renders nothing) */
};

/*
 * Compiles all; on a problem NULL, and *problem is one English line with file and line number: an
 * unclosed section, a missing partial, an unknown formatter.
 */
struct templates *templates_compile(const struct template_source *sources, size_t count,
                                    const struct template_options *options, struct arena *arena,
                                    const char **problem);

/*
 * Renders with `view` as the context and `page` as its member "page" (viewer, navigation, CSRF; may
 * be NULL). False when the template is unknown, too deep, too large for `out`, or an unknown name
 * fails; then *problem says which.
 */
bool template_render(const struct templates *templates, const char *name, struct value view,
                     struct value page, struct buffer *out, const char **problem);

bool template_exists(const struct templates *templates, const char *name);

#endif

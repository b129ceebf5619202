#ifndef VIEW_TEMPLATE_NODE_H
#define VIEW_TEMPLATE_NODE_H

#include <stdint.h>

#include "view/formatter.h"
#include "view/template.h"

/*
 * Compiled templates; private to the template engine, never changed after the compilation, so any
 * number of threads render from them at once.
 *
 * Nodes of a template lie in one array in the order of the text; `next` is the index behind a
 * node's children. Line-wise indentation (of partials and blocks) is the Mustache specification's:
 * a text that begins a line of its source says so, and the renderer puts the indentation there.
 */
enum template_node_kind {
    NODE_TEXT,
    NODE_VALUE,
    NODE_SECTION,
    NODE_INVERTED,
    NODE_PARTIAL,
    NODE_PARENT, /* its children that are blocks replace the blocks of the named template */
    NODE_BLOCK,
};

struct name_part {
    const char *text;
    uint32_t hash;
};

struct template_name {
    const char *written;
    const char *member; /* what formatters are told: the last part, for "." that of the section */
    int count;          /* 0: "." */
    struct name_part parts[];
};

struct template_node {
    uint8_t kind;
    bool escaped;      /* NODE_VALUE */
    bool begins_line;  /* NODE_TEXT: its first byte is the first of a line */
    bool stands_alone; /* NODE_BLOCK, NODE_PARTIAL, NODE_PARENT: the tag has its line for itself */
    uint32_t next;
    uint32_t line;
    uint32_t length;  /* of text */
    const char *text; /* NODE_TEXT; else the indentation of NODE_PARTIAL, NODE_PARENT, NODE_BLOCK */
    const struct template_name *name; /* NULL where the name of a template is fixed */
    const char *target;               /* fixed template name; the block's name */
    uint32_t target_hash;
    const struct formatter *formatter;
    const struct template *template; /* of a fixed name; NULL: there is none */
};

struct template
{
    const char *name;
    uint32_t hash;
    struct template_node *nodes;
    uint32_t count;
};

struct templates {
    struct template_options options;
    struct template *items;
    size_t count;
};

const struct template *template_find(const struct templates *templates, const char *name,
                                     size_t length);

/* template_compile.c: one template, names of others not yet looked up. NULL: *problem says why. */
bool template_compile(const struct template_source *source, const struct template_options *options,
                      struct arena *arena, struct template *out, const char **problem);

#endif

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "view/node.h"
#include "view/template_node.h"
#include "view/template_tag.h"

enum { NAME_MAX_LENGTH = 200 };

/* A tag whose end tag is awaited. */
struct open_tag {
    struct span name; /* as written, with the asterisk of a dynamic name */
    const char *at;
    uint32_t node;
    uint8_t kind;
    bool began_line;   /* NODE_PARENT: only blanks before it in its line */
    bool is_argument;  /* NODE_BLOCK directly within NODE_PARENT */
    size_t blanks;     /* before a tag that began its line */
    uint32_t children; /* nodes there were when it was opened */
    size_t outer_margin;
    bool outer_skips;
};

struct compiler {
    const struct template_source *source;
    const struct template_options *options;
    struct arena *arena;
    const char **problem;
    struct scanner in;
    const char *text;
    const char *counted; /* line_of() has counted up to here */
    uint32_t lines;
    size_t margin; /* blanks taken from each line of a block that is an argument */
    bool skips;    /* directly within a parent: text is no part of anything */
    struct template_node *nodes;
    uint32_t count, capacity;
    struct open_tag stack[LIMIT_TEMPLATE_DEPTH];
    int depth;
};

/* Places move forward, but for the one complaint that ends the work: each byte is counted once. */
static uint32_t line_of(struct compiler *c, const char *at)
{
    if (c->counted > at) {
        c->counted = c->text;
        c->lines = 0;
    }
    while (c->counted < at)
        c->lines += *c->counted++ == '\n';
    return c->lines + 1;
}

static bool problem_at(struct compiler *c, const char *at, const char *what, struct span name)
{
    int length = name.length > 60 ? 60 : (int)name.length;

    *c->problem =
        arena_printf(c->arena, "%s.html:%u: %s%s%.*s%s", c->source->name, line_of(c, at), what,
                     name.at ? " \"" : "", length, name.at ? name.at : "", name.at ? "\"" : "");
    return false;
}

static const struct span no_name;

/* ---- nodes --------------------------------------------------------------------------------- */

static struct template_node *add_node(struct compiler *c, enum template_node_kind kind,
                                      const char *at)
{
    struct template_node *node;

    if (c->count == c->capacity) {
        uint32_t wider = c->capacity ? c->capacity * 2 : 64;
        struct template_node *nodes = arena_array(c->arena, wider, sizeof *nodes);

        if (c->count)
            memcpy(nodes, c->nodes, c->count * sizeof *nodes);
        c->nodes = nodes;
        c->capacity = wider;
    }
    node = &c->nodes[c->count++];
    *node = (struct template_node){
        .kind = (uint8_t)kind, .next = c->count, .line = at ? line_of(c, at) : 0};
    return node;
}

static void add_text_node(struct compiler *c, struct span text, bool begins_line)
{
    struct template_node *node = add_node(c, NODE_TEXT, NULL);

    node->text = text.at;
    node->length = (uint32_t)text.length;
    node->begins_line = begins_line;
}

/* The text without the margin at the beginning of its lines. */
static struct span without_margin(struct compiler *c, struct span text, bool begins_line)
{
    char *copy = arena_alloc(c->arena, text.length + 1);
    size_t used = 0, taken = 0;
    bool in_margin = begins_line;

    for (size_t i = 0; i < text.length; i++) {
        char ch = text.at[i];

        in_margin = in_margin && is_blank(ch) && taken < c->margin;
        if (in_margin) {
            taken++;
            continue;
        }
        copy[used++] = ch;
        if (ch == '\n') {
            in_margin = true;
            taken = 0;
        }
    }
    return (struct span){copy, used};
}

/*
 * The text before a tag. A line that begins with a tag gets an empty text, because the place of its
 * indentation must be known.
 */
static void add_text(struct compiler *c, const char *to, bool begins_line, bool line_goes_on)
{
    struct span text = {c->in.at, (size_t)(to - c->in.at)};
    bool at_line;

    if (c->skips)
        return;
    if (c->margin)
        text = without_margin(c, text, begins_line);
    at_line = text.length ? text.at[text.length - 1] == '\n' : begins_line;
    if (text.length)
        add_text_node(c, text, begins_line);
    if (at_line && line_goes_on)
        add_text_node(c, (struct span){text.at + text.length, 0}, true);
}

/* ---- names --------------------------------------------------------------------------------- */

static const char *section_member(const struct compiler *c)
{
    for (int i = c->depth - 1; i >= 0; i--) {
        const struct template_name *name = c->nodes[c->stack[i].node].name;

        if (c->stack[i].kind == NODE_SECTION && name->count)
            return name->member;
    }
    return ".";
}

static const struct template_name *split_name(struct compiler *c, struct span written)
{
    int parts = 1;
    char *text = arena_strndup(c->arena, written.at, written.length);
    struct template_name *name;

    for (size_t i = 0; i < written.length; i++)
        parts += text[i] == '.';
    name = arena_alloc(c->arena, sizeof *name + (size_t)parts * sizeof name->parts[0]);
    name->written = arena_strdup(c->arena, text);
    if (!strcmp(text, ".")) {
        name->member = section_member(c);
        return name;
    }
    while (name->count < parts) {
        size_t length = strcspn(text, ".");

        text[length] = '\0';
        name->parts[name->count++] = (struct name_part){text, name_hash(text, length)};
        name->member = text;
        text += length + 1;
    }
    return name;
}

static bool check_name(struct compiler *c, const struct tag *tag, struct span name)
{
    if (!name.length)
        return problem_at(c, tag->at, "a tag without a name", no_name);
    if (name.length > NAME_MAX_LENGTH)
        return problem_at(c, tag->at, "a name is too long:", name);
    for (size_t i = 0; i < name.length; i++)
        if (is_space(name.at[i]) || !name.at[i])
            return problem_at(c, tag->at, "a name holds white space:", name);
    return true;
}

/* ---- one function for each kind of tag ------------------------------------------------------ */

static bool value_tag(struct compiler *c, const struct tag *tag)
{
    struct span name = tag->content;
    bool escaped = tag->sigil != '&' && tag->sigil != '{';
    bool formatters =
        c->options->formatters && !strchr(c->in.open, '|') && !strchr(c->in.close, '|');
    const char *bar = formatters && name.length ? memchr(name.at, '|', name.length) : NULL;
    const struct formatter *formatter = NULL;
    struct template_node *node;

    if (!escaped && !c->options->allow_unescaped)
        return problem_at(c, tag->at, "unescaped output is not allowed:", name);
    if (bar) {
        struct span word =
            span_trim((struct span){bar + 1, name.length - (size_t)(bar + 1 - name.at)});

        formatter = formatter_find(word.at, word.length);
        if (!formatter)
            return problem_at(c, tag->at, "there is no formatter", word);
        name = span_trim((struct span){name.at, (size_t)(bar - name.at)});
    }
    if (!check_name(c, tag, name))
        return false;
    node = add_node(c, NODE_VALUE, tag->at);
    node->escaped = escaped;
    node->formatter = formatter;
    node->name = split_name(c, name);
    return true;
}

/* A fixed template name, or after an asterisk the name of the value that holds it. */
static bool name_target(struct compiler *c, const struct tag *tag, struct template_node *node)
{
    struct span name = tag->content;

    if (name.length && name.at[0] == '*') {
        name = span_trim((struct span){name.at + 1, name.length - 1});
        if (!check_name(c, tag, name))
            return false;
        node->name = split_name(c, name);
        return true;
    }
    if (!check_name(c, tag, name))
        return false;
    node->target = arena_strndup(c->arena, name.at, name.length);
    node->target_hash = name_hash(name.at, name.length);
    return true;
}

static size_t less_margin(const struct compiler *c, size_t blanks)
{
    return blanks > c->margin ? blanks - c->margin : 0;
}

static void set_indentation(const struct compiler *c, struct template_node *node,
                            const char *blanks, size_t length)
{
    node->text = blanks + (length - less_margin(c, length));
    node->length = (uint32_t)less_margin(c, length);
}

static bool partial_tag(struct compiler *c, const struct tag *tag)
{
    struct template_node *node = add_node(c, NODE_PARTIAL, tag->at);

    node->stands_alone = tag->alone;
    if (tag->alone)
        set_indentation(c, node, c->in.line, (size_t)(tag->at - c->in.line));
    return name_target(c, tag, node);
}

static struct open_tag *push(struct compiler *c, const struct tag *tag, uint8_t kind)
{
    struct open_tag *open;

    if (c->depth == LIMIT_TEMPLATE_DEPTH) {
        problem_at(c, tag->at, "tags are nested too deep", no_name);
        return NULL;
    }
    open = &c->stack[c->depth++];
    *open = (struct open_tag){.name = tag->content,
                              .at = tag->at,
                              .node = c->count - 1,
                              .kind = kind,
                              .began_line = tag->blank_before,
                              .blanks = tag->blank_before ? (size_t)(tag->at - c->in.line) : 0,
                              .children = c->count,
                              .outer_margin = c->margin,
                              .outer_skips = c->skips};
    return open;
}

static bool section_tag(struct compiler *c, const struct tag *tag)
{
    uint8_t kind = tag->sigil == '#' ? NODE_SECTION : NODE_INVERTED;

    if (!check_name(c, tag, tag->content))
        return false;
    add_node(c, kind, tag->at)->name = split_name(c, tag->content);
    return push(c, tag, kind) != NULL;
}

static bool parent_tag(struct compiler *c, const struct tag *tag)
{
    struct template_node *node = add_node(c, NODE_PARENT, tag->at);

    if (!name_target(c, tag, node) || !push(c, tag, NODE_PARENT))
        return false;
    c->skips = true;
    return true;
}

/*
 * A block's indentation is that of its tag or, where the tag has its line for itself, that of its
 * first line. An argument loses its own and takes on that of the block it replaces.
 */
static bool block_tag(struct compiler *c, const struct tag *tag)
{
    bool is_argument = c->skips;
    const char *first = tag->alone ? tag->rest : c->in.line;
    size_t blanks = tag->alone || tag->blank_before ? scan_blanks(&c->in, first) : 0;
    struct template_node *node;

    if (!check_name(c, tag, tag->content))
        return false;
    node = add_node(c, NODE_BLOCK, tag->at);
    node->stands_alone = tag->alone;
    node->target = arena_strndup(c->arena, tag->content.at, tag->content.length);
    node->target_hash = name_hash(tag->content.at, tag->content.length);
    set_indentation(c, node, first, blanks);
    if (!push(c, tag, NODE_BLOCK))
        return false;
    c->stack[c->depth - 1].is_argument = is_argument;
    c->skips = false;
    if (is_argument)
        c->margin = tag->alone ? blanks : 0;
    return true;
}

/* An empty block that has its lines for itself is indented as its tag is. */
static void close_block(struct compiler *c, const struct open_tag *open)
{
    struct template_node *node = &c->nodes[open->node];

    if (c->count == open->children && node->stands_alone && !open->is_argument)
        set_indentation(c, node, open->at - open->blanks, open->blanks);
}

/*
 * A parent from its beginning to its end is one thing: if that has its lines for itself, the blanks
 * before it are its indentation and the line's end goes.
 */
static void close_parent(struct compiler *c, struct open_tag *open, struct tag *tag)
{
    struct template_node *node = &c->nodes[open->node];

    tag->alone = open->began_line && tag->line_ends;
    if (!tag->alone)
        return;
    node->stands_alone = true;
    set_indentation(c, node, open->at - open->blanks, open->blanks);
    if (open->node && !open->outer_skips) {
        struct template_node *before = node - 1;
        size_t blanks = node->length;

        if (before->kind == NODE_TEXT && before->length >= blanks)
            before->length -= (uint32_t)blanks;
        if (before->kind == NODE_TEXT && !before->length)
            before->begins_line = false;
    }
}

static bool end_tag(struct compiler *c, struct tag *tag)
{
    struct open_tag *open;

    if (!c->depth)
        return problem_at(c, tag->at, "nothing is open to be closed by", tag->content);
    open = &c->stack[c->depth - 1];
    if (!span_equal(open->name, tag->content))
        return problem_at(c, tag->at, "the end does not fit what is open:", tag->content);
    c->depth--;
    c->nodes[open->node].next = c->count;
    c->margin = open->outer_margin;
    c->skips = open->outer_skips;
    if (open->kind == NODE_BLOCK)
        close_block(c, open);
    if (open->kind == NODE_PARENT)
        close_parent(c, open, tag);
    return true;
}

/* ---- the text ------------------------------------------------------------------------------- */

static bool closes(const struct compiler *c, const struct tag *tag, uint8_t kind)
{
    return tag->sigil == '/' && c->depth && c->stack[c->depth - 1].kind == kind;
}

/* The text up to the tag, without the blanks before a tag whose line leaves no trace. */
static void add_text_before(struct compiler *c, const struct tag *tag, bool begins_line)
{
    bool ends_argument = closes(c, tag, NODE_BLOCK) && c->stack[c->depth - 1].is_argument;
    bool drops_blanks = tag->alone || (ends_argument && tag->blank_before);

    if (drops_blanks)
        add_text(c, c->in.line > c->in.at ? c->in.line : c->in.at, begins_line, false);
    else
        add_text(c, tag->at, begins_line, true);
}

static bool run_tag(struct compiler *c, struct tag *tag)
{
    switch (tag->sigil) {
    case '#':
    case '^':
        return section_tag(c, tag);
    case '/':
        return end_tag(c, tag);
    case '>':
        return partial_tag(c, tag);
    case '<':
        return parent_tag(c, tag);
    case '$':
        return block_tag(c, tag);
    case '=':
        if (!scan_delimiters(&c->in, tag->content))
            return problem_at(c, tag->at, "delimiters cannot be read:", tag->content);
        return true;
    case '!':
        return true;
    default:
        return value_tag(c, tag);
    }
}

static bool next_tag(struct compiler *c, const char *at)
{
    bool begins_line = c->in.at == c->in.line;
    struct tag tag;

    if (!scan_tag(&c->in, at, &tag))
        return problem_at(c, at, "a tag has no end", no_name);
    scan_place(&c->in, &tag, c->skips);
    add_text_before(c, &tag, begins_line);
    if (!run_tag(c, &tag))
        return false;
    scan_past(&c->in, &tag);
    return true;
}

static bool compile(struct compiler *c)
{
    const char *at;

    while ((at = scan_next(&c->in)))
        if (!next_tag(c, at))
            return false;
    if (c->depth)
        return problem_at(c, c->stack[c->depth - 1].at,
                          "never closed:", c->stack[c->depth - 1].name);
    add_text(c, c->in.end, c->in.at == c->in.line, false);
    return true;
}

bool template_compile(const struct template_source *source, const struct template_options *options,
                      struct arena *arena, struct template *out, const char **problem)
{
    struct compiler *c = arena_alloc(arena, sizeof *c);
    const char *text = source->length ? source->text : "";

    *c = (struct compiler){.source = source,
                           .options = options,
                           .arena = arena,
                           .problem = problem,
                           .text = text,
                           .counted = text,
                           .in = {.at = text,
                                  .end = text + source->length,
                                  .line = text,
                                  .line_is_blank = true,
                                  .open = "{{",
                                  .close = "}}"}};
    if (source->length > LIMIT_PAGE)
        return problem_at(c, text, "the template is too large", no_name);
    if (!compile(c))
        return false;
    out->name = source->name;
    out->hash = name_hash(source->name, strlen(source->name));
    out->nodes = c->nodes;
    out->count = c->count;
    return true;
}

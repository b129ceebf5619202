#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/log.h"
#include "view/html.h"
#include "view/node.h"
#include "view/template_node.h"

/* Arguments of a parent tag: those blocks of `template` between the two nodes. */
struct arguments {
    const struct arguments *outer;
    const struct template *template;
    uint32_t from, to;
};

struct indentation {
    const struct indentation *outer;
    const char *text;
    uint32_t length;
};

/* Where rendering stands; a copy goes down where template, arguments or indentation change. */
struct place {
    const struct template *template;
    const struct arguments *arguments;
    const struct indentation *indentation;
};

struct renderer {
    const struct templates *templates;
    struct value page;
    uint32_t page_hash;
    struct buffer *out;
    const char **problem;
    bool skips_indentation; /* of the next line: it stands there already */
    bool has_logged;
    int depth;  /* of nodes within nodes */
    int height; /* of the context stack */
    struct value stack[LIMIT_TEMPLATE_DEPTH + 1];
};

static bool render_nodes(struct renderer *r, const struct place *place, uint32_t from, uint32_t to);

static bool problem_in(struct renderer *r, const struct place *place,
                       const struct template_node *node, const char *what, const char *name)
{
    *r->problem = arena_printf(r->out->arena, "%s.html:%u: %s %s", place->template->name,
                               node->line, what, name);
    return false;
}

static bool problem_of(struct renderer *r, const struct place *place, const char *what)
{
    *r->problem = arena_printf(r->out->arena, "%s.html: %s", place->template->name, what);
    return false;
}

/* ---- output -------------------------------------------------------------------------------- */

static void write_indentation(struct renderer *r, const struct indentation *indentation)
{
    if (!indentation)
        return;
    write_indentation(r, indentation->outer);
    buffer_add(r->out, indentation->text, indentation->length);
}

static void begin_line(struct renderer *r, const struct place *place)
{
    if (r->skips_indentation)
        r->skips_indentation = false;
    else
        write_indentation(r, place->indentation);
}

static void render_text(struct renderer *r, const struct place *place,
                        const struct template_node *node)
{
    const char *at = node->text, *end = node->text + node->length, *newline;

    if (node->begins_line)
        begin_line(r, place);
    while (place->indentation && (newline = memchr(at, '\n', (size_t)(end - at))) &&
           newline + 1 < end) {
        buffer_add(r->out, at, (size_t)(newline + 1 - at));
        begin_line(r, place);
        at = newline + 1;
    }
    buffer_add(r->out, at, (size_t)(end - at));
}

/* ---- names --------------------------------------------------------------------------------- */

/* Up the context stack; at its foot stands `page` beside the view. */
static struct value find_first(const struct renderer *r, const struct name_part *part)
{
    struct value value = {.kind = VALUE_MISSING};

    for (int i = r->height - 1; i > 0; i--) {
        value = value_member_hashed(r->stack[i], part->text, part->hash);
        if (value.kind != VALUE_MISSING)
            return value;
    }
    if (part->hash == r->page_hash && r->page.kind != VALUE_MISSING && !strcmp(part->text, "page"))
        return r->page;
    return value_member_hashed(r->stack[0], part->text, part->hash);
}

/* Only the first part is looked for up the stack; what is below a null is null. */
static struct value find_value(const struct renderer *r, const struct template_name *name)
{
    struct value value;

    if (!name->count)
        return r->stack[r->height - 1];
    value = find_first(r, &name->parts[0]);
    for (int i = 1; i < name->count && value.kind != VALUE_NULL; i++)
        value = value_member_hashed(value, name->parts[i].text, name->parts[i].hash);
    return value;
}

/* False only where an unknown name fails. */
static bool take_value(struct renderer *r, const struct place *place,
                       const struct template_node *node, struct value *value)
{
    *value = find_value(r, node->name);
    if (value->kind != VALUE_MISSING)
        return true;
    if (r->templates->options.unknown_names_fail)
        return problem_in(r, place, node, "unknown name", node->name->written);
    if (r->templates->options.check_references && !r->has_logged) {
        r->has_logged = true;
        log_bug("%s.html:%u: unknown name %s", place->template->name, node->line,
                node->name->written);
    }
    return true;
}

/* ---- nodes --------------------------------------------------------------------------------- */

static void render_formatted(struct renderer *r, const struct template_node *node,
                             struct value value)
{
    size_t start = r->out->length;

    node->formatter->format(value, node->name->member, r->out);
    if (!node->formatter->writes_html && node->escaped)
        html_escape_from(r->out, start);
}

static bool render_value(struct renderer *r, const struct place *place,
                         const struct template_node *node)
{
    char digits[VALUE_DIGITS];
    struct value value;

    if (!take_value(r, place, node, &value))
        return false;
    if (value.kind == VALUE_NULL || value.kind == VALUE_MISSING)
        return true;
    value = value_with_text(value, digits);
    if (node->formatter)
        render_formatted(r, node, value);
    else if (!value.text && r->templates->options.unknown_names_fail)
        return problem_in(r, place, node, "no text but a list or object:", node->name->written);
    else if (value.text && node->escaped)
        html_escape(r->out, value.text, value.length);
    else if (value.text)
        buffer_add(r->out, value.text, value.length);
    return true;
}

static bool render_with(struct renderer *r, const struct place *place,
                        const struct template_node *node, struct value context)
{
    const struct template_node *nodes = place->template->nodes;
    bool done;

    /* Every level of the stack is a level of nodes too, and that is bounded in render_nodes. */
    if (r->height > LIMIT_TEMPLATE_DEPTH)
        return problem_of(r, place, "nested too deep");
    r->stack[r->height++] = context;
    done = render_nodes(r, place, (uint32_t)(node - nodes) + 1, node->next);
    r->height--;
    return done;
}

static bool render_section(struct renderer *r, const struct place *place,
                           const struct template_node *node)
{
    struct value value;
    int count;

    if (!take_value(r, place, node, &value))
        return false;
    if (!value_is_true(value))
        return true;
    if (value.kind != VALUE_LIST)
        return render_with(r, place, node, value);
    count = value_count(value);
    for (int i = 0; i < count; i++)
        if (!render_with(r, place, node, value_item(value, i)))
            return false;
    return true;
}

static bool render_inverted(struct renderer *r, const struct place *place,
                            const struct template_node *node)
{
    struct value value;

    if (!take_value(r, place, node, &value))
        return false;
    if (value_is_true(value))
        return true;
    return render_nodes(r, place, (uint32_t)(node - place->template->nodes) + 1, node->next);
}

/* The template a partial or parent names; *found is NULL where there is none and that is no fault.
 */
static bool take_template(struct renderer *r, const struct place *place,
                          const struct template_node *node, const struct template **found)
{
    struct value value;

    *found = node->template;
    if (!node->name)
        return true;
    if (!take_value(r, place, node, &value))
        return false;
    if (value.kind == VALUE_TEXT)
        *found = template_find(r->templates, value.text, value.length);
    if (!*found && value_is_true(value) && r->templates->options.unknown_names_fail)
        return problem_in(r, place, node, "no template is named by", node->name->written);
    return true;
}

static bool render_partial(struct renderer *r, const struct place *place,
                           const struct template_node *node)
{
    struct indentation indentation = {place->indentation, node->text, node->length};
    const struct template *template;
    struct place inner = *place;

    if (!take_template(r, place, node, &template))
        return false;
    if (!template)
        return true;
    inner.template = template;
    if (node->length)
        inner.indentation = &indentation;
    r->skips_indentation = !node->stands_alone;
    return render_nodes(r, &inner, 0, template->count);
}

static bool render_parent(struct renderer *r, const struct place *place,
                          const struct template_node *node)
{
    struct arguments arguments = {place->arguments, place->template,
                                  (uint32_t)(node - place->template->nodes) + 1, node->next};
    struct place inner = *place;

    inner.arguments = &arguments;
    return render_partial(r, &inner, node);
}

static const struct template_node *find_argument(const struct arguments *arguments,
                                                 const struct template_node *block)
{
    const struct template_node *nodes = arguments->template->nodes;

    for (uint32_t i = arguments->from; i < arguments->to; i = nodes[i].next)
        if (nodes[i].kind == NODE_BLOCK && nodes[i].target_hash == block->target_hash &&
            !strcmp(nodes[i].target, block->target))
            return &nodes[i];
    return NULL;
}

/*
 * The outermost argument of the block's name wins. It sees the arguments that were in force where
 * it was written: a block of the same name in it is not itself.
 */
static bool render_argument(struct renderer *r, const struct place *place,
                            const struct template_node *block, const struct arguments *from,
                            const struct template_node *argument)
{
    struct indentation indentation = {place->indentation, block->text, block->length};
    uint32_t first = (uint32_t)(argument - from->template->nodes) + 1;
    struct place inner = {from->template, from->outer, place->indentation};
    bool done;

    if (block->length)
        inner.indentation = &indentation;
    r->skips_indentation = argument->stands_alone && !block->stands_alone;
    done = render_nodes(r, &inner, first, argument->next);
    r->skips_indentation = false;
    return done;
}

static bool render_block(struct renderer *r, const struct place *place,
                         const struct template_node *node)
{
    const struct arguments *from = NULL;
    const struct template_node *argument = NULL;

    for (const struct arguments *a = place->arguments; a; a = a->outer) {
        const struct template_node *found = find_argument(a, node);

        if (found) {
            argument = found;
            from = a;
        }
    }
    if (argument)
        return render_argument(r, place, node, from, argument);
    return render_nodes(r, place, (uint32_t)(node - place->template->nodes) + 1, node->next);
}

static bool render_node(struct renderer *r, const struct place *place,
                        const struct template_node *node)
{
    switch ((enum template_node_kind)node->kind) {
    case NODE_TEXT:
        render_text(r, place, node);
        return true;
    case NODE_VALUE:
        return render_value(r, place, node);
    case NODE_SECTION:
        return render_section(r, place, node);
    case NODE_INVERTED:
        return render_inverted(r, place, node);
    case NODE_PARTIAL:
        return render_partial(r, place, node);
    case NODE_PARENT:
        return render_parent(r, place, node);
    case NODE_BLOCK:
        return render_block(r, place, node);
    }
    return true;
}

static bool render_nodes(struct renderer *r, const struct place *place, uint32_t from, uint32_t to)
{
    const struct template_node *nodes = place->template->nodes;
    bool done = true;

    if (r->depth >= LIMIT_TEMPLATE_DEPTH)
        return problem_of(r, place, "nested too deep");
    if (r->out->overflowed)
        return problem_of(r, place, "the page is too large");
    r->depth++;
    for (uint32_t i = from; done && i < to; i = nodes[i].next)
        done = render_node(r, place, &nodes[i]);
    r->depth--;
    return done;
}

bool template_render(const struct templates *templates, const char *name, struct value view,
                     struct value page, struct buffer *out, const char **problem)
{
    struct renderer r = {.templates = templates,
                         .page = page,
                         .page_hash = name_hash("page", 4),
                         .out = out,
                         .problem = problem,
                         .height = 1};
    struct place place = {.template = template_find(templates, name, strlen(name))};

    r.stack[0] = view;
    if (!place.template) {
        *problem = arena_printf(out->arena, "there is no template \"%s\"", name);
        return false;
    }
    if (!render_nodes(&r, &place, 0, place.template->count))
        return false;
    return !out->overflowed || problem_of(&r, &place, "the page is too large");
}

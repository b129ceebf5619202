#include "view/template.h"

#include <string.h>

#include "base/arena.h"
#include "view/node.h"
#include "view/template_node.h"

const struct template *template_find(const struct templates *templates, const char *name,
                                     size_t length)
{
    uint32_t hash = name_hash(name, length);

    for (size_t i = 0; i < templates->count; i++) {
        const struct template *template = &templates->items[i];

        if (template->hash == hash && strlen(template->name) == length &&
            !memcmp(template->name, name, length))
            return template;
    }
    return NULL;
}

bool template_exists(const struct templates *templates, const char *name)
{
    return template_find(templates, name, strlen(name)) != NULL;
}

/* Replaces the names of other templates by the templates. */
static bool link_template(const struct templates *templates, struct template *template,
                          struct arena *arena, const char **problem)
{
    for (uint32_t i = 0; i < template->count; i++) {
        struct template_node *node = &template->nodes[i];

        if ((node->kind != NODE_PARTIAL && node->kind != NODE_PARENT) || !node->target)
            continue;
        node->template = template_find(templates, node->target, strlen(node->target));
        if (!node->template && templates->options.check_references) {
            *problem = arena_printf(arena, "%s.html:%u: there is no template \"%s\"",
                                    template->name, node->line, node->target);
            return false;
        }
    }
    return true;
}

struct templates *templates_compile(const struct template_source *sources, size_t count,
                                    const struct template_options *options, struct arena *arena,
                                    const char **problem)
{
    struct templates *templates = arena_alloc(arena, sizeof *templates);

    templates->options = *options;
    templates->items = arena_array(arena, count, sizeof *templates->items);
    templates->count = count;
    for (size_t i = 0; i < count; i++)
        if (!template_compile(&sources[i], options, arena, &templates->items[i], problem))
            return NULL;
    for (size_t i = 0; i < count; i++)
        if (!link_template(templates, &templates->items[i], arena, problem))
            return NULL;
    return templates;
}

#include "modules/policies/policy_compare.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { NOWHERE = -1 };

/* A passage by one of its texts, for looking it up. */
struct entry {
    const char *key;
    size_t place; /* in its passages */
    size_t taken; /* of the first of equal keys: how many of them found their partner */
};

struct index {
    struct entry *entries;
    size_t count;
};

struct comparison {
    struct policy_passages before, after;
    long *partner_of_before, *partner_of_after; /* by place, NOWHERE: none */
};

static int by_key(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    int order = strcmp(left->key, right->key);

    if (order)
        return order;
    return left->place < right->place ? -1 : left->place > right->place;
}

static void sort_index(struct index *index)
{
    if (index->count)
        qsort(index->entries, index->count, sizeof *index->entries, by_key);
}

/* The first of the entries with this key; its place in the index, or the count. */
static size_t find_first(const struct index *index, const char *key)
{
    size_t low = 0, high = index->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(index->entries[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < index->count && !strcmp(index->entries[low].key, key) ? low : index->count;
}

static void pair(struct comparison *comparison, size_t before, size_t after)
{
    comparison->partner_of_before[before] = (long)after;
    comparison->partner_of_after[after] = (long)before;
}

static void pair_by_slug(struct arena *arena, struct comparison *comparison)
{
    struct policy_passages before = comparison->before;
    struct index index = {arena_array(arena, before.count + 1, sizeof(struct entry)), before.count};

    for (size_t i = 0; i < before.count; i++)
        index.entries[i] = (struct entry){before.items[i].slug, i, 0};
    sort_index(&index);
    for (size_t i = 0; i < comparison->after.count; i++) {
        size_t found = find_first(&index, comparison->after.items[i].slug);

        if (found < index.count)
            pair(comparison, index.entries[found].place, i);
    }
}

/* Of several with the same text the first goes to the first. */
static void pair_by_text(struct arena *arena, struct comparison *comparison)
{
    struct policy_passages before = comparison->before, after = comparison->after;
    struct index index = {arena_array(arena, before.count + 1, sizeof(struct entry)), 0};

    for (size_t i = 0; i < before.count; i++)
        if (comparison->partner_of_before[i] == NOWHERE && *before.items[i].text)
            index.entries[index.count++] = (struct entry){before.items[i].text, i, 0};
    sort_index(&index);
    for (size_t i = 0; i < after.count; i++) {
        const char *text = after.items[i].text;
        size_t first = find_first(&index, text), next;

        if (comparison->partner_of_after[i] != NOWHERE || first == index.count)
            continue;
        next = first + index.entries[first].taken;
        if (next == index.count || strcmp(index.entries[next].key, text) != 0)
            continue;
        index.entries[first].taken++;
        pair(comparison, index.entries[next].place, i);
    }
}

static bool is_same_slug(const struct policy_passage *before, const struct policy_passage *after)
{
    return !strcmp(before->slug, after->slug);
}

static void add(struct policy_change *changes, size_t *count, const struct policy_passage *before,
                const struct policy_passage *after)
{
    enum policy_change_kind kind = POLICY_CHANGED;

    if (!before)
        kind = POLICY_ADDED;
    else if (!after)
        kind = POLICY_REMOVED;
    else if (!is_same_slug(before, after))
        kind = POLICY_MOVED;
    else if (!strcmp(before->text, after->text))
        return;
    changes[(*count)++] = (struct policy_change){kind, before, after};
}

/* The removed ones from `*place` up to that one. */
static void add_removed(const struct comparison *comparison, size_t *place, size_t until,
                        struct policy_change *changes, size_t *count)
{
    for (; *place < until; (*place)++)
        if (comparison->partner_of_before[*place] == NOWHERE)
            add(changes, count, &comparison->before.items[*place], NULL);
}

static struct policy_changes collect(struct arena *arena, const struct comparison *comparison)
{
    struct policy_passages before = comparison->before, after = comparison->after;
    struct policy_change *changes =
        arena_array(arena, before.count + after.count + 1, sizeof *changes);
    size_t place = 0, count = 0;

    for (size_t i = 0; i < after.count; i++) {
        long partner = comparison->partner_of_after[i];
        const struct policy_passage *old = partner == NOWHERE ? NULL : &before.items[partner];

        /* A moved one says nothing about where the others stood. */
        if (old && is_same_slug(old, &after.items[i]))
            add_removed(comparison, &place, (size_t)partner, changes, &count);
        add(changes, &count, old, &after.items[i]);
    }
    add_removed(comparison, &place, before.count, changes, &count);
    return (struct policy_changes){changes, count};
}

static long *nowhere(struct arena *arena, size_t count)
{
    long *places = arena_array(arena, count + 1, sizeof *places);

    for (size_t i = 0; i < count; i++)
        places[i] = NOWHERE;
    return places;
}

struct policy_changes policy_compare(struct arena *arena, struct policy_passages before,
                                     struct policy_passages after)
{
    struct comparison comparison = {before, after, nowhere(arena, before.count),
                                    nowhere(arena, after.count)};

    pair_by_slug(arena, &comparison);
    pair_by_text(arena, &comparison);
    return collect(arena, &comparison);
}

/* ---- within a clause ------------------------------------------------------------------------- */

static bool is_inside_character(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t alike_in_front(const char *text, const char *other)
{
    size_t length = 0;

    while (text[length] && text[length] == other[length])
        length++;
    while (length && (is_inside_character(text[length]) || is_inside_character(other[length])))
        length--;
    return length;
}

static size_t alike_behind(const char *text, size_t length, const char *other, size_t other_length)
{
    size_t most = length < other_length ? length : other_length, alike = 0;

    while (alike < most && text[length - alike - 1] == other[other_length - alike - 1])
        alike++;
    while (alike && is_inside_character(text[length - alike]))
        alike--;
    return alike;
}

struct policy_difference policy_difference(struct arena *arena, const char *text, const char *other)
{
    size_t head = alike_in_front(text, other);
    size_t length = strlen(text);
    size_t tail = alike_behind(text + head, length - head, other + head, strlen(other) - head);

    return (struct policy_difference){
        .head = arena_strndup(arena, text, head),
        .changed = arena_strndup(arena, text + head, length - head - tail),
        .tail = arena_strndup(arena, text + length - tail, tail),
    };
}

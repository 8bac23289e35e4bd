/*
 * Hash map from text to a pointer, in an arena: for tables that are built and then looked up.
 *
 * Keys are borrowed and must live as long as the map. Nothing is ever removed; a map that loses
 * entries is a struct table (base/table.h). One thread builds; many may look up.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct map_entry {
    struct str key;
    void *value; /* never NULL */
    uint64_t hash;
};

struct map {
    struct arena *arena;
    struct map_entry *slots; /* open addressing, linear probing, at most 2/3 full */
    size_t capacity, count;
};

struct map map_new(struct arena *arena);

/* Sets or replaces. value must not be NULL. */
void map_set(struct map *map, struct str key, void *value);

/* The value, or NULL. */
void *map_find(const struct map *map, struct str key);

/* Visits every entry in no particular order: start with *cursor = 0; NULL at the end. */
const struct map_entry *map_next(const struct map *map, size_t *cursor);

#endif

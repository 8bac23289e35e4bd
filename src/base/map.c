#include "base/map.h"

struct map map_new(struct arena *arena)
{
    return (struct map){.arena = arena};
}

static struct map_entry *slot_of(struct map_entry *slots, size_t capacity, struct str key,
                                 uint64_t hash)
{
    size_t i = (size_t)hash & (capacity - 1);
    while (slots[i].value != NULL && (slots[i].hash != hash || !str_equal(slots[i].key, key)))
        i = (i + 1) & (capacity - 1);
    return &slots[i];
}

static void grow(struct map *map)
{
    size_t capacity = map->capacity == 0 ? 16 : map->capacity * 2;
    struct map_entry *slots = ARENA_ARRAY(map->arena, struct map_entry, capacity);
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].value != NULL)
            *slot_of(slots, capacity, map->slots[i].key, map->slots[i].hash) = map->slots[i];
    }
    map->slots = slots;
    map->capacity = capacity;
}

void map_set(struct map *map, struct str key, void *value)
{
    must(value != NULL);
    if ((map->count + 1) * 3 > map->capacity * 2)
        grow(map);
    uint64_t hash = str_hash(key);
    struct map_entry *slot = slot_of(map->slots, map->capacity, key, hash);
    if (slot->value == NULL)
        map->count++;
    *slot = (struct map_entry){key, value, hash};
}

void *map_find(const struct map *map, struct str key)
{
    if (map->count == 0)
        return NULL;
    return slot_of(map->slots, map->capacity, key, str_hash(key))->value;
}

const struct map_entry *map_next(const struct map *map, size_t *cursor)
{
    while (*cursor < map->capacity) {
        const struct map_entry *entry = &map->slots[(*cursor)++];
        if (entry->value != NULL)
            return entry;
    }
    return NULL;
}

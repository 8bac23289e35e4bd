#include "base/arena.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

enum { FIRST_BLOCK_BYTES = 4096, LARGEST_BLOCK_BYTES = 1 << 20, ALIGNMENT = 16 };

struct block {
    struct block *next;
    size_t size;
    size_t used;
    _Alignas(ALIGNMENT) unsigned char data[];
};

struct arena {
    struct block *blocks; /* newest first */
    size_t used;
};

void *heap_alloc(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    must(memory != NULL || count == 0 || size == 0);
    return memory;
}

/* glibc keeps one heap for each thread and shrinks none whose last bytes are in use: training takes
 * 60 MiB in each of four, and one small piece at the end of each kept all of it. */
void heap_give_back(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void *heap_resize(void *old, size_t size)
{
    void *memory = realloc(old, size);
    must(memory != NULL || size == 0);
    return memory;
}

static struct block *block_new(size_t size, struct block *next)
{
    /* Not zeroed here: arena_alloc() clears what it hands out, so a reused block is clean too. */
    struct block *block = heap_resize(NULL, sizeof(*block) + size);
    *block = (struct block){.next = next, .size = size};
    return block;
}

struct arena *arena_new(void)
{
    struct arena *arena = HEAP_NEW(struct arena);
    arena->blocks = block_new(FIRST_BLOCK_BYTES, NULL);
    return arena;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    while (arena->blocks != NULL) {
        struct block *block = arena->blocks;
        arena->blocks = block->next;
        free(block);
    }
    free(arena);
}

void arena_reset(struct arena *arena)
{
    while (arena->blocks->next != NULL) {
        struct block *block = arena->blocks;
        arena->blocks = block->next;
        free(block);
    }
    arena->blocks->used = 0;
    arena->used = 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    must(size < SIZE_MAX / 2);
    size_t need = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct block *block = arena->blocks;
    if (block->size - block->used < need) {
        size_t grown =
            block->size * 2 < LARGEST_BLOCK_BYTES ? block->size * 2 : LARGEST_BLOCK_BYTES;
        block = arena->blocks = block_new(need > grown ? need : grown, block);
    }
    void *memory = block->data + block->used;
    block->used += need;
    arena->used += need;
    return memset(memory, 0, size);
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t item_size)
{
    size_t larger = *capacity == 0 ? 8 : *capacity * 2;
    while (larger <= count)
        larger *= 2;
    must(larger < SIZE_MAX / 2 / item_size);
    void *copy = arena_alloc(arena, larger * item_size);
    if (count > 0)
        memcpy(copy, items, count * item_size);
    *capacity = larger;
    return copy;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

/*
 * Memory freed all at once.
 *
 * An arena serves one lifetime (a message, a rulebook, a conversation) and belongs to one thread at
 * a time. Memory is zeroed and aligned for any type. There is no single free: what must outlive the
 * arena is copied out of it. Running out of memory aborts the process (docs/style.md).
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

/* A fresh arena with a first block of 4 KiB. Never NULL. */
struct arena *arena_new(void);

/* Frees the arena and everything made in it. NULL is fine. */
void arena_free(struct arena *arena);

/* Forgets everything made in it and keeps one block for reuse. */
void arena_reset(struct arena *arena);

/* size zeroed bytes (size 0 gives a valid pointer too). Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* A larger copy of an array of count items, for arrays that grow. *capacity is updated. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity,
                 size_t item_size);

/* Bytes handed out so far, for tests and for limits. */
size_t arena_used(const struct arena *arena);

/* calloc() and realloc() that abort instead of returning NULL, for heap objects. */
void *heap_alloc(size_t count, size_t size);
void *heap_resize(void *old, size_t size);

/* Gives what is free back to the system, in every thread's heap: after work that took much more
 * than it leaves behind. Some milliseconds; any thread. */
void heap_give_back(void);

#define ARENA_NEW(arena, type)          ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), sizeof(type) * (count)))
#define HEAP_NEW(type)                  ((type *)heap_alloc(1, sizeof(type)))

/* Appends a zeroed item to an arena array (items, count, capacity) and yields its address. */
#define ARENA_PUSH(arena, items, count, capacity)                                                  \
    ((items) = (count) < (capacity)                                                                \
                   ? (items)                                                                       \
                   : arena_grow((arena), (items), (count), &(capacity), sizeof(*(items))),         \
     &(items)[(count)++])

#endif

/*
 * Hash table from text or a number to a pointer, on the heap, with removal: for live objects.
 *
 * Keys are copied. Owned by one thread.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct table;

struct table *table_new(void);
void table_free(struct table *table); /* frees the table, not the values; NULL is fine */

void table_set(struct table *table, struct str key, void *value); /* value is not NULL */
void *table_find(const struct table *table, struct str key);      /* or NULL */
void *table_remove(struct table *table, struct str key);          /* what was there, or NULL */
size_t table_count(const struct table *table);

/* The same with a number as key. */
void table_set_id(struct table *table, int64_t id, void *value);
void *table_find_id(const struct table *table, int64_t id);
void *table_remove_id(struct table *table, int64_t id);

/* Calls visit for every value, in no particular order. The table must not change meanwhile. */
void table_each(const struct table *table, void (*visit)(void *value, void *ctx), void *ctx);

#endif

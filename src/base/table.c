#include "base/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

struct node {
    struct node *next;
    void *value;
    uint64_t hash;
    size_t key_len;
    char key[];
};

struct table {
    struct node **buckets;
    size_t capacity, count;
};

enum { FIRST_BUCKETS = 16 };

struct table *table_new(void)
{
    struct table *table = HEAP_NEW(struct table);
    table->capacity = FIRST_BUCKETS;
    table->buckets = heap_alloc(FIRST_BUCKETS, sizeof(struct node *));
    return table;
}

void table_free(struct table *table)
{
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->capacity; i++) {
        for (struct node *node = table->buckets[i]; node != NULL;) {
            struct node *next = node->next;
            free(node);
            node = next;
        }
    }
    free(table->buckets);
    free(table);
}

/* The link that points at the key's node, or at the NULL where it would go. */
static struct node **link_of(const struct table *table, struct str key, uint64_t hash)
{
    struct node **link = &table->buckets[(size_t)hash & (table->capacity - 1)];
    while (*link != NULL &&
           ((*link)->hash != hash || !str_equal((struct str){(*link)->key, (*link)->key_len}, key)))
        link = &(*link)->next;
    return link;
}

static void grow(struct table *table)
{
    size_t capacity = table->capacity * 2;
    struct node **buckets = heap_alloc(capacity, sizeof(struct node *));
    for (size_t i = 0; i < table->capacity; i++) {
        for (struct node *node = table->buckets[i]; node != NULL;) {
            struct node *next = node->next;
            struct node **head = &buckets[(size_t)node->hash & (capacity - 1)];
            node->next = *head;
            *head = node;
            node = next;
        }
    }
    free(table->buckets);
    table->buckets = buckets;
    table->capacity = capacity;
}

void table_set(struct table *table, struct str key, void *value)
{
    must(value != NULL);
    uint64_t hash = str_hash(key);
    struct node **link = link_of(table, key, hash);
    if (*link != NULL) {
        (*link)->value = value;
        return;
    }
    struct node *node = heap_alloc(1, sizeof(*node) + key.len + 1);
    node->value = value;
    node->hash = hash;
    node->key_len = key.len;
    if (key.len > 0)
        memcpy(node->key, key.data, key.len);
    *link = node;
    if (++table->count > table->capacity)
        grow(table);
}

void *table_find(const struct table *table, struct str key)
{
    struct node *node = *link_of(table, key, str_hash(key));
    return node == NULL ? NULL : node->value;
}

void *table_remove(struct table *table, struct str key)
{
    struct node **link = link_of(table, key, str_hash(key));
    struct node *node = *link;
    if (node == NULL)
        return NULL;
    void *value = node->value;
    *link = node->next;
    free(node);
    table->count--;
    return value;
}

size_t table_count(const struct table *table)
{
    return table->count;
}

static struct str id_key(const int64_t *id)
{
    return (struct str){(const char *)id, sizeof(*id)};
}

void table_set_id(struct table *table, int64_t id, void *value)
{
    table_set(table, id_key(&id), value);
}

void *table_find_id(const struct table *table, int64_t id)
{
    return table_find(table, id_key(&id));
}

void *table_remove_id(struct table *table, int64_t id)
{
    return table_remove(table, id_key(&id));
}

void table_each(const struct table *table, void (*visit)(void *value, void *ctx), void *ctx)
{
    for (size_t i = 0; i < table->capacity; i++) {
        for (struct node *node = table->buckets[i]; node != NULL; node = node->next)
            visit(node->value, ctx);
    }
}

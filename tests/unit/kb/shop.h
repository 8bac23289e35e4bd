/*
 * A small knowledge base for the tests of this floor, and ways to ask it.
 */
#ifndef TESTS_UNIT_KB_SHOP_H
#define TESTS_UNIT_KB_SHOP_H

#include "check.h"

#include "kb/search.h"

enum { SHOP_HITS = 10 };

struct shop {
    struct arena *arena;
    struct lexicon *lexicon;
    struct article *articles;
    size_t count;
    struct kb_index *index;
    struct kb_reader *reader;
    struct kb_hit hits[SHOP_HITS];
    size_t hit_count;
};

/* The articles with their plain texts; no index yet. */
struct shop *shop_new(void);
/* Builds the index and opens a reader. */
void shop_open(struct shop *shop);
void shop_free(struct shop *shop);

/* Searches with these limits; fills hits. */
void shop_search(struct shop *shop, const char *text, const char *locale, int64_t as_of_ms,
                 const char *category);

/* Searches Vietnamese articles of all times; the best article's id, or "". */
const char *shop_ask(struct shop *shop, const char *text);

/* Group setup and teardown with an open shop as *state. */
int give_shop(void **state);
int take_shop(void **state);

#endif

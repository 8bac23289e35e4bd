/*
 * Every term of the index with a number and the count of articles that hold it.
 *
 * Built while the index is built, then immutable. Internal to this floor.
 */
#ifndef KB_VOCABULARY_H
#define KB_VOCABULARY_H

#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"

struct term {
    struct str text;  /* with its kind letter */
    uint32_t id;      /* from 1; folded, accented and pair terms share the numbers */
    uint32_t df;      /* articles that hold it */
    uint32_t last_in; /* the article counted last, plus 1 */
};

struct vocabulary {
    struct arena *arena;
    struct map terms;
    struct term **by_id; /* [0] is NULL */
    size_t count, capacity;
    uint32_t articles;
};

struct vocabulary vocabulary_new(struct arena *arena);

/* The term, made if new, and counted once for this article. */
struct term *vocabulary_count(struct vocabulary *vocabulary, struct str text, uint32_t article);

/* The term, or NULL. */
const struct term *vocabulary_find(const struct vocabulary *vocabulary, struct str text);

/* How much one term says: ln(1 + (n - df + ½) / (df + ½)), > 0; df 0 for a term nobody has. */
float vocabulary_idf(const struct vocabulary *vocabulary, uint32_t df);

#endif

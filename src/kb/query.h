/*
 * A question as the index is asked: its words with what each says, and the few terms that FTS5
 * looks up to find candidates.
 *
 * The match text is made of index terms only, each in double quotes, so nothing a visitor types is
 * FTS5 syntax. At most 16 terms of at most 62 bytes: pairs first, then the rarest words, common
 * syllables only within a budget of postings. Internal to this floor. Pure; any thread.
 */
#ifndef KB_QUERY_H
#define KB_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "kb/index.h"

enum {
    QUERY_TERMS_MAX = 16,
    QUERY_SLOTS_MAX = 120,
    QUERY_POSTINGS_MAX = 4000 /* documents read per search, summed over the terms */
};

/* One distinct word of the question. */
struct query_slot {
    uint32_t folded, alt; /* term numbers; 0: no article has it */
    uint32_t accented;    /* the accented term, 0 if no article has it */
    bool is_exact;        /* the marks (or their absence) were typed on purpose: compare them */
    bool is_content;      /* neither grammar nor question word nor aside */
    float weight;         /* rarity times kind; also for words no article has */
};

/* Two words in a row that some article has in a row. */
struct query_pair {
    uint32_t term;
    uint8_t first, second; /* slots */
    float weight;
};

struct query_term {
    struct str text;
    uint32_t df;
    float idf;
};

struct query {
    struct query_slot slots[QUERY_SLOTS_MAX];
    size_t slot_count;
    struct query_pair pairs[QUERY_SLOTS_MAX];
    size_t pair_count;
    struct query_term terms[QUERY_TERMS_MAX]; /* what FTS5 looks up; phrases in this order */
    size_t term_count;
    float weight;         /* of all slots together */
    float content_weight; /* of the content slots */
    float unknown_weight; /* of the content slots no article has */
    float pair_weight;    /* of all pairs, also those no article has */
    float unit;           /* the weight of a word no article has: what one telling word weighs */
    struct str match;     /* the FTS5 expression; empty if there is nothing to look up */
};

/* The result lives in arena. */
struct query *query_new(struct arena *arena, const struct kb_index *index,
                        const struct normalised *text);

#endif

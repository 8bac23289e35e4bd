/*
 * The second look at the candidates: what exactly of the question each article carries, where, and
 * how sure that makes us. Internal to this floor. Pure but for its scratch, which is one thread's.
 */
#ifndef KB_RANK_H
#define KB_RANK_H

#include <stdbool.h>
#include <stdint.h>

#include "kb/index.h"
#include "kb/query.h"

/* Everything 0..1 except where said. */
struct evidence {
    float phrasing;     /* likeness of the best title or question: words and pairs, both ways */
    float heading;      /* share of the question's words in titles and questions together */
    float covered;      /* share of the question's words anywhere in the article */
    float content;      /* the same, of words that name a subject; words nobody has count too */
    float pairs;        /* share of the question's pairs */
    float line;         /* share of words and pairs in the best line */
    float density;      /* like BM25: how often and how closely packed the words are */
    float pair_density; /* the same of pairs */
    uint32_t best_line; /* segment number, or UINT32_MAX */
    bool is_phrasing_best;
};

struct rank_scratch; /* one per reader */

struct rank_scratch *rank_scratch_new(const struct kb_index *index);
void rank_scratch_free(struct rank_scratch *scratch);

/* Binds the scratch to a question until rank_finish(). */
void rank_begin(struct rank_scratch *scratch, const struct query *query);
struct evidence rank_article(struct rank_scratch *scratch, uint32_t article);
void rank_finish(struct rank_scratch *scratch);

/* One number to sort by. */
float rank_score(const struct evidence *evidence);

/* 0..1: how likely the best article answers, given the score of the next (0 if none). */
float rank_confidence(const struct query *query, const struct evidence *best, float score,
                      float next_score);

#endif

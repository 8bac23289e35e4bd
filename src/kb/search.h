/*
 * Which article answers this question, and which passage of it?
 *
 * An SQLite FTS5 index with a tokenizer of our own (docs/vietnamese.md §13): per syllable the
 * folded token, the accented token where marks were written, and folded pairs. The query is built
 * from normalised tokens, each quoted, so user text is never FTS5 syntax. Candidates from FTS5 are
 * ranked again outside it.
 *
 * The index is immutable. Each thread searches through a reader of its own.
 */
#ifndef KB_SEARCH_H
#define KB_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "kb/article.h"
#include "text/normalise.h"

struct kb_index;
struct kb_reader;

struct kb_hit {
    uint32_t article;      /* index into the articles given to kb_index_new() */
    float score;           /* higher is better; comparable within one search only */
    float confidence;      /* 0..1: how likely this article answers the question */
    struct str passage;    /* the best passage, a view into article.plain */
    uint32_t from, to;     /* its bytes in article.plain */
    bool matched_question; /* the title or a question phrasing carries the match */
};

struct kb_query {
    const struct normalised *text;
    struct str locale;   /* "vi", "en"; empty: any */
    int64_t as_of_ms;    /* articles valid at this moment; 0: all */
    struct str category; /* only this category; empty: any */
};

/* Builds the index in memory. The articles and their texts must outlive it. NULL on failure. */
struct kb_index *kb_index_new(const struct article *articles, size_t count,
                              const struct lexicon *lexicon, struct err *err);
void kb_index_free(struct kb_index *index);

/* One per thread; NULL on failure. The index must outlive it. */
struct kb_reader *kb_reader_open(const struct kb_index *index, struct err *err);
void kb_reader_close(struct kb_reader *reader);

/* Searches that SQLite could not finish since the reader was opened. */
uint64_t kb_reader_failures(const struct kb_reader *reader);

/* The best articles, best first, at most max (≤ 50). Returns how many; any trouble inside SQLite
 * (including 50 ms of computing without a result; a busy machine changes no answer) counts as no
 * hit and is counted. */
size_t kb_search(struct kb_reader *reader, const struct kb_query *query, struct arena *arena,
                 struct kb_hit *out, size_t max);

#endif

/*
 * Texts as numbers: TF-IDF over the features of the example matcher. Internal to match/.
 *
 * Each block of features has length one times its weight, and the whole has length one, words that
 * training never saw included: a message of which half is unknown speaks half as loudly. A
 * dictionary is built by one thread and then only read.
 */
#ifndef MATCH_VECTOR_H
#define MATCH_VECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "match/features.h"

struct cell {
    uint32_t feature;
    float value;
    bool is_word; /* a word, a pair or a concept: what nearness is measured by */
};

struct vector {
    struct cell *cells; /* by feature number */
    size_t count;
    float known;        /* 0..1: share of the words' weight that other texts have too */
    float words_length; /* of the cells that are words, unseen ones included */
};

struct dictionary {
    struct arena *arena;
    struct map entries; /* feature name → struct entry */
    uint32_t features, texts;
    struct feature_source source;
};

struct dictionary dictionary_new(struct arena *arena, const struct lexicon *lexicon);

/* Counts one text's features; then, after the last text, dictionary_close() weighs them. */
void dictionary_add(struct dictionary *dictionary, const struct normalised *text);
void dictionary_close(struct dictionary *dictionary);

/* The text's vector, in arena. For a text that was itself added, is_own leaves it out of what is
 * known. Without with_accents as if the text had been typed without marks. */
struct vector vector_of(const struct dictionary *dictionary, const struct normalised *text,
                        bool with_accents, bool is_own, struct arena *arena);

#endif

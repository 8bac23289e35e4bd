/*
 * Stretches of a message that are not words: addresses, numbers, amounts, dates (rule P), and
 * emoticons. Internal to text/; the result is part of struct normalised.
 */
#ifndef TEXT_SPAN_H
#define TEXT_SPAN_H

#include "text/normalise.h"

/* :) <3 T_T: no word, no punctuation, only a mood. */
struct emoticon {
    uint32_t from, to; /* bytes of T */
};

struct span_list {
    struct span *items; /* hard_count spans left to right, none overlapping; then the soft ones */
    size_t count, hard_count;
    struct emoticon *emoticons; /* left to right; none inside a span */
    size_t emoticon_count;
    int mood;     /* of the emoticons: above 0 glad, below 0 sad */
    size_t steps; /* characters looked at: the work it took, linear in the text (for tests) */
};

/* Finds all of them in T. */
struct span_list span_find_all(struct arena *arena, struct str t);

#endif

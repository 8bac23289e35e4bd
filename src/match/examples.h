/*
 * What is this message most like? Example utterances → intents, with an honest probability.
 *
 * Logistic regression (liblinear) over word and character n-grams of both keys, with a class "none
 * of these", calibrated by cross-validation on the examples themselves. Deterministic: the same
 * examples give the same model bit for bit. Immutable after training; any thread may rank.
 */
#ifndef MATCH_EXAMPLES_H
#define MATCH_EXAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "text/normalise.h"

struct example {
    struct str text;
    uint32_t label; /* 0..label_count-1 */
    bool is_name;   /* what its author calls the label (match/names.h): learned, never held out */
};

struct example_score {
    uint32_t label;
    float probability; /* calibrated: of answers given at 0.8, four in five are right */
};

/* Texts that belong to no label: what people ask that is not this company's business. May be empty.
 */
struct outsiders {
    const struct str *texts;
    size_t count;
};

struct example_model;

/* Trains in seconds for 5,000 examples. The outsiders are learned as one more class, "none of
 * these". Labels without an example are never ranked. Never NULL; a model of no examples ranks
 * nothing. */
struct example_model *example_train(const struct example *examples, size_t count,
                                    uint32_t label_count, const struct outsiders *outsiders,
                                    const struct lexicon *lexicon);
void example_free(struct example_model *model);

/* The best labels, best first, at most max; the probabilities of all labels and of "none" sum to
 * 1. Returns how many; *none gets the probability of "none of these". */
size_t example_rank(const struct example_model *model, const struct normalised *text,
                    struct arena *arena, struct example_score *out, size_t max, float *none);

/* A checksum of the weights, to show that training is deterministic. */
uint64_t example_fingerprint(const struct example_model *model);

#endif

/*
 * The nearest example of a text, by the cosine of their words. Internal to match/.
 *
 * What the linear machine cannot say is whether a message resembles anything it has learned; the
 * nearest example says it. Immutable once built.
 */
#ifndef MATCH_NEAREST_H
#define MATCH_NEAREST_H

#include "match/machine.h"

struct posting {
    uint32_t sample;
    float value;
};

struct nearest {
    uint32_t *first; /* of each feature, into postings; one more at the end */
    struct posting *postings;
    const uint32_t *classes; /* of the samples */
    size_t count;            /* samples */
};

/* Two samples worth knowing of: the nearest of all, and the nearest of another class than it. */
struct neighbours {
    float near, next; /* cosines 0..1; 0 when there is none */
    uint32_t sample, other;
};

struct nearest nearest_new(const struct sample *samples, size_t count, uint32_t features,
                           struct arena *arena);

/* Neighbours of a vector; the sample numbered skip is not one (SIZE_MAX: all may be). */
struct neighbours nearest_find(const struct nearest *nearest, const struct vector *vector,
                               size_t skip, struct arena *scratch);

#endif

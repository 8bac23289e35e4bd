/*
 * A linear machine: one class against the rest, trained with liblinear. Internal to match/.
 * Immutable once trained.
 */
#ifndef MATCH_MACHINE_H
#define MATCH_MACHINE_H

#include "match/vector.h"

struct machine {
    float *weights; /* [feature][class]; NULL when there was nothing to learn from */
    uint32_t features, classes;
};

/* One text to learn from, as typed and as if typed without marks. */
struct sample {
    uint32_t class;
    struct vector full, bare;
    bool is_name;   /* nothing that anybody typed */
    bool has_marks; /* else the two are the same, and only full is learned */
};

/* Trains on the samples for which use[i] (all of them if use is NULL). The same samples give the
 * same weights, bit for bit, whichever thread trains. */
struct machine machine_train(const struct sample *samples, size_t count, const bool *use,
                             uint32_t features, uint32_t classes, struct arena *arena);

/* One number a class, positive for "this is it"; decisions has room for all classes. */
void machine_decide(const struct machine *machine, const struct vector *vector, float *decisions);

#endif

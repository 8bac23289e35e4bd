/*
 * From a machine's decisions to an honest probability. Internal to match/.
 *
 * A logistic regression on a handful of numbers, fitted on examples that the machine had not seen
 * (cross-validation), tells how likely the best class is right: of answers given at 0.8, four in
 * five are. What resembles no example at all is beyond that experience, and is trusted less the
 * stranger it is.
 */
#ifndef MATCH_CALIBRATE_H
#define MATCH_CALIBRATE_H

#include "match/machine.h"
#include "match/nearest.h"

enum evidence_kind {
    EVIDENCE_MARGIN, /* decision of the best class */
    EVIDENCE_LEAD,   /* its distance to the second */
    EVIDENCE_KNOWN,  /* share of the words seen in other examples */
    EVIDENCE_NEAR,   /* cosine of the nearest example */
    EVIDENCE_AGREES, /* how much nearer that is than the nearest of another class; negative when it
                        is of another class than the best */
    EVIDENCE_CURVE,  /* log of the share of its own class that was learned from: 0 outside folds */
    EVIDENCE_COUNT
};

struct calibration {
    double weights[EVIDENCE_COUNT + 1]; /* the last is the constant */
    float familiar; /* of held-out examples 19 in 20 have a neighbour at least this near */
};

struct verdict {
    uint32_t class;
    float margin;
    double probability;
};

/* Fits on samples held out in turn. Deterministic. */
struct calibration calibrate(const struct sample *samples, size_t count, uint32_t features,
                             uint32_t classes, const struct nearest *nearest);

/* The best class and how likely it is right; none is the class of outsiders or UINT32_MAX. */
struct verdict judge(const struct calibration *calibration, const float *decisions,
                     uint32_t classes, uint32_t none, const struct vector *vector,
                     const struct nearest *nearest, const struct neighbours *neighbours);

#endif

/*
 * How well a rulebook understands the questions its authors wrote for it: the test phrases
 * (tests.yes) of every intent, which the model has not learned from.
 */
#ifndef DIALOGUE_MEASURE_H
#define DIALOGUE_MEASURE_H

#include "base/arena.h"
#include "dialogue/rulebook.h"

/* Questions of one intent that are read as another; got is empty for "nothing". */
struct confusion {
    struct str want, got; /* ids of intents, or of an article that no intent answers with */
    size_t count;
    struct str example;
};

/* Shares are 0..1. */
struct measured {
    size_t questions, right;
    double coverage; /* share of the questions that can be answered, the surest first, while 95 % of
                        the answers are right */
    double calibration_error;     /* ECE, ten bins: mean gap between confidence and being right */
    double median_us, p99_us;     /* of understanding one question, on the wall clock */
    struct confusion *confusions; /* most frequent first */
    size_t confusion_count;
};

/* Views the rulebook's texts; the lists live in arena. */
struct measured rulebook_measure(const struct rulebook *rulebook, struct arena *arena);

/* Every sentence authors wrote for this rulebook: examples, tests, outsiders, titles and questions
 * of articles. Views of its texts; the list lives in arena. */
size_t rulebook_sentences(const struct rulebook *rulebook, struct arena *arena,
                          struct str **sentences);

#endif

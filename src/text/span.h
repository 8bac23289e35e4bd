/*
 * Stretches of a message that are not words: addresses, numbers, amounts, dates (rule P).
 * Internal to text/; the result is part of struct normalised.
 */
#ifndef TEXT_SPAN_H
#define TEXT_SPAN_H

#include "text/normalise.h"

/* Finds all of them in T, left to right, none overlapping. */
void span_find_all(struct arena *arena, struct str t, struct span **spans, size_t *count);

#endif

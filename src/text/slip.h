/*
 * How likely one word was typed for another: the cost of a slip of the fingers.
 *
 * Damerau-Levenshtein with one step, weighed by what fingers do: letters swapped, doubled, left
 * out, taken from the key beside; Telex tone keys left over. Internal to text/. Pure.
 */
#ifndef TEXT_SLIP_H
#define TEXT_SLIP_H

#include "base/str.h"

/* Both folded, plain letters. The cost of one slip, or a negative number if it takes more. 0 for
 * equal words. Sources of the weights: docs/vietnamese.md, "Slips". */
float slip_cost(struct str typed, struct str meant);

#endif

/*
 * What part a word plays: person, particle, negator, question word; and what a message asks.
 * Internal to text/. (docs/vietnamese.md, "Function words")
 */
#ifndef TEXT_ROLES_H
#define TEXT_ROLES_H

#include "text/normalise.h"

/* Sets the roles of all tokens, the scope of negators, and the question type. */
void roles_assign(struct normalised *text);

#endif

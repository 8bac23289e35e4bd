/*
 * What words do in a message beside naming things: persons, particles, negators, questions
 * (intents/words/roles.tsv). Internal to text/. Built with the lexicon, then immutable.
 */
#ifndef TEXT_ROLES_H
#define TEXT_ROLES_H

#include "text/normalise.h"

struct roles; /* of a lexicon */

/* An empty table that lives in arena. Never NULL. */
struct roles *roles_new(struct arena *arena);

/* One line: words, role, conditions. NULL, or what is wrong with the part in *where. */
const char *roles_add(struct roles *roles, struct str line, struct str *where);

/* Sets the roles of the tokens, the negated words and the type of question. */
void roles_assign(const struct roles *roles, struct normalised *text);

#endif

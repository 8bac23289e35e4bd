/*
 * What is said besides the answer: questions people really ask next, and an offer. Both only where
 * content says so; an offer once in a conversation at most, neither to somebody who is angry.
 */
#ifndef DIALOGUE_SUGGEST_H
#define DIALOGUE_SUGGEST_H

#include "dialogue/engine.h"

/* Up to three buttons after the answer of an intent: its "next", without what was answered already.
 * Nothing when the reply has buttons of its own. NULL is fine. */
void suggest_next(struct turn *turn, const struct intent *intent);

/* The intent's offer after the reply. NULL is fine. */
void suggest_offer(struct turn *turn, const struct intent *intent);

#endif

/*
 * How a message sounds, by rules alone: words, emoji, capitals, repetition. docs/flows.md "Mood"
 * lists them for the people who read the number at the desk.
 *
 * Not for deciding what somebody means; only for how to treat them. Pure; any thread.
 */
#ifndef DIALOGUE_MOOD_H
#define DIALOGUE_MOOD_H

#include "text/normalise.h"

/* Of one message: MOOD_MIN (furious) .. MOOD_MAX (delighted); 0 says nothing. */
int mood_of(const struct normalised *text);

/* The conversation's mood after a message: what was before fades by a fifth with each message. */
int mood_after(int before, int message);

#endif

/*
 * What words that no article has were probably meant to be: a mistyped word its neighbour in
 * spelling, an abbreviation ("cccd") the words it stands for. Only unknown words are touched.
 * Internal to this floor. Pure; any thread.
 */
#ifndef KB_GUESS_H
#define KB_GUESS_H

#include "kb/index.h"

/* Replaces guessed words in place of what was typed, flagged WORD_GUESSED; grows in arena. text is
 * what the words are of. */
void guess_words(struct arena *arena, const struct kb_index *index, const struct normalised *text,
                 struct words *words);

#endif

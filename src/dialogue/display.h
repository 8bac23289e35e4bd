/*
 * What is stored and shown of a text that somebody wrote: clean Unicode, nothing else changed.
 */
#ifndef DIALOGUE_DISPLAY_H
#define DIALOGUE_DISPLAY_H

#include "base/arena.h"
#include "base/str.h"

/* text/normalise's T, for floors that do not see the text floor. */
struct str dialogue_display(struct arena *arena, struct str raw);

#endif

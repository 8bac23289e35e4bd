/*
 * Blanks in replies: "{hotline}", "{back}". A brace that holds anything else than a name stays as
 * it is written.
 */
#ifndef DIALOGUE_BLANK_H
#define DIALOGUE_BLANK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* Finds the value of a blank; false when there is none. */
typedef bool blank_find_fn(void *ctx, struct str name, struct str *value);

/* The next blank of text at or after *at: its name, and *at moved behind it. */
bool blank_next(struct str text, size_t *at, struct str *name);

/* Whether every blank of the text has a value. */
bool blank_all_known(struct str text, blank_find_fn *find, void *ctx);

/* The text with its blanks filled; an unknown one is left out with one space before it. */
struct str blank_fill(struct arena *arena, struct str text, blank_find_fn *find, void *ctx);

/* The same, but an unknown one stays as it is written. */
struct str blank_fill_known(struct arena *arena, struct str text, blank_find_fn *find, void *ctx);

#endif

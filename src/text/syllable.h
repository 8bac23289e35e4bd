/*
 * The grammar of a Vietnamese syllable: onset, nucleus, coda, tone. (docs/vietnamese.md)
 *
 * Says what could be a syllable, with or without its marks, and where its tone mark belongs.
 */
#ifndef TEXT_SYLLABLE_H
#define TEXT_SYLLABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "text/letter.h"

enum { SYLLABLE_LETTERS_MAX = 7 }; /* nghiêng */

/* Whether the word, marks and all, can be a syllable: "được", "gì", "huỳnh"; not "đưọcc", "strong".
 */
bool syllable_is_legal(const struct letter *word, size_t count);

/* Whether some syllable looks like this when its marks are left out. Marks are ignored. */
bool syllable_is_legal_folded(const struct letter *word, size_t count);

/* Moves a single tone mark to where it belongs, in the older style (hòa, thúy), if the word without
 * it is a legal syllable. Returns whether it is one. Words with two tone marks are left alone. */
bool syllable_place_tone(struct letter *word, size_t count);

/* Whether y is the whole nucleus of an open syllable after h k l m s t v qu, so that "kỹ" and "kĩ"
 * are one word. */
bool syllable_has_free_y(const struct letter *word, size_t count);

#endif

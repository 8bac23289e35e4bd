/*
 * The index's words that a mistyped word may have meant.
 *
 * Only for words that cannot be Vietnamese syllables, are not foreign words and occur in no
 * article: "gaio", "hangf". Everything else is taken as typed, or a question about football would
 * be corrected into one about fridges. Immutable once built. Internal to this floor.
 */
#ifndef KB_SPELLING_H
#define KB_SPELLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kb/vocabulary.h"
#include "kb/words.h"
#include "text/lexicon.h"

enum { SPELLING_MIN = 3, SPELLING_NEAR_MAX = 12 };

/* Folded terms that are plain letters, in groups by length. */
struct spelling {
    const struct term **terms;
    size_t first[WORD_KEY_MAX + 2]; /* of each length; the last is the count */
};

struct spelling spelling_new(struct arena *arena, const struct vocabulary *vocabulary);

/* Whether the word looks mistyped: 3 or more plain letters, no syllable, not foreign. */
bool spelling_is_odd(const struct lexicon *lexicon, const struct word *word);

/* Terms one letter away (one too many, missing, wrong, or two swapped), the most frequent first.
 * Returns how many, at most SPELLING_NEAR_MAX. */
size_t spelling_near(const struct spelling *spelling, struct str key,
                     const struct term *out[SPELLING_NEAR_MAX]);

#endif

/*
 * What the example matcher sees of a message: words and word pairs of both keys, and pieces of
 * words. Internal to match/.
 *
 * Accented features stand in a block of their own and every training example is also learned
 * without them: so the marks help where they were typed and are not missed where they were not.
 */
#ifndef MATCH_FEATURES_H
#define MATCH_FEATURES_H

#include "base/arena.h"
#include "base/str.h"
#include "text/normalise.h"

enum feature_block { BLOCK_WORDS, BLOCK_PIECES, BLOCK_ACCENTED, BLOCK_COUNT };

struct feature {
    struct str name; /* the block's letter, then the text */
    enum feature_block block;
    float count;
};

/* All features of the message, each name once. with_accents = false leaves BLOCK_ACCENTED out. */
size_t features_of(const struct normalised *text, bool with_accents, struct arena *arena,
                   struct feature **features);

#endif

/*
 * What the example matcher sees of a message: words and word pairs of both keys, pieces of words,
 * and the concepts that its words stand for. Internal to match/.
 *
 * Accented features stand in a block of their own and every training example is also learned
 * without them: so the marks help where they were typed and are not missed where they were not.
 */
#ifndef MATCH_FEATURES_H
#define MATCH_FEATURES_H

#include "base/arena.h"
#include "base/str.h"
#include "text/normalise.h"
#include "text/spelling.h"

enum feature_block {
    BLOCK_WORDS,
    BLOCK_PIECES,
    BLOCK_ACCENTED,
    BLOCK_ACCENTED_PIECES,
    BLOCK_CONCEPTS,
    BLOCK_SHAPE,
    BLOCK_COUNT
};

struct feature {
    struct str name; /* the block's letter, then the text */
    enum feature_block block;
    float count;
};

/* What reading a message needs besides the message. */
struct feature_source {
    const struct lexicon *lexicon;
    const struct spelling *spelling; /* of the examples; NULL while they are read themselves */
};

/* All features of the message, each name once. with_accents = false leaves BLOCK_ACCENTED out. */
size_t features_of(const struct feature_source *source, const struct normalised *text,
                   bool with_accents, struct arena *arena, struct feature **features);

#endif

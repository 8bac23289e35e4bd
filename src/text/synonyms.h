/*
 * Different words for the same thing (intents/words/synonyms.txt).
 *
 * "ship", "giao hàng" and "vận chuyển" are one concept. The example matcher learns the concept
 * beside the words, the article search looks for the other words too. Built once with the lexicon,
 * on the thread that builds it; finding is pure, any thread.
 */
#ifndef TEXT_SYNONYMS_H
#define TEXT_SYNONYMS_H

#include "text/normalise.h"

enum {
    SYNONYM_WORDS_MAX = 6,   /* in one phrase */
    SYNONYM_PHRASES_MAX = 40 /* in one group */
};

struct synonyms; /* of a lexicon */

/* One group: the folded keys of its phrases, as they stand in F, each once. */
struct concept {
    struct str name; /* the first phrase, folded: unique among the groups of one lexicon */
    struct str phrases[SYNONYM_PHRASES_MAX];
    size_t count;
};

/* A stretch of a message that names a concept. */
struct concept_use {
    const struct concept *concept;
    size_t first, last; /* tokens, inclusive */
};

/* An empty set that lives in arena. Never NULL. */
struct synonyms *synonyms_new(struct arena *arena);

/* One line of the file: phrases with "=" between. Keys are made by text_normalise() with this
 * lexicon, so its other words must be known already. Returns NULL, or what is wrong (a static
 * sentence), with *where set to the part of line it is about; what was right stays. */
const char *synonyms_add(struct synonyms *synonyms, const struct lexicon *lexicon, struct str line,
                         struct str *where);

/*
 * The concepts of a message from left to right, the longest phrase first, none overlapping. A word
 * typed with marks must have the phrase's marks. Without with_accents the message is read as if no
 * marks had been typed; then, as in messages really typed so, one syllable that has marks in the
 * list ("thẻ") names nothing, since it could be too many words, and neither does a phrase that
 * stands in two groups with different marks. *uses lives in arena; returns how many.
 */
size_t text_concepts(const struct normalised *text, const struct lexicon *lexicon,
                     bool with_accents, struct arena *arena, struct concept_use **uses);

#endif
